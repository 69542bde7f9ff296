"""Biases: what a title is worth to everybody, beside the mean rating of those who watched it."""

from __future__ import annotations

import streamlit as st

from ui.app import charts, formats, keys
from ui.app.library import current_bundle
from ui.app.title_choice import choose_least_ratings, title_options, well_known
from ui.app.titles import shorter
from ui.biases import table as bias_table
from ui.biases.charts import bias_scatter
from ui.biases.table import ORDERS

bundle = current_bundle()
biased = bundle.model.has_biases
st.title("Biases")
if biased:
    st.markdown(
        "Some titles please nearly everyone, whatever their taste. The model keeps that apart from taste, in one "
        "number for each title: its bias. Beside it stands the mean rating, which also depends on who watched."
    )
else:
    st.markdown(
        f"This model is {bundle.model.words.noun} and learns no bias for a title. Its **mean prediction** over a "
        "sample of viewers stands in here: it, too, says what everybody thinks of a title, apart from who happened to "
        "watch it."
    )

left, right = st.columns(2)
with left:
    least = choose_least_ratings(200)
with right:
    n = st.slider("Titles in each table", 3, 25, 5, key="n", bind="query-params")
everything = bias_table.biases(bundle)
table = everything[everything.index.isin(bundle.model.anime.ids[well_known(bundle, least)])]
if len(table) < 2:
    st.info("Hardly a title has that many ratings. Move the slider to the left.", icon=":material/tune:")
    st.stop()

best, worst = st.columns(2, gap="large")
for place, heading, rising in ((best, "Highest mean rating", False), (worst, "Lowest mean rating", True)):
    with place:
        st.subheader(heading)
        shown = table.sort_values("mean_rating", ascending=rising, kind="stable").head(n)
        st.table(
            bias_table.in_words(shown, biased),
            border="horizontal",
            hide_index=True,
            alt=f"The {n} titles with the {heading.lower()}, with their biases.",
        )
st.markdown(bias_table.summary(table, n, biased))
if biased:
    st.markdown(bias_table.worth(bundle.model))

st.subheader("All titles")
st.markdown(
    "Each dot is a title. Click dots, or tick rows in the table below, to mark titles: "
    "they are marked in both, and in the link of this page."
)
marked = st.multiselect(
    "Marked titles",
    title_options(bundle),
    format_func=bundle.catalog.title,
    key=keys.BIASES_MARKED,
    bind="query-params",
    placeholder="Type a title, or click one below",
)

shown = everything[everything.index.isin(table.index) | everything.index.isin(marked)]
names = shown.assign(short=shown["title"].map(shorter))
charts.show(
    bias_scatter(shown, names[names.index.isin(marked)], "Bias" if biased else "Mean prediction"),
    key=keys.BIASES_SCATTER,
    alt=f"Scatter of {formats.count(len(shown))} titles: {'bias' if biased else 'mean prediction'} against mean "
    "rating; they rise together along a line.",
    on_select=bias_table.mark_points,
    selection_mode=("points", "box", "lasso"),
)
order = st.selectbox("Order the table by", list(ORDERS), key="order", bind="query-params")
st.dataframe(
    bias_table.in_order(shown, order, marked),
    hide_index=True,
    column_order=["title", "n_ratings", "mean_rating", "bias", "points", "expected", "gap"],
    column_config=bias_table.columns(biased),
    key=keys.BIASES_ROWS,
    on_select=bias_table.mark_rows,
    selection_mode="multi-row",
    alt="All titles with ratings, mean rating, bias, and the gap between the two.",
)
st.caption(
    "The gap is the mean rating minus the mean that titles with this bias have as a rule, the dashed line. Far above "
    "it stand titles that hardly anybody but their fans watches, such as boys' love, magical girls and late sequels: "
    "the mean flatters them. Far below it stand titles that let down the many who tried them."
)
