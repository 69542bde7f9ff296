"""What the co-watching regressions are solved from: sums over viewers, block by block, in one process or several."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from core.data.over_processes import Sum, alone
from core.data.progress_share import Tell, nobody, part
from core.data.ratings import RatingRows, Ratings
from core.data.vocabulary import Vocabulary
from core.recommend.cowatching import CoWatchingSettings

if TYPE_CHECKING:
    from scipy.sparse import csr_array

Floats = NDArray[np.floating]

N_BLOCKS = 8
"""Into how many parts a large product is divided: for less memory, and so that it can tell how far it is."""
LONG_LIST = 0.045
"""Share of all titles from which on a viewer's list is multiplied as a full row.

A sparse row takes as long as the square of its length, a full one as the square of all titles, of which processors do
some 180 as fast as one of those (measured with 4,776 titles).
"""


@dataclass(frozen=True)
class Known:
    """What has to be known of all lists before any of them is looked at."""

    mean_rating: float
    mean_weight: float
    """Of a viewer, before all are divided by it."""

    @classmethod
    def of(cls, ratings: RatingRows, anime: Vocabulary, settings: CoWatchingSettings, summed: Sum) -> Known:
        counts = np.zeros(4)
        for block in ratings.by_viewers():
            lists = _Lists.of(block, anime)
            given = lists.rating[lists.known]
            counts += len(given), given.sum(), len(lists.length), lists.weight(settings).sum()
        n_ratings, ratings_sum, n_viewers, weights = summed(counts).tolist()
        return cls(ratings_sum / max(n_ratings, 1), weights / max(n_viewers, 1))


@dataclass(frozen=True)
class TitleSums:
    """Sums over viewers of titles, shape ``(n_anime,)``."""

    mean_rating: float
    weight: NDArray[np.float64]
    """Of all viewers, shape ``(1,)``."""
    told: Floats
    squares: Floats
    aims: tuple[Floats, Floats]
    """Of interest and of love."""

    @classmethod
    def empty(cls, mean_rating: float, n_anime: int) -> TitleSums:
        """The sums over no viewers."""
        told, squares, interest, love = (np.zeros(n_anime) for _ in range(4))
        return cls(mean_rating, np.zeros(1), told, squares, (interest, love))

    @property
    def arrays(self) -> tuple[Floats, ...]:
        """All that grows with viewers."""
        return self.weight, self.told, self.squares, *self.aims

    def add(self, counted: Counted) -> None:
        """Add some viewers."""
        told = counted.told
        self.weight[:] += counted.weight.sum()
        self.told[:] += told.T @ counted.once
        self.squares[:] += (told * told).T @ counted.once
        for sums, aim in zip(self.aims, counted.aims, strict=True):
            sums += aim.T @ counted.weight


@dataclass(frozen=True)
class CoWatchingSums(TitleSums):
    """The same, and sums of pairs of titles, shape ``(n_anime, n_anime)``.

    They are summed block by block, so that memory does not grow with the lists.
    """

    together: NDArray[np.float32]
    products: tuple[NDArray[np.float32], NDArray[np.float32]]

    @classmethod
    def of(
        cls,
        ratings: RatingRows,
        anime: Vocabulary,
        settings: CoWatchingSettings = CoWatchingSettings(),
        tell: Tell = nobody,
        summed: Sum = alone,
    ) -> CoWatchingSums:
        """The sums over these viewers' lists and those of all other processes, which have other viewers.

        Unrated rows count as watched, imputed ratings as unrated. Rows of anime outside the vocabulary are left out.
        """
        known, n = Known.of(ratings, anime, settings, summed), len(anime)
        titles = TitleSums.empty(known.mean_rating, n)
        together, interest, love = (np.zeros((n, n), dtype=np.float32) for _ in range(3))
        vectors = titles.weight, titles.told, titles.squares
        sums = cls(known.mean_rating, *vectors, titles.aims, together, (interest, love))
        done = 0
        for block in ratings.by_viewers():
            of_block = part(tell, done / len(ratings), (done + len(block)) / len(ratings))
            sums._add_all(Counted.of(block, anime, known, settings), of_block)
            done += len(block)
        for array in (*sums.arrays, together, interest, love):
            array[...] = summed(array)
        return sums

    def _add_all(self, counted: Counted, tell: Tell) -> None:
        self.add(counted)
        add_products(self.together, counted.told, counted.twice, counted.told)
        tell(1 / 3)
        for aim, products in zip(counted.aims, self.products, strict=True):
            add_products(products, counted.told, counted.once, aim)
            tell(2 / 3)
        tell(1)


@dataclass(frozen=True)
class Counted:
    """What some viewers' lists count: tables of viewers and titles, and how much each viewer adds to a sum."""

    weight: Floats
    """Of what a viewer aims at, shape ``(n_viewers,)``."""
    once: Floats
    """Of a title they told of, shape ``(n_viewers,)``."""
    twice: Floats
    """Of a pair of titles they told of, shape ``(n_viewers,)``."""
    told: csr_array
    """What each title is worth as evidence, shape ``(n_viewers, n_anime)``."""
    aims: tuple[csr_array, csr_array]
    """Interest and love, shape ``(n_viewers, n_anime)``."""

    @classmethod
    def of(cls, ratings: Ratings, anime: Vocabulary, known: Known, settings: CoWatchingSettings) -> Counted:
        lists = _Lists.of(ratings, anime)
        weight = lists.weight(settings) / known.mean_weight
        single, pair = _chances(lists.length, settings.n_known)
        told = lists.matrix(settings.worth(lists.rating, known.mean_rating) * lists.known)
        favourites = lists.favourites(settings.favourite)
        aims = lists.matrix(1 + settings.favourite_interest * favourites), lists.matrix(1.0 * favourites)
        return cls(weight, weight * single, weight * pair, told, aims)


