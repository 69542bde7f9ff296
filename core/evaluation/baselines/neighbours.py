"""Recommenders that add up, for each title told, how much it speaks for every other one."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from core.evaluation.baselines.scores import FittedBaseline
from core.evaluation.baselines.seen_lists import SeenLists
from core.recommend.ranking import best


@dataclass(frozen=True)
class SumOfRows:
    """How much the told titles speak for each other title together."""

    weights: NDArray[np.float32]
    """How much the title of a row speaks for that of a column, shape ``(n_anime, n_anime)``."""

    def __call__(self, told: NDArray[np.int64]) -> NDArray[np.float64]:
        return self.weights[told].sum(axis=0, dtype=np.float64)


def item_knn(lists: SeenLists, n_neighbours: int = 100) -> FittedBaseline:
    """Titles that those told have been watched with: ``cos(i, j) = n_ij / √(n_i n_j)`` over the nearest neighbours.

    (Deshpande and Karypis 2004, "Item-based top-N recommendation algorithms".) Each title speaks for its
    ``n_neighbours`` most similar ones, itself among them.
    """
    together = lists.together
    norms = np.sqrt(np.maximum(together.diagonal(), 1))
    cosine = together / norms / norms[:, None]
    for row in cosine:
        nearest = best(row, n_neighbours)
        kept = row[nearest]
        row[:] = 0
        row[nearest] = kept
    return lists.fitted(SumOfRows(cosine))


def ease(lists: SeenLists, ridge: float = 500) -> FittedBaseline:
    """Titles that a linear regression on the whole list expects, in which no title speaks for itself.

    ``B = I − P / diag(P)`` with ``P = (XᵀX + ridge · I)⁻¹`` (Steck 2019, "Embarrassingly shallow autoencoders for
    sparse data"; the ridge is the paper's for MovieLens).
    """
    from scipy.linalg import inv

    inverse = inv(lists.together + np.float32(ridge) * np.eye(len(lists.anime), dtype=np.float32), assume_a="pos")
    weights = -inverse / inverse.diagonal()
    np.fill_diagonal(weights, 0)
    return lists.fitted(SumOfRows(weights))
