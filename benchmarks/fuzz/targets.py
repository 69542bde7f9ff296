"""Each parser of foreign bytes as a function of them, which raises only where something was raised that nobody expects.

Fuzzed by ``python -m benchmarks.fuzz`` and, with the same cases and for a second each, by the tests.
"""

from __future__ import annotations

import io
import shutil
import tempfile
from collections.abc import Callable, Mapping
from contextlib import suppress
from functools import partial
from pathlib import Path

import pyarrow.parquet as pq

from core.data.csv_files import read_anime, read_ratings
from core.data.mapped import folder as mapped
from core.data.mapped.convert import convert
from core.data.mapped.parquet import parquet_blocks
from core.data.rating_rows import ViewerNumbers
from core.data.sources import load_folder, load_uploads, load_zip
from core.data.titles import CatalogSearch, TitleTable
from core.data.titles.facts import FILE
from core.data.titles.offline_database import read_offline_database
from core.errors import AnimeExplorerError
from core.lists import read_list
from core.model.bundle import CARD, CATALOG, WEIGHTS, Bundle, load_bundle
from core.profiles.profile import Profile, from_document
from core.recommend.recommender import Recommender
from core.runs.progress import progress_of

CASES = Path(__file__).parent / "cases"
"""A folder for each target: sound files to begin with, and every file that once broke something."""
BUNDLE = CASES / "bundle"
"""The smallest bundle there is, of two viewers and four anime."""
IN_MEMORY = Path("/dev/shm")
"""Files that a system keeps in memory, where it has that."""
SEARCHED = 500
"""Titles that are searched: what a text may break does not depend on how many there are."""

Target = Callable[[bytes], None]


def targets() -> Mapping[str, Target]:
    """All parsers by name."""
    bundle = load_bundle(BUNDLE)
    few_titles = TitleTable(pq.read_table(FILE).slice(0, SEARCHED))
    return {
        "list": partial(_list, bundle),
        "ratings": _ratings,
        "anime": _anime,
        "zip": _zip,
        "uploads": _uploads,
        "profile": _profile,
        "progress": _progress,
        "offline-database": _offline_database,
        "search": partial(_search, CatalogSearch(bundle.catalog, few_titles)),
        "parquet": _parquet,
        "converted": DamagedRatings(mapped.HEADER),
        "offsets": DamagedRatings(mapped.OFFSET),
        "card": DamagedBundle(CARD),
        "weights": DamagedBundle(WEIGHTS),
        "catalog": DamagedBundle(CATALOG),
    }


def cases(name: str) -> list[Path]:
    """The files to begin with."""
    folder = CASES / name
    return sorted(folder.iterdir()) if folder.is_dir() else []


def _list(bundle: Bundle, data: bytes) -> None:
    with suppress(AnimeExplorerError):
        read_list("list.txt", data, bundle.catalog)


def _ratings(data: bytes) -> None:
    with suppress(AnimeExplorerError):
        read_ratings(io.BytesIO(data), "rating.csv")


def _anime(data: bytes) -> None:
    with suppress(AnimeExplorerError):
        read_anime(io.BytesIO(data), "anime.csv")


def _zip(data: bytes) -> None:
    with suppress(AnimeExplorerError):
        load_zip(io.BytesIO(data), "both.zip")


def _uploads(data: bytes) -> None:
    anime, _, rating = data.partition(b"\0")
    with suppress(AnimeExplorerError):
        load_uploads({"anime.csv": anime, "rating.csv": rating})


def _parquet(data: bytes) -> None:
    with tempfile.TemporaryDirectory(dir=IN_MEMORY if IN_MEMORY.is_dir() else None) as folder:
        file = Path(folder) / "rating.parquet"
        file.write_bytes(data)
        with suppress(AnimeExplorerError):
            for _ in parquet_blocks(file, ViewerNumbers()):
                pass


def _profile(data: bytes) -> None:
    with suppress(AnimeExplorerError):
        from_document(data.decode("utf-8", "surrogateescape"))


def _progress(data: bytes) -> None:
    progress_of(data)


def _offline_database(data: bytes) -> None:
    with tempfile.TemporaryDirectory(dir=IN_MEMORY if IN_MEMORY.is_dir() else None) as folder:
        for name in ("db.json", "db.jsonl"):
            file = Path(folder) / name
            file.write_bytes(data)
            with suppress(AnimeExplorerError):
                read_offline_database(file)


def _search(search: CatalogSearch, data: bytes) -> None:
    search.find(data.decode("utf-8", "replace"), 5)


class DamagedBundle:
    """A bundle with the input for one of its files, opened and asked for a list; in memory where files can be there."""

    def __init__(self, file: str) -> None:
        self._kept = tempfile.TemporaryDirectory(dir=IN_MEMORY if IN_MEMORY.is_dir() else None)
        self._folder = Path(self._kept.name) / "damaged"
        self._file = self._folder / file
        shutil.copytree(BUNDLE, self._folder)

    def __call__(self, data: bytes) -> None:
        self._file.write_bytes(data)
        with suppress(AnimeExplorerError):
            bundle = load_bundle(self._folder)
            Recommender(bundle).recommend(Profile({int(bundle.model.anime.ids[0]): 8}))


class DamagedRatings:
    """Converted ratings with the input for one of their files, read whole; in memory where files can be there."""

    def __init__(self, file: str) -> None:
        self._kept = tempfile.TemporaryDirectory(dir=IN_MEMORY if IN_MEMORY.is_dir() else None)
        self._folder = Path(self._kept.name) / "converted"
        given = shutil.copy(CASES / "zip" / "deflated", Path(self._kept.name) / "both.zip")
        convert([Path(given)], self._folder, None, lambda what, done, of: None)
        self._file = self._folder / file

    def __call__(self, data: bytes) -> None:
        self._file.write_bytes(data)
        with suppress(AnimeExplorerError):
            load_folder(self._folder)
