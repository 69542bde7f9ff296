"""Biases: what a title is worth to everybody, beside the mean rating of those who watched it."""

from __future__ import annotations

import streamlit as st

from core.biases import has_biases
from core.model import DotBiasModel
from ui import charts, charts_explore, formats
from ui.explore import biases, shared
from ui.explore.biases import MARKED, ORDERS, ROWS, SCATTER
from ui.explore.shared import shorter
from ui.library import current_bundle

bundle = current_bundle()
biased = has_biases(bundle.model)
st.title("Biases")
if biased:
    st.markdown(
        "Some titles please nearly everyone, whatever their taste. The model keeps that apart from taste, in one "
        "number for each title: its bias. Beside it stands the mean rating, which also depends on who watched."
    )
else:
    st.markdown(
        "This model is a network and learns no bias for a title. Its **mean prediction** over a sample of viewers "
        "stands in here: it, too, says what everybody thinks of a title, apart from who happened to watch it."
    )

left, right = st.columns(2)
with left:
    least = shared.choose_least_ratings(200)
with right:
    n = st.slider("Titles in each table", 3, 25, 5, key="n", bind="query-params")
everything = shared.biases(bundle)
table = everything[everything.index.isin(bundle.model.anime.ids[shared.well_known(bundle, least)])]
if len(table) < 2:
    st.info("Hardly a title has that many ratings. Move the slider to the left.", icon=":material/tune:")
    st.stop()

best, worst = st.columns(2, gap="large")
for place, heading, rising in ((best, "Highest mean rating", False), (worst, "Lowest mean rating", True)):
    with place:
        st.subheader(heading)
        shown = table.sort_values("mean_rating", ascending=rising, kind="stable").head(n)
        st.table(
            biases.in_words(shown, biased),
            border="horizontal",
            hide_index=True,
            alt=f"The {n} titles with the {heading.lower()}, with their biases.",
        )
st.markdown(biases.summary(table, n, biased))
if isinstance(bundle.model, DotBiasModel):
    st.markdown(biases.worth(bundle.model))

st.subheader("All titles")
st.markdown(
    "Each dot is a title. Click dots, or tick rows in the table below, to mark titles: "
    "they are marked in both, and in the link of this page."
)
marked = st.multiselect(
    "Marked titles",
    shared.title_options(bundle),
    format_func=bundle.catalog.title,
    key=MARKED,
    bind="query-params",
    placeholder="Type a title, or click one below",
)

shown = everything[everything.index.isin(table.index) | everything.index.isin(marked)]
names = shown.assign(short=shown["title"].map(shorter))
charts.show(
    charts_explore.bias_scatter(shown, names[names.index.isin(marked)], "Bias" if biased else "Mean prediction"),
    key=SCATTER,
    alt=f"Scatter of {formats.count(len(shown))} titles: {'bias' if biased else 'mean prediction'} against mean "
    "rating; they rise together along a line.",
    on_select=biases.mark_points,
    selection_mode=("points", "box", "lasso"),
)
order = st.selectbox("Order the table by", list(ORDERS), key="order", bind="query-params")
st.dataframe(
    biases.in_order(shown, order, marked),
    hide_index=True,
    column_order=["title", "n_ratings", "mean_rating", "bias", "points", "expected", "gap"],
    column_config=biases.columns(biased),
    key=ROWS,
    on_select=biases.mark_rows,
    selection_mode="multi-row",
    alt="All titles with ratings, mean rating, bias, and the gap between the two.",
)
st.caption(
    "The gap is the mean rating minus the mean that titles with this bias have as a rule, the dashed line. Far above "
    "it stand titles that hardly anybody but their fans watches, such as boys' love, magical girls and late sequels: "
    "the mean flatters them. Far below it stand titles that let down the many who tried them."
)
