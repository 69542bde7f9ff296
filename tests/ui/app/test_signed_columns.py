"""Differences in a table that sorts are read with a true minus sign."""

from __future__ import annotations

from typing import Any

import pandas as pd
import streamlit as st
from pandas.io.formats.style import Styler
from streamlit.dataframe_util import convert_arrow_bytes_to_pandas_df
from streamlit.elements.lib.pandas_styler_utils import marshall_styler
from streamlit.proto.ArrowData_pb2 import ArrowData

from ui.app.formats import signed
from ui.app.signed_columns import with_signs

CONFIG: dict[str, Any] = {
    "Title": st.column_config.TextColumn(),
    "Gap": st.column_config.NumberColumn("Off by", format="%+.2f"),
}


def as_read(table: Styler) -> pd.DataFrame:
    """What Streamlit sends of a table to be written."""
    sent = ArrowData()
    marshall_styler(sent, table, "a table")
    return convert_arrow_bytes_to_pandas_df(sent.styler.display_values)


def test_numbers_stay_numbers_and_are_written_with_their_sign():
    table = pd.DataFrame({"Title": ["one", "other"], "Gap": [-0.014, 0.5]})
    written, config = with_signs(table, CONFIG, {"Gap": signed})
    assert written.data.equals(table)
    assert as_read(written).to_dict("list") == {"Title": ["one", "other"], "Gap": ["−0.01", "+0.50"]}
    assert config["Gap"]["type_config"]["format"] is None and config["Gap"]["label"] == "Off by"
    assert config["Title"] == CONFIG["Title"] and CONFIG["Gap"]["type_config"]["format"] == "%+.2f"


def test_a_table_of_all_titles_there_are_is_written_alike():
    table = pd.DataFrame({"Title": ["a title"] * 150_000, "Gap": -0.01})
    assert set(as_read(with_signs(table, CONFIG, {"Gap": signed})[0])["Gap"]) == {"−0.01"}
