"""All models beside each other, on viewers whom none of them has seen."""

from __future__ import annotations

import streamlit as st

from core.evaluation.kept import KeptScores
from ui.app import library
from ui.app.formats import count, date, plain
from ui.scoreboard.cohorts import draw_titles_table, draw_viewers_table
from ui.scoreboard.details import draw_accuracy_table
from ui.scoreboard.table import columns, table


def draw_all_models(list_name: str, answers: int) -> None:
    """The table that ``python -m core scoreboard`` has kept; how to get it where it has kept none."""
    st.header("All models on the same viewers")
    kept = library.open_scores(library.ALL_MODELS)
    scores = kept.of(list_name, answers) if kept else []
    if kept is None or not scores:
        st.markdown(
            "Figures of two models can be compared only where neither has seen the viewers, and both face the same "
            "titles. One command measures all models that way, and this place then shows them:"
        )
    else:
        st.markdown(
            f"The lists of each model and of every simpler way, for the same **{count(scores[0].viewers)} viewers**, "
            f"whom none of these models has seen. Measured on {date(kept.made)}. Ratings: {plain(kept.ratings)}."
        )
        st.dataframe(
            table(scores),
            hide_index=True,
            height="content",
            column_config=columns(scores),
            key="all_models",
            alt="Figures of all models and every simpler way.",
        )
        _draw_more(kept, answers)
    st.code("python -m core scoreboard --ratings DIR", language="sh")


def _draw_more(kept: KeptScores, answers: int) -> None:
    """The same models by kind of viewer and of title, and their errors; nothing where that was not kept."""
    viewers = [row for row in kept.cohorts if row.answers == answers]
    titles = [row for row in kept.titles if row.answers == answers]
    errors = [row for row in kept.accuracy if row.answers == answers]
    if not viewers or not titles or not errors:
        return
    with st.expander("By kind of viewer, by kind of title, and predicted ratings"):
        st.markdown("NDCG@10 of the list as shown, by kind of viewer:")
        draw_viewers_table(viewers, key="all_models_viewers")
        st.markdown("The same list, by how well known a viewer’s favourites are:")
        draw_titles_table(titles, key="all_models_titles")
        st.markdown("How far predicted ratings are off, in rating points:")
        draw_accuracy_table(errors, key="all_models_accuracy")
