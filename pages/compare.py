"""Compare: two models side by side, from their errors to the lists they make of the same answers."""

from __future__ import annotations

from functools import partial

import streamlit as st

from ui.app.formats import plain
from ui.app.library import bundle_names, current_bundle, open_bundle
from ui.app.links import link_to
from ui.app.tabs import draw_open_tab
from ui.app.title_choice import choose_least_ratings
from ui.compare import tabs
from ui.compare.scores import draw_scores

st.title("Compare")
st.markdown(
    "Two models can be equally far off and still see different things. Here they stand side by side: how they learnt, "
    "what they think of titles, which titles are neighbours, and what they would have you watch."
)
one = current_bundle()
others = [name for name in bundle_names() if name != one.name]
if not others:
    st.info("There is only one model yet. Train a second one to compare it with.", icon=":material/add_circle:")
    link_to("train", "Train a model")
    st.stop()
left, right = st.columns(2)
with left:
    chosen = st.selectbox(f"Compare {plain(one.name)} with", others, key="other", bind="query-params")
with right:
    least = choose_least_ratings(100)
other = open_bundle(chosen)
draw_open_tab(
    {
        "Learning": partial(tabs.draw_learning, one, other),
        "Biases": partial(tabs.draw_biases, one, other, least),
        "Maps": partial(tabs.draw_maps, one, other),
        "Neighbours": partial(tabs.draw_neighbours, one, other, least),
        "Lists": partial(tabs.draw_lists, one, other),
        "Scores": partial(draw_scores, one.name, other.name),
    },
    key="aspect",
)
