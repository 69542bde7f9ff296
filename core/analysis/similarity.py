"""How alike titles are in a model's eyes: measures, neighbours, analogies and paths, over any rows of factors.

Three measures are told apart. The *dot product* is what the model itself computes; it grows with the length of the
vectors. *Cosine* divides the lengths out and keeps the angle. *Centred cosine* first takes away the average vector,
which all titles share and which makes every pair look more alike than it is.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, NamedTuple, get_args

import numpy as np
from numpy.typing import ArrayLike, NDArray

Measure = Literal["dot", "cosine", "centred"]
MEASURES: tuple[Measure, ...] = get_args(Measure)

SMALLEST_NORM = 1e-9
N_BINS = 20_000
BLOCK = 256
MOST_PAIRED = 6_000
"""Rows of which every pair is counted; of 30,000 there would be 450 million."""


class Ranked(NamedTuple):
    """Rows in order, the best first, with their values; both of shape ``(n,)``."""

    rows: NDArray[np.int64]
    values: NDArray[np.float32]


def vectors_for(factors: NDArray, measure: Measure) -> NDArray[np.float32]:
    """Vectors whose plain dot products are the measure, same shape as ``factors``.

    A vector of length zero has no direction; its cosine with anything is 0.
    """
    if measure == "dot":
        return factors
    if measure == "centred":
        factors = factors - factors.mean(axis=0)
    elif measure != "cosine":
        raise ValueError(f"measure must be one of {MEASURES}, not {measure!r}")
    lengths = np.linalg.norm(factors, axis=1, keepdims=True)
    return (factors / lengths.clip(min=SMALLEST_NORM)).astype(np.float32)


def pairwise(vectors: NDArray, rows: ArrayLike) -> NDArray[np.float32]:
    """The measure between each two of the rows, shape ``(len(rows), len(rows))``."""
    chosen = vectors[np.asarray(rows, dtype=np.int64)]
    return chosen @ chosen.T


def rank(scores: NDArray, n: int, allowed: NDArray[np.bool_] | None = None, lowest: bool = False) -> Ranked:
    """The ``n`` rows with the highest (or lowest) scores among the allowed ones, ties by row."""
    rows = np.arange(len(scores)) if allowed is None else np.flatnonzero(allowed)
    wanted = scores[rows] if lowest else -scores[rows]
    if n < len(rows):  # only the first are sorted, of a million in a twentieth of the time
        rows = rows[wanted <= np.partition(wanted, n)[n]]
        wanted = scores[rows] if lowest else -scores[rows]
    order = np.argsort(wanted, kind="stable")[:n]
    return Ranked(rows[order], scores[rows[order]])


def nearest(vectors: NDArray, row: int, n: int, allowed: NDArray[np.bool_] | None = None) -> Ranked:
    """The ``n`` allowed rows most like a row, never the row itself."""
    return rank(vectors @ vectors[row], n, _without(len(vectors), [row], allowed))


def farthest(vectors: NDArray, row: int, n: int, allowed: NDArray[np.bool_] | None = None) -> Ranked:
    """The ``n`` allowed rows least like a row, the least alike first."""
    return rank(vectors @ vectors[row], n, _without(len(vectors), [row], allowed), lowest=True)


def analogy(
    vectors: NDArray, start: int, minus: int, plus: int, n: int, allowed: NDArray[np.bool_] | None = None
) -> Ranked:
    """The ``n`` rows nearest to *start − minus + plus*, none of the three among them; values are cosines."""
    target = vectors[start] - vectors[minus] + vectors[plus]
    lengths = np.linalg.norm(vectors, axis=1) * np.linalg.norm(target)
    scores = (vectors @ target) / lengths.clip(min=SMALLEST_NORM)
    return rank(scores, n, _without(len(vectors), [start, minus, plus], allowed))


def path(
    unit_vectors: NDArray, start: int, end: int, allowed: NDArray[np.bool_] | None = None, power: float = 4.0
) -> list[int]:
    """Rows that lead from ``start`` to ``end`` in small steps, both ends included.

    Dijkstra's shortest path over all allowed rows, where a step costs ``(1 - cosine) ** power``: the higher the
    power, the dearer is one large step against several small ones.
    """
    open_rows = np.ones(len(unit_vectors), dtype=bool) if allowed is None else allowed.copy()
    open_rows[[start, end]] = True
    rows = np.flatnonzero(open_rows)
    vectors, (first, last) = unit_vectors[rows], np.searchsorted(rows, [start, end]).tolist()
    is_open = np.ones(len(rows), dtype=bool)
    cost = np.full(len(rows), np.inf)
    before = np.zeros(len(rows), dtype=np.int64)
    cost[first] = 0.0
    while (here := int(np.argmin(np.where(is_open, cost, np.inf)))) != last:
        is_open[here] = False
        through = cost[here] + (1 - vectors @ vectors[here]).clip(min=0) ** power
        better = is_open & (through < cost)
        cost[better], before[better] = through[better], here
    stops = [last]
    while stops[-1] != first:
        stops.append(int(before[stops[-1]]))
    return [int(rows[stop]) for stop in stops[::-1]]


@dataclass(frozen=True)
class PairDistribution:
    """How the measure spreads over all pairs of different rows, as a fine histogram."""

    edges: NDArray[np.float64]
    """Shape ``(n_bins + 1,)``."""
    below: NDArray[np.float64]
    """Share of all pairs below each edge, 0…1, shape ``(n_bins + 1,)``."""

    @classmethod
    def of(cls, vectors: NDArray, n_bins: int = N_BINS, most: int = MOST_PAIRED) -> PairDistribution:
        """Every pair counted, a block of rows at a time; a percentile is exact to one bin.

        Of more rows than ``most`` the pairs of so many, drawn at random, stand for all.
        """
        if len(vectors) > most:
            vectors = vectors[np.random.default_rng(0).choice(len(vectors), most, replace=False)]
        reach = float((vectors**2).sum(axis=1).max(initial=SMALLEST_NORM)) * (1 + 1e-5)
        counts = np.zeros(n_bins)
        for first in range(0, len(vectors), BLOCK):
            products = vectors[first : first + BLOCK] @ vectors[first:].T
            later = np.arange(products.shape[1]) > np.arange(len(products))[:, None]
            bins = ((products[later] + reach) * (n_bins / (2 * reach))).astype(np.int32)
            counts += np.bincount(bins, minlength=n_bins)[:n_bins]
        total = max(counts.sum(), 1.0)
        return cls(np.linspace(-reach, reach, n_bins + 1), np.concatenate([[0.0], counts.cumsum() / total]))

    def percentile(self, values: ArrayLike) -> NDArray[np.float64]:
        """Percentage of all pairs that are less alike than each value, 0…100."""
        return 100 * np.interp(np.asarray(values, dtype=np.float64), self.edges, self.below)

    def quantile(self, shares: ArrayLike) -> NDArray[np.float64]:
        """The measure below which the given shares (0…1) of all pairs lie."""
        return np.interp(np.asarray(shares, dtype=np.float64), self.below, self.edges)


def _without(n: int, rows: list[int], allowed: NDArray[np.bool_] | None) -> NDArray[np.bool_]:
    mask = np.ones(n, dtype=bool) if allowed is None else allowed.copy()
    mask[rows] = False
    return mask
