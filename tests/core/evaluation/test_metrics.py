"""Errors and ranking figures that can be computed on paper, and the same as scikit-learn's."""

import math
from itertools import product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.evaluation.metrics import (
    bootstrap_mean,
    gini,
    holm,
    mae,
    ndcg_at_k,
    recall_at_k,
    reciprocal_rank,
    rmse,
    sign_flip_tests,
    squared_error,
)

SOME_ROWS = st.sets(st.integers(0, 11), min_size=1).map(list)


def test_the_squared_error_is_a_sum():
    assert squared_error([7, 8, 9], [7, 6, 10]) == 0 + (8 - 6) ** 2 + (9 - 10) ** 2
    assert squared_error([], []) == 0


def test_small_ratings_of_little_precision_are_squared_in_double_precision():
    error = squared_error(np.array([0.1], dtype=np.float32), np.array([0], dtype=np.float32))
    assert error == pytest.approx(float(np.float32(0.1)) ** 2, rel=1e-12)


def test_rmse_by_hand():
    assert rmse(0 + 4 + 1, 3) == pytest.approx(math.sqrt((0 + 4 + 1) / 3))


def test_the_error_of_nothing_is_not_a_number():
    assert math.isnan(rmse(0, 0))


def test_ndcg_counts_places_by_their_logarithm():
    hits_at_one_and_three = 1 / math.log2(1 + 1) + 1 / math.log2(3 + 1)
    perfect = 1 / math.log2(1 + 1) + 1 / math.log2(2 + 1)
    assert ndcg_at_k([5, 1, 6, 2], relevant=[5, 6], k=3) == pytest.approx(hits_at_one_and_three / perfect)


def test_a_hit_beyond_the_last_place_counts_nothing():
    assert ndcg_at_k([1, 2, 5], relevant=[5], k=2) == 0
    assert recall_at_k([1, 2, 5], relevant=[5], k=2) == 0


def test_ndcg_of_more_relevant_titles_than_places_can_still_be_perfect():
    assert ndcg_at_k([1, 2], relevant=[1, 2, 3, 4], k=2) == pytest.approx(1)


def test_ndcg_of_a_list_shorter_than_k_counts_what_is_there():
    assert ndcg_at_k([1], relevant=[1, 2], k=10) == pytest.approx(1 / (1 + 1 / math.log2(2 + 1)))


def test_recall_is_out_of_what_fits_in_the_list():
    assert recall_at_k([1, 9, 8], relevant=[1, 2, 3, 4, 5], k=3) == pytest.approx(1 / 3)
    assert recall_at_k([1, 9, 8], relevant=[1, 2], k=3) == pytest.approx(1 / 2)


def test_a_row_that_is_named_relevant_twice_is_one():
    assert recall_at_k([1, 9], relevant=[1, 1, 2, 2], k=9) == 1 / 2
    assert ndcg_at_k([1, 9], relevant=[1, 1], k=2) == 1


def test_nothing_relevant_has_no_figure():
    assert math.isnan(ndcg_at_k([1, 2], relevant=[], k=2))
    assert math.isnan(recall_at_k([1, 2], relevant=[], k=2))


@settings(deadline=None)
@given(st.permutations(range(12)), SOME_ROWS, st.integers(1, 12))
def test_ndcg_equals_scikit_learns(ranked, relevant, k):
    from sklearn.metrics import ndcg_score

    scores, gains = np.zeros(12), np.zeros(12)
    scores[ranked] = np.arange(12, 0, -1)
    gains[relevant] = 1
    assert ndcg_at_k(ranked, relevant, k) == pytest.approx(ndcg_score([gains], [scores], k=k))


@given(st.permutations(range(12)), SOME_ROWS, st.integers(1, 12))
def test_figures_lie_between_nothing_found_and_everything_found(ranked, relevant, k):
    first = [*relevant, *(row for row in ranked if row not in relevant)]
    last = first[::-1]
    for figure in (ndcg_at_k, recall_at_k):
        assert 0 <= figure(last, relevant, k) <= figure(ranked, relevant, k) <= figure(first, relevant, k) + 1e-12
        assert figure(first, relevant, k) == pytest.approx(1)


@given(st.permutations(range(12)), SOME_ROWS, st.integers(0, 10))
def test_a_hit_that_moves_up_a_place_never_lowers_ndcg(ranked, relevant, place):
    upper, lower = ranked[place], ranked[place + 1]
    swapped = [*ranked[:place], lower, upper, *ranked[place + 2 :]]
    gain = ndcg_at_k(swapped, relevant, 12) - ndcg_at_k(ranked, relevant, 12)
    assert np.sign(round(gain, 12)) == (lower in relevant) - (upper in relevant)


def test_the_bounds_are_quantiles_of_resampled_means():
    """Of 0 and 1 a quarter of the resamples have mean 0, half 0.5 and a quarter 1."""
    assert bootstrap_mean([0, 1], confidence=0.4) == (0.5, 0.5, 0.5), "the quantiles 0.3 and 0.7"
    assert bootstrap_mean([0, 1], confidence=0.6) == (0.5, 0, 1), "the quantiles 0.2 and 0.8"


