"""From files of ratings to a folder in the order of their viewers, in memory that does not grow with the rows."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from core.data.catalog import Catalog
from core.data.cleaning import CleaningStep, Steps, catalog_of, watched_and_known
from core.data.csv_files import write_anime
from core.data.mapped.arrays import GrowingArray
from core.data.mapped.folder import (
    ANIME,
    ANIME_ROW,
    CODE,
    FILES,
    HEADER,
    MOST_RATINGS,
    OFFSET,
    REPEATS,
    VIEWER_ID,
    Header,
    MappedRatings,
)
from core.data.mapped.parts import Parts
from core.data.mapped.sorting import Spool
from core.data.rating_rows import ViewerNumbers
from core.data.ratings import HIGHEST, LOWEST, UNRATED
from core.data.vocabulary import Vocabulary
from core.errors import DataError
from core.storage import remove_unfinished, whole_folder

Tell = Callable[[str, int, int], None]
"""Is told what is being done, how much of it is done, and of how much: bytes while reading, rows while sorting."""


def convert(paths: Iterable[Path], out: Path, source: str | None, tell: Tell) -> MappedRatings:
    """Write the ratings in these files and folders as a folder that is read block by block.

    They are checked and cleaned as ``core.data.sources`` does it, and every anime of the catalog is kept. The folder
    appears as a whole or not at all. Raises ``DataError`` or ``StorageError``.
    """
    parts = Parts.found_in(paths)
    remove_unfinished(out)
    with (
        whole_folder(out, f"The ratings “{out.name}”", FILES) as fresh,
        tempfile.TemporaryDirectory(dir=fresh) as scratch,
    ):
        catalog, noticed = catalog_of(parts.catalog.anime(Path(scratch)))
        spool, scale = Spool(Path(scratch)), Scale()
        dropped = _read(parts, catalog, spool, scale, Path(scratch), tell)
        if not len(spool):
            raise DataError(
                "No rating is left after cleaning: not one anime_id in the ratings stands in the catalog. "
                "Check that both belong together."
            )
        counts = _sort(spool, fresh, len(catalog), tell)
        note = replace(parts.about, source=source or parts.about.source)
        header = Header(*counts, len(catalog), scale.ratings, note, noticed, dropped)
        write_anime(catalog.table, fresh / ANIME)
        (fresh / HEADER).write_text(header.as_json(), encoding="utf-8")
    return MappedRatings.open(out)


class Scale:
    """The ratings that a byte stands for: unrated, 1…10, then decimals as they come."""

    def __init__(self) -> None:
        self.ratings = (float(UNRATED), *map(float, range(LOWEST, HIGHEST + 1)))

    def codes(self, rating: NDArray[np.float32]) -> NDArray[np.uint8]:
        """The byte of each rating; raises ``DataError`` where there are more different ones than bytes."""
        codes = np.where(rating == UNRATED, 0, rating).astype(np.uint8)
        decimals = np.flatnonzero((codes != rating) & (codes != 0))
        each, place = np.unique(rating[decimals], return_inverse=True)
        self.ratings += tuple(number for number in each.tolist() if number not in self.ratings)
        if len(self.ratings) > MOST_RATINGS:
            raise DataError(f"There are more than {MOST_RATINGS - 1} different ratings. Round them to tenths.")
        known = {number: code for code, number in enumerate(self.ratings)}
        codes[decimals] = np.array([known[number] for number in each.tolist()], dtype=np.uint8)[place]
        return codes


def _read(parts: Parts, catalog: Catalog, spool: Spool, scale: Scale, scratch: Path, tell: Tell) -> Steps:
    """Put every row that was watched and is known into the spool; what was read and dropped."""
    rows_of, viewers = Vocabulary(catalog.table.index.to_numpy()), ViewerNumbers()
    whole, done, dropped = sum(part.size for part in parts.ratings), 0, {}
    for part in parts.ratings:
        for block, share in part.ratings(viewers, scratch):
            rows, steps = watched_and_known(block, catalog)
            _count(dropped, steps)
            spool.add(*_columns(rows, rows_of, scale))
            tell("Reading", done + int(part.size * share), whole)
        done += part.size
    return tuple(dropped.values())


def _columns(rows: pd.DataFrame, rows_of: Vocabulary, scale: Scale) -> tuple[NDArray, NDArray, NDArray]:
    viewer, anime, rating = (rows[column].to_numpy() for column in ("user_id", "anime_id", "rating"))
    return viewer, rows_of.rows(anime), scale.codes(rating)


def _count(dropped: dict[str, CleaningStep], steps: Steps) -> None:
    for step in steps:
        before = dropped.get(step.what)
        dropped[step.what] = replace(step, count=step.count + before.count) if before else step


def _sort(spool: Spool, folder: Path, n_anime: int, tell: Tell) -> tuple[int, int, int]:
    """Write the arrays; how many rows they have, how many of them unrated, and how many viewers."""
    n_unrated, repeats, n_spooled = 0, np.zeros(n_anime, dtype=np.int64), len(spool)
    viewers, lengths = [], []
    with (
        GrowingArray(folder / ANIME_ROW, "<u2" if n_anime <= np.iinfo(np.uint16).max else "<u4") as anime_row,
        GrowingArray(folder / CODE, "|u1") as code,
    ):
        for rows in spool.by_viewer(repeats, lambda done: tell("Sorting", done, n_spooled)):
            anime_row.add(rows["anime"])
            code.add(rows["code"])
            n_unrated += int((rows["code"] == 0).sum())
            viewer, length = np.unique(rows["viewer"], return_counts=True)
            viewers.append(viewer)
            lengths.append(length)
    viewer_id, length = np.concatenate(viewers), np.concatenate(lengths)
    offset = np.concatenate([[0], np.cumsum(length)])
    for name, array in ((VIEWER_ID, viewer_id.astype("<i4")), (OFFSET, offset.astype("<i8")), (REPEATS, repeats)):
        np.save(folder / name, array, allow_pickle=False)
    return int(offset[-1]), n_unrated, len(viewer_id)
