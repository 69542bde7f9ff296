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
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from core.data.ratings import Ratings
from core.data.vocabulary import Vocabulary
from core.recommend.cowatching import LOVED, PREFIX, WORTH, CoWatchingSettings

if TYPE_CHECKING:
    from scipy.sparse import csr_array

Floats = NDArray[np.floating]


def fit_cowatching(
    ratings: Ratings, anime: Vocabulary, settings: CoWatchingSettings = CoWatchingSettings()
) -> dict[str, NDArray]:
    """Arrays of the co-watching model for a bundle's parts, fitted to these viewers' lists.

    Unrated rows count as watched, imputed ratings as unrated. Rows of anime outside the vocabulary are left out.
    """
    lists = _Lists.of(ratings, anime)
    weight = np.maximum(lists.length, 1) ** settings.list_power
    weight /= weight.mean()
    single, pair = _chances(lists.length, settings.n_known)
    told = lists.matrix(settings.worth(lists.rating, lists.mean_rating) * lists.known)
    total, mean_told = weight.sum(), told.T @ (weight * single)
    together = _products(told, weight * pair, told)
    together[np.diag_indices_from(together)] = (told * told).T @ (weight * single) + settings.ridge
    together -= np.outer(mean_told, mean_told / total)
    inverse = _inverse(together.astype(np.float32))
    favourites = lists.favourites(settings.favourite)
    arrays = {PREFIX + "mean_rating": np.array([lists.mean_rating], np.float32), PREFIX + WORTH: settings.fitted()}
    for prefix, target in (("", 1 + settings.favourite_interest * favourites), (LOVED, 1.0 * favourites)):
        aim = lists.matrix(target)
        mean_aim = aim.T @ weight
        matrix = _weights(inverse, _products(told, weight * single, aim) - np.outer(mean_told, mean_aim / total))
        typical = mean_told @ matrix / total / settings.n_known
        regression = {"base": mean_aim / total, "typical": typical} | _compact(matrix, settings.n_kept)
        arrays |= {f"{PREFIX}{prefix}{name}": _small(array) for name, array in regression.items()}
    return arrays


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
    def mean_rating(self) -> float:
        return float(self.rating[self.known].mean())

    @cached_property
    def length(self) -> Floats:
        """Ratings that each viewer gave, shape ``(n_viewers,)``."""
        return np.bincount(self.viewer[self.known], minlength=self.shape[0]).astype(np.float64)

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


def _weights(inverse: NDArray[np.float32], aims: Floats) -> NDArray[np.float32]:
    """Weights that explain ``aims`` from the inputs with none on the title itself, shape ``(n_anime, n_anime)``."""
    matrix = inverse @ aims.astype(np.float32)
    matrix -= inverse * (np.diag(matrix) / np.diag(inverse))
    np.fill_diagonal(matrix, 0)
    return matrix


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
