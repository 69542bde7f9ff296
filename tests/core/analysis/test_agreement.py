"""Who agreed with me has most to say."""

from __future__ import annotations

import pytest

from core.analysis.agreement import say


def test_a_say_falls_with_the_mean_squared_difference() -> None:
    # differences 0 and (2² + 4²) / 2 = 10: one over 1 and over 11
    assert say([[5, 5], [7, 9]], [5, 5]) == pytest.approx([11 / 12, 1 / 12])


def test_all_have_the_same_say_where_nobody_differs() -> None:
    assert say([[1], [1], [1]], [10]) == pytest.approx([1 / 3] * 3)
