"""Predictors of ratings that can be computed on paper, and their errors."""

from __future__ import annotations

import numpy as np
import pytest

from core.evaluation.rating_accuracy import (
    PREDICTORS,
    anime_mean,
    errors_of,
    evaluate_ratings,
    global_mean,
    table,
    viewer_mean,
)
from core.evaluation.settings import EvaluationSettings
from core.model.bundle import Bundle
from core.profiles import Profile
from tests.core.evaluation.people import case_of, ratings_of

MEAN = (5 * 8.5 + 4 * 7 + 3 * 6) / (5 + 4 + 3)


def test_the_means_are_of_the_trained_ratings(tiny_bundle: Bundle):
    profile = Profile({20: 4, 30: 5, 999: 1})
    assert global_mean(tiny_bundle)(profile) == pytest.approx([MEAN] * 4)
    assert anime_mean(tiny_bundle)(profile) == pytest.approx([8.5, 7, 6, MEAN])
    assert viewer_mean(tiny_bundle)(profile) == pytest.approx([(4 + 5) / 2] * 4)
    assert viewer_mean(tiny_bundle)(Profile()) == pytest.approx([MEAN] * 4)


def test_errors_are_over_all_held_out_ratings_of_everybody():
    cases = [case_of(1, row0=9, row2=4), case_of(2, row1=7)]
    seven, rising = (lambda profile: np.full(3, 7.0)), (lambda profile: np.array([8.0, 7.0, 6.0]))
    rows = errors_of({"seven": seven, "rising": rising}, cases, answers=3, cohort=np.array([0, 0, 2]))
    assert [row["rmse"] for row in rows] == pytest.approx([((4 + 9 + 0) / 3) ** 0.5, ((1 + 4 + 0) / 3) ** 0.5])
    assert [row["mae"] for row in rows] == pytest.approx([(2 + 3 + 0) / 3, (1 + 2 + 0) / 3])
    assert [(row["viewers"], row["ratings"], row["answers"]) for row in rows] == [(2, 3, 3)] * 2
    assert [row["rmse_head"] for row in rows] == pytest.approx([((4 + 0) / 2) ** 0.5, ((1 + 0) / 2) ** 0.5])
    assert [row["rmse_tail"] for row in rows] == pytest.approx([9**0.5, 4**0.5])
    assert [row["rmse_middle"] for row in rows] == [None, None], "nobody rated any of these"
    assert errors_of({"seven": seven}, [], answers=3, cohort=np.zeros(3, int)) == []


def test_every_predictor_is_measured_at_every_number_of_answers(shipped: Bundle, many: dict[int, float]):
    rows = evaluate_ratings(shipped, ratings_of(10**6, many), EvaluationSettings(answers=(0, 3), n_draws=1))
    assert [(row["predictor"], row["answers"]) for row in rows] == [(name, n) for n in (0, 3) for name in PREDICTORS]
    nothing_told = {row["predictor"]: row["rmse"] for row in rows if row["answers"] == 0}
    assert nothing_told["viewer-mean"] == nothing_told["global-mean"]
    lines = table(rows).splitlines()
    figures = ("rmse", "mae", "rmse_head", "rmse_middle", "rmse_tail")
    shown = ["–" if rows[0][name] is None else f"{rows[0][name]:.4f}" for name in figures]
    assert lines[4].split() == ["0", "rating-model", *shown]
