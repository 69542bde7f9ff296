"""How good predictions and rankings are, as single numbers: small, pure, checked against scikit-learn and by hand.

A ranking is a list of catalog rows, the best first; *relevant* rows are those that it should find. Both rankings'
figures are NaN where nothing is relevant.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray


class Estimate(NamedTuple):
    """A mean over viewers with the bounds of its confidence interval."""

    mean: float
    low: float
    high: float


def squared_error(predicted: ArrayLike, actual: ArrayLike) -> float:
    """``Σ (predicted − actual)²``, in rating points squared; 0 for no ratings."""
    errors = np.asarray(predicted, dtype=np.float64) - np.asarray(actual, dtype=np.float64)
    return float(np.sum(errors**2))


def rmse(squared_error: float, n: float) -> float:
    """Root of the mean squared error, ``√(Σ (predicted − actual)² / n)``, in rating points; NaN for no ratings."""
    return float(np.sqrt(squared_error / n)) if n else float("nan")


def ndcg_at_k(ranked: ArrayLike, relevant: ArrayLike, k: int) -> float:
    """Normalised discounted cumulative gain of the first ``k`` ranked rows, 0…1, each relevant or not.

    ``Σ hit at p / log₂(p + 1)`` over places ``p`` from 1, divided by the same sum of a ranking that begins with all
    that is relevant (Järvelin and Kekäläinen 2002, "Cumulated gain-based evaluation of IR techniques").
    """
    hits, n_relevant = _hits(ranked, relevant, k)
    discounts = 1 / np.log2(np.arange(2, k + 2))
    perfect = discounts[:n_relevant].sum()
    return float(discounts[: len(hits)] @ hits / perfect) if n_relevant else float("nan")


def recall_at_k(ranked: ArrayLike, relevant: ArrayLike, k: int) -> float:
    """Share of the relevant rows among the first ``k`` ranked ones, 0…1, out of as many as fit: ``hits / min(k, n)``.

    (Liang et al. 2018, "Variational autoencoders for collaborative filtering".)
    """
    hits, n_relevant = _hits(ranked, relevant, k)
    return float(hits.sum() / min(k, n_relevant)) if n_relevant else float("nan")


def bootstrap_mean(values: ArrayLike, confidence: float = 0.95, n_resamples: int = 2000, seed: int = 0) -> Estimate:
    """Mean with the bounds of the percentile bootstrap, one value for each viewer; NaN for no values.

    The bounds are quantiles of the means of as many values drawn with replacement, ``n_resamples`` times (Efron and
    Tibshirani 1993, "An introduction to the bootstrap", chapter 13). For the difference of two recommenders on the
    same viewers give the differences: the bootstrap is then paired.
    """
    sample = np.asarray(values, dtype=np.float64)
    if not sample.size:
        return Estimate(float("nan"), float("nan"), float("nan"))
    drawn = np.random.default_rng(seed).integers(len(sample), size=(n_resamples, len(sample)))
    low, high = np.quantile(sample[drawn].mean(axis=1), [(1 - confidence) / 2, (1 + confidence) / 2])
    return Estimate(float(sample.mean()), float(low), float(high))


def _hits(ranked: ArrayLike, relevant: ArrayLike, k: int) -> tuple[NDArray[np.bool_], int]:
    """Which of the first ``k`` places are relevant, and how many rows are."""
    wanted = set(np.asarray(relevant).tolist())
    return np.array([row in wanted for row in np.asarray(ranked)[:k].tolist()], dtype=bool), len(wanted)
