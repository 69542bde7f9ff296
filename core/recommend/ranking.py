"""The rows with the highest scores, in order."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import ArrayLike, NDArray

FEW = 200
"""So many values are sorted sooner than the highest of them are looked for."""


def best(scores: ArrayLike, k: int, excluded: Sequence[int] | NDArray[np.integer] = ()) -> NDArray[np.int64]:
    """Rows of the ``k`` highest scores, the best first, ties to the smaller row; ``excluded`` rows never appear."""
    values = np.asarray(scores, dtype=np.float64)
    left_out = np.unique(np.asarray(excluded, dtype=np.int64)) if len(excluded) else ()
    if len(left_out):
        values = values.copy()
        values[left_out] = -np.inf
    k = min(k, len(values) - len(left_out))
    if k <= 0:
        return np.zeros(0, dtype=np.int64)
    if len(values) <= FEW and not len(left_out):
        return np.argsort(-values, kind="stable")[:k]
    candidates = np.flatnonzero(values >= np.partition(values, len(values) - k)[len(values) - k])
    return candidates[np.argsort(-values[candidates], kind="stable")][:k]
