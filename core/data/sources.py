"""Where ratings come from: a folder, a zip, an upload or Kaggle. All end as ``LoadedRatings``."""

from __future__ import annotations

import io
import json
import re
import zipfile
from collections.abc import Mapping
from contextlib import ExitStack
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import BinaryIO

import numpy as np
import pandas as pd

from core.data.bounded import CATALOG, RATINGS, UNSOUND, unpacked
from core.data.catalog import Catalog
from core.data.cleaning import CleaningReport, clean
from core.data.csv_files import read_anime, read_ratings
from core.data.ratings import Ratings
from core.errors import DataError
from core.storage import whole_folder

ANIME, RATING, ABOUT = "anime.csv", "rating.csv", "about.json"
N_ANIME = 5_000
KAGGLE = "CooperUnion/anime-recommendations-database"


@dataclass(frozen=True)
class LoadedRatings:
    """Cleaned ratings with their catalog, what cleaning dropped, and a sentence that says where they come from."""

    ratings: Ratings
    catalog: Catalog
    report: CleaningReport = field(default_factory=CleaningReport)
    source: str = ""
    simulated: bool = False


def load_folder(folder: Path, n_anime: int = N_ANIME, source: str | None = None) -> LoadedRatings:
    """Ratings of a folder that holds ``anime.csv`` and ``rating.csv``; raises ``DataError``."""
    if not folder.is_dir():
        raise DataError(f"There is no folder {folder}. Give one that holds {ANIME} and {RATING}.")
    with ExitStack() as open_files:
        files = {}
        for name in (ANIME, RATING):
            path = folder / name
            if not path.is_file():
                raise DataError(f"{folder} has no file {name}. It needs both {ANIME} and {RATING}.")
            files[name] = open_files.enter_context(path.open("rb"))
        noted, simulated = _about(folder)
        return replace(_load(files, n_anime, source or noted or f"the folder {folder.name}"), simulated=simulated)


def load_zip(file: BinaryIO, name: str, n_anime: int = N_ANIME, source: str | None = None) -> LoadedRatings:
    """Ratings of a zip that holds the two files, read without unpacking it to disk; raises ``DataError``."""
    try:
        archive = zipfile.ZipFile(file)
    except UNSOUND:
        raise DataError(f"{name} is not a zip file, or it is damaged. Zip {ANIME} and {RATING} again.") from None
    members = {}
    for member in archive.infolist():
        path = Path(member.filename.replace("\\", "/"))
        if path.is_absolute() or ".." in path.parts or re.match(r"[A-Za-z]:", member.filename):
            raise DataError(f"{name} is refused: its entry “{member.filename[:80]}” points outside the zip.")
        if path.name in (ANIME, RATING):
            members[path.name] = member
    missing = [wanted for wanted in (ANIME, RATING) if wanted not in members]
    if missing:
        raise DataError(f"{name} does not hold {' and '.join(missing)}. Put both files into it.")
    with ExitStack() as open_files:
        files = {
            wanted: open_files.enter_context(unpacked(archive, members[wanted], name, limits))
            for wanted, limits in ((ANIME, CATALOG), (RATING, RATINGS))
        }
        return _load(files, n_anime, source or name)


def load_uploads(files: Mapping[str, bytes], n_anime: int = N_ANIME) -> LoadedRatings:
    """Ratings somebody uploaded: one zip, or the two CSV files told apart by their header; raises ``DataError``."""
    zips = [name for name in files if name.lower().endswith(".zip")]
    if zips and len(files) > 1:
        raise DataError(f"{zips[0]} was uploaded with other files. Upload the zip alone, or the two CSV files alone.")
    if zips:
        return load_zip(io.BytesIO(files[zips[0]]), zips[0], n_anime)
    found: dict[str, tuple[str, BinaryIO]] = {}
    for name, content in files.items():
        kind = _kind(name, content)
        if kind in found:
            raise DataError(f"Both {found[kind][0]} and {name} look like {kind}. Upload one of each kind.")
        found[kind] = (name, io.BytesIO(content))
    for wanted in (ANIME, RATING):
        if wanted not in found:
            raise DataError(f"{wanted} is missing. Upload {ANIME} and {RATING} together, or one zip of both.")
    names = " and ".join(name for name, _ in found.values())
    return _load({wanted: file for wanted, (_, file) in found.items()}, n_anime, f"the upload of {names}")


def _kind(name: str, content: bytes) -> str:
    """Which of the two files this is, by its header; by its name where the header tells nothing."""
    header = content[:1000].split(b"\n")[0]
    if b"members" in header or b"user_id" in header:
        return ANIME if b"members" in header else RATING
    return ANIME if "anime" in name.lower() and "rating" not in name.lower() else RATING


def keep(loaded: LoadedRatings, folder: Path) -> None:
    """Write cleaned ratings as ``anime.csv`` and ``rating.csv`` so that a training run can read them.

    Raises ``StorageError`` for a full or read-only disk; what the folder held before is then as it was.
    """
    table = loaded.catalog.table
    anime = pd.DataFrame(
        {
            "name": table["title"],
            "genre": table["genres"].map(", ".join),
            "type": table["type"].replace({"Unknown": ""}),
            "episodes": table["episodes"].astype("string").fillna("Unknown"),
            "rating": table["mean_rating"],
            "members": table["members"],
        }
    )
    ratings = loaded.ratings
    whole = np.rint(ratings.rating) == ratings.rating
    rows = pd.DataFrame(
        {
            "user_id": ratings.viewer_id,
            "anime_id": ratings.anime_id,
            "rating": ratings.rating.astype(np.int8) if whole.all() else ratings.rating,
        }
    )
    about = {"source": loaded.source, "simulated": loaded.simulated}
    with whole_folder(folder, f"The ratings “{folder.name}”", (ANIME, RATING, ABOUT)) as fresh:
        anime.to_csv(fresh / ANIME)
        rows.to_csv(fresh / RATING, index=False)
        (fresh / ABOUT).write_text(json.dumps(about, ensure_ascii=False), encoding="utf-8")


def download(n_anime: int = N_ANIME) -> LoadedRatings:
    """The full Kaggle set through ``kagglehub``; raises ``DataError`` that says what to do without a network."""
    import kagglehub
    from kagglehub.exceptions import DataCorruptionError, UnauthenticatedError

    try:
        folder = Path(kagglehub.dataset_download(KAGGLE))
    except (OSError, DataCorruptionError, UnauthenticatedError) as error:
        raise DataError(
            f"The ratings could not be fetched from Kaggle ({type(error).__name__}). Check the network, or download "
            f"“{KAGGLE}” in a browser and put {ANIME} and {RATING} into a folder of data/."
        ) from error
    return load_folder(folder, n_anime, source=f"Kaggle, {KAGGLE}")


def _load(files: Mapping[str, BinaryIO], n_anime: int, source: str) -> LoadedRatings:
    anime = read_anime(files[ANIME], ANIME)
    ratings, catalog, report = clean(read_ratings(files[RATING], RATING), anime, n_anime)
    return LoadedRatings(ratings, catalog, report, source)


def _about(folder: Path) -> tuple[str, bool]:
    """What :func:`keep` noted of the folder's ratings: their source, and whether they are simulated."""
    try:
        about = json.loads((folder / ABOUT).read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError):
        return "", False
    about = about if isinstance(about, dict) else {}
    source = about.get("source")
    return source if isinstance(source, str) else "", about.get("simulated") is True
