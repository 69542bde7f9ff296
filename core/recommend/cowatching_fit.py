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

from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from core.data.progress_share import Tell, nobody, one_by_one, part
from core.data.ratings import RatingRows
from core.data.vocabulary import Vocabulary
from core.recommend.cowatching import LOVED, PREFIX, WORTH, CoWatchingSettings
from core.recommend.cowatching_sums import CoWatchingSums

Floats = NDArray[np.floating]

N_BLOCKS = 8
"""Into how many parts a large product is divided, so that it can tell how far it is."""


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
    """The same from sums over viewers, which are changed."""
    together, told, total = sums.together, sums.told, sums.weight
    together[np.diag_indices_from(together)] = sums.squares + settings.ridge
    together -= np.outer(told, told / total)
    inverse = _inverse(together.astype(np.float32))
    tell(1 / 3)
    mean_rating = np.array([sums.mean_rating], np.float32)
    arrays = {PREFIX + "mean_rating": mean_rating, PREFIX + WORTH: settings.fitted()}
    of_each = part(tell, 1 / 3, 2 / 3), part(tell, 2 / 3, 1)
    for prefix, aim, products, tell_of_one in zip(("", LOVED), sums.aims, sums.products, of_each, strict=True):
        matrix = _weights(inverse, products - np.outer(told, aim / total), tell_of_one)
        typical = told @ matrix / total / settings.n_known
        regression = {"base": aim / total, "typical": typical} | _compact(matrix, settings.n_kept)
        arrays |= {f"{PREFIX}{prefix}{name}": _small(array) for name, array in regression.items()}
    return arrays


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
