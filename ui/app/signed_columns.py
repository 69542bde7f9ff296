"""Columns of numbers below zero in tables that can be sorted, written with a true minus sign."""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

import pandas as pd
from pandas.io.formats.style import Styler

pd.set_option("styler.render.max_elements", sys.maxsize)  # Streamlit too keeps to it; it is meant for HTML

Column = Any
"""A column's configuration, as ``st.column_config`` makes it: a dictionary, though Streamlit has many types for it."""


def with_signs(
    table: pd.DataFrame, config: Mapping[str, Column], written: Mapping[str, Callable[[float], str]]
) -> tuple[Styler, dict[str, Column]]:
    """A table and its columns for ``st.dataframe``: those ``written`` so are, and sort as numbers still.

    Of a styler, Streamlit takes the text of each cell. pandas would make all of them ready for HTML first, which takes
    four times as long.
    """
    styler = Styler(table)
    styler._translate = partial(_cells, table, written)  # ty: ignore[invalid-assignment]  (another of the same kind)
    return styler, {**config, **{name: _without_format(config[name]) for name in written}}


def _cells(table: pd.DataFrame, written: Mapping[str, Callable[[float], str]], *_: bool) -> dict[str, list]:
    """The cells that are written otherwise than as plain text, as pandas tells them."""
    cells = [
        {"id": f"row{row}_col{table.columns.get_loc(name)}", "display_value": write(value)}
        for name, write in written.items()
        for row, value in enumerate(table[name])
    ]
    return {"body": [cells]}


def _without_format(column: Column) -> Column:
    """The column with no format of its own: that would win over how its numbers are written."""
    return {**column, "type_config": {**column["type_config"], "format": None}}
