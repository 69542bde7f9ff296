"""The two files of a Kaggle set as tables: read fast when they are sound, read again with care to name a bad line."""

from __future__ import annotations

import html
from collections.abc import Callable, Hashable, Iterator, Sequence
from pathlib import Path
from typing import BinaryIO

import numpy as np
import pandas as pd

from core.data.bounded import CATALOG, RATINGS, Limits, check_lines
from core.data.csv_text import ROWS_AT_ONCE, check_header, in_text, numbers
from core.data.kaggle_sets import AnimeColumns, RatingColumns, anime_columns, rating_columns
from core.data.rating_rows import RowReader, ViewerNumbers
from core.data.ratings import HIGHEST
from core.errors import DataError

_LARGEST = np.iinfo(np.int32).max


def read_ratings(file: BinaryIO, name: str) -> pd.DataFrame:
    """All rows of a rating file as :func:`rating_blocks` reads them; raises ``DataError``."""
    return pd.concat(rating_blocks(file, name, ViewerNumbers(), RATINGS), ignore_index=True)


def rating_blocks(file: BinaryIO, name: str, viewers: ViewerNumbers, limits: Limits) -> Iterator[pd.DataFrame]:
    """``user_id``, ``anime_id`` (int32) and ``rating`` (float32, -1 or 1…10) of a rating file, in file order.

    They come ``ROWS_AT_ONCE`` at a time, so that memory does not grow with the file. Where the file says what became of
    each title there is ``status`` (int8) too. Raises ``DataError`` naming the file, the line and the column of the
    first value that cannot be used.
    """
    check_lines(file, name, limits)
    reader = RowReader(name, check_header(file, name, rating_columns, limits), viewers)
    n_rows, is_plain = 0, True
    try:
        for rows in _fast(file, reader):
            n_rows += len(rows)
            yield rows
    except (ValueError, OverflowError, KeyError, DataError):
        is_plain = False
    if not is_plain:
        to_skip = n_rows
        for rows in _with_care(file, reader):
            fresh = rows.iloc[to_skip:]
            to_skip -= len(rows) - len(fresh)
            n_rows += len(fresh)
            yield fresh
    if not n_rows:
        raise DataError(f"{name} has a header but no rows. Add ratings to it.")


def _fast(file: BinaryIO, reader: RowReader) -> Iterator[pd.DataFrame]:
    """Whole ratings as pandas reads them; raises one of several errors where something is unusual or wrong."""
    columns = reader.columns
    viewer = "category" if columns.viewers_have_names else "int32"
    kinds: dict[Hashable, str] = {columns.viewer: viewer, columns.anime: "int32", columns.rating: "int8"}
    if columns.status:
        kinds[columns.status] = "int8"
    with pd.read_csv(file, dtype=kinds, encoding="utf-8-sig", na_filter=False, chunksize=ROWS_AT_ONCE) as tables:
        for table in tables:
            if not isinstance(table.index, pd.RangeIndex):
                raise DataError(f"The rows of {reader.name} have more fields than its header.")
            yield reader.rows(table)


def _with_care(file: BinaryIO, reader: RowReader) -> Iterator[pd.DataFrame]:
    """Ratings read as text, so that the first bad value can be named; sound decimals are accepted."""
    for raw in in_text(file, reader.name, list(reader.columns.needed)):
        yield reader.rows(_in_numbers(raw, reader.name, reader.columns))


def _in_numbers(raw: pd.DataFrame, name: str, columns: RatingColumns) -> pd.DataFrame:
    raw = raw[~(raw == "").all(axis=1)]
    table = raw.copy()
    ids = (columns.anime,) if columns.viewers_have_names else (columns.viewer, columns.anime)
    for column in ids:
        table[column] = numbers(raw[column], name, column, high=_LARGEST).astype(np.int32)
    table[columns.rating] = numbers(raw[columns.rating], name, columns.rating, whole=False, low=-np.inf)
    if columns.status:
        known = numbers(raw[columns.status], name, columns.status, optional=True, high=100)
        table[columns.status] = known.fillna(0).astype(np.int8)
    return table


