"""The files that ratings are converted from: which of them are ratings, which is the catalog, and opening them."""

from __future__ import annotations

import gzip
import zipfile
import zlib
from collections.abc import Generator, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

import pandas as pd

from core.data.about import About, about
from core.data.bounded import CATALOG, PART, UNSOUND, Limits, gunzipped, unpacked
from core.data.csv_files import rating_blocks, read_anime
from core.data.kaggle_sets import files_among, is_catalog
from core.data.mapped.parquet import column_names, parquet_blocks
from core.data.rating_rows import ViewerNumbers
from core.errors import DataError

GZIP, ZIP, PARQUET = ".gz", ".zip", ".parquet"
ENDINGS = (".csv", GZIP, ZIP, PARQUET)
"""Of the files of a folder that are looked at."""
START = 1_000
"""Bytes of a file that tell what it is."""


@dataclass(frozen=True)
class Part:
    """One file of ratings or of anime; in a zip, one of its members."""

    path: Path
    member: str = ""
    """Its name in the zip."""

    @property
    def name(self) -> str:
        """What messages call it."""
        return Path(self.member).name or self.path.name

    @property
    def is_parquet(self) -> bool:
        return self.path.suffix.lower() == PARQUET

    @property
    def size(self) -> int:
        """Bytes on the disk."""
        if not self.member:
            return self.path.stat().st_size
        with zipfile.ZipFile(self.path) as archive:
            return archive.getinfo(self.member).compress_size

    def is_catalog(self) -> bool:
        """Whether it holds anime; raises ``DataError`` for a file that cannot be read."""
        if self.is_parquet:
            return is_catalog(self.name, ",".join(column_names(self.path)).encode())
        try:
            return is_catalog(self.name, self._start())
        except (*UNSOUND, gzip.BadGzipFile, zlib.error) as error:
            raise DataError(f"{self.name} cannot be read ({type(error).__name__}). Look at what it holds.") from None

    def _start(self) -> bytes:
        if self.member:
            with zipfile.ZipFile(self.path) as archive, archive.open(self.member) as file:
                return file.read(START)
        if self.path.suffix.lower() == GZIP:
            with gzip.GzipFile(self.path) as file:
                return file.read(START)
        with self.path.open("rb") as file:
            return file.read(START)

    @contextmanager
    def open(self, limits: Limits, scratch: Path) -> Generator[BinaryIO]:
        """The unpacked bytes, in a temporary file in ``scratch`` where it is packed; raises ``DataError``."""
        if self.member:
            with zipfile.ZipFile(self.path) as archive:
                file = unpacked(archive, archive.getinfo(self.member), self.path.name, limits, scratch)
        elif self.path.suffix.lower() == GZIP:
            file = gunzipped(self.path, self.name, limits, scratch)
        else:
            file = self.path.open("rb")
        with file:
            yield file

    def anime(self, scratch: Path) -> pd.DataFrame:
        """The catalog, as ``core.data.csv_files`` reads it; raises ``DataError``."""
        if self.is_parquet:
            raise DataError(f"{self.name} holds anime as Parquet. Ratings may be Parquet; give the catalog as CSV.")
        with self.open(CATALOG, scratch) as file:
            return read_anime(file, self.name)

    def ratings(self, viewers: ViewerNumbers, scratch: Path) -> Iterator[tuple[pd.DataFrame, float]]:
        """Checked rows, so many at a time, and which share of the file is read; raises ``DataError``."""
        if self.is_parquet:
            yield from parquet_blocks(self.path, viewers)
            return
        with self.open(PART, scratch) as file:
            size = max(file.seek(0, 2), 1)
            file.seek(0)
            for rows in rating_blocks(file, self.name, viewers, PART):
                yield rows, file.tell() / size


@dataclass(frozen=True)
class Parts:
    """All that ratings are converted from."""

    catalog: Part
    ratings: Sequence[Part]
    about: About
    """What the first of the given folders says of its ratings."""

    @classmethod
    def found_in(cls, paths: Iterable[Path]) -> Parts:
        """The parts in these files and folders, ratings in the order of their names; raises ``DataError``.

        Of a folder or a zip that holds the two files of a set, by their names, only these count.
        """
        paths = list(paths)
        found = [part for path in paths for part in _parts_of(path)]
        kinds = [(part, part.is_catalog()) for part in found]
        catalogs = [part for part, is_anime in kinds if is_anime]
        ratings = [part for part, is_anime in kinds if not is_anime]
        if not catalogs:
            raise DataError("There is no file of anime among these. Give it too: anime.csv, or that of another set.")
        if len(catalogs) > 1:
            raise DataError(f"Both {catalogs[0].name} and {catalogs[1].name} look like files of anime. Give one.")
        if not ratings:
            raise DataError(f"There are no ratings beside {catalogs[0].name}. Give them too: rating.csv, or its parts.")
        notes = (about(path) for path in paths if path.is_dir())
        return cls(catalogs[0], ratings, next((note for note in notes if note != About()), About()))


def _parts_of(path: Path) -> list[Part]:
    if path.is_dir():
        files = {file.name: file for file in sorted(path.iterdir()) if file.suffix.lower() in ENDINGS}
        chosen = files_among(files) or files
        return [part for name in chosen for part in _parts_of(files[name])]
    if not path.is_file():
        raise DataError(f"There is no file or folder {path}. Give ratings and the file of anime that goes with them.")
    return _members(path) if path.suffix.lower() == ZIP else [Part(path)]


def _members(path: Path) -> list[Part]:
    try:
        with zipfile.ZipFile(path) as archive:
            members = {Path(name).name: name for name in sorted(archive.namelist()) if name.lower().endswith(".csv")}
    except UNSOUND:
        raise DataError(f"{path.name} is not a zip file, or it is damaged. Zip the files again.") from None
    return [Part(path, members[name]) for name in files_among(members) or members]
