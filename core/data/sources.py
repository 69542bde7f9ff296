"""Where ratings come from: a folder, a zip, an upload or Kaggle. All end as ``LoadedRatings``.

The two files of a set may be called as Kaggle calls them, whichever set it is: its headers tell which.
"""

from __future__ import annotations

import io
import json
import re
import zipfile
from collections.abc import Collection, Iterable, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import BinaryIO

import numpy as np
import pyarrow as pa
from pyarrow.csv import WriteOptions, write_csv

from core.data.about import ABOUT, About, about
from core.data.bounded import CATALOG, RATINGS, UNSOUND, unpacked
from core.data.catalog import Catalog
from core.data.cleaning import Cleaned, CleaningReport, clean
from core.data.csv_files import read_anime, read_ratings, write_anime
from core.data.kaggle_sets import SETS, files_among, is_catalog
from core.data.mapped.folder import FILES as MAPPED_FILES
from core.data.mapped.folder import HEADER, MappedRatings
from core.data.mapped.streamed import StreamedRatings
from core.data.over_processes import ALONE, Share
from core.data.ratings import HIGHEST, Ratings
from core.errors import DataError
from core.storage import whole_folder

ANIME, RATING = "anime.csv", "rating.csv"
FILES = {ANIME, RATING, ABOUT, *MAPPED_FILES}
"""All that a folder of ratings may hold which was made here."""
N_ANIME = 5_000
FIRST = 2016
"""The set that the article is about."""


@dataclass(frozen=True)
class LoadedRatings:
    """Cleaned ratings with their catalog, what cleaning dropped, and a sentence that says where they come from."""

    ratings: Ratings
    catalog: Catalog
    report: CleaningReport = field(default_factory=CleaningReport)
    source: str = ""
    simulated: bool = False
    points: int = HIGHEST
    """The highest rating where they come from; here it is 10, and the lower ones are in proportion."""


@dataclass(frozen=True)
class StreamedLoaded:
    """The same of converted ratings whose rows stay on disk."""

    ratings: StreamedRatings
    catalog: Catalog
    report: CleaningReport
    source: str
    simulated: bool
    points: int


def stream_folder(
    folder: Path, n_anime: int = N_ANIME, source: str | None = None, share: Share = ALONE
) -> StreamedLoaded:
    """Converted ratings of a folder, of which no row is read yet to stay; raises ``DataError``.

    Of several processes each counts its share of them.
    """
    mapped = MappedRatings.open(folder)
    noted = mapped.header.about
    streamed = StreamedRatings.of(mapped, n_anime, share)
    return StreamedLoaded(
        *streamed, source or noted.source or f"the folder {folder.name}", noted.simulated, noted.points
    )


def load_folder(folder: str | Path, n_anime: int = N_ANIME, source: str | None = None) -> LoadedRatings:
    """Ratings of a folder that holds ``anime.csv`` and ``rating.csv``, another set or converted ratings.

    Raises ``DataError``.
    """
    folder = Path(folder)
    if not folder.is_dir():
        raise DataError(f"There is no folder {folder}. Give one that holds {ANIME} and {RATING}.")
    names = [path.name for path in folder.iterdir() if path.is_file()]
    if HEADER in names:
        mapped = MappedRatings.open(folder)
        return _loaded(mapped.load(n_anime), mapped.header.about, folder, source)
    pair = files_among(names)
    if pair is None:
        missing = ANIME if ANIME not in names else RATING
        raise DataError(f"{folder} has no file {missing}. It needs both {ANIME} and {RATING}.")
    with ExitStack() as open_files:
        files = [(name, open_files.enter_context((folder / name).open("rb"))) for name in pair]
        return _loaded(_cleaned(files, n_anime), about(folder), folder, source)


def holds_ratings(names: Collection[str]) -> bool:
    """Whether a folder with files of these names holds ratings that :func:`load_folder` reads."""
    return HEADER in names or files_among(names) is not None


def load_zip(file: BinaryIO, name: str, n_anime: int = N_ANIME, source: str | None = None) -> LoadedRatings:
    """Ratings of a zip that holds the two files of a set; raises ``DataError``."""
    try:
        archive = zipfile.ZipFile(file)
    except UNSOUND:
        raise DataError(f"{name} is not a zip file, or it is damaged. Zip {ANIME} and {RATING} again.") from None
    members = {}
    for member in archive.infolist():
        path = Path(member.filename.replace("\\", "/"))
        if path.is_absolute() or ".." in path.parts or re.match(r"[A-Za-z]:", member.filename):
            raise DataError(f"{name} is refused: its entry “{member.filename[:80]}” points outside the zip.")
        members[path.name] = member
    pair = files_among(members)
    if pair is None:
        missing = [wanted for wanted in (ANIME, RATING) if wanted not in members]
        raise DataError(f"{name} does not hold {' and '.join(missing)}. Put both files into it.")
    with ExitStack() as open_files:
        files = [
            (inside, open_files.enter_context(unpacked(archive, members[inside], name, limits)))
            for inside, limits in zip(pair, (CATALOG, RATINGS), strict=True)
        ]
        return LoadedRatings(*_cleaned(files, n_anime), source or name)


