"""A bundle's catalog as it comes from disk: every column and every value is checked before anybody sees it."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
from numpy.typing import NDArray

from core.data.catalog import Catalog
from core.data.ratings import HIGHEST, LOWEST
from core.model.stored import LARGEST_ID, Flaw

COUNTS = ("n_ratings", "n_high", "n_seen", "data_mean")
"""Columns a bundle adds: ratings, ratings of 8 and more, rows including unrated ones, mean rating."""
INDEX = "anime_id"
NAMELESS = "__index_level_0__"
"""What pandas calls the ids of a catalog that gave them no name."""
MOST_BYTES = 500_000_000
"""Of the catalog in memory; 100,000 titles take a tenth of it."""

_TEXT, _COUNT, _NUMBER = pa.large_string(), pa.int64(), pa.float64()
_COLUMNS = {
    INDEX: _COUNT,
    "title": _TEXT,
    "genres": pa.list_(_TEXT),
    "type": _TEXT,
    "episodes": _COUNT,
    "mean_rating": _NUMBER,
    "members": _COUNT,
    "n_ratings": _COUNT,
    "n_high": _COUNT,
    "n_seen": _COUNT,
    "data_mean": _NUMBER,
}
_RANGES = {"mean_rating": (0, HIGHEST), "data_mean": (LOWEST, HIGHEST)}
_MAY_BE_MISSING = frozenset({"episodes", "mean_rating", "data_mean"})
_UNSOUND = (pa.ArrowException, OSError, ValueError, KeyError, TypeError, OverflowError)


def save_catalog(catalog: Catalog, file: Path) -> None:
    """Write the catalog of a bundle; raises ``OSError`` for a full or read-only disk."""
    frame = catalog.table.assign(genres=catalog.table["genres"].map(list)).rename_axis(INDEX)
    frame.to_parquet(file, compression="zstd", index=True)


def load_catalog(file: Path, anime_ids: NDArray[np.integer]) -> Catalog:
    """The catalog of these anime, in their order; raises ``Flaw`` for anything else."""
    try:
        table = _read(file)
    except _UNSOUND as error:
        raise Flaw(f"its catalog cannot be read ({type(error).__name__})") from None
    columns = {name: _checked(table, name) for name in _COLUMNS}
    if not np.array_equal(columns[INDEX].to_numpy(zero_copy_only=False), anime_ids):
        raise Flaw("its catalog does not list the same anime as its weights")
    index = pd.Index(anime_ids, dtype=np.int32, name=INDEX)
    values = {
        "title": pd.array(columns["title"].to_pylist(), dtype="str"),
        "genres": pd.Series(_tuples(columns["genres"]), index, dtype=object),
        "type": pd.array(columns["type"].to_pylist(), dtype="str"),
        "episodes": pd.array(columns["episodes"].to_pylist(), dtype="Int64"),
        **{name: columns[name].to_numpy(zero_copy_only=False) for name in ("mean_rating", "members", *COUNTS)},
    }
    return Catalog(pd.DataFrame(values, index))


def _tuples(lists: pa.Array) -> list[tuple[str, ...]]:
    """The lists as tuples, of which equal ones are one object: a few hundred of them are those of all titles."""
    kept: dict[tuple[str, ...], tuple[str, ...]] = {}
    return [kept.setdefault(each, each) for each in map(tuple, lists.to_pylist())]


def _read(file: Path) -> pa.Table:
    with pq.ParquetFile(file) as parquet:
        there = parquet.schema_arrow.names
        ids = INDEX if INDEX in there else NAMELESS
        missing = [name for name in _COLUMNS if name not in (INDEX, *there)]
        if missing:
            raise Flaw(f"its catalog lacks the columns {', '.join(missing)}")
        groups = (parquet.metadata.row_group(place) for place in range(parquet.num_row_groups))
        if sum(group.total_byte_size for group in groups) > MOST_BYTES:
            raise Flaw(f"its catalog takes more than {MOST_BYTES // 10**6} MB")
        table = parquet.read(columns=[*_COLUMNS, NAMELESS], use_pandas_metadata=False)
        if ids in there:
            return table.rename_columns([INDEX if name == ids else name for name in table.column_names])
        return table.append_column(INDEX, pa.array(_range_said(parquet.schema_arrow), _COUNT))


def _range_said(schema: pa.Schema) -> range:
    """The ids of a catalog that were a range: of these pandas writes no column, but where they begin and end."""
    [said] = json.loads((schema.metadata or {})[b"pandas"])["index_columns"]
    ids = range(said["start"], said["stop"], said["step"])
    if len(ids) > MOST_BYTES // 8:
        raise ValueError("more ids than a catalog has titles")
    return ids


def _checked(table: pa.Table, name: str) -> pa.Array:
    """The column as its type, with values that can be; raises ``Flaw``."""
    kind = _COLUMNS[name]
    try:
        column = table.column(name).cast(kind).combine_chunks()
    except _UNSOUND:
        raise Flaw(f"the column {name} of its catalog does not hold {kind}") from None
    inside = column.flatten() if pa.types.is_list(kind) else column
    if name not in _MAY_BE_MISSING and (column.null_count or inside.null_count):
        raise Flaw(f"the column {name} of its catalog has gaps")
    if kind in (_COUNT, _NUMBER):
        low, high = _RANGES.get(name, (0, LARGEST_ID))
        values = inside.drop_null().to_numpy(zero_copy_only=False)
        known = values[~np.isnan(values)]
        if not ((known >= low) & (known <= high)).all():
            raise Flaw(f"the column {name} of its catalog holds values outside {low} to {high:,}")
    return column
