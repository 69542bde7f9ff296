"""How far a map can be trusted, against scikit-learn and on maps small enough to count by hand."""

from __future__ import annotations

import numpy as np
import pytest
from sklearn.manifold import trustworthiness as oracle

from core.analysis.map_quality import neighbour_recall, trustworthiness
from core.analysis.projection import PART, QUALITY
from core.model.bundle import Bundle


@pytest.mark.parametrize("k", [3, 15])
def test_trustworthiness_is_that_of_scikit_learn(k: int) -> None:
    random = np.random.default_rng(k)
    factors, places = random.normal(size=(300, 8)), random.normal(size=(300, 2))
    places[:, 0] = factors[:, 0] + 0.3 * places[:, 0]
    assert trustworthiness(factors, places, k) == pytest.approx(oracle(factors, places, n_neighbors=k, metric="cosine"))


def test_a_map_that_keeps_every_neighbour_is_perfect() -> None:
    angles = np.linspace(0, 1.5, 40) ** 1.3
    circle = np.column_stack([np.cos(angles), np.sin(angles)])
    assert trustworthiness(circle, circle, 5) == 1
    assert neighbour_recall(circle, circle, 5) == 1


def test_recall_counts_the_shared_neighbours() -> None:
    angles = np.deg2rad([0, 10, 30, 90])
    in_model = np.column_stack([np.cos(angles), np.sin(angles)])
    on_map = np.array([[0, 0], [5, 0], [6, 0], [0.5, 0]])
    # nearest in the model: 1, 0, 1, 2; nearest on the map: 3, 2, 1, 0
    assert neighbour_recall(in_model, on_map, 1) == 1 / 4


def nearest_to(distances: np.ndarray, row: int, k: int) -> set[int]:
    order = np.argsort(distances, kind="stable")
    return set(order[order != row][:k].tolist())


@pytest.mark.parametrize(("n", "k", "asked"), [(300, 4, None), (40, 15, None), (40, 3, 5)])
def test_recall_is_that_of_neighbours_looked_up_one_by_one(n: int, k: int, asked: int | None) -> None:
    random = np.random.default_rng(n)
    factors = random.normal(size=(n, 3))
    unit = factors / np.linalg.norm(factors, axis=1, keepdims=True)
    places = unit[:, :2] + random.normal(scale=0.1, size=(n, 2))
    rows = range(n) if asked is None else [0, 10, 20, 29, 39]  # 0, 9.75, 19.5, 29.25 and 39, rounded
    shared = [
        len(nearest_to(-unit @ unit[row], row, k) & nearest_to(((places - places[row]) ** 2).sum(axis=1), row, k)) / k
        for row in rows
    ]
    assert 0.1 < np.mean(shared) < 0.9
    assert neighbour_recall(factors, places, k, asked) == pytest.approx(np.mean(shared))


def test_a_few_titles_asked_tell_nearly_what_all_would() -> None:
    random = np.random.default_rng(1)
    factors = random.normal(size=(600, 5))
    places = factors[:, :2]
    assert trustworthiness(factors, places, n_asked=300) == pytest.approx(trustworthiness(factors, places), abs=0.01)


@pytest.mark.slow
def test_the_shipped_neighbour_map_can_be_trusted(shipped: Bundle) -> None:
    factors, places = shipped.model.anime_factors, shipped.parts[PART]
    trust = trustworthiness(factors, places)
    assert trust >= 0.90
    assert shipped.parts[QUALITY] == pytest.approx([trust, neighbour_recall(factors, places)], abs=1e-3)
    some = np.arange(0, len(factors), 4)
    expected = oracle(factors[some], places[some], n_neighbors=15, metric="cosine")
    assert trustworthiness(factors[some], places[some]) == pytest.approx(expected, abs=1e-6)
