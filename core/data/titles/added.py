"""What an owner brought about titles, beside the table that comes with the project: kept in the home, joined when read.

Where both say something the table that comes with the project counts; the other adds names, years and ids that it
lacks, titles that it does not have, and what it knows nothing of: which titles are related, and pictures.
"""

from __future__ import annotations

from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from core.data.titles.offline_database import SCHEMA, OfflineDatabase
from core.data.titles.spelling import words
from core.errors import DataError
from core.storage import whole_file

FILLED = ("year", "season", "anilist_id", "anidb_id")
ADDED = ("related", "picture")


def keep(database: OfflineDatabase, file: Path) -> None:
    """Keep it for the next start; raises ``StorageError``, and what was kept before is then as it was."""
    with whole_file(file) as fresh:
        file.parent.mkdir(parents=True, exist_ok=True)
        pq.write_table(database.table, fresh, compression="zstd")


def kept(file: Path) -> pa.Table | None:
    """What is kept, or nothing; raises ``DataError`` where it is damaged."""
    if not file.exists():
        return None
    try:
        table = pq.read_table(file)
    except (OSError, pa.ArrowException):
        table = None
    if table is None or not table.schema.equals(SCHEMA):
        raise DataError(f"{file} is damaged. Bring the file again (python -m core titles --help), or delete it.")
    return table


def joined(shipped: pa.Table, more: pa.Table) -> pa.Table:
    """Both in one, with the columns ``ADDED`` beside those of the first."""
    rows = {row["anime_id"]: {**row, "related": [], "picture": None} for row in shipped.to_pylist()}
    for row in more.to_pylist():
        known = rows.get(row["anime_id"])
        if known is None:
            rows[row["anime_id"]] = {"well_known": False, **row}
        else:
            _fill(known, row)
    fields = [*shipped.schema, *(SCHEMA.field(name) for name in ADDED)]
    schema = pa.schema(fields, metadata=shipped.schema.metadata)
    return pa.Table.from_pylist([rows[anime_id] for anime_id in sorted(rows)], schema)


def _fill(known: dict, row: dict) -> None:
    names = [known["english"], known["title"], known["japanese"], *(known["aliases"] or ())]
    spelt = {tuple(words(name)) for name in names if name}
    new = {tuple(words(name)): name for name in (row["title"], *row["aliases"])}
    known["aliases"] = [*(known["aliases"] or ()), *(name for spelling, name in new.items() if spelling not in spelt)]
    known.update({name: row[name] for name in FILLED if known[name] is None})
    known.update({name: row[name] for name in ADDED})
