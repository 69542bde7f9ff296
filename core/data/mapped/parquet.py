"""Ratings in Parquet files, read a few rows at a time; nothing of them is trusted."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from core.data.bounded import PART
from core.data.csv_text import ROWS_AT_ONCE
from core.data.kaggle_sets import RatingColumns, rating_columns
from core.data.rating_rows import RowReader, ViewerNumbers
from core.errors import DataError


def column_names(path: Path) -> list[str]:
    """The names of a file's columns; raises ``DataError`` where it is no Parquet file."""
    with _opened(path) as file:
        return file.schema_arrow.names


def parquet_blocks(path: Path, viewers: ViewerNumbers) -> Iterator[tuple[pd.DataFrame, float]]:
    """Rows as ``core.data.csv_files.rating_blocks`` has them, and which share of the file is read.

    Raises ``DataError`` naming the column, and where it can the row, of a value that cannot be used.
    """
    with _opened(path) as file:
        columns, names = rating_columns(file.schema_arrow.names), file.schema_arrow.names
        if missing := [column for column in columns.needed if names.count(column) != 1]:
            raise DataError(f"{path.name} needs one column {missing[0]}; its columns are {', '.join(names)[:200]}.")
        n_rows = file.metadata.num_rows
        if not n_rows:
            raise DataError(f"{path.name} has no rows. Add ratings to it.")
        if n_rows > PART.lines:
            raise DataError(f"{path.name} has more than {PART.lines:,} rows, the most that are read.")
        reader, done = RowReader(path.name, columns, viewers, "row"), 0
        try:
            for batch in file.iter_batches(ROWS_AT_ONCE, columns=list(columns.needed), use_threads=False):
                table = _numbers(batch, path.name, columns)
                table.index += done
                done += len(table)
                yield reader.rows(table), done / n_rows
        except (pa.ArrowException, OSError) as error:
            raise _unreadable(path, error) from None


def _numbers(batch: pa.RecordBatch, name: str, columns: RatingColumns) -> pd.DataFrame:
    """The needed columns as the kinds of numbers that a CSV file's are read as."""
    viewer = pa.string() if columns.viewers_have_names else pa.int32()
    kinds = {columns.viewer: viewer, columns.anime: pa.int32(), columns.rating: pa.float32()}
    if columns.status:
        kinds[columns.status] = pa.int8()
    table = {}
    for column, kind in kinds.items():
        array = batch.column(column)
        if column == columns.status:
            array = array.fill_null(0)
        try:
            if array.null_count:
                raise pa.ArrowInvalid("empty")
            table[column] = array.cast(kind).to_pandas()
        except (pa.ArrowInvalid, pa.ArrowNotImplementedError):
            raise DataError(
                f"{name}: the column {column} holds a value that is empty or is not a number that can be used. "
                "Correct or remove that row."
            ) from None
    return pd.DataFrame(table)


def _opened(path: Path) -> pq.ParquetFile:
    try:
        return pq.ParquetFile(path)
    except (pa.ArrowException, OSError, ValueError) as error:
        raise _unreadable(path, error) from None


def _unreadable(path: Path, error: Exception) -> DataError:
    return DataError(f"{path.name} is not a sound Parquet file ({type(error).__name__}). Write it again.")
