"""The tabs of the Biases page, each a function that draws one of them: all titles as dots, and as rows."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from core.model.rating_model import RatingModel
from ui.app import charts, formats, keys
from ui.app.signed_columns import with_signs
from ui.biases.charts import bias_scatter
from ui.biases.story import name_of_bias
from ui.biases.table import ORDERS, SIGNED, columns, in_order, mark_points, mark_rows


def draw_chart(shown: pd.DataFrame, marked: pd.DataFrame, model: RatingModel) -> None:
    """Every title as a dot, the marked ones with their names."""
    charts.show(
        bias_scatter(shown, marked, name_of_bias(model).capitalize()),
        key=keys.BIASES_SCATTER,
        alt=f"Scatter of {formats.count(len(shown))} titles: {name_of_bias(model)} against mean rating; they rise "
        "together along a line.",
        on_select=mark_points,
    )


def draw_table(shown: pd.DataFrame, marked: list[int], model: RatingModel) -> None:
    """Every title as a row, the marked ones first and ticked."""
    order = st.selectbox("Order by", list(ORDERS), key="order", bind="query-params")
    rows, headings = with_signs(in_order(shown, order, marked), columns(model.has_biases), SIGNED)
    st.dataframe(
        rows,
        hide_index=True,
        column_order=list(headings),
        column_config=headings,
        key=keys.BIASES_ROWS,
        on_select=mark_rows,
        selection_mode="multi-row",
        alt="All titles with ratings, mean rating, bias, and the gap between the two.",
    )
