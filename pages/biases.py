"""Biases: what a title is worth to everybody, beside the mean rating of those who watched it."""

from __future__ import annotations

from functools import partial

import streamlit as st

from ui.app import keys
from ui.app.library import current_bundle
from ui.app.tabs import draw_open_tab
from ui.app.title_choice import choose_least_ratings, choose_titles
from ui.biases.story import draw_ends, opening, worth
from ui.biases.table import listed, with_marked
from ui.biases.tabs import draw_chart, draw_table

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
    "Each title is a dot in the chart and a row in the table. Click dots or tick rows to mark titles in both. The link "
    "to this page keeps them."
)
marked = choose_titles(bundle, "Marked titles", keys.BIASES_MARKED)
shown, chosen = with_marked(bundle, table, marked)
draw_open_tab(
    {"Chart": partial(draw_chart, shown, chosen, model), "Table": partial(draw_table, shown, marked, model)},
    key=keys.BIASES_TAB,
)
st.caption(
    "The gap is the mean rating minus the mean that titles with this bias usually have (the dashed line of the chart). "
    "Far above the line are titles that only their fans watch, such as boys' love, magical girls and late sequels: the "
    "mean flatters them. Far below it are titles that disappointed the many who tried them."
)
