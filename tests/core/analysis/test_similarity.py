"""Measures, neighbours, analogies and paths on vectors whose answers can be checked on paper."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.analysis.similarity import PairDistribution, analogy, farthest, nearest, pairwise, path, vectors_for

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


def test_percentile_counts_the_pairs_that_are_less_alike():
    vectors = np.array([[1, 0], [0, 1], [0.6, 0.8]], dtype=np.float32)
    pairs = PairDistribution.of(vectors)
    assert pairs.percentile([0.7]) == pytest.approx(100 * 2 / 3), "0 and 0.6 lie below, 0.8 above"
    assert pairs.percentile([-0.5, 0.9]) == pytest.approx([0, 100])


@settings(max_examples=25, deadline=None)
@given(st.integers(2, 600), st.integers(0, 9), st.floats(0.05, 0.95))
def test_percentile_agrees_with_sorting_all_pairs(n, seed, share):
    vectors = vectors_for(np.random.default_rng(seed).normal(size=(n, 4)), "cosine")
    every = (vectors @ vectors.T)[np.triu_indices(n, 1)]
    value = np.quantile(every, share)
    below = 100 * np.mean(every < value)
    assert PairDistribution.of(vectors).percentile(value) == pytest.approx(below, abs=100 / len(every) + 0.1)