def load_uploads(files: Mapping[str, bytes], n_anime: int = N_ANIME) -> LoadedRatings:
    """Ratings somebody uploaded: one zip, or the two CSV files told apart by their header; raises ``DataError``."""
    zips = [name for name in files if name.lower().endswith(".zip")]
    if zips and len(files) > 1:
        raise DataError(f"{zips[0]} was uploaded with other files. Upload the zip alone, or the two CSV files alone.")
    if zips:
        return load_zip(io.BytesIO(files[zips[0]]), zips[0], n_anime)
    found: dict[str, tuple[str, BinaryIO]] = {}
    for name, content in files.items():
        kind = ANIME if is_catalog(name, content[:1000]) else RATING
        if kind in found:
            raise DataError(f"Both {found[kind][0]} and {name} look like {kind}. Upload one of each kind.")
        found[kind] = (name, io.BytesIO(content))
    for wanted in (ANIME, RATING):
        if wanted not in found:
            raise DataError(f"{wanted} is missing. Upload {ANIME} and {RATING} together, or one zip of both.")
    names = " and ".join(name for name, _ in found.values())
    both = [(wanted, found[wanted][1]) for wanted in (ANIME, RATING)]
    return LoadedRatings(*_cleaned(both, n_anime), f"the upload of {names}")


def keep(loaded: LoadedRatings, folder: str | Path) -> None:
    """Write cleaned ratings as ``anime.csv`` and ``rating.csv`` so that a training run can read them.

    Raises ``StorageError`` for a full or read-only disk; what the folder held before is then as it was.
    """
    keep_parts(loaded, [loaded.ratings], folder)


def keep_parts(loaded: LoadedRatings, parts: Iterable[Ratings], folder: str | Path) -> None:
    """The same with the rows of these parts, one after the other, of which only one has to be in memory at a time."""
    folder = Path(folder)
    noted = About(loaded.source, loaded.simulated, loaded.points)
    with whole_folder(folder, f"The ratings “{folder.name}”", (ANIME, RATING, ABOUT)) as fresh:
        write_anime(loaded.catalog.table, fresh / ANIME)
        with (fresh / RATING).open("wb") as file:
            file.write(b"user_id,anime_id,rating\n")
            for part in parts:
                _write_rows(part, file)
        (fresh / ABOUT).write_text(json.dumps(asdict(noted), ensure_ascii=False), encoding="utf-8")


def _write_rows(ratings: Ratings, file: BinaryIO) -> None:
    """Append rows as text, by pyarrow, which takes an eighth of the time that pandas does."""
    whole = (np.rint(ratings.rating) == ratings.rating).all()
    rating = ratings.rating.astype(np.int8) if whole else ratings.rating
    table = pa.table({"user_id": ratings.viewer_id, "anime_id": ratings.anime_id, "rating": rating})
    write_csv(table, file, WriteOptions(include_header=False))


def download(n_anime: int = N_ANIME, year: int = FIRST) -> LoadedRatings:
    """A whole Kaggle set through ``kagglehub``; raises ``DataError`` that says what to do without a network."""
    import kagglehub
    from kagglehub.exceptions import DataCorruptionError, UnauthenticatedError

    wanted = SETS[year]
    try:
        folder = Path(kagglehub.dataset_download(wanted.handle))
    except (OSError, DataCorruptionError, UnauthenticatedError) as error:
        raise DataError(
            f"The ratings could not be fetched from Kaggle ({type(error).__name__}). Check the network, or download "
            f"“{wanted.handle}” in a browser and put {' and '.join(wanted.files)} into a folder of data/."
        ) from error
    return load_folder(folder, n_anime, source=f"Kaggle, {wanted.handle}")


def _loaded(cleaned: Cleaned, noted: About, folder: Path, source: str | None) -> LoadedRatings:
    """Cleaned ratings of a folder, with what is noted of them there."""
    source = source or noted.source or f"the folder {folder.name}"
    return LoadedRatings(*cleaned, source, noted.simulated, noted.points)


def _cleaned(files: Sequence[tuple[str, BinaryIO]], n_anime: int) -> Cleaned:
    """Ratings of the files of anime and of ratings, each with what messages call it."""
    (anime_name, anime_file), (rating_name, rating_file) = files
    anime = read_anime(anime_file, anime_name)
    return clean(read_ratings(rating_file, rating_name), anime, n_anime)
