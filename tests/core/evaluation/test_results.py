"""Figures viewer by viewer, then means, intervals and comparisons, all by hand."""

import math
from dataclasses import replace

import numpy as np
import pytest

from core.evaluation.baselines import BaselineScores
from core.evaluation.beyond_accuracy import ListFigures
from core.evaluation.lists import RAW, Hunt, JudgedList, raw_only
from core.evaluation.metrics import bootstrap_mean
from core.evaluation.protocol import Case
from core.evaluation.results import CaseFigures, by_viewer, case_figures, compare, measure, summarise
from core.evaluation.settings import EvaluationSettings
from tests.core.evaluation.people import case_of

SECOND_PLACE = 1 / math.log2(2 + 1)
"""What a hit at the second place is worth where one at the first is worth 1."""


def figures_of(case: Case, scores: BaselineScores, k: int) -> CaseFigures:
    return case_figures(case, raw_only(case, {"it": scores}, k)["it"][RAW], k, scores.predicted)


def test_a_case_is_judged_by_the_list_without_what_was_seen():
    case = case_of(viewer_id=3, seen=[0], relevant=[2], row1=6, row2=9)
    figures = figures_of(case, BaselineScores(np.array([9.0, 5, 4, 1]), np.array([9.0, 5, 7, 1])), k=2)
    assert figures.ndcg == pytest.approx(SECOND_PLACE)
    assert (figures.viewer_id, figures.recall, figures.n_ratings) == (3, 1, 1)
    assert (figures.squared_error, figures.n_predicted) == ((5 - 6) ** 2 + (7 - 9) ** 2, 2)
    assert list(figures.listed) == [1, 2]


def test_only_the_first_k_titles_count():
    case, scores = case_of(relevant=[1, 3], row1=9, row3=9), BaselineScores(np.array([4.0, 3, 2, 1]))
    at_two, at_four = figures_of(case, scores, 2), figures_of(case, scores, 4)
    perfect = 1 + SECOND_PLACE
    assert (at_two.ndcg, at_two.recall) == (pytest.approx(SECOND_PLACE / perfect), 1 / 2)
    assert (at_four.ndcg, at_four.recall) == (pytest.approx((SECOND_PLACE + 1 / math.log2(4 + 1)) / perfect), 1)


def test_a_recommender_that_predicts_no_ratings_has_no_error():
    figures = figures_of(case_of(relevant=[0], row0=9), BaselineScores(np.array([1.0])), k=1)
    assert (figures.squared_error, figures.n_predicted) == (0, 0)
    assert summarise(by_viewer([figures])).rmse is None


CASES = [
    CaseFigures(viewer_id=8, ndcg=0.2, recall=0.1, n_ratings=4, squared_error=3.0, n_predicted=2),
    CaseFigures(viewer_id=5, ndcg=1.0, recall=0.5, n_ratings=1, squared_error=4.0, n_predicted=3),
    CaseFigures(viewer_id=8, ndcg=0.4, recall=0.3, n_ratings=2, squared_error=5.0, n_predicted=4),
]


def test_a_viewers_figures_are_means_over_the_viewers_own_cases_and_counts_are_sums():
    figures = by_viewer(CASES)
    assert figures.viewer_ids.tolist() == [5, 8]
    assert figures.n_cases.tolist() == [1, 2]
    assert figures.ndcg.tolist() == pytest.approx([1.0, (0.2 + 0.4) / 2])
    assert figures.recall.tolist() == pytest.approx([0.5, (0.1 + 0.3) / 2])
    assert figures.n_ratings.tolist() == [1, 4 + 2]
    assert figures.squared_error.tolist() == [4, 3 + 5]
    assert figures.n_predicted.tolist() == [3, 2 + 4]


def test_a_summary_counts_every_viewer_once_and_the_error_every_rating():
    summary = summarise(by_viewer(CASES))
    assert summary.n_viewers == 2
    assert summary.n_ratings == pytest.approx((4 + 1 + 2) / 3)
    assert summary.ndcg.mean == pytest.approx((1.0 + 0.3) / 2)
    assert summary.recall == pytest.approx((0.5 + 0.2) / 2)
    assert summary.rmse == pytest.approx(math.sqrt((3 + 4 + 5) / (2 + 3 + 4)))


def test_the_interval_is_the_bootstrap_of_the_viewers_that_the_settings_ask_for():
    figures = replace(by_viewer(CASES), viewer_ids=np.arange(5), ndcg=np.array([0.1, 0.9, 0.4, 0.2, 0.6]))
    for settings in (EvaluationSettings(seed=3), EvaluationSettings(confidence=0.5), EvaluationSettings(n_resamples=7)):
        expected = bootstrap_mean(figures.ndcg, settings.confidence, settings.n_resamples, settings.seed)
        assert summarise(figures, settings).ndcg == expected
    assert len({summarise(figures, EvaluationSettings(seed=seed)).ndcg for seed in (0, 1)}) == 2


def test_every_recommender_is_asked_with_the_profile_and_judged_on_the_same_cases():
    told = []

    def by_row(profile):
        told.append(profile)
        return BaselineScores(np.array([3.0, 2, 1]))

    def reversed_(profile):
        return BaselineScores(np.array([1.0, 2, 3]), np.array([5.0, 5, 5]))

    cases = [case_of(1, seen=[0], relevant=[1], row1=8, row2=6), case_of(2, relevant=[0], row0=9)]
    figures = measure({"first": by_row, "last": reversed_}, iter(cases), k=1)[RAW]
    assert told == [case.profile for case in cases]
    assert list(figures) == ["first", "last"]
    assert figures["first"].ndcg.tolist() == [1, 1]
    assert figures["last"].ndcg.tolist() == [0, 0]
    assert figures["last"].squared_error.tolist() == [(5 - 8) ** 2 + (5 - 6) ** 2, (5 - 9) ** 2]
    assert figures["last"].viewer_ids.tolist() == figures["first"].viewer_ids.tolist() == [1, 2]


