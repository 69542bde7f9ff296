"""CSV as text that is not trusted: its header, its rows a few at a time, its numbers, each flaw named by its line."""

from __future__ import annotations

import csv
import re
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator
from typing import BinaryIO

import numpy as np
import pandas as pd

from core.data.bounded import Limits
from core.data.kaggle_sets import Columns
from core.errors import DataError

ROWS_AT_ONCE = 200_000
"""Rows that are read as text at a time."""


def check_header(
    file: BinaryIO, name: str, columns_of: Callable[[Collection[str]], Columns], limits: Limits
) -> Columns:
    """The columns that ``columns_of`` finds in the header; raises ``DataError`` where one of them is missing."""
    wanted = columns_of(()).needed
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
    columns = columns_of(found)
    wanted = columns.needed
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
    return columns


def _bare(names: Iterable[str]) -> list[str]:
    """Column names without the spaces and quotes around them."""
    return [name.strip().strip('"') for name in names]


def in_text(file: BinaryIO, name: str, columns: list[str]) -> Iterator[pd.DataFrame]:
    """The columns as text, so many rows at a time, numbered through; raises ``DataError`` for what is no CSV."""
    file.seek(0)
    try:
        with pd.read_csv(
            file, dtype=str, encoding="utf-8-sig", keep_default_na=False, skip_blank_lines=False, chunksize=ROWS_AT_ONCE
        ) as reader:
            for table in reader:
                if not pd.api.types.is_integer_dtype(table.index) or isinstance(table.index, pd.MultiIndex):
                    raise DataError(
                        f"The rows of {name} have more fields than its header. Mend the header or the rows."
                    )
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


def numbers(
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
