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

import numpy as np
from numpy.typing import NDArray

from core.data.progress_share import Tell, nobody, one_by_one, part
from core.data.ratings import RatingRows
from core.data.vocabulary import Vocabulary
from core.recommend.cowatching import LOVED, PREFIX, WORTH, CoWatchingSettings
from core.recommend.cowatching_sums import CoWatchingSums, cut

Floats = NDArray[np.floating]


def fit_cowatching(
    ratings: RatingRows, anime: Vocabulary, settings: CoWatchingSettings = CoWatchingSettings(), tell: Tell = nobody
) -> dict[str, NDArray]:
    """Arrays of the co-watching model for a bundle's parts, fitted to these viewers' lists.

    Unrated rows count as watched, imputed ratings as unrated. Rows of anime outside the vocabulary are left out.
    """
    sums = CoWatchingSums.of(ratings, anime, settings, part(tell, 0, 0.4))
    return solve_cowatching(sums, settings, part(tell, 0.4, 1))


def solve_cowatching(
    sums: CoWatchingSums, settings: CoWatchingSettings = CoWatchingSettings(), tell: Tell = nobody
) -> dict[str, NDArray]:
    """The same from sums over viewers, in whose memory it works: they are of no use afterwards."""
    together, told, total = sums.together, sums.told, sums.weight
    together[np.diag_indices_from(together)] = sums.squares + settings.ridge
    _subtract(together, told, told / total)
    inverse = _inverse(together)
    tell(1 / 3)
    mean_rating = np.array([sums.mean_rating], np.float32)
    arrays = {PREFIX + "mean_rating": mean_rating, PREFIX + WORTH: settings.fitted()}
    of_each = part(tell, 1 / 3, 2 / 3), part(tell, 2 / 3, 1)
    for prefix, aim, products, tell_of_one in zip(("", LOVED), sums.aims, sums.products, of_each, strict=True):
        _subtract(products, told, aim / total)
        regression = {"base": aim / total} | _regression(inverse, products, told / total, settings, tell_of_one)
        arrays |= {f"{PREFIX}{prefix}{name}": _small(array) for name, array in regression.items()}
    return arrays


def _regression(
    inverse: NDArray[np.float32], aims: NDArray[np.float32], told: Floats, settings: CoWatchingSettings, tell: Tell
) -> dict[str, NDArray]:
    """One regression's weights, and what a title of an average viewer adds by them."""
    matrix = _weights(inverse, aims, tell)
    typical = np.concatenate([told @ matrix[:, columns] for columns in cut(len(told))]) / settings.n_known
    return {"typical": typical} | _compact(matrix, settings.n_kept)


def _subtract(table: NDArray[np.float32], left: Floats, right: Floats) -> None:
    """Take the products of every two numbers from a table, in double precision."""
    for rows in cut(len(table)):
        table[rows] -= np.outer(left[rows], right)


def _weights(inverse: NDArray[np.float32], aims: Floats, tell: Tell) -> NDArray[np.float32]:
    """Weights that explain ``aims`` from the inputs with none on the title itself, shape ``(n_anime, n_anime)``."""
    matrix = np.empty_like(inverse)
    for columns in one_by_one(cut(len(inverse)), tell, every=1):
        explained = inverse @ aims[:, columns]
        own = explained[columns].diagonal() / inverse.diagonal()[columns]
        matrix[:, columns] = explained - inverse[:, columns] * own
    np.fill_diagonal(matrix, 0)
    return matrix


def _inverse(positive: NDArray[np.float32]) -> NDArray[np.float32]:
    """The inverse of a positive definite matrix, in its place.

    By its Cholesky factor, which takes a fifth of ``numpy.linalg.inv``'s time.
    """
    from scipy.linalg import cholesky, get_lapack_funcs

    [potri] = get_lapack_funcs(("potri",), (positive,))
    inverse, _ = potri(cholesky(positive.T, lower=True, overwrite_a=True, check_finite=False), lower=1, overwrite_c=1)
    for rows in cut(len(inverse)):  # it is below the diagonal alone
        square = inverse[rows, rows]
        square += np.tril(square, -1).T
        inverse[: rows.start, rows] = inverse[rows, : rows.start].T
    return inverse


def _compact(matrix: NDArray[np.float32], n_kept: int) -> dict[str, NDArray]:
    """The largest weights of each row as whole numbers in -127…127, with the worth of one unit."""
    kept, row_type = min(n_kept, len(matrix)), np.uint16 if len(matrix) <= np.iinfo(np.uint16).max else np.int32
    targets = np.empty((len(matrix), kept), dtype=row_type)
    for rows in cut(len(matrix)):
        targets[rows] = np.argpartition(-np.abs(matrix[rows]), kept - 1, axis=1)[:, :kept]
    weights = np.take_along_axis(matrix, targets, axis=1)
    scales = np.abs(weights).max(axis=1, initial=0) / 127
    units = np.rint(weights / np.where(scales > 0, scales, 1)[:, None])
    return {"targets": targets, "weights": units.astype(np.int8), "scales": scales}


def _small(array: NDArray) -> NDArray:
    """Numbers in single precision; whole numbers stay as they are."""
    return array.astype(np.float32) if np.issubdtype(array.dtype, np.floating) else array
