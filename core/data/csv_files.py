"""The two Kaggle files as tables: read fast when they are sound, read again with care to name the line that is not."""

from __future__ import annotations

import csv
import html
import re
from collections import Counter
from collections.abc import Hashable, Iterable, Iterator
from typing import BinaryIO

import numpy as np
import pandas as pd

from core.data.bounded import CATALOG, RATINGS, Limits, check_lines
from core.data.ratings import HIGHEST, LOWEST, UNRATED
from core.errors import DataError

RATING_COLUMNS = ("user_id", "anime_id", "rating")
ANIME_COLUMNS = ("anime_id", "name", "genre", "type", "episodes", "rating", "members")
_WHOLE_NUMBERS: dict[Hashable, str] = {"user_id": "int32", "anime_id": "int32", "rating": "int8"}
_LARGEST = np.iinfo(np.int32).max
ROWS_AT_ONCE = 200_000
"""Rows that are read as text at a time."""


def read_ratings(file: BinaryIO, name: str) -> pd.DataFrame:
    """``user_id``, ``anime_id`` (int32) and ``rating`` (float32, -1 or 1…10) of a rating file, in file order.

    Raises ``DataError`` naming the file, the line and the column of the first value that cannot be used.
    """
    columns = list(RATING_COLUMNS)
    check_lines(file, name, RATINGS)
    _check_header(file, name, RATING_COLUMNS, RATINGS)
    table = _read_fast(file, name)
    if table is None:
        table = _read_with_care(file, name, columns)
        _check_rows(table, name)
    return table.astype({"rating": np.float32})[columns]


def _read_fast(file: BinaryIO, name: str) -> pd.DataFrame | None:
    """Whole ratings as pandas reads them; none where something is unusual or wrong."""
    try:
        table = pd.read_csv(file, dtype=_WHOLE_NUMBERS, encoding="utf-8-sig")
        if not isinstance(table.index, pd.RangeIndex) or not {*RATING_COLUMNS} <= {*table.columns}:
            return None
        _check_rows(table, name)
    except (ValueError, OverflowError, KeyError, DataError):
        return None
    return table


def read_anime(file: BinaryIO, name: str) -> pd.DataFrame:
    """The catalog file as a table indexed by ``anime_id`` with ``core.data.catalog``'s columns, ids as in the file.

    HTML entities in titles are decoded; a blank or "Unknown" type, episode count or rating counts as not known.
    Raises ``DataError`` naming the file, the line and the column of the first value that cannot be used.
    """
    check_lines(file, name, CATALOG)
    _check_header(file, name, ANIME_COLUMNS, CATALOG)
    raw = pd.concat(_in_text(file, name, list(ANIME_COLUMNS)))
    if raw.empty:
        raise DataError(f"{name} has a header but no rows. Add anime to it.")
    raw = raw.apply(lambda column: column.str.strip()).fillna("")
    return pd.DataFrame(
        {
            "title": raw["name"].map(html.unescape),
            "genres": raw["genre"].map(_genres),
            "type": raw["type"].replace({"": "Unknown"}),
            "episodes": _numbers(raw["episodes"], name, "episodes", optional=True, high=_LARGEST).astype("Int64"),
            "mean_rating": _numbers(raw["rating"], name, "rating", whole=False, optional=True, high=HIGHEST),
            "members": _numbers(raw["members"], name, "members", optional=True, high=_LARGEST)
            .fillna(0)
            .astype(np.int64),
        }
    ).set_index(_numbers(raw["anime_id"], name, "anime_id", high=_LARGEST).astype(np.int32).rename("anime_id"))


def _genres(text: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(genre.strip() for genre in text.split(",") if genre.strip()))


def _check_header(file: BinaryIO, name: str, wanted: tuple[str, ...], limits: Limits) -> None:
    first = file.readline(limits.line)
    file.seek(0)
    if first.startswith((b"\xff\xfe", b"\xfe\xff")) or b"\0" in first:
        raise DataError(f"{name} is not UTF-8 text (it looks like UTF-16 or a binary file). Save it as CSV in UTF-8.")
    [header, *_] = re.split(r"[\r\n]", first.decode("utf-8-sig", "replace"))
    if not header.strip():
        flaw = "begins with an empty line" if first else "is empty"
        raise DataError(f"{name} {flaw}. It needs a header line: {','.join(wanted)}.")
    if header.count('"') % 2:
        raise DataError(f"The first line of {name} opens a quote and does not close it. Mend that line.")
    [fields] = csv.reader([header])
    if len(fields) > limits.columns:
        raise DataError(f"The first line of {name} names {len(fields):,} columns; {limits.columns} are read at most.")
    found = Counter(_bare(fields))
    missing = [column for column in wanted if column not in found]
    if missing:
        raise DataError(
            f"{name} lacks the column{'s' if len(missing) > 1 else ''} {', '.join(missing)}. "
            f"Its first line should be {','.join(wanted)}, but is {','.join(fields)[:200]}."
        )
    if twice := [column for column in wanted if found[column] > 1]:
        raise DataError(
            f"The first line of {name} names the column {twice[0]} {found[twice[0]]} times, so it is not clear which "
            "one counts. Remove the others or give them another name."
        )


