"""Rows on disk put into the order of their viewers: dealt to files of a few viewers each, which fit into memory."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import cast

import numpy as np
from numpy.typing import NDArray

from core.data.cleaning import repeats
from core.data.ratings import UNRATED, Ratings

Rows = NDArray[np.void]
"""Of the type ``ROW``: viewer, anime row and the code of a rating, of which 0 is unrated."""
ROW = cast("np.dtype[np.void]", np.dtype([("viewer", "<i4"), ("anime", "<u4"), ("code", "u1")]))
ROWS_IN_MEMORY = 2_000_000
"""Rows that are read at a time, and that a file of a few viewers has; 200 MB are needed to put them in order."""
VIEWERS_TOGETHER = 8
"""Viewers whose ids are equal but for so many bits are never dealt to different files."""


class Spool:
    """Rows as they come, on disk, and then in the order of their viewers; a viewer's rows keep their order."""

    def __init__(self, folder: Path, rows_in_memory: int = ROWS_IN_MEMORY) -> None:
        self._folder, self._in_memory = folder, rows_in_memory
        self._path = folder / "rows"
        self._path.touch()
        self._counts = np.zeros(0, dtype=np.int64)

    def __len__(self) -> int:
        return int(self._counts.sum())

    def add(self, viewer: NDArray, anime: NDArray, code: NDArray) -> None:
        """Append rows; raises ``OSError``."""
        rows = np.empty(len(viewer), ROW)
        rows["viewer"], rows["anime"], rows["code"] = viewer, anime, code
        _append(rows, self._path)
        counts = np.bincount(viewer >> VIEWERS_TOGETHER, minlength=len(self._counts))
        counts[: len(self._counts)] += self._counts
        self._counts = counts

    def by_viewer(self, anime_repeats: NDArray[np.int64], tell: Callable[[int], None]) -> Iterator[Rows]:
        """All rows in rising order of their viewers, some whole viewers at a time; can be had once.

        Rows that repeat a viewer's anime are left out and counted in ``anime_repeats``; :func:`core.data.cleaning`
        says which of them stay. ``tell`` is told how many rows are done. Raises ``OSError``.
        """
        done = 0
        for path in self._dealt():
            found = np.zeros(0, ROW)
            for more in _read(path, self._in_memory):  # one file, unless few viewers have very many rows
                found = _one_each(np.concatenate([found, more]), anime_repeats)
                done += len(more)
                tell(done)
            path.unlink()
            yield found[np.argsort(found["viewer"], kind="stable")]

    def _dealt(self) -> list[Path]:
        """Files of rows: all rows of a viewer in one, those of higher ids in later ones."""
        before = np.cumsum(self._counts) - self._counts
        file_of = before // self._in_memory
        if not len(file_of) or file_of[-1] == 0:
            return [self._path]
        paths = {number: self._folder / f"rows-{number}" for number in np.unique(file_of[self._counts > 0]).tolist()}
        for rows in _read(self._path, self._in_memory):
            number = file_of[rows["viewer"] >> VIEWERS_TOGETHER]
            order = np.argsort(number, kind="stable")
            numbers, starts = np.unique(number[order], return_index=True)
            for each, own in zip(numbers.tolist(), np.split(rows[order], starts[1:]), strict=True):
                _append(own, paths[each])
        self._path.unlink()
        return list(paths.values())


def _one_each(rows: Rows, anime_repeats: NDArray[np.int64]) -> Rows:
    """The rows without those that repeat a viewer's anime, which are counted by anime."""
    rating = np.where(rows["code"] == 0, UNRATED, rows["code"].astype(np.float32))
    repeated = repeats(Ratings.of(rows["viewer"], rows["anime"], rating))
    np.add.at(anime_repeats, rows["anime"][repeated], 1)
    return np.delete(rows, repeated) if len(repeated) else rows


def _append(rows: Rows, path: Path) -> None:
    with path.open("ab") as file:
        file.write(rows.tobytes())


def _read(path: Path, n: int) -> Iterator[Rows]:
    with path.open("rb") as file:
        while block := file.read(n * ROW.itemsize):
            yield np.frombuffer(block, ROW)
