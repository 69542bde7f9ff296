"""The rows with the highest scores, in order."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray


def best(scores: ArrayLike, k: int, excluded: ArrayLike = ()) -> NDArray[np.int64]:
    """Rows of the ``k`` highest scores, the best first, ties to the smaller row; ``excluded`` rows never appear."""
    values = np.array(scores, dtype=np.float64)
    left_out = np.asarray(excluded, dtype=np.int64)
    values[left_out] = -np.inf
    k = min(k, len(values) - (len(np.unique(left_out)) if len(left_out) else 0))
    if k <= 0:
        return np.zeros(0, dtype=np.int64)
    candidates = np.flatnonzero(values >= np.partition(values, len(values) - k)[len(values) - k])
    return candidates[np.argsort(-values[candidates], kind="stable")][:k]
