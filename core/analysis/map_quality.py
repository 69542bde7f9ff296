"""How far a map can be trusted: whether titles near each other on it are near in the model, and the other way round."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from numpy.typing import ArrayLike, NDArray

from core.analysis.similarity import vectors_for
from core.data.progress_share import Tell, nobody, one_by_one

NEAREST = 15
"""Neighbours that the quality of a map is measured on."""


def trustworthiness(
    factors: ArrayLike, coordinates: ArrayLike, k: int = NEAREST, n_asked: int | None = None, tell: Tell = nobody
) -> float:
    """How few of the ``k`` nearest on the map are far in the model: 1 is perfect, about 0.5 is chance.

    Venna and Kaski's measure, equal to ``sklearn.manifold.trustworthiness(…, metric="cosine")``; ``k`` must be
    under half the number of titles. With ``n_asked``, the neighbours of only so many titles are looked at.
    """
    n = len(np.asarray(coordinates))
    penalty = asked = 0
    for distances, on_map in _blocks(factors, coordinates, n_asked, tell):
        nearest = np.argpartition(on_map, k, axis=1)[:, :k]
        reach = np.take_along_axis(distances, nearest, axis=1)
        ranks = 1 + (distances[:, None, :] < reach[:, :, None]).sum(axis=2)
        penalty += int(np.maximum(ranks - k, 0).sum())
        asked += len(distances)
    return 1 - penalty * 2 / (asked * k * (2 * n - 3 * k - 1))


def neighbour_recall(
    factors: ArrayLike, coordinates: ArrayLike, k: int = NEAREST, n_asked: int | None = None, tell: Tell = nobody
) -> float:
    """Share of each title's ``k`` nearest in the model that are among its ``k`` nearest on the map."""
    shared = asked = 0
    for distances, on_map in _blocks(factors, coordinates, n_asked, tell):
        close = distances <= np.partition(distances, k - 1, axis=1)[:, [k - 1]]
        close_on_map = on_map <= np.partition(on_map, k - 1, axis=1)[:, [k - 1]]
        shared += int((close & close_on_map).sum())
        asked += len(distances)
    return shared / (asked * k)


def _blocks(
    factors: ArrayLike, coordinates: ArrayLike, n_asked: int | None, tell: Tell, size: int = 256
) -> Iterator[tuple[NDArray[np.float64], NDArray[np.float64]]]:
    """Distances of some titles at a time to all others, in the model (cosine) and on the map (Euclidean, squared).

    ``n_asked`` titles spread evenly over the rows, or all of them.
    """
    vectors = vectors_for(np.asarray(factors, dtype=np.float32), "cosine").astype(np.float64)
    places = np.asarray(coordinates, dtype=np.float64)
    n = len(vectors)
    asked = np.unique(np.linspace(0, n - 1, min(n_asked or n, n)).round().astype(np.int64))
    for start in one_by_one(range(0, len(asked), size), tell, every=1):
        rows = asked[start : start + size]
        distances = 1 - vectors[rows] @ vectors.T
        on_map = ((places[rows, None, :] - places[None, :, :]) ** 2).sum(axis=2)
        for block in (distances, on_map):
            block[np.arange(len(rows)), rows] = np.inf
        yield distances, on_map
