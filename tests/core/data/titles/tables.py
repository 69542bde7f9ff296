"""Small tables of facts, made by hand."""

from __future__ import annotations

import pyarrow as pa

from core.data.titles.facts import TitleTable
from scripts.titles import table


def table_of(*rows: dict) -> TitleTable:
    """The table of these rows; what a row does not say is not known."""
    sites = {"netflix": {"title": "Netflix", "urlTemplate": "https://netflix.example/{{id}}", "type": "onair"}}
    built: pa.Table = table([{"well_known": False, **row} for row in rows], sites)
    return TitleTable(built)