def read_anime(file: BinaryIO, name: str) -> pd.DataFrame:
    """The catalog file as a table indexed by ``anime_id`` with ``core.data.catalog``'s columns, ids as in the file.

    HTML entities in titles are decoded; a blank or "Unknown" type, genre, episode count or rating counts as not known.
    Raises ``DataError`` naming the file, the line and the column of the first value that cannot be used.
    """
    columns, raw = _anime_in_text(file, name)
    episodes = numbers(raw[columns.episodes], name, columns.episodes, optional=True, high=_LARGEST)
    mean = numbers(raw[columns.mean_rating], name, columns.mean_rating, whole=False, optional=True, high=HIGHEST)
    if columns.nought_is_unknown:
        episodes, mean = (column.where(column != 0) for column in (episodes, mean))
    members = numbers(raw[columns.members], name, columns.members, optional=True, high=_LARGEST)
    return pd.DataFrame(
        {
            "title": raw[columns.title].map(html.unescape),
            "genres": raw[columns.genres].replace({"Unknown": ""}).map(_genres),
            "type": raw[columns.type].replace({"": "Unknown"}),
            "episodes": episodes.astype("Int64"),
            "mean_rating": mean,
            "members": members.fillna(0).astype(np.int64),
        }
    ).set_index(_anime_ids(raw, name, columns))


def read_names(file: BinaryIO, name: str) -> pd.DataFrame:
    """``english``, ``japanese`` and ``year`` (Int64) by ``anime_id``, as far as the catalog file has them.

    What is not known is an empty text or missing; the year is that of the first broadcast. Raises ``DataError`` as
    :func:`read_anime` does.
    """
    columns, raw = _anime_in_text(file, name, lambda columns: columns.further)
    nothing = pd.Series("", index=raw.index)
    texts = {
        called: (raw[column] if column else nothing).map(html.unescape).replace({"Unknown": ""})
        for called, column in (("english", columns.english), ("japanese", columns.japanese))
    }
    aired = (raw[columns.aired] if columns.aired else nothing).str.split(" to ").str[0]
    year = pd.to_numeric(aired.str.extract(r"\b((?:19|20)\d\d)\b")[0]).astype("Int64")
    return pd.DataFrame({**texts, "year": year}).set_index(_anime_ids(raw, name, columns))


def write_anime(table: pd.DataFrame, path: Path) -> None:
    """Write a catalog's table so that :func:`read_anime` reads it again; raises ``OSError``."""
    columns = {
        "name": table["title"],
        "genre": table["genres"].map(", ".join),
        "type": table["type"].replace({"Unknown": ""}),
        "episodes": table["episodes"].astype("string").fillna("Unknown"),
        "rating": table["mean_rating"],
        "members": table["members"],
    }
    pd.DataFrame(columns).to_csv(path)


def _anime_in_text(
    file: BinaryIO, name: str, further_of: Callable[[AnimeColumns], Sequence[str]] = lambda columns: ()
) -> tuple[AnimeColumns, pd.DataFrame]:
    """The columns of a catalog file, and what stands in them, without spaces around it."""
    check_lines(file, name, CATALOG)
    columns = check_header(file, name, anime_columns, CATALOG)
    raw = pd.concat(in_text(file, name, [*columns.needed, *further_of(columns)]))
    if raw.empty:
        raise DataError(f"{name} has a header but no rows. Add anime to it.")
    return columns, raw.apply(lambda column: column.str.strip()).fillna("")


def _anime_ids(raw: pd.DataFrame, name: str, columns: AnimeColumns) -> pd.Series:
    return numbers(raw[columns.anime_id], name, columns.anime_id, high=_LARGEST).astype(np.int32).rename("anime_id")


def _genres(text: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(genre.strip() for genre in text.split(",") if genre.strip()))
