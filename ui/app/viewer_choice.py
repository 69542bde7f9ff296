"""What is said of a viewer's number that the model does not know."""

from __future__ import annotations

import streamlit as st

from core.model.rating_model import RatingModel
from ui.app import formats


def say_who_is_known(model: RatingModel, viewer_id: int) -> None:
    """Draw a sentence for a number that belongs to none of the model's viewers."""
    ids = model.viewers.ids
    st.info(
        f"The model has not met viewer {viewer_id}. Its {formats.count(len(ids))} viewers have numbers from "
        f"{ids.min()} to {ids.max()}, with gaps: choose another one.",
        icon=":material/person_search:",
    )
