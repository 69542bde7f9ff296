"""A viewer chosen by number, and what is said of a number that the model does not know."""

from __future__ import annotations

import streamlit as st

from core.model.rating_model import RatingModel
from ui.app import formats


def row_of_viewer(model: RatingModel, viewer_id: int) -> int:
    """Row of the viewer with this number; where the model has not met them, the page says so and ends."""
    ids = model.viewers.ids
    if viewer_id not in model.viewers:
        st.info(
            f"The model has not met viewer {viewer_id}. Its {formats.count(len(ids))} viewers have numbers from "
            f"{ids.min()} to {ids.max()}, with gaps: choose another one.",
            icon=":material/person_search:",
        )
        st.stop()
    return model.viewers.row(viewer_id)
