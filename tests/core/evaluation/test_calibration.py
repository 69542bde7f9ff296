"""Calibration: thirds by hand, what a list shows, and rows that equal what the recommender says of each case."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from core.__main__ import main
from core.errors import DataError
from core.evaluation.calibration import (
    THIRDS,
    Predictions,
    curve_of,
    evaluate_calibration,
    kept_calibration,
    predictions,
    shown_errors,
    table,
    thirds,
)
from core.evaluation.protocol import answered_cases, cold_start_viewers
from core.evaluation.settings import EvaluationSettings
from core.model.bundle import Bundle
from core.recommend.cowatching_fit import fit_cowatching
from core.recommend.recommender import Recommender
from tests.core.evaluation.people import FIRST_ANIME, case_of, ratings_of
from tests.tribes import TwoTribes, untrained

TRIBES = TwoTribes(n_viewers=40, n_anime=30)
TRAINED = TRIBES.ratings.select(TRIBES.ratings.viewer_id % 4 < 2)
ONCE = EvaluationSettings(least_ratings=10, n_draws=2, answers=(3, 5))


@pytest.fixture(scope="module")
def bundle() -> Bundle:
    """It has seen half of the viewers."""
    return untrained(TRAINED, TRIBES.catalog, fit_cowatching(TRAINED, TRIBES.anime))


def test_thirds_divide_by_rank_with_equal_values_in_their_order():
    assert [each.tolist() for each in thirds([5, 1, 1, 9, 3, 7])] == [[1, 2], [4, 0], [5, 3]]
    assert [each.tolist() for each in thirds([2, 2])] == [[0], [1], []]


def test_each_held_out_rating_is_met_with_what_the_recommender_says(bundle: Bundle):
    recommender = Recommender(bundle)
    case = case_of(seen=[0, 2], row4=9, row7=3)
    found = predictions(recommender, case)
    scores = recommender.scores(case.profile)
    assert found.ratings.tolist() == [9, 3]
    assert found.predicted.tolist() == scores.predicted[[4, 7]].tolist()
    assert found.deviation.tolist() == recommender.fold_in.standard_deviation(scores.taste, np.array([4, 7])).tolist()
    assert found.of_title.tolist() == bundle.catalog.table["n_ratings"].iloc[[4, 7]].tolist()
    assert found.of_viewer.tolist() == [4, 4], "two told, two held out"


def test_shown_are_the_titles_of_the_list_whose_rating_is_held_out(bundle: Bundle):
    recommender, n = Recommender(bundle), len(TRIBES.anime)
    others = np.arange(4, n, 2)
    case = replace(case_of(seen=[0, 2]), held_out=others, ratings=np.full(len(others), 9.0))
    listed = recommender.recommend(case.profile)
    held = [each for each in listed if (each.anime_id - FIRST_ANIME) % 2 == 0]
    assert 0 < len(held) <= len(listed) == 10
    assert shown_errors(recommender, case, 10) == pytest.approx([9 - each.predicted for each in held])
    assert len(shown_errors(recommender, case, 1)) <= 1


def test_rows_are_means_over_all_cases(bundle: Bundle):
    rows = evaluate_calibration(bundle, TRIBES.ratings, ONCE)
    assert [row["answers"] for row in rows] == [3, 5]
    recommender, viewers = Recommender(bundle), cold_start_viewers(bundle, TRIBES.ratings, ONCE)
    cases = list(answered_cases(viewers, 3, ONCE))
    found = [predictions(recommender, case) for case in cases]
    errors = np.concatenate([each.ratings - each.predicted for each in found])
    within = np.abs(errors) <= np.concatenate([each.deviation for each in found])
    shown = np.concatenate([shown_errors(recommender, case, 10) for case in cases])
    row = rows[0]
    assert (row["viewers"], row["ratings"], row["shown_ratings"]) == (20, len(errors), len(shown))
    assert row["rmse"] == pytest.approx(np.sqrt(np.mean(errors**2)))
    assert row["bias"] == pytest.approx(errors.mean())
    assert row["shown_bias"] == pytest.approx(shown.mean())
    assert row["coverage"] == pytest.approx(within.mean())
    few = thirds(np.concatenate([each.of_title for each in found]))[0]
    assert row["coverage_title_few"] == pytest.approx(within[few].mean())
    for of in ("title", "viewer"):
        parts = [row[f"coverage_{of}_{name}"] for name in THIRDS]
        assert np.mean([part for part in parts if isinstance(part, float)]) == pytest.approx(within.mean(), abs=0.01)


def test_numbers_of_answers_measured_side_by_side_are_those_measured_one_after_the_other(bundle: Bundle):
    shares: list[float] = []
    together = evaluate_calibration(bundle, TRIBES.ratings, ONCE, shares.append, n_processes=2)
    assert together == evaluate_calibration(bundle, TRIBES.ratings, ONCE)
    assert shares == sorted(shares) and shares[-1] == 1


def test_the_table_has_a_line_for_each_number_of_answers_and_a_dash_for_what_there_is_none_of(bundle: Bundle):
    rows = evaluate_calibration(bundle, TRIBES.ratings, ONCE)
    text = table([rows[0], rows[1] | {"shown_bias": None}])
    first, *_, third, last = text.splitlines()
    assert first == "20 viewers the model has never seen"
    assert third.split()[0] == "3"
    assert (last.split()[0], last.count("–")) == ("5", 1)
    assert f"{rows[0]['coverage']:.3f}" in third


def test_where_nobody_has_a_liked_title_left_it_says_so(bundle: Bundle):
    nobody = replace(ONCE, answers=(30,), least_ratings=1)
    ratings = ratings_of(77, {FIRST_ANIME: 9})
    with pytest.raises(DataError, match="None of the 1 viewers has a liked title left"):
        evaluate_calibration(bundle, ratings, nobody)


def test_it_is_told_and_kept_on_the_command_line(folder: Path, tmp_path: Path, capsys):
    file = tmp_path / "rows.json"
    options = ["--calibration", "--draws", "1", "--answers", "3,10", "--processes", "1"]
    assert main(["evaluate", "--ratings", str(folder), *options, "--json", str(file)]) == 0
    rows = json.loads(file.read_text())
    assert [row["answers"] for row in rows] == [3, 10]
    assert "0.683 wanted" in capsys.readouterr().out


def test_the_curve_has_bins_of_equal_size_from_the_lowest_predictions_on():
    ones = np.ones(4)
    held = Predictions(np.array([9.0, 3, 8, 6]), np.array([8.0, 4, 7, 5]), ones, ones.astype(int), ones.astype(int))
    assert curve_of(held, n_bins=2) == [
        {"ratings": 2, "predicted": (4 + 5) / 2, "observed": (3 + 6) / 2},
        {"ratings": 2, "predicted": (7 + 8) / 2, "observed": (8 + 9) / 2},
    ]
    assert len(curve_of(held, n_bins=9)) == 4, "no empty bin"


def test_what_is_kept_is_coverage_of_all_and_of_thirds(bundle: Bundle):
    curve, coverage = kept_calibration(bundle, TRIBES.ratings, ONCE, n_bins=4)
    once = evaluate_calibration(bundle, TRIBES.ratings, replace(ONCE, n_draws=1))
    assert {row["answers"] for row in curve} == {3, 5}
    for expected in once:
        own = {row["group"]: row for row in coverage if row["answers"] == expected["answers"]}
        assert own["all"]["coverage"] == pytest.approx(expected["coverage"])
        assert own["all"]["bias"] == pytest.approx(expected["bias"])
        assert own["title-few"]["coverage"] == pytest.approx(expected["coverage_title_few"])
        assert own["viewer-many"]["coverage"] == pytest.approx(expected["coverage_viewer_many"])
        counts = [row["ratings"] for row in curve if row["answers"] == expected["answers"]]
        assert np.array(counts, dtype=float).sum() == expected["ratings"]
