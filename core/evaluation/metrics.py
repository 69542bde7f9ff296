"""How good predictions and rankings are, as single numbers: small, pure, checked against scikit-learn and by hand.

A ranking is a list of catalog rows, the best first; *relevant* rows are those that it should find. Both rankings'
figures are NaN where nothing is relevant.
"""

from __future__ import annotations

from functools import lru_cache
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
    """Root of the mean squared error, ``√(Σ (predicted − actual)² / n)``, in rating points; NaN for no ratings.

    >>> rmse(squared_error([7, 8], [9, 8]), n=2)
    1.4142135623730951
    """
    return float(np.sqrt(squared_error / n)) if n else float("nan")


class Found(NamedTuple):
    """What a ranking finds, each 0…1."""

    ndcg: float
    recall: float
    reciprocal_rank: float


NOTHING_TO_FIND = Found(*[float("nan")] * len(Found._fields))
NOTHING_FOUND = Found(*[0.0] * len(Found._fields))


def found_at_k(ranked: ArrayLike, relevant: ArrayLike | frozenset[int], k: int) -> Found:
    """All three figures of a ranking at once: :func:`ndcg_at_k`, :func:`recall_at_k` and :func:`reciprocal_rank`."""
    wanted = relevant if isinstance(relevant, frozenset) else frozenset(np.asarray(relevant).tolist())
    if not wanted:
        return NOTHING_TO_FIND
    places = [place for place, row in enumerate(np.asarray(ranked)[:k].tolist()) if row in wanted]
    if not places:
        return NOTHING_FOUND
    discounts, perfect = _discounts(k)
    return Found(
        sum(discounts[place] for place in places) / perfect[min(len(wanted), k)],
        len(places) / min(k, len(wanted)),
        1 / (places[0] + 1),
    )


@lru_cache
def _discounts(k: int) -> tuple[list[float], list[float]]:
    """What a hit is worth at each of ``k`` places, and all hits of a ranking that begins with so many of them."""
    discounts = 1 / np.log2(np.arange(2, k + 2))
    return discounts.tolist(), [float(discounts[:n].sum()) for n in range(k + 1)]


def ndcg_at_k(ranked: ArrayLike, relevant: ArrayLike | frozenset[int], k: int) -> float:
    """Normalised discounted cumulative gain of the first ``k`` ranked rows, 0…1, each relevant or not.

    ``Σ hit at p / log₂(p + 1)`` over places ``p`` from 1, divided by the same sum of a ranking that begins with all
    that is relevant (Järvelin and Kekäläinen 2002, "Cumulated gain-based evaluation of IR techniques").

    >>> round(ndcg_at_k([5, 1, 6], relevant=[5, 6], k=10), 3)
    0.92
    """
    return found_at_k(ranked, relevant, k).ndcg


def recall_at_k(ranked: ArrayLike, relevant: ArrayLike | frozenset[int], k: int) -> float:
    """Share of the relevant rows among the first ``k`` ranked ones, 0…1, out of as many as fit: ``hits / min(k, n)``.

    (Liang et al. 2018, "Variational autoencoders for collaborative filtering".)

    >>> recall_at_k([5, 1, 6], relevant=[5, 6, 7, 8], k=3)
    0.6666666666666666
    """
    return found_at_k(ranked, relevant, k).recall


def reciprocal_rank(ranked: ArrayLike, relevant: ArrayLike | frozenset[int], k: int) -> float:
    """1 / place of the first relevant row among the first ``k`` ranked ones, 0…1; 0 where none is there.

    Its mean is the MRR (Voorhees 1999, "The TREC-8 question answering track report").

    >>> reciprocal_rank([5, 1, 6], relevant=[6, 7], k=10)
    0.3333333333333333
    """
    return found_at_k(ranked, relevant, k).reciprocal_rank


