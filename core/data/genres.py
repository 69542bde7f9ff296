"""Which one of its genres stands for a title, where only one can be shown."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from core.data.catalog import Catalog

HEADLINES = ("Slice of Life", "Romance", "Comedy", "Fantasy", "Sci-Fi", "Action", "Horror")
"""Seven genres that between them describe nearly nine titles in ten."""


def leading_genre(catalog: Catalog, genres: Sequence[str] = HEADLINES) -> np.ndarray:
    """Place in ``genres`` of each title's most telling one, int64, shape ``(n,)``; ``len(genres)`` where it has none.

    Of several, the one that fewest titles of the catalog have says most.
    """
    known = [place for place, genre in enumerate(genres) if genre in catalog.genres]
    has = catalog.genre_matrix[:, [catalog.genres.index(genres[place]) for place in known]]
    leading = np.full(len(catalog), len(genres), dtype=np.int64)
    for column in np.argsort(-has.sum(axis=0), kind="stable"):
        leading[has[:, column]] = known[column]
    return leading
