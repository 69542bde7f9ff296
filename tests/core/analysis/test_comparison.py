"""Alignment, overlap and differences of two models, on points that can be turned by hand."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.analysis.biases import bias_points
from core.analysis.comparison import (
    bias_pairs,
    differences,
    measured_alike,
    nearest_titles,
    neighbour_overlap,
    procrustes,
    shared_titles,
)
from core.model.bundle import Bundle
from core.model.card import SplitCard

TRIANGLE = np.array([[0.0, 0.0], [4.0, 0.0], [0.0, 3.0]])


def test_a_turned_mirrored_grown_and_moved_triangle_fits_exactly():
    quarter_turn, mirror = np.array([[0.0, 1.0], [-1.0, 0.0]]), np.diag([1.0, -1.0])
    aligned = procrustes(TRIANGLE, 2.5 * TRIANGLE @ quarter_turn @ mirror + [7, -2])
    assert aligned.points == pytest.approx(TRIANGLE)
    assert aligned.disparity == pytest.approx(0)


def test_the_disparity_is_the_share_of_variance_not_explained():
    line, cross = np.array([[-1.0, 0], [1, 0], [-1, 0], [1, 0]]), np.array([[-1.0, 0], [1, 0], [0, -1], [0, 1]])
    aligned = procrustes(line, cross)
    assert aligned.disparity == pytest.approx(1 - (2**2 + 2**2) / (4 * 4)), "the turn of 45° is the best"


@settings(max_examples=20, deadline=None)
@given(st.integers(0, 100), st.integers(3, 30), st.integers(2, 4))
def test_any_rotation_is_undone(seed, n, n_axes):
    rng = np.random.default_rng(seed)
    points = rng.normal(size=(n, n_axes))
    rotation, _ = np.linalg.qr(rng.normal(size=(n_axes, n_axes)))
    assert procrustes(points, points @ rotation * 3 - 1).points == pytest.approx(points, abs=1e-8)


def test_overlap_is_the_share_of_neighbours_in_common():
    one = np.eye(4)[[0, 0, 1, 1]] + [[0, 0, 0.1, 0]]
    assert neighbour_overlap(one, one, k=2).tolist() == [1, 1, 1, 1]
    other = np.eye(4)[[0, 1, 0, 1]]
    assert neighbour_overlap(np.eye(4)[[0, 0, 1, 1]], other, k=1).tolist() == [0, 0, 0, 0]


def nearest_by_hand(vectors: np.ndarray, row: int, k: int) -> set[int]:
    order = np.argsort(-(vectors @ vectors[row]), kind="stable")
    return set(order[order != row][:k].tolist())


@pytest.mark.parametrize(("n", "k"), [(12, 3), (12, 1), (300, 5)])
def test_overlap_is_that_of_neighbours_looked_up_one_by_one(n, k):
    random = np.random.default_rng(n + k)
    one = random.normal(size=(n, 4))
    other = one + random.normal(size=(n, 4))
    expected = [len(nearest_by_hand(one, row, k) & nearest_by_hand(other, row, k)) / k for row in range(n)]
    assert 0 < np.mean(expected) < 1
    assert neighbour_overlap(one, other, k) == pytest.approx(expected)


@pytest.mark.parametrize("k", [3, 4, 10])
def test_of_four_titles_each_has_the_three_others_as_neighbours(k):
    random = np.random.default_rng(0)
    assert neighbour_overlap(random.normal(size=(4, 3)), random.normal(size=(4, 3)), k).tolist() == [1, 1, 1, 1]


def test_biases_of_two_models_stand_in_their_own_columns(tiny_bundle):
    other = replace(tiny_bundle, model=replace(tiny_bundle.model, anime_bias=np.array([0, 1, 0, 0], np.float32)))
    pairs = bias_pairs(tiny_bundle, other, np.array([20, 10]))
    assert pairs.index.tolist() == [20, 10]
    for column, bundle in (("one", tiny_bundle), ("other", other)):
        assert pairs[column].tolist() == bias_points(bundle.model)[[1, 0]].tolist()


def test_shared_titles_are_known_to_both_and_in_order_of_ratings(tiny_bundle):
    fewer = replace(tiny_bundle, catalog=tiny_bundle.catalog.take([40, 20, 10]))
    assert shared_titles(tiny_bundle, fewer).tolist() == [10, 20]
    assert shared_titles(tiny_bundle, fewer, least=5).tolist() == [10]


def test_biases_of_a_model_and_itself_are_the_same(tiny_bundle):
    pairs = bias_pairs(tiny_bundle, tiny_bundle, np.array([20, 10]))
    assert pairs["title"].tolist() == ["Blue", "Red"]
    assert pairs["one"].tolist() == pairs["other"].tolist()


def test_nearest_titles_are_ids_among_those_asked_for_and_never_the_title_itself(tiny_bundle):
    factors = tiny_bundle.model.anime_factors
    assert nearest_titles(tiny_bundle, factors, 10, np.array([10, 20, 30, 40])) == [30, 20, 40]
    assert nearest_titles(tiny_bundle, factors, 10, np.array([20, 40]), n=1) == [20]


def test_errors_are_comparable_only_on_the_same_rows(tiny_bundle: Bundle):
    told, same, other = (
        replace(tiny_bundle.card, split=SplitCard(seed=seed, fingerprint=fingerprint))
        for seed, fingerprint in ((0, "aa"), (1, "aa"), (0, "bb"))
    )
    assert measured_alike(told, same) is True
    assert measured_alike(told, other) is False


def test_whether_the_rows_are_the_same_cannot_be_known_where_a_card_does_not_tell(tiny_bundle: Bundle):
    told = replace(tiny_bundle.card, split=SplitCard(fingerprint="aa"))
    assert measured_alike(tiny_bundle.card, told) is None
    assert measured_alike(told, tiny_bundle.card) is None
    assert measured_alike(tiny_bundle.card, tiny_bundle.card) is None


def test_the_shipped_models_were_measured_on_the_same_rows(shipped: Bundle, shipped_neural: Bundle):
    assert measured_alike(shipped.card, shipped_neural.card) is True


def test_only_settings_that_differ_are_listed(tiny_bundle: Bundle):
    one = replace(tiny_bundle.card, training={"epochs": 5, "lr": 0.1, "seed": 0})
    other = replace(tiny_bundle.card, training={"epochs": 8, "lr": 0.1, "wd": 0.5, "seed": 0})
    assert differences(one, other) == {"epochs": (5, 8), "wd": (None, 0.5)}
