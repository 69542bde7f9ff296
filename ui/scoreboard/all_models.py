"""All models beside each other, on viewers whom none of them has seen."""

from __future__ import annotations

import streamlit as st

from core.evaluation.kept import kept_scores
from ui.app import library
from ui.app.formats import count, date, plain
from ui.scoreboard.table import columns, table


def draw_all_models(list_name: str, answers: int) -> None:
    """The table that ``python -m core scoreboard`` has kept; how to get it where it has kept none."""
    st.header("All models on the same viewers")
    kept = kept_scores(library.ALL_MODELS)
    scores = kept.of(list_name, answers) if kept else []
    if kept is None or not scores:
        st.markdown(
            "Figures of two models can be compared only where neither has seen the viewers, and both face the same "
            "titles. One command measures all models that way, and this place then shows them:"
        )
    else:
        st.markdown(
            f"The lists of each model and of every simpler way, for the same **{count(scores[0].viewers)} viewers**, "
            f"whom none of these models has seen. Measured on {date(kept.made)} on ratings from {plain(kept.ratings)}."
        )
        st.dataframe(
            table(scores),
            hide_index=True,
            height="content",
            column_config=columns(),
            key="all_models",
            alt="Figures of all models and every simpler way.",
        )
    st.code("python -m core scoreboard --ratings DIR", language="sh")
