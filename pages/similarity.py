"""Similarity: titles pair by pair, their neighbours, analogies, and paths from one title to another."""

from __future__ import annotations

from functools import partial

import streamlit as st

from ui.app import keys
from ui.app.library import current_bundle
from ui.app.tabs import draw_open_tab
from ui.app.title_choice import HYOUKA, OREGAIRU, TOKYO_GHOUL, choose_least_ratings, choose_titles, title_options
from ui.similarity.measured_model import MEASURES, MeasuredModel
from ui.similarity.tabs import draw_analogy, draw_neighbours, draw_pairs, draw_path

st.title("Similarity")
st.markdown(
    "How alike are two titles in the model's eyes? Nobody told it a genre or a plot: "
    "all it knows of a title is who liked it, so titles are alike when the same people love or leave them."
)
bundle = current_bundle()
options = title_options(bundle)

titles = choose_titles(
    bundle,
    "Titles to compare",
    keys.SIMILARITY_TITLES,
    default=[title for title in (OREGAIRU, HYOUKA, TOKYO_GHOUL) if title in bundle.model.anime] or options[:3],
    most=12,
)
left, right = st.columns(2)
with left:
    measure = st.segmented_control(
        "Measure",
        list(MEASURES),
        default="cosine",
        required=True,
        format_func=MEASURES.__getitem__,
        key="measure",
        bind="query-params",
        help="The dot product is what the model adds up; it grows with the length of the vectors. Cosine looks at "
        "their direction alone. Centred cosine first takes away what all titles have in common.",
    )
with right:
    least = choose_least_ratings()
if bundle.model.words.likeness:
    st.caption(bundle.model.words.likeness)

measured = MeasuredModel(bundle, measure, least)
draw_open_tab(
    {
        "Pairs": partial(draw_pairs, measured, titles),
        "Nearest and farthest": partial(draw_neighbours, measured, titles),
        "Analogies": partial(draw_analogy, measured),
        "Paths": partial(draw_path, measured),
    },
    key="lab",
)
