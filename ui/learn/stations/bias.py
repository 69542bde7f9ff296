"""Biases: what is not taste, and what lists become without taste or without biases."""

from __future__ import annotations

import numpy as np
import pandas as pd
import streamlit as st
from numpy.typing import NDArray

from core.analysis.viewers import Viewer, average_viewer, cosines, twin_and_opposite, viewer_at
from core.data.ratings import HIGHEST, LOWEST
from core.model.bundle import Bundle
from core.model.rating_model import to_rating
from ui.app import formats
from ui.app.per_bundle import per_bundle
from ui.app.short_tables import draw_short_table
from ui.app.title_choice import well_known
from ui.learn.material import dot_bundle, of_model, typical_viewer
from ui.learn.station import Station

BOTH, BIASES, TASTE = "Taste and biases", "Biases alone", "Taste alone"
N_TITLES = 6
LEAST = 500


def draw() -> None:
    """The first titles of two viewers whose tastes are opposite."""
    bundle = dot_bundle()
    if bundle is None:
        return
    count = st.segmented_control("Count", [BOTH, BIASES, TASTE], default=BOTH, required=True, key="learn.count")
    one, other = _opposites(bundle)
    lists = pd.DataFrame(
        {
            f"Viewer {bundle.model.viewers.ids[row]}": _first_titles(bundle, viewer_at(bundle.model, row), count)
            for row in (one, other)
        }
    )
    draw_short_table(lists, {}, alt=f"The first {N_TITLES} titles of both viewers.")
    shared = len(set(lists.iloc[:, 0]) & set(lists.iloc[:, 1]))
    st.markdown(
        {
            BOTH: f"{shared} of {N_TITLES} titles are in both lists. Each has favourites of the crowd in it, and some "
            "that only this viewer would put there.",
            BIASES: "Both lists are the same, whoever asks. One viewer only gives everything a little more.",
            TASTE: f"{shared} of {N_TITLES} titles are in both lists. This is what is left once the crowd's favourites "
            "and the viewers' habits are taken out.",
        }[count]
    )
    with st.container(horizontal=True, gap="large"):
        for row in (one, other):
            bias = formats.signed(float(bundle.model.viewer_bias[row]))
            st.metric(f"Bias of viewer {bundle.model.viewers.ids[row]}", bias, width="content")
    st.markdown(of_model(bundle))


@per_bundle
def _opposites(bundle: Bundle) -> tuple[int, int]:
    """Rows of a viewer and of their opposite."""
    row = typical_viewer(bundle)
    _, opposite = twin_and_opposite(cosines(bundle.model, bundle.model.viewer_factors[row]), row)
    return row, opposite.row


def _first_titles(bundle: Bundle, viewer: Viewer, count: str) -> list[str]:
    scores = np.where(well_known(bundle, LEAST), _scores(bundle, viewer, count), -np.inf)
    first = np.argsort(-scores, kind="stable")[:N_TITLES]
    return [f"{bundle.catalog.title(int(bundle.model.anime.ids[row]))} {scores[row]:.1f}" for row in first]


def _scores(bundle: Bundle, viewer: Viewer, count: str) -> NDArray[np.floating]:
    """Predicted ratings of all titles, shape ``(n_anime,)``, the average standing in for what does not count."""
    model, (vector, bias) = bundle.model, average_viewer(bundle.model)
    if count == BIASES:
        return to_rating(model.anime_factors @ vector + model.anime_bias + viewer.bias, model.y_range)
    if count == TASTE:
        level = float(model.anime_bias.mean()) + bias
        return to_rating(model.anime_factors @ (viewer.vector - vector) + level, model.y_range)
    return model.predict_taste(viewer.vector, viewer.bias).clip(LOWEST, HIGHEST)


STATION = Station(
    slug="bias",
    name="Bias",
    chapter="The Basic Intuition behind CF",
    question="Is a 9 praise, if somebody gives nothing but nines?",
    text="""
Some viewers are generous, and some titles please nearly everybody. Neither is a matter of taste, so the model keeps it
out of the vectors: one more number for each viewer and each title, their **bias**, simply added to the sum.

What is left for the vectors is what is personal. With biases alone, two people of opposite tastes get the same
list.

The model prints as four tables: vectors and biases of viewers (`u`) and of items (`i`), each with a row for whoever
is unknown.
""",
    remember="Bias is what everybody agrees on; taste is the rest.",
    code="print(learn.model)",
    prints="""\
EmbeddingDotBias(
  (u_weight): Embedding(250, 50)
  (i_weight): Embedding(201, 50)
  (u_bias): Embedding(250, 1)
  (i_bias): Embedding(201, 1)
)""",
    draw=draw,
)
