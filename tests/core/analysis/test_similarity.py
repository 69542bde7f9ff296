"""Measures, neighbours, analogies and paths on vectors whose answers can be checked on paper."""

from itertools import pairwise as pairwise_of

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.analysis.similarity import PairDistribution, analogy, farthest, nearest, pairwise, path, rank, vectors_for

TRIO = np.array([[3, 4], [6, 8], [-4, 3]], dtype=np.float32)


def test_dot_product_grows_with_length_and_cosine_does_not():
    assert pairwise(vectors_for(TRIO, "dot"), [0, 1, 2]).tolist() == [
        [3 * 3 + 4 * 4, 3 * 6 + 4 * 8, 3 * -4 + 4 * 3],
        [50, 6 * 6 + 8 * 8, 6 * -4 + 8 * 3],
        [0, 0, 4 * 4 + 3 * 3],
    ]
    assert pairwise(vectors_for(TRIO, "cosine"), [0, 1, 2]) == pytest.approx(
        np.array([[1, 1, 0], [1, 1, 0], [0, 0, 1]]), abs=1e-6
    )


def test_centred_cosine_is_the_cosine_after_the_mean_vector_is_taken_away():
    factors = np.array([[11, 10], [9, 10], [10, 12], [10, 8]], dtype=np.float32)
    centred = pairwise(vectors_for(factors, "centred"), [0, 1, 2])
    assert centred == pytest.approx(np.array([[1, -1, 0], [-1, 1, 0], [0, 0, 1]]))
    assert pairwise(vectors_for(factors, "cosine"), [0, 1])[0, 1] > 0.99


def test_a_vector_of_length_zero_is_alike_to_nothing():
    assert pairwise(vectors_for(np.array([[0, 0], [1, 2]], dtype=np.float32), "cosine"), [0, 1])[0].tolist() == [0, 0]


def test_an_unknown_measure_is_refused():
    with pytest.raises(ValueError, match="measure must be one of"):
        vectors_for(TRIO, "euclid")  # ty: ignore[invalid-argument-type]


def test_nearest_and_farthest_leave_the_title_itself_out_and_keep_to_the_allowed_ones():
    vectors = np.array([[1, 0], [0.9, 0.1], [0, 1], [-1, 0]], dtype=np.float32)
    assert nearest(vectors, 0, 2).rows.tolist() == [1, 2]
    assert nearest(vectors, 0, 2).values == pytest.approx([0.9, 0])
    assert farthest(vectors, 0, 2).rows.tolist() == [3, 2]
    assert nearest(vectors, 0, 5, np.array([True, False, True, False])).rows.tolist() == [2]


def test_an_analogy_is_the_title_nearest_to_start_minus_one_plus_the_other():
    king, man, woman, queen, horse = [1, 1, 0], [0, 1, 0], [0, 0, 1], [1, 0, 1], [0, 1, 1]
    vectors = np.array([king, man, woman, queen, horse], dtype=np.float32)
    found = analogy(vectors, start=0, minus=1, plus=2, n=2)
    assert found.rows.tolist() == [3, 4]
    assert found.values == pytest.approx([1, 1 / 2])


def test_a_path_goes_round_the_circle_in_small_steps():
    angles = np.radians([0, 90, 30, 60, 180])
    circle = np.stack([np.cos(angles), np.sin(angles)], axis=1).astype(np.float32)
    assert path(circle, 0, 1) == [0, 2, 3, 1]
    assert path(circle, 0, 1, allowed=np.array([True, True, False, False, True])) == [0, 1]
    assert path(circle, 2, 2) == [2]


def test_how_dear_a_large_step_is_decides_on_the_way():
    angles = np.radians([0, 90, 30, 60])
    circle = np.stack([np.cos(angles), np.sin(angles)], axis=1).astype(np.float32)
    # one step of 90° costs 1 at any power; three of 30° cost 3 · 0.134 = 0.40, but the roots 3 · 0.366 = 1.10
    assert path(circle, 0, 1, power=1) == [0, 2, 3, 1]
    assert path(circle, 0, 1, power=0.5) == [0, 1]


@pytest.mark.parametrize("seed", range(5))
def test_no_path_is_shorter(seed):
    from scipy.sparse.csgraph import shortest_path

    unit = vectors_for(np.random.default_rng(seed).normal(size=(40, 3)), "cosine")
    allowed = np.arange(40) % 4 != 0
    stops = path(unit, 0, 4, allowed, power=3)
    cost = (1 - unit @ unit.T).clip(min=0) ** 3
    rows = [0, 4, *np.flatnonzero(allowed)]
    shortest = shortest_path(cost[np.ix_(rows, rows)], directed=False)[0, 1]
    assert sum(cost[here, there] for here, there in pairwise_of(stops)) == pytest.approx(shortest, rel=1e-5)
    assert (stops[0], stops[-1]) == (0, 4)
    assert len(stops) > 2
    assert allowed[stops[1:-1]].all()


