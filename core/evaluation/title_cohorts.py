"""Which part of the catalog a title belongs to, by how well known it is.

*Head* are the best-known titles that together hold a third of all ratings, *middle* those that hold the next third,
*tail* all others, most of the catalog (after Celma 2010, "Music recommendation and discovery", on the long tail).
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

TITLE_COHORTS = ("head", "middle", "tail")
"""From the best known on."""


def title_cohorts(n_ratings: ArrayLike) -> NDArray[np.int64]:
    """Place of each title's cohort in ``TITLE_COHORTS`` by how many ratings each has, shape ``(n_anime,)``.

    A title belongs where the ratings of all better-known ones end; of equally well-known ones the first is better
    known.

    >>> title_cohorts([1, 3, 1, 1]).tolist()
    [1, 0, 2, 2]
    """
    counts = np.asarray(n_ratings, dtype=np.int64)
    order = np.argsort(-counts, kind="stable")
    before = np.cumsum(counts[order]) - counts[order]
    found = np.empty(len(counts), dtype=np.int64)
    found[order] = np.minimum(len(TITLE_COHORTS) * before // max(int(counts.sum()), 1), len(TITLE_COHORTS) - 1)
    return found
