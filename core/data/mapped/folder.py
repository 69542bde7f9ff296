"""A folder of ratings in the order of their viewers, as ``python -m core convert`` writes it.

A row is an anime's row in the catalog and a rating, which is one byte: its place in the scale that the header names.
Whose it is says the place of the row: ``offset[i]`` to ``offset[i + 1]`` are those of the viewer ``viewer_id[i]``.
Filled-in ratings are never stored.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from functools import cached_property
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from core.data.about import About
from core.data.catalog import Catalog
from core.data.cleaning import Cleaned, CleaningReport, CleaningStep, Steps, best_known, catalog_of, report
from core.data.csv_files import read_anime
from core.data.mapped.arrays import damaged, mapped_array
from core.data.ratings import HIGHEST, LOWEST, UNRATED, Ratings
from core.errors import DataError

HEADER, ANIME = "ratings.json", "anime.csv"
VIEWER_ID, OFFSET, ANIME_ROW, CODE, REPEATS = (
    f"{name}.npy" for name in ("viewer_id", "offset", "anime_row", "rating", "repeats")
)
FILES = (HEADER, ANIME, VIEWER_ID, OFFSET, ANIME_ROW, CODE, REPEATS)
VERSION = 1
BLOCK_ROWS = 1_000_000
"""Rows that are read at a time, and as many more as the last viewer of a block has."""
LARGEST_HEADER = 1_000_000
"""Bytes."""
MOST_RATINGS = 256
"""Different ratings, unrated among them, that one byte can tell apart."""


@dataclass(frozen=True)
class Header:
    """What a folder says of its arrays."""

    rows: int
    unrated: int
    viewers: int
    anime: int
    scale: tuple[float, ...]
    """The rating that each byte stands for; the first is unrated."""
    about: About
    noticed: Steps
    """What cleaning found in the catalog."""
    dropped: Steps
    """What it found in the rows before any anime was chosen."""

    def as_json(self) -> str:
        return json.dumps({"version": VERSION, **asdict(self)}, ensure_ascii=False, indent=1)

    @classmethod
    def read(cls, path: Path) -> Header:
        """The header of a folder; raises ``DataError`` where it is none, or none that this version reads."""
        try:
            with path.open("rb") as file:
                written = json.loads(file.read(LARGEST_HEADER))
            if written["version"] > VERSION:
                raise DataError(f"{path} is of a newer version of this program. Convert the ratings again.")
            counts = {name: written[name] for name in ("rows", "unrated", "viewers", "anime")}
            scale = tuple(written["scale"])
            steps = {name: tuple(CleaningStep(**step) for step in written[name]) for name in ("noticed", "dropped")}
            is_sound = all(type(count) is int and count >= 0 for count in counts.values())
            is_sound &= 0 < len(scale) <= MOST_RATINGS and scale[0] == UNRATED
            is_sound &= all(LOWEST <= rating <= HIGHEST for rating in scale[1:])
            is_sound &= all(_is_sound(step) for each in steps.values() for step in each) and bool(steps["dropped"])
        except (OSError, ValueError, KeyError, TypeError, RecursionError):
            is_sound = False
        if not is_sound:
            raise damaged(path)
        return cls(**counts, scale=scale, about=About.read(written.get("about")), **steps)


def _is_sound(step: CleaningStep) -> bool:
    return isinstance(step.what, str) and isinstance(step.why, str) and type(step.count) is int


@dataclass(frozen=True, repr=False)
class MappedRatings:
    """A folder of ratings that is open: of its rows only those of one block are in memory."""

    folder: Path
    header: Header
    catalog: Catalog
    """Every anime that any row can be of, in the order of the anime rows."""
    viewer_id: NDArray[np.int32]
    """Rising, shape ``(n_viewers,)``."""
    offset: NDArray[np.int64]
    """Where each viewer's rows begin and the last one's end, shape ``(n_viewers + 1,)``."""
    repeats: NDArray[np.int64]
    """How many rows of each anime were left out for repeating another, shape ``(n_anime,)``."""

    @classmethod
    def open(cls, folder: Path) -> MappedRatings:
        """The ratings of a folder, nothing of which is trusted; raises ``DataError``."""
        header = Header.read(folder / HEADER)
        try:
            with (folder / ANIME).open("rb") as file:
                catalog, _ = catalog_of(read_anime(file, ANIME))
        except OSError:
            raise damaged(folder / ANIME) from None
        ids, offset, repeats = (np.array(mapped_array(folder / name)) for name in (VIEWER_ID, OFFSET, REPEATS))
        opened = cls(folder, header, catalog, ids, offset, repeats)
        opened._check()
        return opened

    def __repr__(self) -> str:
        return f"MappedRatings({self.header.rows:,} rows, {self.header.viewers:,} viewers, {len(self.catalog):,} anime)"

    def blocks(self, rows: int = BLOCK_ROWS) -> Iterator[Ratings]:
        """All rows, those of whole viewers at a time, in rising order of their ids."""
        ids = self.catalog.table.index.to_numpy(dtype=np.int32)
        scale = np.array(self.header.scale, dtype=np.float32)
        for first, last in self.spans(rows):
            place, anime_row, code = self.rows(first, last)
            yield Ratings(self.viewer_id[place], ids[anime_row], scale[code], np.zeros(len(code), dtype=bool))

    def rows(self, first: int, last: int) -> tuple[NDArray[np.int32], NDArray, NDArray[np.uint8]]:
        """The rows of the viewers from place ``first`` to before ``last``: place of the viewer, anime row, code.

        Raises ``DataError`` where they are damaged.
        """
        part = slice(int(self.offset[first]), int(self.offset[last]))
        anime_row, code = (mapped_array(self.folder / name)[part] for name in (ANIME_ROW, CODE))
        if len(code) and (int(anime_row.max()) >= len(self.catalog) or int(code.max()) >= len(self.header.scale)):
            raise damaged(self.folder / ANIME_ROW)
        place = np.repeat(np.arange(first, last, dtype=np.int32), np.diff(self.offset[first : last + 1]))
        return place, anime_row, code

    def load(self, n_anime: int) -> Cleaned:
        """All rows of the ``n_anime`` anime with most members in memory, as :func:`core.data.cleaning.clean` has them.

        Raises ``DataError`` if none is left.
        """
        catalog = best_known(self.catalog, n_anime)
        is_kept = self.catalog.table.index.isin(catalog.table.index)
        ratings = self._rows_of(is_kept)
        return ratings, catalog, self.report_of(is_kept, len(ratings), int((~ratings.rated).sum()))

    def report(self) -> CleaningReport:
        """What cleaning found while these were converted, every anime kept."""
        return self.report_of(np.ones(len(self.catalog), dtype=bool), self.header.rows, self.header.unrated)

    def report_of(self, is_kept: NDArray[np.bool_], n_rows: int, n_unrated: int) -> CleaningReport:
        """The same where some anime are kept, which have so many rows, so many of them unrated."""
        header, n_repeated = self.header, int(self.repeats[is_kept].sum())
        n_little_known = header.rows + int(self.repeats.sum()) - n_rows - n_repeated
        n_anime = int(is_kept.sum())
        return report(header.noticed, header.dropped, n_anime, n_little_known, n_repeated, n_rows, n_unrated)

    def _rows_of(self, is_kept: NDArray[np.bool_]) -> Ratings:
        """The rows of these anime, in arrays that are filled block by block."""
        ids = self.catalog.table.index.to_numpy(dtype=np.int32)[is_kept]
        all_are_kept, n_rows = is_kept.all(), 0
        whole = Ratings(*(np.empty(self.header.rows, kind) for kind in (np.int32, np.int32, np.float32, bool)))
        for block in self.blocks():
            kept = block if all_are_kept else block.select(np.isin(block.anime_id, ids, kind="table"))
            part = slice(n_rows, n_rows + len(kept))
            for name in ("viewer_id", "anime_id", "rating", "imputed"):
                getattr(whole, name)[part] = getattr(kept, name)
            n_rows += len(kept)
        return whole if all_are_kept else whole.select(slice(n_rows))

    @cached_property
    def _is_rising(self) -> bool:
        offset, ids = self.offset, self.viewer_id
        ends_meet = len(offset) > 0 and offset[0] == 0 and offset[-1] == self.header.rows
        return bool(ends_meet and (np.diff(offset) > 0).all() and (np.diff(ids) > 0).all() and (ids >= 0).all())

    def _check(self) -> None:
        header, rows = self.header, (self.header.rows,)
        wanted = {
            VIEWER_ID: (self.viewer_id, (header.viewers,), ("<i4",)),
            OFFSET: (self.offset, (header.viewers + 1,), ("<i8",)),
            REPEATS: (self.repeats, (header.anime,), ("<i8",)),
            ANIME_ROW: (mapped_array(self.folder / ANIME_ROW), rows, ("<u2", "<u4")),
            CODE: (mapped_array(self.folder / CODE), rows, ("|u1",)),
        }
        for name, (array, shape, kinds) in wanted.items():
            if array.shape != shape or array.dtype.str not in kinds:
                raise damaged(self.folder / name)
        if len(self.catalog) != header.anime:
            raise damaged(self.folder / ANIME)
        if not self._is_rising:
            raise damaged(self.folder / OFFSET)

    def spans(self, rows: int) -> Iterator[tuple[int, int]]:
        """Place of the first viewer of each block of about so many rows, and of the first of the next."""
        first = 0
        while first < len(self.viewer_id):
            last = int(np.searchsorted(self.offset, self.offset[first] + rows))
            last = min(max(last, first + 1), len(self.viewer_id))
            yield first, last
            first = last
