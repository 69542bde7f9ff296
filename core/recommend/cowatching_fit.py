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

Of each title only the ``n_kept`` largest weights of interest are kept, in one byte each, and those of love for the same
titles. Catalogs of more than ``MOST_TITLES`` are
fitted in :mod:`core.recommend.cowatching_large`.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from core.data.over_processes import Sum, alone
from core.data.progress_share import Tell, nobody, one_by_one, part
from core.data.ratings import RatingRows
from core.data.vocabulary import Vocabulary
from core.recommend.cowatching import LOVED, PREFIX, CoWatchingSettings
from core.recommend.cowatching_algebra import as_parts, in_units, inverse_of, row_type, subtract
from core.recommend.cowatching_large import fit_large
from core.recommend.cowatching_sums import CoWatchingSums, cut

Floats = NDArray[np.floating]

MOST_TITLES = 20_000
"""Titles of which every pair is solved for together: the five tables of 4 bytes a pair are 8 GB then."""


def fit_cowatching(
    ratings: RatingRows,
    anime: Vocabulary,
    settings: CoWatchingSettings = CoWatchingSettings(),
    tell: Tell = nobody,
    summed: Sum = alone,
    solve: bool = True,
) -> dict[str, NDArray]:
    """Arrays of the co-watching model for a bundle's parts, fitted to these viewers' lists.

    Unrated rows count as watched, imputed ratings as unrated. Rows of anime outside the vocabulary are left out. Of
    several processes each has other viewers; those that do not ``solve`` only count, and have no arrays in the end.
    """
    if len(anime) > MOST_TITLES:
        return fit_large(ratings, anime, settings, tell=tell, summed=summed, solve=solve)
    sums = CoWatchingSums.of(ratings, anime, settings, part(tell, 0, 0.4), summed)
    return solve_cowatching(sums, settings, part(tell, 0.4, 1)) if solve else {}


def solve_cowatching(
    sums: CoWatchingSums, settings: CoWatchingSettings = CoWatchingSettings(), tell: Tell = nobody
) -> dict[str, NDArray]:
    """The same from sums over viewers, in whose memory it works: they are of no use afterwards."""
    together, told, total = sums.together, sums.told, sums.weight
    together[np.diag_indices_from(together)] = sums.squares + settings.ridge
    subtract(together, told, told / total)
    inverse = inverse_of(together)
    tell(1 / 3)
    of_each, regressions, targets = (part(tell, 1 / 3, 2 / 3), part(tell, 2 / 3, 1)), [], None
    for aim, products, tell_of_one in zip(sums.aims, sums.products, of_each, strict=True):
        subtract(products, told, aim / total)
        found = _regression(inverse, products, told / total, targets, settings, tell_of_one)
        targets = found["targets"]
        regressions.append({"base": aim / total} | found)
    parts = as_parts(regressions, sums.mean_rating, settings)
    del parts[PREFIX + LOVED + "targets"]  # they are the same
    return parts


def _regression(
    inverse: NDArray[np.float32],
    aims: NDArray[np.float32],
    told: Floats,
    targets: NDArray[np.integer] | None,
    settings: CoWatchingSettings,
    tell: Tell,
) -> dict[str, NDArray]:
    """One regression's weights for these targets or the largest ones, and what a title of an average viewer adds."""
    matrix = _weights(inverse, aims, tell)
    typical = np.concatenate([told @ matrix[:, columns] for columns in cut(len(told))]) / settings.n_known
    if targets is None:
        targets = _largest(matrix, settings.n_kept)
    return {"typical": typical, "targets": targets} | in_units(np.take_along_axis(matrix, targets, axis=1))


def _weights(inverse: NDArray[np.float32], aims: Floats, tell: Tell) -> NDArray[np.float32]:
    """Weights that explain ``aims`` from the inputs with none on the title itself, shape ``(n_anime, n_anime)``."""
    matrix = np.empty_like(inverse)
    for columns in one_by_one(cut(len(inverse)), tell, every=1):
        explained = inverse @ aims[:, columns]
        own = explained[columns].diagonal() / inverse.diagonal()[columns]
        matrix[:, columns] = explained - inverse[:, columns] * own
    np.fill_diagonal(matrix, 0)
    return matrix


def _largest(matrix: NDArray[np.float32], n_kept: int) -> NDArray[np.integer]:
    """Columns of the largest weights of each row, shape ``(n_anime, n_kept)``."""
    kept = min(n_kept, len(matrix))
    targets = np.empty((len(matrix), kept), dtype=row_type(len(matrix)))
    for rows in cut(len(matrix)):
        targets[rows] = np.argpartition(-np.abs(matrix[rows]), kept - 1, axis=1)[:, :kept]
    return targets