def _bare(names: Iterable[str]) -> list[str]:
    """Column names without the spaces and quotes around them."""
    return [name.strip().strip('"') for name in names]


def _in_text(file: BinaryIO, name: str, columns: list[str]) -> Iterator[pd.DataFrame]:
    """The columns as text, so many rows at a time, numbered through; raises ``DataError`` for what is no CSV."""
    file.seek(0)
    try:
        reader = pd.read_csv(
            file, dtype=str, encoding="utf-8-sig", keep_default_na=False, skip_blank_lines=False, chunksize=ROWS_AT_ONCE
        )
        for table in reader:
            if not pd.api.types.is_integer_dtype(table.index) or isinstance(table.index, pd.MultiIndex):
                raise DataError(f"The rows of {name} have more fields than its header. Mend the header or the rows.")
            table.columns = _bare(table.columns)
            yield table[columns]
    except UnicodeDecodeError:
        line = _line_of_bad_byte(file)
        raise DataError(
            f"{name} is not UTF-8: line {line} holds a byte that is not text in it. Save the file as UTF-8."
        ) from None
    except (ValueError, KeyError, OverflowError) as error:
        told = re.search(r"Expected (\d+) fields in line (\d+), saw (\d+)", str(error))
        where = f"line {told[2]} has {told[3]} fields instead of {told[1]}" if told else "a quote is never closed"
        raise DataError(f"{name} is not a well-formed CSV file: {where}. Mend that line.") from None


def _line_of_bad_byte(file: BinaryIO) -> int:
    file.seek(0)
    for number, line in enumerate(file, start=1):
        try:
            line.decode("utf-8")
        except UnicodeDecodeError:
            return number
    return 0


def _read_with_care(file: BinaryIO, name: str, columns: list[str]) -> pd.DataFrame:
    """Ratings read as text, so that the first bad value can be named; sound decimals are accepted."""
    return pd.concat([_ratings_of(raw, name, columns) for raw in _in_text(file, name, columns)])


def _ratings_of(raw: pd.DataFrame, name: str, columns: list[str]) -> pd.DataFrame:
    raw = raw[~(raw == "").all(axis=1)]
    ids = {column: _numbers(raw[column], name, column, high=_LARGEST) for column in columns[:2]}
    rating = _numbers(raw["rating"], name, "rating", whole=False, low=-np.inf)
    table = pd.DataFrame(ids | {"rating": rating})
    return table.astype({"user_id": np.int32, "anime_id": np.int32})


def _numbers(
    column: pd.Series,
    file: str,
    name: str,
    whole: bool = True,
    optional: bool = False,
    low: float = 0,
    high: float = np.inf,
) -> pd.Series:
    """The column as float64, of whole numbers only unless told otherwise; ``optional`` lets what is not known be NaN.

    A blank and "Unknown" are not known. Raises ``DataError`` for the first value that cannot be used.
    """
    numbers = pd.to_numeric(column, errors="coerce").astype(np.float64)
    known = ~column.str.lower().isin(["", "unknown", "nan"]) if optional else pd.Series(True, index=column.index)
    sound = numbers.between(low, high) & ((numbers % 1 == 0) | (not whole))
    bad = known & ~sound
    if bad.any():
        place = int(np.flatnonzero(bad)[0])
        line = int(column.index[place]) + 2
        raise DataError(
            f"{file}, line {line}: “{str(column.iloc[place])[:40]}” in the column {name} is not "
            f"{'a whole number' if whole else 'a number'} that can be used. Correct or remove that line."
        )
    return numbers


def _check_rows(table: pd.DataFrame, name: str) -> None:
    if table.empty:
        raise DataError(f"{name} has a header but no rows. Add ratings to it.")
    rating = table["rating"].to_numpy()
    bad = (rating != UNRATED) & ~((rating >= LOWEST) & (rating <= HIGHEST))
    if bad.any():
        place = int(np.flatnonzero(bad)[0])
        raise DataError(
            f"{name}, line {int(table.index[place]) + 2}: the rating {rating[place]:g} is neither {UNRATED} (watched, "
            f"not rated) nor from {LOWEST} to {HIGHEST}. Correct or remove that line."
        )
    for column in RATING_COLUMNS[:2]:
        if (table[column].to_numpy() < 0).any():
            place = int(np.flatnonzero(table[column].to_numpy() < 0)[0])
            raise DataError(
                f"{name}, line {int(table.index[place]) + 2}: {column} is negative. Correct or remove that line."
            )
