"""A cloud that is turned keeps its shape, and shows as much as lies in the plane of the picture."""

from __future__ import annotations

import numpy as np
import pytest

from core.analysis.turning import share_shown, turned

CLOUD = np.random.default_rng(0).normal(size=(50, 3)) * [3, 2, 1]


@pytest.mark.parametrize(("turn", "tilt"), [(0, 0), (35, 50), (-90, 10)])
def test_distances_stay_as_they_are(turn: float, tilt: float) -> None:
    seen = turned(CLOUD, turn, tilt)
    assert np.linalg.norm(seen[0] - seen[1]) == pytest.approx(np.linalg.norm(CLOUD[0] - CLOUD[1]))


def test_a_quarter_turn_swaps_width_for_depth_and_a_quarter_tilt_height() -> None:
    assert np.abs(turned(CLOUD, 90, 0)[:, 0]) == pytest.approx(np.abs(CLOUD[:, 2]))
    assert np.abs(turned(CLOUD, 0, 90)[:, 1]) == pytest.approx(np.abs(CLOUD[:, 2]))


def test_the_share_shown_is_that_of_the_variance_in_the_plane() -> None:
    spread = CLOUD.var(axis=0)
    assert share_shown(CLOUD) == pytest.approx((spread[0] + spread[1]) / spread.sum())
    assert share_shown(turned(CLOUD, 90, 0)) == pytest.approx((spread[2] + spread[1]) / spread.sum())