@dataclass(frozen=True)
class _Lists:
    """Viewers' lists as rows of a table, one for each title watched."""

    viewer: NDArray[np.int64]
    anime: NDArray[np.int64]
    rating: Floats
    known: NDArray[np.bool_]
    """True where the viewer gave the rating."""
    shape: tuple[int, int]

    @classmethod
    def of(cls, ratings: Ratings, anime: Vocabulary) -> _Lists:
        rows = anime.rows(ratings.anime_id, unknown="negative")
        inside = ratings.select(rows >= 0)
        ids, viewer = np.unique(inside.viewer_id, return_inverse=True)
        known = inside.rated & ~inside.imputed
        return cls(viewer, rows[rows >= 0], inside.rating.astype(np.float64), known, (len(ids), len(anime)))

    @cached_property
    def length(self) -> Floats:
        """Ratings that each viewer gave, shape ``(n_viewers,)``."""
        return np.bincount(self.viewer[self.known], minlength=self.shape[0]).astype(np.float64)

    def weight(self, settings: CoWatchingSettings) -> Floats:
        """How much each viewer counts, shape ``(n_viewers,)``."""
        return np.maximum(self.length, 1) ** settings.list_power

    def favourites(self, least: int) -> NDArray[np.bool_]:
        """True for each row that is a favourite of its viewer: rated ``least`` or more, and the viewer's median."""
        given = np.flatnonzero(self.known)
        sorted_ratings = self.rating[given[np.lexsort((self.rating[given], self.viewer[given]))]]
        ends = np.cumsum(self.length).astype(np.int64)
        starts = ends - self.length.astype(np.int64)
        middle = np.maximum(starts + ends - 1, 0)
        last = max(len(sorted_ratings) - 1, 0)
        low, high = (sorted_ratings[np.minimum(place, last)] for place in (middle // 2, (middle + 1) // 2))
        median = (low + high) / 2
        return self.known & (self.rating >= least) & (self.rating >= median[self.viewer])

    def matrix(self, values: Floats) -> csr_array:
        """Values of the rows as a sparse matrix, shape ``(n_viewers, n_anime)``."""
        from scipy.sparse import csr_array

        given = np.flatnonzero(values)
        cells = values[given].astype(np.float32)
        return csr_array((cells, (self.viewer[given], self.anime[given])), shape=self.shape)


def _chances(length: Floats, n_known: int) -> tuple[Floats, Floats]:
    """Chance that one title, and that a pair of titles, is among ``n_known`` drawn from lists of these lengths.

    One title of each list is always left to be found.
    """
    drawn = np.minimum(n_known, np.maximum(length - 1, 0))
    single = drawn / np.maximum(length, 1)
    return single, single * np.maximum(drawn - 1, 0) / np.maximum(length - 1, 1)


def add_products(table: NDArray[np.float32], left: csr_array, weight: Floats, right: csr_array) -> None:
    """Add weighted sums over viewers of every pair of a column of ``left`` (rows) and one of ``right`` to a table."""
    from scipy.sparse import diags_array

    weighted = (diags_array(weight.astype(np.float32)) @ right).tocsr()
    is_long = np.diff(left.indptr) > LONG_LIST * len(table)
    long, long_weighted = left[is_long].toarray(), weighted[is_long].toarray()
    short, short_weighted = left[~is_long].T.tocsr(), weighted[~is_long]
    for rows in cut(len(table)):
        table[rows] += long[:, rows].T @ long_weighted
        table[rows] += (short[rows] @ short_weighted).toarray()


def cut(n: int) -> list[slice]:
    """``n`` rows or columns cut into parts of nearly the same size."""
    ends = [n * number // N_BLOCKS for number in range(N_BLOCKS + 1)]
    return [slice(start, end) for start, end in pairwise(ends)]
