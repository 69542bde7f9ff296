"""Ratings: the data itself, before any model is trusted with it."""

from __future__ import annotations

from functools import partial

import streamlit as st

from core.data.imputation import UNRATED_CHOICES
from ui.app import formats, keys
from ui.app.glossary import meaning
from ui.app.kept_ratings import rating_folders
from ui.app.library import current_bundle
from ui.app.tabs import draw_open_tab
from ui.ratings import tabs, upload
from ui.ratings.ownership import draw_ownership
from ui.ratings.summary import OWN, of_card, of_folder

st.title("Ratings")
st.markdown(
    "A model is only as good as the ratings it learns from. Look here at how generous people are, who rated how much, "
    "and what becomes of the titles that were watched but never rated."
)
bundle = current_bundle()
upload.say_what_was_kept()
folders = rating_folders()
left, right = st.columns(2)
with left:
    source = st.selectbox("Ratings", [OWN, *folders], key=keys.RATINGS_SOURCE, bind="query-params")
folder = folders.get(source)
if folder is None:
    ratings = of_card(bundle)
else:
    with right:
        answer = st.segmented_control(
            "Unrated rows",
            list(UNRATED_CHOICES),
            default="drop",
            required=True,
            format_func=UNRATED_CHOICES.__getitem__,
            key="unrated",
            bind="query-params",
            help="A viewer watched the title and gave no rating. The file has −1 there.",
        )
    ratings = of_folder(folder, answer)
if ratings.simulated:
    st.warning("These ratings are simulated: no person gave them.", icon=":material/casino:")
st.caption(f"Source: {formats.plain(ratings.source)}.")
if folder is not None:
    draw_ownership(source)

numbers = st.grid(5, min_column_width=140, border=True)
numbers.metric("Viewers", formats.count(ratings.viewers))
numbers.metric("Titles", formats.count(ratings.anime))
numbers.metric("Ratings", formats.count(ratings.given))
numbers.metric("Unrated", formats.count(ratings.unrated), help=meaning("Unrated (−1)"))
numbers.metric("Density", formats.share(ratings.density, 1), help=meaning("Density"))

draw_open_tab(
    {
        "Histogram": partial(tabs.draw_histogram, ratings),
        "Long tail": partial(tabs.draw_long_tail, ratings),
        "Genres": partial(tabs.draw_genres, ratings),
        "Unrated rows": partial(tabs.draw_unrated, ratings, folder),
        "Rows": partial(tabs.draw_rows, folder),
        "Cleaning": partial(tabs.draw_cleaning, ratings),
        keys.RATINGS_TAB_GET: upload.offer,
    },
    key=keys.RATINGS_TAB,
)
