"""Arithmetic on the large tables of the co-watching regressions, in their place and part by part."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from core.recommend.cowatching import LOVED, PREFIX, WORTH, CoWatchingSettings
from core.recommend.cowatching_sums import cut

Floats = NDArray[np.floating]


def subtract(table: NDArray[np.float32], left: Floats, right: Floats) -> None:
    """Take the products of every two numbers from a table, in double precision."""
    for rows in cut(len(table)):
        table[rows] -= np.outer(left[rows], right)


def inverse_of(positive: NDArray[np.float32]) -> NDArray[np.float32]:
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


def in_units(weights: Floats) -> dict[str, NDArray]:
    """Weights of titles (rows) as whole numbers in -127…127, with the worth of one unit of each title."""
    scales = np.abs(weights).max(axis=1, initial=0) / 127
    units = np.rint(weights / np.where(scales > 0, scales, 1)[:, None])
    return {"weights": units.astype(np.int8), "scales": scales}


def row_type(n_anime: int) -> type[np.uint16 | np.int32]:
    """What rows of so many titles are stored as."""
    return np.uint16 if n_anime <= np.iinfo(np.uint16).max else np.int32


def as_parts(
    regressions: Sequence[Mapping[str, NDArray]], mean_rating: float, settings: CoWatchingSettings
) -> dict[str, NDArray]:
    """The arrays of the regressions of interest and of love for a bundle's parts, none in double precision."""
    arrays = {PREFIX + "mean_rating": np.array([mean_rating], np.float32), PREFIX + WORTH: settings.fitted()}
    for prefix, regression in zip((PREFIX, PREFIX + LOVED), regressions, strict=True):
        arrays |= {prefix + name: _small(array) for name, array in regression.items()}
    return arrays


def _small(array: NDArray) -> NDArray:
    """Numbers in single precision; whole numbers stay as they are."""
    return array.astype(np.float32) if np.issubdtype(array.dtype, np.floating) else array
