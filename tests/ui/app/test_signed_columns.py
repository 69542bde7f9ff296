"""Differences in a table that sorts are read with a true minus sign."""

from __future__ import annotations

from typing import Any

import pandas as pd
import streamlit as st
from pandas.io.formats.style import Styler

from ui.app.formats import signed
from ui.app.signed_columns import MOST_ROWS, with_signs

CONFIG: dict[str, Any] = {
    "Title": st.column_config.TextColumn(),
    "Gap": st.column_config.NumberColumn("Off by", format="%+.2f"),
}


def test_numbers_stay_numbers_and_are_written_with_their_sign():
    table = pd.DataFrame({"Title": ["one", "other"], "Gap": [-0.014, 0.5]})
    styler, config = with_signs(table, CONFIG, {"Gap": signed})
    assert isinstance(styler, Styler) and styler.data.equals(table)
    assert "−0.01" in styler.to_html() and "+0.50" in styler.to_html()
    assert config["Gap"]["type_config"]["format"] is None and config["Gap"]["label"] == "Off by"
    assert config["Title"] == CONFIG["Title"] and CONFIG["Gap"]["type_config"]["format"] == "%+.2f"


def test_a_long_table_stays_as_it_is():
    table = pd.DataFrame({"Title": "one", "Gap": [-0.01] * (MOST_ROWS + 1)})
    same, config = with_signs(table, CONFIG, {"Gap": signed})
    assert same is table and config == CONFIG
