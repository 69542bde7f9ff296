"""MovieLens 100K and 1M as ratings of titles, so that a model's error can be set beside published tables.

The files come from https://grouplens.org/datasets/movielens/; their licence keeps them out of this project. Their
ratings of 1 to 5 are doubled here, for the whole project counts from 1 to 10: an error of a model of them is twice what
it is in stars, which :attr:`core.data.sources.LoadedRatings.points` says.
"""

from __future__ import annotations

import io
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pandas as pd

from core.data.cleaning import clean
from core.data.sources import LoadedRatings
from core.errors import DataError

FIRST_ID = 100_000_000
"""What is added to a film's id, so that no anime has the same: names and years are known by id."""
STARS = 5
"""The highest rating in the files."""
LARGEST_FILE = 100 * 2**20
"""Bytes; the largest of the files has 25 million."""

RATINGS = ("u.data", "ratings.dat")
TITLES = ("u.item", "movies.dat")
GENRES = (
    "unknown", "Action", "Adventure", "Animation", "Children's", "Comedy", "Crime", "Documentary", "Drama", "Fantasy",
    "Film-Noir", "Horror", "Musical", "Mystery", "Romance", "Sci-Fi", "Thriller", "War", "Western",
)  # fmt: skip
"""Of the flags in ``u.item``, in their order."""


def load_movielens(folder: Path) -> LoadedRatings:
    """All ratings of a folder that holds ``u.data`` and ``u.item``, or ``ratings.dat`` and ``movies.dat``.

    Raises ``DataError`` for other folders, and for files that are not what their names say.
    """
    ratings, titles = _one_of(folder, RATINGS), _one_of(folder, TITLES)
    rows = read_rows(ratings)
    anime = _titles(titles)
    anime["members"] = rows["anime_id"].value_counts().reindex(anime.index, fill_value=0)
    found, catalog, report = clean(rows, anime, len(anime))
    name = "MovieLens 100K" if ratings.name == "u.data" else "MovieLens 1M"
    return LoadedRatings(found, catalog, report, f"{name}, films instead of anime", points=STARS)


def read_rows(path: Path) -> pd.DataFrame:
    """``user_id``, ``anime_id`` (int32) and the doubled ``rating`` (float32, 2…10) of one file, in its order.

    The official divisions of the 100K set (``u1.base``, ``u1.test`` and so on) are such files too.
    """
    content = _content(path).replace(b"::", b"\t")
    try:
        table = pd.read_csv(
            io.BytesIO(content),
            sep="\t",
            header=None,
            names=["user_id", "anime_id", "rating", "time"],
            dtype={"user_id": np.int32, "anime_id": np.int32, "rating": np.int8, "time": np.int64},
        )
    except (ValueError, OverflowError):
        raise DataError(f"{path.name} is not a MovieLens file: its lines are not four whole numbers.") from None
    if (
        table.empty
        or not table["rating"].between(1, STARS).all()
        or (table[["user_id", "anime_id"]] < 0).any(axis=None)
    ):
        raise DataError(f"{path.name} is not a MovieLens file: it needs ratings from 1 to {STARS} and ids from 0 on.")
    if table["anime_id"].max() >= FIRST_ID:
        raise DataError(f"{path.name} is not a MovieLens file: a film's id is below {FIRST_ID:,}.")
    films = table["anime_id"] + FIRST_ID
    return table[["user_id"]].assign(anime_id=films, rating=2 * table["rating"].astype(np.float32))


def _titles(path: Path) -> pd.DataFrame:
    """Title and genres by id, in the columns of ``core.data.csv_files.read_anime``; members are not known yet."""
    separator = "|" if path.name == "u.item" else "::"
    rows = [line.split(separator) for line in _content(path).decode("latin-1").splitlines() if line]
    genres = _flagged if separator == "|" else _named
    try:
        found = {FIRST_ID + int(row[0]): (row[1], genres(row)) for row in rows}
    except (ValueError, IndexError):
        raise DataError(f"{path.name} is not a MovieLens file: each line begins with an id and a title.") from None
    table = pd.DataFrame({"title": [title for title, _ in found.values()]}, index=pd.Index(found, name="anime_id"))
    unknown = {"type": "Movie", "episodes": pd.array([1] * len(found), dtype="Int64"), "mean_rating": np.nan}
    return table.assign(genres=[each for _, each in found.values()], **unknown)


def _flagged(row: Sequence[str]) -> tuple[str, ...]:
    return tuple(genre for genre, flag in zip(GENRES, row[-len(GENRES) :], strict=True) if flag == "1")


def _named(row: Sequence[str]) -> tuple[str, ...]:
    return tuple(row[2].split("|"))


def _one_of(folder: Path, names: Sequence[str]) -> Path:
    for name in names:
        if (folder / name).is_file():
            return folder / name
    raise DataError(f"{folder} holds no {' or '.join(names)}. Give the folder that MovieLens 100K or 1M unpacks to.")


def _content(path: Path) -> bytes:
    try:
        if path.stat().st_size > LARGEST_FILE:
            raise DataError(f"{path.name} is larger than any file of MovieLens 100K or 1M.")
        return path.read_bytes()
    except OSError:
        raise DataError(f"{path.name} cannot be read. Check the folder {path.parent}.") from None
