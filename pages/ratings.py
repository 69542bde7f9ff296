"""Ratings: the data itself, before any model is trusted with it."""

from __future__ import annotations

import streamlit as st

from ui.app import formats, keys
from ui.app.library import current_bundle, rating_folders
from ui.ratings import tabs, upload
from ui.ratings.view import OWN, of_card, of_folder

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
    view = of_card(bundle)
else:
    with right:
        answer = st.segmented_control(
            "Unrated rows",
            list(formats.UNRATED),
            default="drop",
            required=True,
            format_func=formats.UNRATED.__getitem__,
            key="unrated",
            bind="query-params",
            help="A viewer watched the title and gave no rating. The file has −1 there.",
        )
    view = of_folder(folder, answer)
if view.simulated:
    st.warning("These ratings are simulated: no person gave them.", icon=":material/casino:")
st.caption(f"Source: {formats.plain(view.source)}.")

numbers = st.grid(5, min_column_width=140, border=True)
numbers.metric("Viewers", formats.count(view.viewers))
numbers.metric("Titles", formats.count(view.anime))
numbers.metric("Ratings", formats.count(view.given))
numbers.metric("Unrated", formats.count(view.unrated), help="Watched, but not rated.")
numbers.metric("Filled", formats.share(view.density, 1), help="Share of the table of viewers and titles with a row.")

draw = {
    "Histogram": lambda: tabs.draw_histogram(view),
    "Long tail": lambda: tabs.draw_long_tail(view),
    "Genres": lambda: tabs.draw_genres(view),
    "Unrated rows": lambda: tabs.draw_unrated(view, folder),
    "Rows": lambda: tabs.draw_rows(folder),
    "Cleaning": lambda: tabs.draw_cleaning(view),
    keys.RATINGS_TAB_GET: lambda: upload.offer(),
}
for tab, draw_it in zip(st.tabs(list(draw), key=keys.RATINGS_TAB, bind="query-params"), draw.values(), strict=True):
    if tab.open:
        with tab:
            draw_it()
