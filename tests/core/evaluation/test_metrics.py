"""Errors and ranking figures that can be computed on paper, and the same as scikit-learn's."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.evaluation.metrics import bootstrap_interval, ndcg_at_k, recall_at_k, rmse
from core.recommend.ranking import best


def test_rmse_by_hand():
    assert rmse([7, 8, 9], [7, 6, 10]) == pytest.approx(math.sqrt((0 + 4 + 1) / 3))


def test_the_error_of_nothing_is_not_a_number():
    assert math.isnan(rmse([], []))


def test_ndcg_counts_places_by_their_logarithm():
    hits_at_one_and_three = 1 / math.log2(2) + 1 / math.log2(4)
    perfect = 1 / math.log2(2) + 1 / math.log2(3)
    assert ndcg_at_k([5, 1, 6, 2], relevant=[5, 6], k=3) == pytest.approx(hits_at_one_and_three / perfect)


def test_ndcg_of_more_relevant_titles_than_places_can_still_be_perfect():
    assert ndcg_at_k([1, 2], relevant=[1, 2, 3, 4], k=2) == pytest.approx(1)


def test_ndcg_of_a_list_shorter_than_k_counts_what_is_there():
    assert ndcg_at_k([1], relevant=[1, 2], k=10) == pytest.approx(1 / (1 + 1 / math.log2(3)))


def test_recall_is_out_of_what_fits_in_the_list():
    assert recall_at_k([1, 9, 8], relevant=[1, 2, 3, 4, 5], k=3) == pytest.approx(1 / 3)
    assert recall_at_k([1, 9, 8], relevant=[1, 2], k=3) == pytest.approx(1 / 2)


def test_nothing_relevant_has_no_figure():
    assert math.isnan(ndcg_at_k([1, 2], relevant=[]))
    assert math.isnan(recall_at_k([1, 2], relevant=[]))


def test_best_leaves_out_what_is_excluded_and_gives_ties_to_the_smaller_row():
    assert best([1, 5, 3, 5, 2], 3, excluded=[1]).tolist() == [3, 2, 4]
    assert best([7, 7, 7], 2).tolist() == [0, 1]


def test_best_of_fewer_rows_than_asked_for_are_all_of_them():
    assert best([1, 2, 3], 10, excluded=[2]).tolist() == [1, 0]
    assert best([1, 2], 1, excluded=[0, 1]).tolist() == []
    assert best([], 3).tolist() == []


@settings(deadline=None)
@given(st.lists(st.integers(0, 5), min_size=1, max_size=30), st.integers(1, 30), st.data())
def test_best_is_the_head_of_a_stable_sort(scores, k, data):
    excluded = data.draw(st.sets(st.integers(0, len(scores) - 1)))
    expected = [row for row in np.argsort(-np.array(scores), kind="stable") if row not in excluded][:k]
    assert best(scores, k, list(excluded)).tolist() == expected


@settings(deadline=None)
@given(st.permutations(range(12)), st.sets(st.integers(0, 11), min_size=1))
def test_ndcg_equals_scikit_learns(ranked, relevant):
    from sklearn.metrics import ndcg_score

    scores, gains = np.zeros(12), np.zeros(12)
    scores[ranked] = np.arange(12, 0, -1)
    gains[list(relevant)] = 1
    assert ndcg_at_k(ranked, list(relevant), 10) == pytest.approx(ndcg_score([gains], [scores], k=10))


def test_interval_holds_the_mean_and_narrows_with_more_viewers():
    values = np.random.default_rng(0).normal(0.5, 0.2, size=900)
    low, high = bootstrap_interval(values)
    assert low < values.mean() < high
    assert high - low == pytest.approx(2 * 1.96 * 0.2 / math.sqrt(900), rel=0.1)
    few_low, few_high = bootstrap_interval(values[:100])
    assert few_high - few_low > high - low


def test_interval_of_equal_values_is_that_value_and_of_none_is_not_a_number():
    assert bootstrap_interval([0.25] * 7) == (0.25, 0.25)
    assert all(math.isnan(bound) for bound in bootstrap_interval([]))