def test_the_rows_that_are_allowed_stay_as_they_are():
    allowed = np.ones(3, dtype=bool)
    unit = vectors_for(TRIO, "cosine")
    for found in (nearest(unit, 0, 2, allowed), farthest(unit, 0, 2, allowed), analogy(unit, 0, 1, 2, 1, allowed)):
        assert 0 not in found.rows
    path(unit, 0, 2, allowed)
    assert allowed.all()


def test_equal_scores_are_ranked_by_row():
    scores = np.array([2, 5, 5, 1, 1], dtype=np.float32)
    assert rank(scores, 3).rows.tolist() == [1, 2, 0]
    assert rank(scores, 3).values.tolist() == [5, 5, 2]
    assert rank(scores, 3, lowest=True).rows.tolist() == [3, 4, 0]
    assert rank(scores, 9, scores < 3).rows.tolist() == [0, 3, 4]


def test_an_analogy_compares_directions_whatever_the_lengths():
    vectors = np.array([[2, 0], [1, 0], [0, 3], [10, 30], [1, 0.1]], dtype=np.float32)
    # the target is (2 - 1 + 0, 0 - 0 + 3) = (1, 3), of length √10
    found = analogy(vectors, start=0, minus=1, plus=2, n=5)
    assert found.rows.tolist() == [3, 4]
    assert found.values == pytest.approx([1, 1.3 / np.sqrt(10 * 1.01)])
    assert analogy(np.zeros((4, 2), np.float32), 0, 1, 2, n=1).values.tolist() == [0]


def test_pairs_are_counted_over_the_whole_reach_of_the_measure():
    vectors = np.array([[0, 3], [0, 3], [0, -3], [-1, 0]], dtype=np.float32)
    # products: 9, -9 and -9, and 0 three times
    pairs = PairDistribution.of(vectors)
    assert pairs.edges[[0, -1]] == pytest.approx([-9, 9], rel=1e-4)
    assert pairs.percentile([-9.1, -8.9, -0.1, 0.1, 8.9, 9.1]) == pytest.approx(
        [0, 100 * 2 / 6, 100 * 2 / 6, 100 * 5 / 6, 100 * 5 / 6, 100]
    )
    assert pairs.quantile([0.1, 0.5, 0.95]) == pytest.approx([-9, 0, 9], abs=1e-2)


def test_few_bins_are_as_wide_as_they_are_told():
    pairs = PairDistribution.of(np.array([[1, 0], [0, 1], [-1, 0]], dtype=np.float32), n_bins=4)
    # products 0, -1 and 0: one of three in the first bin from -1 to -0.5, two in the third from 0 to 0.5
    assert pairs.edges == pytest.approx([-1, -0.5, 0, 0.5, 1], rel=1e-4)
    assert pairs.below == pytest.approx([0, 1 / 3, 1 / 3, 1, 1])


@pytest.mark.parametrize("n", [0, 1])
def test_where_there_is_no_pair_nothing_lies_below_anything(n):
    assert PairDistribution.of(np.ones((n, 2), dtype=np.float32)).percentile([5.0]).tolist() == [0]


def test_percentile_counts_the_pairs_that_are_less_alike():
    vectors = np.array([[1, 0], [0, 1], [0.6, 0.8]], dtype=np.float32)
    pairs = PairDistribution.of(vectors)
    assert pairs.percentile([0.7]) == pytest.approx(100 * 2 / 3), "0 and 0.6 lie below, 0.8 above"
    assert pairs.percentile([-0.5, 0.9]) == pytest.approx([0, 100])


def test_the_pairs_of_some_rows_stand_for_those_of_all():
    vectors = vectors_for(np.random.default_rng(0).normal(size=(1_500, 4)), "cosine")
    every, some = PairDistribution.of(vectors), PairDistribution.of(vectors, most=500)
    assert some.percentile([-0.5, 0.0, 0.5, 0.9]) == pytest.approx(every.percentile([-0.5, 0.0, 0.5, 0.9]), abs=1.5)


@settings(max_examples=25, deadline=None)
@given(st.integers(2, 600), st.integers(0, 9), st.floats(0.05, 0.95))
def test_percentile_agrees_with_sorting_all_pairs(n, seed, share):
    vectors = vectors_for(np.random.default_rng(seed).normal(size=(n, 4)), "cosine")
    every = (vectors @ vectors.T)[np.triu_indices(n, 1)]
    value = np.quantile(every, share)
    below = 100 * np.mean(every < value)
    assert PairDistribution.of(vectors).percentile(value) == pytest.approx(below, abs=100 / len(every) + 0.1)


def test_of_paths_alike_the_one_over_the_earlier_row_is_taken():
    start, end = [1.0, 0.0, 0.0], [0.0, 1.0, 0.0]
    here, there = [0.6, 0.6, 0.5], [0.6, 0.6, -0.5]
    assert path(np.array([start, here, there, end]), 0, 3) == [0, 1, 3]
    assert path(np.array([start, there, here, end]), 0, 3) == [0, 1, 3]
