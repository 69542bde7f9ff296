"""Ratings that come in blocks far smaller than those of a real size, so that a small test sees many of them."""

from __future__ import annotations

from collections.abc import Iterator

from core.data.ratings import Ratings


class InBlocks(Ratings):
    """The same ratings, some 40 rows at a time."""

    def by_viewers(self, rows: int = 40) -> Iterator[Ratings]:
        return super().by_viewers(rows)


def in_blocks(ratings: Ratings) -> InBlocks:
    return InBlocks(ratings.viewer_id, ratings.anime_id, ratings.rating, ratings.imputed)
