"""The tabs of the Ratings page, each a function that draws one of them."""

from __future__ import annotations

from pathlib import Path

import streamlit as st
from numpy.typing import NDArray

from core.data import statistics
from core.data.imputation import UNRATED_CHOICES
from ui.app import charts, formats, keys
from ui.app.histogram import histogram
from ui.app.links import link_to
from ui.app.short_tables import draw_short_table
from ui.ratings.charts import distributions, genre_map, long_tail, sizes
from ui.ratings.summary import RatingsSummary
from ui.ratings.tables import EFFECT_COLUMNS, answers_compared, models_by_answer, rows_as_loaded

FEW = 50
"""Ratings below which lists leave a title out, unless somebody moves the slider."""
LEAST_IN_CELL = 50
"""Ratings below which the mean of a genre and type is not shown."""


def draw_histogram(ratings: RatingsSummary) -> None:
    """How often each rating was given, and how generous people are."""
    given, imputed = ratings.histogram.given, ratings.histogram.imputed
    st.markdown(statistics.generosity(given))
    charts.show(
        histogram(given, imputed),
        key="rating_histogram",
        alt=f"Histogram of {formats.count(ratings.given)} ratings from 1 to 10. {statistics.generosity(given)}",
    )


def draw_long_tail(ratings: RatingsSummary) -> None:
    """How unevenly ratings are spread over titles and viewers."""
    per_title = ratings.titles["n_ratings"].to_numpy()
    tails = {"Titles": statistics.long_tail(per_title)}
    if ratings.per_viewer is not None:
        tails["Viewers"] = statistics.long_tail(ratings.per_viewer)
    top = formats.share(statistics.share_of_top(per_title, 0.1))
    st.markdown(f"The most rated tenth of the titles has **{top}** of all ratings. {_rare(per_title)}")
    charts.show(
        long_tail(tails),
        key="rating_tail",
        alt=f"Share of all ratings against share of titles: a tenth of the titles has {top} of the ratings.",
    )
    first, second = st.columns(2)
    with first:
        st.header("Ratings per title")
        per_size = statistics.by_size(per_title)
        charts.show(sizes(per_size, "titles"), key="title_sizes", alt="How many titles have how many.")
    with second:
        st.header("Ratings per viewer")
        if ratings.per_viewer is None:
            st.info("A model does not keep how much each viewer rated. Choose other ratings above to see it.")
        else:
            per_size = statistics.by_size(ratings.per_viewer)
            charts.show(sizes(per_size, "viewers"), key="viewer_sizes", alt="How many viewers have how many.")


def _rare(per_title: NDArray) -> str:
    """A sentence on the titles that few people rated, and why lists go without them."""
    rare = per_title < FEW
    of_all = formats.share(per_title[rare].sum() / max(per_title.sum(), 1))
    return (
        f"**{formats.share(rare.mean())}** of the titles have fewer than {FEW} ratings, and with them "
        f"{of_all} of all ratings. A model nudges each of them into "
        "place only a few times while it learns, so what it knows of them is mostly chance: lists leave them out."
    )


def draw_genres(ratings: RatingsSummary) -> None:
    """Mean rating by genre and type."""
    st.markdown(
        "Mean rating of each genre in each type. Hover for how many ratings are behind it; "
        f"a cell with fewer than {LEAST_IN_CELL} stays empty."
    )
    number, mean = statistics.genre_by_type(ratings.titles, least=LEAST_IN_CELL)
    charts.show(
        genre_map(number, mean),
        key="genre_map",
        alt=f"Heat map of mean ratings, {len(mean)} genres by type; most ratings have {mean.index[0]} titles.",
    )


def draw_unrated(ratings: RatingsSummary, folder: Path | None) -> None:
    """What each answer to unrated rows does to the distribution and to a model's error."""
    st.markdown(
        f"**{formats.share(ratings.unrated_share)}** of all rows say that a title was watched, but not how it was "
        "liked. There are three answers, and each has its price."
    )
    if folder is None:
        st.info(
            "To fit a small model under each answer, choose ratings at hand above, or get some in the last tab. "
            "Meanwhile, these are the models you have.",
            icon=":material/database:",
        )
    else:
        _draw_effects(folder)
    draw_short_table(
        models_by_answer(),
        {"Error (RMSE)": "{:.3f}".format},
        alt="The models at hand, with what they did with unrated rows and their error.",
    )
    st.caption("Errors are in rating points, on each model's own validation rows.")


def _draw_effects(folder: Path) -> None:
    shares, effects, n_rows = answers_compared(folder)
    charts.show(
        distributions(shares, UNRATED_CHOICES),
        key="unrated_distributions",
        alt="Share of rows at each rating under each answer; filling in means heaps rows around the mean.",
    )
    st.dataframe(effects, hide_index=True, column_config=EFFECT_COLUMNS, alt="What each answer comes to.")
    st.caption(
        f"A model of biases alone, fitted on {formats.count(n_rows)} rows a moment ago. Measured on rows drawn "
        "from all, filling in looks like a gain, because a filled-in mean is easy to guess. Measured on ratings "
        "that people gave, the gain is gone."
    )


def draw_rows(folder: Path | None) -> None:
    """The first rows as they were loaded."""
    if folder is None:
        st.info(
            "A model does not keep the rows it learnt from. Choose other ratings above, or get some in the last tab."
        )
        link_to("learn", "See rows of a small sample in the course", {keys.LEARN_STATION: "a-table-with-holes"})
    else:
        st.markdown(
            "The first rows as they are in the file: a viewer's number, an anime's number, and the rating. "
            "**−1** means watched but not rated. The titles are added here."
        )
        st.dataframe(
            rows_as_loaded(folder),
            hide_index=True,
            column_config={name: st.column_config.NumberColumn(format="%d") for name in ("Viewer", "Anime")},
            alt="The first rows.",
        )


def draw_cleaning(ratings: RatingsSummary) -> None:
    """What was read, dropped and kept."""
    st.markdown("What was read, what was dropped and why, in this order.")
    st.dataframe(
        ratings.cleaning,
        hide_index=True,
        column_config={"Rows": st.column_config.NumberColumn(format="localized")},
        alt="The cleaning report.",
    )
