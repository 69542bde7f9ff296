"""Ratings of a folder that stay on disk: the best-known anime, and all viewers or some, a block at a time."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from core.data.catalog import Catalog
from core.data.cleaning import CleaningReport, best_known
from core.data.mapped.folder import BLOCK_ROWS, MappedRatings
from core.data.over_processes import ALONE, Share
from core.data.ratings import Ratings

Fill = Callable[[Ratings], Ratings]
"""What is made of the unrated rows of some viewers."""


@dataclass(frozen=True, repr=False)
class StreamedRatings:
    """A view of converted ratings; only counts of its viewers and anime are in memory."""

    mapped: MappedRatings
    has_anime: NDArray[np.bool_]
    """Whether each anime row of the folder belongs to it."""
    n_rows: NDArray[np.int32]
    """Rows of each viewer of the folder that belong to it, by place."""
    fill: Fill | None = None
    """Applied to every block."""

    @classmethod
    def of(
        cls, mapped: MappedRatings, n_anime: int, share: Share = ALONE
    ) -> tuple[StreamedRatings, Catalog, CleaningReport]:
        """The rows of the ``n_anime`` anime with most members, as ``MappedRatings.load`` has them in memory.

        Of several processes each counts its share of the rows.
        """
        catalog = best_known(mapped.catalog, n_anime)
        has_anime = mapped.catalog.table.index.isin(catalog.table.index)
        n_rows, n_unrated = np.zeros(len(mapped.viewer_id), dtype=np.int32), np.zeros(1, dtype=np.int64)
        for first, last in share.of(mapped.spans(BLOCK_ROWS)):
            place, anime_row, code = mapped.rows(first, last)
            kept = has_anime[anime_row]
            n_rows[first:last] = np.bincount(place[kept] - first, minlength=last - first)
            n_unrated += np.count_nonzero(kept & (code == 0))
        streamed = cls(mapped, has_anime, share.summed(n_rows))
        return streamed, catalog, mapped.report_of(has_anime, len(streamed), int(share.summed(n_unrated)[0]))

    def __repr__(self) -> str:
        return f"StreamedRatings({len(self):,} rows of {self.mapped})"

    def __len__(self) -> int:
        return int(self.n_rows.sum(dtype=np.int64))

    @cached_property
    def viewers(self) -> NDArray[np.int32]:
        """Ids of those who have a row, rising."""
        return self.mapped.viewer_id[self.n_rows > 0]

    def spans(self, rows: int) -> Iterator[tuple[int, int]]:
        """Blocks of the folder of about so many rows, as the places of their viewers."""
        return self.mapped.spans(rows)

    def rows(self, first: int, last: int) -> tuple[NDArray[np.int32], NDArray, NDArray[np.uint8]]:
        """The rows of a span: place of the viewer, anime row of the folder, code; unrated ones are not filled."""
        place, anime_row, code = self.mapped.rows(first, last)
        kept = self.has_anime[anime_row] & (self.n_rows[place] > 0)
        return (place, anime_row, code) if kept.all() else (place[kept], anime_row[kept], code[kept])

    def block(self, first: int, last: int) -> Ratings:
        """The rows of a span, filled."""
        place, anime_row, code = self.rows(first, last)
        ids = self.mapped.catalog.table.index.to_numpy(dtype=np.int32)
        scale = np.array(self.mapped.header.scale, dtype=np.float32)
        found = Ratings(self.mapped.viewer_id[place], ids[anime_row], scale[code], np.zeros(len(code), dtype=bool))
        return self.fill(found) if self.fill else found

    def by_viewers(self, rows: int = BLOCK_ROWS) -> Iterator[Ratings]:
        """All rows, those of whole viewers at a time, in rising order of their ids."""
        for first, last in self.spans(rows):
            if self.n_rows[first:last].any():
                yield self.block(first, last)

    def of_viewers(self, ids: NDArray[np.int32]) -> StreamedRatings:
        """The rows of these viewers, which stay on disk."""
        return replace(self, n_rows=np.where(np.isin(self.mapped.viewer_id, ids), self.n_rows, 0))

    def part(self, number: int, of: int) -> StreamedRatings:
        """The rows of some viewers, one of so many parts that have about as many rows each; they stay on disk."""
        rows = self.mapped.header.rows
        first, last = (int(np.searchsorted(self.mapped.offset, rows * place // of)) for place in (number, number + 1))
        n_rows = np.zeros_like(self.n_rows)
        n_rows[first:last] = self.n_rows[first:last]
        return replace(self, n_rows=n_rows)

    def together(self) -> Ratings:
        """The rows in memory."""
        return Ratings.joined(list(self.by_viewers()) or [Ratings.of([], [], [])])