def test_each_list_has_figures_of_its_own_and_only_the_raw_one_the_error_of_the_ratings():
    def two_lists(case, scores, k):
        shown = JudgedList(
            np.array([4, 2]), Hunt(np.array([4, 2]), case.to_find), Hunt(np.array([1, 0]), frozenset({0}))
        )
        return {name: lists | {"shown": shown} for name, lists in raw_only(case, scores, k).items()}

    case = case_of(1, relevant=[0], row0=9)
    both = measure(
        {"it": lambda profile: BaselineScores(np.array([3.0, 2, 1]), np.array([7.0, 5, 5]))}, [case], 2, two_lists
    )
    raw, shown = both["raw"]["it"], both["shown"]["it"]
    assert (raw.ndcg.tolist(), shown.ndcg.tolist()) == ([1], [0])
    assert shown.franchise_ndcg.tolist() == pytest.approx([SECOND_PLACE])
    assert (raw.squared_error.tolist(), shown.n_predicted.tolist()) == ([4], [0])
    assert (raw.listed.tolist(), shown.listed.tolist()) == ([0, 1], [2, 4])
    assert summarise(raw).franchise_ndcg is None
    assert summarise(shown).titles_used == 2


def test_what_lists_are_like_is_a_mean_over_the_cases_that_know_it():
    def like(lift: float, viewer_id: int = 1) -> CaseFigures:
        figures = ListFigures(0.5, 2.0, lift, 0.1, 0.8, 0.0)
        return CaseFigures(viewer_id, 1.0, 1.0, 3, like=figures, listed=[1, 2])

    figures = by_viewer([like(1.0), like(math.nan), like(4.0), like(math.nan, viewer_id=2)])
    assert figures.like["popularity_lift"].tolist() == pytest.approx([2.5, math.nan], nan_ok=True)
    summary = summarise(figures)
    assert summary.like["popularity_lift"] == pytest.approx(2.5)
    assert summary.like["novelty"] == pytest.approx(2)
    assert summarise(by_viewer([like(math.nan)])).like["popularity_lift"] is None


def test_no_case_has_no_figures():
    assert measure({"first": lambda profile: BaselineScores(np.zeros(1))}, [], k=1) == {}


def results_of(**ndcg: list[float]):
    """Results at no answers of a few recommenders, by each viewer's NDCG."""
    return {
        (name, 0): by_viewer(CaseFigures(viewer, value, value, 0, 0.0, 0) for viewer, value in enumerate(values))
        for name, values in ndcg.items()
    }


def test_a_comparison_is_the_ratio_of_means_and_the_mean_difference_viewer_by_viewer():
    better, worse = [0.4, 0.9, 0.5], [0.2, 0.8, 0.2]
    compared = compare(results_of(better=better, worse=worse), to="worse")["better", 0]
    assert compared.ratio == pytest.approx((0.4 + 0.9 + 0.5) / (0.2 + 0.8 + 0.2))
    assert compared.difference.mean == pytest.approx((0.2 + 0.1 + 0.3) / 3)


def test_nothing_is_a_multiple_of_one_that_found_nothing():
    compared = compare(results_of(some=[0.5, 0.1], none=[0.0, 0.0]), to="none")
    assert all(math.isnan(compared[name, 0].ratio) for name in ("some", "none"))
    assert compared["some", 0].difference.mean == pytest.approx(0.3)


def test_the_bounds_of_a_difference_are_those_of_the_paired_differences():
    """Both vary far more between viewers than from each other; unpaired bounds would hold 0."""
    worse = np.linspace(0, 0.9, 30)
    settings = EvaluationSettings(confidence=0.8, n_resamples=500, seed=2)
    results = results_of(better=list(worse + 0.05 + 0.01 * (np.arange(30) % 2)), worse=list(worse))
    difference = compare(results, to="worse", settings=settings)["better", 0].difference
    expected = bootstrap_mean(results["better", 0].ndcg - results["worse", 0].ndcg, 0.8, 500, 2)
    assert difference == expected
    assert 0.05 < difference.low < difference.high < 0.06


def test_any_recommender_can_be_the_yardstick_and_is_like_itself():
    results = results_of(better=[0.4, 0.8], worse=[0.2, 0.4])
    for to, ratio in (("worse", 2), ("better", 1)):
        compared = compare(results, to=to)
        assert compared["better", 0].ratio == pytest.approx(ratio)
        assert compared[to, 0].difference == (0, 0, 0)


def test_each_number_of_answers_is_compared_by_itself():
    none, some = results_of(ours=[0.4], theirs=[0.2]), results_of(ours=[0.9], theirs=[0.3])
    results = none | {(name, 3): figures for (name, _), figures in some.items()}
    compared = compare(results, to="theirs")
    assert list(compared) == list(results)
    assert (compared["ours", 0].ratio, compared["ours", 3].ratio) == pytest.approx((2, 3))


def test_figures_of_other_viewers_are_not_compared():
    results = results_of(ours=[0.4, 0.5], theirs=[0.2])
    with pytest.raises(ValueError, match="“theirs” was not measured on the same viewers"):
        compare(results, to="theirs")
    with pytest.raises(ValueError, match="“nobody” was not measured"):
        compare(results, to="nobody")
