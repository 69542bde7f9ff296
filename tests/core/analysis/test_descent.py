"""Gradient descent on the small model, held against arithmetic and against the slope measured by nudging."""

from __future__ import annotations

import numpy as np
import pytest

from core.analysis.descent import GIVEN, Descent


def loss(viewers: np.ndarray, titles: np.ndarray) -> float:
    return float(((viewers @ titles.T - GIVEN) ** 2).mean())


def test_it_starts_wrong_by_what_can_be_added_up_by_hand() -> None:
    start = Descent.start()
    # 0.8 * 2.5 + 0.7 * 3 + 0.6 * 3.5 + 0.8 * 1 + 0.2 * 0.5
    assert start.predicted[1, 1] == pytest.approx(7.1)
    errors = [5.84 - 5, 5.2 - 4, 6.36 - 9, 9.5 - 10, 7.1 - 9, 4.5 - 3]
    assert start.losses == (pytest.approx(sum(error**2 for error in errors) / 6),)


def test_a_step_goes_against_the_slope_that_nudging_a_number_shows() -> None:
    start, nudge, lr = Descent.start(), 1e-6, 0.01
    after = start.step(lr)
    for place in np.ndindex(start.viewers.shape):
        nudged = start.viewers.copy()
        nudged[place] += nudge
        slope = (loss(nudged, start.titles) - start.losses[0]) / nudge
        assert after.viewers[place] == pytest.approx(start.viewers[place] - lr * slope, abs=1e-6)
    for place in np.ndindex(start.titles.shape):
        nudged = start.titles.copy()
        nudged[place] += nudge
        slope = (loss(start.viewers, nudged) - start.losses[0]) / nudge
        assert after.titles[place] == pytest.approx(start.titles[place] - lr * slope, abs=1e-6)


def test_ten_steps_are_ten_times_one_step() -> None:
    one_by_one = Descent.start()
    for _ in range(10):
        one_by_one = one_by_one.step(0.01)
    at_once = Descent.start().step(0.01, 10)
    assert at_once.losses == one_by_one.losses
    assert np.array_equal(at_once.viewers, one_by_one.viewers)


def test_a_thousand_small_steps_fit_all_six_ratings() -> None:
    after = Descent.start().step(0.01, 1000)
    assert after.predicted == pytest.approx(GIVEN, abs=1e-4)
    assert len(after.losses) == 1001


def test_steps_that_are_too_large_end_in_a_model_that_is_lost_and_not_in_infinity() -> None:
    after = Descent.start().step(0.2, 1000)
    assert after.is_lost
    assert np.isfinite(after.losses).all()
    assert after.step(0.2).losses == after.losses