def test_one_resample_has_one_mean_and_the_seed_decides_it():
    values = np.arange(50) ** 2
    once = [bootstrap_mean(values, n_resamples=1, seed=seed) for seed in (3, 3, 4)]
    assert once[0] == once[1] != once[2]
    assert once[0].low == once[0].high
    assert once[0].mean == pytest.approx(49 * 99 / 6), "the sum of squares is 49 · 50 · 99 / 6"


def test_the_interval_holds_the_mean_and_narrows_with_more_viewers():
    values = np.random.default_rng(0).normal(0.5, 0.2, size=900)
    mean, low, high = bootstrap_mean(values)
    assert mean == values.mean()
    assert low < mean < high
    assert high - low == pytest.approx(2 * 1.96 * 0.2 / math.sqrt(900), rel=0.1)
    _, few_low, few_high = bootstrap_mean(values[:100])
    assert few_high - few_low > high - low


def test_the_interval_of_equal_values_is_that_value_and_of_none_is_not_a_number():
    assert bootstrap_mean([0.25] * 7) == (0.25, 0.25, 0.25)
    assert all(math.isnan(figure) for figure in bootstrap_mean([]))


def test_the_reciprocal_rank_is_that_of_the_first_hit():
    assert reciprocal_rank([4, 7, 5, 6], relevant=[5, 6], k=10) == 1 / 3
    assert reciprocal_rank([4, 7, 5, 6], relevant=[5, 6], k=2) == 0
    assert math.isnan(reciprocal_rank([4], relevant=[], k=2))


@given(scores=st.lists(st.integers(0, 1000), min_size=3, max_size=12, unique=True), first=st.integers(0, 2))
def test_with_one_relevant_row_the_reciprocal_rank_is_scikit_learns(scores: list[int], first: int):
    from sklearn.metrics import label_ranking_average_precision_score

    truth = np.arange(len(scores)) == first
    ranked = np.argsort(-np.array(scores))
    oracle = label_ranking_average_precision_score([truth], [scores])
    assert reciprocal_rank(ranked, [first], k=len(scores)) == pytest.approx(oracle)


def test_the_mean_absolute_error_is_a_mean():
    assert mae(abs(7 - 8) + abs(9 - 6), 2) == (1 + 3) / 2
    assert math.isnan(mae(0, 0))


def test_gini_is_zero_for_equal_shares_and_near_one_where_one_has_all():
    assert gini([3, 3, 3]) == pytest.approx(0)
    assert gini([0, 0, 0, 5]) == pytest.approx(1 - 1 / 4)
    assert gini([1, 3]) == pytest.approx(((2 - 2 - 1) * 1 + (4 - 2 - 1) * 3) / (2 * (1 + 3)))
    assert math.isnan(gini([0, 0]))


@given(counts=st.lists(st.integers(0, 50), min_size=2, max_size=20).filter(any))
def test_gini_is_half_the_mean_difference_of_two_over_the_mean(counts: list[int]):
    values = np.array(counts, dtype=float)
    assert gini(counts) == pytest.approx(np.abs(values[:, None] - values).mean() / (2 * values.mean()))


def test_a_p_value_is_the_share_of_tosses_that_come_as_far():
    always, never = sign_flip_tests([[1.0] * 12, [1.0, -1.0] * 6], n_resamples=4000)
    assert always == pytest.approx(2 / 2**12, abs=1e-3), "all heads or all tails"
    assert never == 1, "every mean is at least as far from 0 as 0 is"
    few = sign_flip_tests([[1.0, 2.0, 3.0]], n_resamples=4000)
    assert few == pytest.approx([2 / 2**3], abs=0.02)


def test_a_p_value_is_of_proportions_alone_and_of_the_same_size_whatever_the_order_of_adding():
    values = np.array([[0.1, 0.2, 0.3, -0.4, 0.7], [0.3, 0.3, -0.1, 0.2, 0.1]])
    p_values = sign_flip_tests(values, n_resamples=500)
    for scale in (1e-9, 1e9):
        assert sign_flip_tests(scale * values, n_resamples=500).tolist() == p_values.tolist()
    assert sign_flip_tests(values, n_resamples=20_000)[0] == pytest.approx(far(values[0]), abs=0.02)


def far(values: np.ndarray) -> float:
    """The share of all tosses whose sum is as far from 0, in tenths."""
    tenths = np.rint(10 * values).astype(int)
    sums = [sum(sign * each for sign, each in zip(signs, tenths, strict=True)) for signs in product((-1, 1), repeat=5)]
    return float(np.mean([abs(each) >= abs(tenths.sum()) for each in sums]))


def test_holm_multiplies_the_smallest_most_and_keeps_the_order():
    assert holm([0.01, 0.04, 0.03]) == pytest.approx([3 * 0.01, 2 * 0.03, 2 * 0.03])
    assert holm([0.6, 0.9]).tolist() == [1, 1]
    assert holm([]).tolist() == []
