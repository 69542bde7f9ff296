"""What is said of a model that nobody has evaluated."""

from __future__ import annotations

import streamlit as st

from ui.app.evaluation import draw_evaluation
from ui.app.formats import plain


def draw_missing(name: str) -> None:
    """How to get its figures: from here, or by a command."""
    st.info(
        f"The model {plain(name)} has not been evaluated yet. That takes ratings that hold viewers it was not trained "
        "on; this page shows the figures once they are kept.",
        icon=":material/scoreboard:",
    )
    draw_evaluation(name)
    st.markdown("The same on the command line:")
    st.code(f'python -m core evaluate --model "models/{name}" --ratings DIR --keep', language="sh")
