"""Biases: what a title is worth to everybody, beside the mean rating of those who watched it."""

from __future__ import annotations

import streamlit as st

from ui.app import charts, formats, keys
from ui.app.library import current_bundle
from ui.app.signed_columns import with_signs
from ui.app.title_choice import choose_least_ratings, choose_titles
from ui.biases.charts import bias_scatter
from ui.biases.story import draw_ends, name_of_bias, opening, worth
from ui.biases.table import ORDERS, SIGNED, columns, in_order, listed, mark_points, mark_rows, with_marked

bundle = current_bundle()
model = bundle.model
st.title("Biases")
st.markdown(opening(model))

left, right = st.columns(2)
with left:
    least = choose_least_ratings(200)
with right:
    n = st.slider("Titles in each table", 3, 25, 5, key="n", bind="query-params")
table = listed(bundle, least)
if len(table) < 2:
    st.info("Hardly any titles have that many ratings. Move the slider to the left.", icon=":material/tune:")
    st.stop()
draw_ends(table, n, model)
if model.has_biases:
    st.markdown(worth(model))

st.header("All titles")
st.markdown(
    "Each dot is a title. Click dots or tick rows in the table to mark titles in both. The link to this page keeps "
    "them."
)
marked = choose_titles(bundle, "Marked titles", keys.BIASES_MARKED)
shown, chosen = with_marked(bundle, table, marked)
charts.show(
    bias_scatter(shown, chosen, name_of_bias(model).capitalize()),
    key=keys.BIASES_SCATTER,
    alt=f"Scatter of {formats.count(len(shown))} titles: {name_of_bias(model)} against mean rating; they rise together "
    "along a line.",
    on_select=mark_points,
)
order = st.selectbox("Order the table by", list(ORDERS), key="order", bind="query-params")
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
st.caption(
    "The gap is the mean rating minus the mean that titles with this bias usually have (the dashed line). Far above "
    "the line are titles that only their fans watch, such as boys' love, magical girls and late sequels: the mean "
    "flatters them. Far below it are titles that disappointed the many who tried them."
)
