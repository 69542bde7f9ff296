"""Columns of numbers below zero in tables that can be sorted, written with a true minus sign."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import pandas as pd
from pandas.io.formats.style import Styler

MOST_ROWS = 2_000
"""Rows up to which true signs are worth their time, some 60 microseconds of pandas' for each row."""


def with_signs(
    table: pd.DataFrame, config: Mapping[str, Any], written: Mapping[str, Callable[[float], str]]
) -> tuple[Styler | pd.DataFrame, dict[str, Any]]:
    """A table and its columns for ``st.dataframe``: those ``written`` so are, and sort as numbers still.

    A longer table stays as it is, with the formats its columns name, whose minus is a hyphen.
    """
    if len(table) > MOST_ROWS:
        return table, dict(config)
    styler = Styler(table)
    styler.format(dict(written))
    return styler, {**config, **{name: _without_format(config[name]) for name in written}}


def _without_format(column: dict[str, Any]) -> dict[str, Any]:
    """The column with no format of its own: that would win over how its numbers are written."""
    return {**column, "type_config": {**column["type_config"], "format": None}}