def gini(counts: ArrayLike) -> float:
    """How unevenly things are shared out, 0 for evenly and near 1 where one has all; NaN where there are none.

    ``Σ (2i − n − 1) xᵢ / (n Σ xᵢ)`` over the counts in rising order, ``i`` from 1 (Fleder and Hosanagar 2009,
    "Blockbuster culture's next rise or fall").

    >>> gini([1, 1, 1, 1]), gini([0, 0, 0, 4])
    (0.0, 0.75)
    """
    values = np.sort(np.asarray(counts, dtype=np.float64))
    n, total = len(values), values.sum()
    return float((2 * np.arange(1, n + 1) - n - 1) @ values / (n * total)) if total else float("nan")


def mae(absolute_error: float, n: float) -> float:
    """Mean absolute error, ``Σ |predicted − actual| / n``, in rating points; NaN for no ratings."""
    return float(absolute_error / n) if n else float("nan")


def bootstrap_mean(values: ArrayLike, confidence: float = 0.95, n_resamples: int = 2000, seed: int = 0) -> Estimate:
    """Mean with the bounds of the percentile bootstrap, one value for each viewer; NaN for no values.

    The bounds are quantiles of the means of as many values drawn with replacement, ``n_resamples`` times (Efron and
    Tibshirani 1993, "An introduction to the bootstrap", chapter 13). For the difference of two recommenders on the
    same viewers give the differences: the bootstrap is then paired.
    """
    sample = np.asarray(values, dtype=np.float64)
    if not sample.size:
        return Estimate(float("nan"), float("nan"), float("nan"))
    means = _resamples(len(sample), n_resamples, seed) @ sample / len(sample)
    low, high = np.quantile(means, [(1 - confidence) / 2, (1 + confidence) / 2])
    return Estimate(float(sample.mean()), float(low), float(high))


@lru_cache(maxsize=8)  # one evaluation asks for the same few of all its figures
def _resamples(n: int, n_resamples: int, seed: int) -> NDArray[np.float64]:
    """How often each of ``n`` values is in each resample, shape ``(n_resamples, n)``."""
    drawn = np.random.default_rng(seed).integers(n, size=(n_resamples, n))
    drawn += np.arange(n_resamples)[:, None] * n
    return np.bincount(drawn.ravel(), minlength=n_resamples * n).reshape(n_resamples, n).astype(np.float64)


def sign_flip_tests(differences: ArrayLike, n_resamples: int = 2000, seed: int = 0) -> NDArray[np.float64]:
    """Two-sided p-value of each row's mean under "which of the two is better is a coin's toss", viewer by viewer.

    ``differences`` has the shape ``(n_tests, n_viewers)``. The randomisation test of Smucker, Allan and Carterette
    2007, "A comparison of statistical significance tests for information retrieval evaluation"; the sample itself
    counts as one resample, so that no p-value is 0.
    """
    values = np.asarray(differences, dtype=np.float64)
    signs = np.random.default_rng(seed).choice(np.array([-1.0, 1.0]), size=(values.shape[1], n_resamples))
    observed = np.abs(values.sum(axis=1, keepdims=True))
    as_large = np.abs(values @ signs) >= observed - 1e-9 * np.abs(values).sum(axis=1, keepdims=True)
    return (as_large.sum(axis=1) + 1) / (n_resamples + 1)


def holm(p_values: ArrayLike) -> NDArray[np.float64]:
    """The p-values corrected for being several, so that all that are below 0.05 are so with 95 % confidence together.

    The smallest counts ``m`` times, the next ``m − 1`` times and at least as much as that, up to 1 (Holm 1979, "A
    simple sequentially rejective multiple test procedure").

    >>> holm([0.01, 0.04, 0.03])
    array([0.03, 0.06, 0.06])
    """
    values = np.asarray(p_values, dtype=np.float64)
    order = np.argsort(values, kind="stable")
    corrected = np.empty_like(values)
    corrected[order] = np.minimum(1, np.maximum.accumulate(values[order] * np.arange(len(values), 0, -1)))
    return corrected
