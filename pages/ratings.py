"""Ratings: the data itself, before any model is trusted with it."""

from __future__ import annotations

import streamlit as st

from core import describe
from ui import charts, charts_ratings, formats
from ui.explore import bring, ratings
from ui.explore.ratings import ANSWERS, OWN
from ui.library import current_bundle, open_ratings, rating_folders

st.title("Ratings")
st.markdown(
    "A model is only as good as the ratings it learns from. Look here at how generous people are, who rated how much, "
    "and what becomes of the titles that were watched but never rated."
)
bundle = current_bundle()
bring.say_what_was_kept()
folders = rating_folders()
left, right = st.columns(2)
with left:
    source = st.selectbox("Ratings", [OWN, *folders], key=bring.SOURCE, bind="query-params")
folder = folders.get(source)
if folder is None:
    view = ratings.of_card(bundle)
else:
    with right:
        answer = st.segmented_control(
            "Unrated rows",
            list(ANSWERS),
            default="drop",
            required=True,
            format_func=ANSWERS.__getitem__,
            key="unrated",
            bind="query-params",
            help="A viewer watched the title and gave no rating. The file has −1 there.",
        )
    view = ratings.of_folder(folder, answer)
if view.simulated:
    st.warning("These ratings are simulated: no person gave them.", icon=":material/casino:")
st.caption(f"Source: {view.source}.")

numbers = st.grid(5, min_column_width=140, border=True)
numbers.metric("Viewers", formats.count(view.viewers))
numbers.metric("Titles", formats.count(view.anime))
numbers.metric("Ratings", formats.count(view.given))
numbers.metric("Unrated", formats.count(view.unrated), help="Watched, but not rated.")
numbers.metric("Filled", formats.share(view.density, 1), help="Share of the table of viewers and titles with a row.")

names = ["Histogram", "Long tail", "Genres", "Unrated rows", "Rows", "Cleaning", "Get ratings"]
shown, tail, genres, unrated, rows, cleaning, more = st.tabs(names, key="view", bind="query-params")

if shown.open:
    with shown:
        given, imputed = view.histogram["given"], view.histogram["imputed"]
        st.markdown(describe.generosity(given))
        charts.show(
            charts_ratings.histogram(given, imputed),
            key="rating_histogram",
            alt=f"Histogram of {formats.count(view.given)} ratings from 1 to 10. {describe.generosity(given)}",
        )

if tail.open:
    with tail:
        per_title = view.titles["n_ratings"].to_numpy()
        tails = {"Titles": describe.long_tail(per_title)}
        if view.per_viewer is not None:
            tails["Viewers"] = describe.long_tail(view.per_viewer)
        top = formats.share(describe.share_of_top(per_title, 0.1))
        st.markdown(f"The tenth of the titles with most ratings has **{top}** of all ratings.")
        charts.show(
            charts_ratings.long_tail(tails),
            key="rating_tail",
            alt=f"Share of all ratings against share of titles: a tenth of the titles has {top} of the ratings.",
        )
        first, second = st.columns(2)
        with first:
            st.subheader("Ratings of each title")
            sizes = describe.by_size(per_title)
            charts.show(charts_ratings.sizes(sizes, "titles"), key="title_sizes", alt="How many titles have how many.")
        with second:
            st.subheader("Ratings of each viewer")
            if view.per_viewer is None:
                st.info("The card does not keep each viewer's count. Choose ratings at hand above.")
            else:
                sizes = describe.by_size(view.per_viewer)
                charts.show(
                    charts_ratings.sizes(sizes, "viewers"), key="viewer_sizes", alt="How many viewers have how many."
                )

if genres.open:
    with genres:
        st.markdown(
            "Mean rating of each genre in each type. Hover for how many ratings stand behind it; "
            f"a cell with fewer than {ratings.LEAST_IN_CELL} stays empty."
        )
        number, mean = describe.genre_by_type(view.titles, least=ratings.LEAST_IN_CELL)
        charts.show(
            charts_ratings.genre_map(number, mean),
            key="genre_map",
            alt=f"Heat map of mean ratings, {len(mean)} genres by type; most ratings have {mean.index[0]} titles.",
        )

if unrated.open:
    with unrated:
        st.markdown(
            f"**{formats.share(view.unrated / max(view.given + view.unrated, 1))}** of all rows say that a title was "
            "watched, but not how it was liked. There are three answers, and none is free of charge."
        )
        if folder is None:
            st.info(
                "To fit a small model under each answer, choose ratings at hand above, or get some in the last tab. "
                "Meanwhile, these are the models you have.",
                icon=":material/database:",
            )
        else:
            shares, effects, n_rows = ratings.answers_compared(open_ratings(folder))
            charts.show(
                charts_ratings.distributions(shares, ANSWERS),
                key="unrated_distributions",
                alt="Share of rows at each rating under each answer; filling in means heaps rows at 7 and 8.",
            )
            st.dataframe(
                effects, hide_index=True, column_config=ratings.EFFECT_COLUMNS, alt="What each answer comes to."
            )
            st.caption(
                f"A model of biases alone, fitted on {formats.count(n_rows)} rows a moment ago. Measured on rows drawn "
                "from all, filling in looks like a gain, because a filled-in mean is easy to guess. Measured on "
                "ratings that people gave, the gain is gone."
            )
        st.dataframe(
            ratings.models_by_answer(),
            hide_index=True,
            column_config={"Error": st.column_config.NumberColumn(format="%.3f", help="RMSE on its own rows.")},
            alt="The models at hand, with what they did with unrated rows and their error.",
        )

if rows.open:
    with rows:
        if folder is None:
            st.info("A model does not keep the rows it learnt from. Choose ratings at hand above, or get some.")
        else:
            st.markdown("The first rows as they were loaded. An empty rating means watched, but not rated.")
            st.dataframe(ratings.rows_as_loaded(open_ratings(folder)), hide_index=True, alt="The first rows.")

if cleaning.open:
    with cleaning:
        st.markdown("What was read, what was dropped and why, in this order.")
        st.dataframe(
            view.cleaning,
            hide_index=True,
            column_config={"Rows": st.column_config.NumberColumn(format="localized")},
            alt="The cleaning report.",
        )

if more.open:
    with more:
        own, simulated = st.columns(2, border=True)
        with own:
            bring.offer_upload()
        with simulated:
            bring.offer_simulation(bundle)
