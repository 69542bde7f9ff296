"""Recommenders that describe who watched what by a few factors of viewers and titles."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray
from threadpoolctl import threadpool_limits

from core.evaluation.baselines.scores import FittedBaseline
from core.evaluation.baselines.seen_lists import SeenLists

if TYPE_CHECKING:
    from scipy.sparse import csr_array

Floats = NDArray[np.floating]


@dataclass(frozen=True)
class Projection:
    """A list projected on the factors of titles."""

    factors: Floats
    """Shape ``(n_factors, n_anime)``."""

    def __call__(self, told: NDArray[np.int64]) -> Floats:
        return self.factors[:, told].sum(axis=1) @ self.factors


@dataclass(frozen=True)
class LeastSquares:
    """Products of the titles' factors with those that explain a list best."""

    titles: Floats
    """Shape ``(n_anime, n_factors)``."""
    everything: Floats
    """``YᵀY + ridge`` of these, shape ``(n_factors, n_factors)``."""
    confidence: float

    def __call__(self, told: NDArray[np.int64]) -> Floats:
        return self.titles @ _factors_of(self.titles[told], self.everything, self.confidence)


def truncated_svd(lists: SeenLists, n_factors: int = 50, seed: int = 0) -> FittedBaseline:
    """Titles that the best approximation of all lists by ``n_factors`` factors fills in: ``x V Vᵀ``.

    (PureSVD of Cremonesi et al. 2010, "Performance of recommender algorithms on top-N recommendation tasks".) Exact, by
    ARPACK: the printed digits of a randomised one differ from processor to processor.
    """
    from scipy.sparse.linalg import svds

    n_factors = min(n_factors, min(lists.matrix.shape) - 1)
    _, _, factors = svds(lists.matrix.astype(np.float64), n_factors, rng=np.random.default_rng(seed))
    return lists.fitted(Projection(factors))


def als(
    lists: SeenLists,
    n_factors: int = 32,
    n_iterations: int = 10,
    confidence: float = 10,
    ridge: float = 1,
    seed: int = 0,
) -> FittedBaseline:
    """Titles with the highest product of factors, fitted by alternating least squares to all that was watched or not.

    A watched title is a 1 with weight ``1 + confidence``, any other a 0 with weight 1 (Hu, Koren and Volinsky 2008,
    "Collaborative filtering for implicit feedback datasets").
    """
    by_viewer = lists.matrix
    by_title = by_viewer.T.tocsr()
    titles = np.random.default_rng(seed).normal(0, 0.1, (len(lists.anime), n_factors))
    with threadpool_limits(1):  # thousands of small products, for which threads only wait for each other
        for _ in range(n_iterations):
            viewers = _solved(by_viewer, titles, confidence, ridge)
            titles = _solved(by_title, viewers, confidence, ridge)
    everything = titles.T @ titles + ridge * np.eye(n_factors)
    return lists.fitted(LeastSquares(titles, everything, confidence))


def _solved(lists: csr_array, factors: Floats, confidence: float, ridge: float) -> Floats:
    """The factors of each row of the lists, given those of its columns: ``(YᵀY + ridge + c YₒᵀYₒ)⁻¹ (1 + c) Σ Yₒ``.

    ``Y`` are the factors of all columns, ``Yₒ`` those of the row's own; all systems are solved in one go.
    """
    everything = factors.T @ factors + ridge * np.eye(factors.shape[1])
    left = np.empty((lists.shape[0], *everything.shape))
    for row, columns in enumerate(np.split(lists.indices, lists.indptr[1:-1])):
        own = factors[columns]
        np.matmul(own.T, own, out=left[row])
    left *= confidence
    left += everything
    right = (1 + confidence) * (lists @ factors)
    return np.linalg.solve(left, right[..., None])[..., 0]


def _factors_of(own: Floats, everything: Floats, confidence: float) -> Floats:
    """The same of one list, whose titles have these factors, given ``YᵀY + ridge``."""
    return np.linalg.solve(everything + confidence * own.T @ own, (1 + confidence) * own.sum(axis=0))
