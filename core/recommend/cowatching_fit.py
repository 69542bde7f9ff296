"""Fitting the co-watching model: which titles' ratings speak for interest in which others.

The weights are two closed-form ridge regressions on the titles of a viewer's list, as in EASE (Steck 2019), where no
title may explain itself: one of *interest* (1 for a title the viewer watched, and half more if it is among their
favourites), one of *love* (1 for a favourite). They share what costs most, the inverse. Two things differ from EASE,
and both count when answers are few:

- EASE learns from whole lists. Here the regression is solved for what a person has really told: ``n_known``
  titles drawn at random from a list. Averaged over all such draws the normal equations are again closed (the
  idea of Steck 2020): a pair of titles counts ``n (n−1) / (l (l−1))`` and a title with itself ``n / l`` for a
  list of length ``l``.
- A base is part of the regression, so that popularity is not mixed in by hand.

Of each title only the ``n_kept`` largest weights are kept, in one byte each.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from core.data.progress_share import Tell, nobody, one_by_one, part
from core.data.ratings import RatingRows, Ratings
from core.data.vocabulary import Vocabulary
from core.recommend.cowatching import LOVED, PREFIX, WORTH, CoWatchingSettings

if TYPE_CHECKING:
    from scipy.sparse import csr_array

Floats = NDArray[np.floating]

N_BLOCKS = 8
"""Into how many parts a large product is divided, so that it can tell how far it is."""


def fit_cowatching(
    ratings: RatingRows, anime: Vocabulary, settings: CoWatchingSettings = CoWatchingSettings(), tell: Tell = nobody
) -> dict[str, NDArray]:
    """Arrays of the co-watching model for a bundle's parts, fitted to these viewers' lists.

    Unrated rows count as watched, imputed ratings as unrated. Rows of anime outside the vocabulary are left out.
    """
    known = _Known.of(ratings, anime, settings)
    sums = _Sums.of(ratings, anime, known, settings, part(tell, 0, 0.4))
    together, told, total = sums.together, sums.told, sums.weight
    together[np.diag_indices_from(together)] = sums.squares + settings.ridge
    together -= np.outer(told, told / total)
    inverse = _inverse(together.astype(np.float32))
    tell(0.6)
    mean_rating = np.array([known.mean_rating], np.float32)
    arrays = {PREFIX + "mean_rating": mean_rating, PREFIX + WORTH: settings.fitted()}
    of_each = part(tell, 0.6, 0.8), part(tell, 0.8, 1)
    for prefix, aim, products, tell_of_one in zip(("", LOVED), sums.aims, sums.products, of_each, strict=True):
        matrix = _weights(inverse, products - np.outer(told, aim / total), tell_of_one)
        typical = told @ matrix / total / settings.n_known
        regression = {"base": aim / total, "typical": typical} | _compact(matrix, settings.n_kept)
        arrays |= {f"{PREFIX}{prefix}{name}": _small(array) for name, array in regression.items()}
    return arrays


@dataclass(frozen=True)
class _Known:
    """What has to be known of all lists before any of them is looked at."""

    mean_rating: float
    mean_weight: float
    """Of a viewer, before all are divided by it."""

    @classmethod
    def of(cls, ratings: RatingRows, anime: Vocabulary, settings: CoWatchingSettings) -> _Known:
        n_ratings, ratings_sum, n_viewers, weights = 0, 0.0, 0, 0.0
        for block in ratings.by_viewers():
            lists = _Lists.of(block, anime)
            n_ratings += int(lists.known.sum())
            ratings_sum += float(lists.rating[lists.known].sum())
            n_viewers += len(lists.length)
            weights += float(lists.weight(settings).sum())
        return cls(ratings_sum / max(n_ratings, 1), weights / max(n_viewers, 1))


@dataclass
class _Sums:
    """Sums over viewers from which the regressions are solved; of titles, shape ``(n_anime,)``, and of pairs of them.

    They are summed block by block, so that memory does not grow with the lists.
    """

    weight: float
    told: Floats
    squares: Floats
    together: NDArray[np.float32]
    aims: tuple[Floats, Floats]
    """Of interest and of love."""
    products: tuple[NDArray[np.float32], NDArray[np.float32]]

    @classmethod
    def of(
        cls, ratings: RatingRows, anime: Vocabulary, known: _Known, settings: CoWatchingSettings, tell: Tell
    ) -> _Sums:
        n = len(anime)
        vectors = [np.zeros(n) for _ in range(4)]
        tables = [np.zeros((n, n), dtype=np.float32) for _ in range(3)]
        sums = cls(0.0, vectors[0], vectors[1], tables[0], (vectors[2], vectors[3]), (tables[1], tables[2]))
        done = 0
        for block in ratings.by_viewers():
            of_block = part(tell, done / len(ratings), (done + len(block)) / len(ratings))
            sums._add(_Lists.of(block, anime), known, settings, of_block)
            done += len(block)
        return sums

    def _add(self, lists: _Lists, known: _Known, settings: CoWatchingSettings, tell: Tell) -> None:
        weight = lists.weight(settings) / known.mean_weight
        single, pair = _chances(lists.length, settings.n_known)
        told = lists.matrix(settings.worth(lists.rating, known.mean_rating) * lists.known)
        self.weight += float(weight.sum())
        self.told += told.T @ (weight * single)
        self.squares += (told * told).T @ (weight * single)
        self.together += _products(told, weight * pair, told)
        tell(1 / 3)
        favourites = lists.favourites(settings.favourite)
        targets = 1 + settings.favourite_interest * favourites, 1.0 * favourites
        for target, aims, products in zip(targets, self.aims, self.products, strict=True):
            aim = lists.matrix(target)
            aims += aim.T @ weight
            products += _products(told, weight * single, aim)
            tell(2 / 3)
        tell(1)


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

        return csr_array((values.astype(np.float32), (self.viewer, self.anime)), shape=self.shape)


def _chances(length: Floats, n_known: int) -> tuple[Floats, Floats]:
    """Chance that one title, and that a pair of titles, is among ``n_known`` drawn from lists of these lengths.

    One title of each list is always left to be found.
    """
    drawn = np.minimum(n_known, np.maximum(length - 1, 0))
    single = drawn / np.maximum(length, 1)
    return single, single * np.maximum(drawn - 1, 0) / np.maximum(length - 1, 1)


def _products(left: csr_array, weight: Floats, right: csr_array) -> NDArray[np.float32]:
    """Weighted sums over viewers of every pair of columns, shape ``(n_anime, n_anime)``."""
    from scipy.sparse import diags_array

    return (left.T @ (diags_array(weight.astype(np.float32)) @ right)).toarray()


def _weights(inverse: NDArray[np.float32], aims: Floats, tell: Tell) -> NDArray[np.float32]:
    """Weights that explain ``aims`` from the inputs with none on the title itself, shape ``(n_anime, n_anime)``."""
    matrix = np.empty_like(inverse)
    for columns in one_by_one(_blocks(len(inverse)), tell, every=1):
        matrix[:, columns] = inverse @ aims[:, columns].astype(np.float32)
    matrix -= inverse * (np.diag(matrix) / np.diag(inverse))
    np.fill_diagonal(matrix, 0)
    return matrix


def _blocks(n: int) -> list[slice]:
    """``n`` rows or columns cut into parts of nearly the same size."""
    ends = [n * number // N_BLOCKS for number in range(N_BLOCKS + 1)]
    return [slice(start, end) for start, end in pairwise(ends)]


def _inverse(positive: NDArray[np.float32]) -> NDArray[np.float32]:
    """The inverse of a positive definite matrix by its Cholesky factor, in a fifth of ``numpy.linalg.inv``'s time."""
    from scipy.linalg import cholesky, get_lapack_funcs

    [potri] = get_lapack_funcs(("potri",), (positive,))
    lower, _ = potri(cholesky(positive, lower=True, check_finite=False), lower=1, overwrite_c=1)
    inverse = lower + lower.T
    inverse[np.diag_indices_from(inverse)] /= 2
    return inverse


def _compact(matrix: NDArray[np.float32], n_kept: int) -> dict[str, NDArray]:
    """The largest weights of each row as whole numbers in -127…127, with the worth of one unit."""
    kept = min(n_kept, len(matrix))
    targets = np.argpartition(-np.abs(matrix), kept - 1, axis=1)[:, :kept]
    weights = np.take_along_axis(matrix, targets, axis=1)
    scales = np.abs(weights).max(axis=1, initial=0) / 127
    units = np.rint(weights / np.where(scales > 0, scales, 1)[:, None])
    row_type = np.uint16 if len(matrix) <= np.iinfo(np.uint16).max else np.int32
    return {"targets": targets.astype(row_type), "weights": units.astype(np.int8), "scales": scales}


def _small(array: NDArray) -> NDArray:
    """Numbers in single precision; whole numbers stay as they are."""
    return array.astype(np.float32) if np.issubdtype(array.dtype, np.floating) else array
