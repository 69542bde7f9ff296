"""Overview: what this model is, what it was made from, and where to go next."""

from __future__ import annotations

import streamlit as st

from core.data.statistics import generosity
from ui.app import charts, formats
from ui.app.glossary import meaning
from ui.app.histogram import histogram
from ui.app.library import current_bundle
from ui.app.links import button_to, link_to
from ui.app.menu import ENTRIES, READERS
from ui.app.short_tables import draw_short_table
from ui.map.hero import draw_hero, go_to_map
from ui.overview.about import draw_about
from ui.overview.cards import reader_card
from ui.overview.story import data_story, error_story

go_to_map()
bundle = current_bundle()
card = bundle.card
data = card.data

words, sky = st.columns([6, 5], gap="large", vertical_alignment="center")
with words:
    st.title(ENTRIES["overview"].heading)
    st.markdown(
        f"Nobody told this model what a genre is. It was shown {formats.count(data.ratings)} ratings, gave every "
        f"viewer and every title {card.architecture.n_factors} numbers, and tuned them until they explained the "
        "ratings. See what it found, where you stand, and what it would have you watch."
    )
    with st.container(horizontal=True, gap="medium", vertical_alignment="center"):
        button_to("for_you", "What should I watch?")
        link_to("map", "**Open the map**")
with sky:
    draw_hero(bundle)

st.header("The model in numbers")
with st.grid(4, min_column_width=150):
    st.metric("Viewers", formats.count(data.viewers), border=True)
    st.metric("Titles", formats.count(data.anime), border=True)
    st.metric("Ratings", formats.count(data.ratings), border=True)
    st.metric(
        "Average error",
        formats.rating(card.metrics.valid_mae),
        border=True,
        help=meaning("Mean absolute error (MAE)"),
    )
told, drawn = st.columns([6, 5], gap="large")
with told:
    st.markdown(error_story(card))
    st.markdown(data_story(card))
    with st.expander("What became of the rows in the files", icon=":material/filter_alt:"):
        draw_short_table(
            formats.report_table(data.cleaning), {}, alt="What cleaning did, step by step.", has_names=True
        )
        st.caption(f"Trained on {formats.date(card.created)}.")
with drawn:
    given, imputed = data.histogram.given, data.histogram.imputed
    charts.show(
        histogram(given, imputed, height=300),
        key="overview.histogram",
        alt=f"How often each rating from 1 to 10 was given. {generosity(given)}",
    )

st.header("Three ways in")
for column, reader in zip(st.columns(3), READERS, strict=True):
    with column:
        reader_card(reader)

draw_about()
