"""How good predictions and rankings are, as single numbers: small, pure, checked against scikit-learn and by hand."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

N_RESAMPLES = 2000


def rmse(predicted: ArrayLike, actual: ArrayLike) -> float:
    """Root of the mean squared error; NaN for no ratings."""
    errors = np.asarray(predicted, dtype=np.float64) - np.asarray(actual, dtype=np.float64)
    return float(np.sqrt(np.mean(errors**2))) if errors.size else float("nan")


def ndcg_at_k(ranked: ArrayLike, relevant: ArrayLike, k: int = 10) -> float:
    """Normalised discounted cumulative gain of the first ``k`` ranked rows, each relevant or not.

    A hit at place ``p`` (from 1) is worth ``1 / log2(p + 1)``; the sum is divided by that of a perfect ranking.
    NaN where nothing is relevant.
    """
    hits, n_relevant = _hits(ranked, relevant, k)
    discounts = 1 / np.log2(np.arange(2, k + 2))
    perfect = discounts[:n_relevant].sum()
    return float(discounts[: len(hits)] @ hits / perfect) if n_relevant else float("nan")


def recall_at_k(ranked: ArrayLike, relevant: ArrayLike, k: int = 10) -> float:
    """Share of the relevant rows among the first ``k`` ranked ones, out of the ``k`` that could be; NaN for none."""
    hits, n_relevant = _hits(ranked, relevant, k)
    return float(hits.sum() / min(k, n_relevant)) if n_relevant else float("nan")


def bootstrap_interval(
    values: ArrayLike, level: float = 0.95, n_resamples: int = N_RESAMPLES, seed: int = 0
) -> tuple[float, float]:
    """Bounds of the mean by the percentile bootstrap, one value for each viewer; NaN for no values.

    For the difference of two recommenders on the same viewers give the differences: the bootstrap is then paired.
    """
    sample = np.asarray(values, dtype=np.float64)
    if not sample.size:
        return float("nan"), float("nan")
    drawn = np.random.default_rng(seed).integers(len(sample), size=(n_resamples, len(sample)))
    low, high = np.quantile(sample[drawn].mean(axis=1), [(1 - level) / 2, (1 + level) / 2])
    return float(low), float(high)


def _hits(ranked: ArrayLike, relevant: ArrayLike, k: int) -> tuple[NDArray[np.bool_], int]:
    wanted = np.unique(np.asarray(relevant))
    return np.isin(np.asarray(ranked)[:k], wanted), len(wanted)
