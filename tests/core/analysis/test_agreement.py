"""Who agreed with me has most to say."""

from __future__ import annotations

import numpy as np
import pytest

from core.analysis.agreement import PEOPLE, say


def test_a_say_falls_with_the_mean_squared_difference() -> None:
    # differences 0 and (2² + 4²) / 2 = 10: one over 1 and over 11
    assert say([[5, 5], [7, 9]], [5, 5]) == pytest.approx([11 / 12, 1 / 12])


def test_all_have_the_same_say_where_nobody_differs() -> None:
    assert say([[1], [1], [1]], [10]) == pytest.approx([1 / 3] * 3)


def test_of_the_people_of_the_example_who_rated_as_i_do_has_most_to_say() -> None:
    """Aya rated the three titles as I do; the sums of the others' squared differences are 97, 19 and 101."""
    *titles, following = np.array(list(PEOPLE.values())).T
    weights = np.array([1, 3 / 100, 3 / 22, 3 / 104])
    mine = say(np.column_stack(titles), [9, 9, 3])
    assert list(PEOPLE) == ["Aya", "Ben", "Chika", "Dai"]
    assert mine == pytest.approx(weights / weights.sum())
    assert mine @ following == pytest.approx((weights @ [10, 4, 8, 2]) / weights.sum())
    assert say(np.column_stack(titles), [5, 3, 10]).argmax() == 3
