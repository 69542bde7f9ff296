"""A batch: ten rows, what the model says to each, and how wrong it is."""

from __future__ import annotations

import numpy as np
import pandas as pd
import streamlit as st

from core.training.course import BatchRow, recorded
from ui.app import formats
from ui.app.short_tables import draw_short_table
from ui.learn.material import SIMULATED, sample
from ui.learn.station import Station

BEFORE, AFTER = "Before training", "After five epochs"
NUMBER = "learn.batch"
"""Where the session keeps which batch is shown."""


def draw() -> None:
    """Ten rows with their errors, and the button for the next ten."""
    batches = recorded().batches
    number = st.session_state.get(NUMBER, 0) % len(batches)
    model = st.segmented_control("The model", [BEFORE, AFTER], default=BEFORE, required=True, key="learn.batch_model")
    rows = batches[number]
    says = [row.untrained if model == BEFORE else row.trained for row in rows]
    errors = np.array(says) - [row.rating for row in rows]
    draw_short_table(
        _table(rows, says, errors),
        {
            "Gave": formats.count,
            "Model": formats.tenths,
            "Error": formats.signed,
            "Squared": "{:.2f}".format,
        },
        alt="Ten ratings, what the model says of each, and by how much it is off.",
    )
    mean, more = st.columns([3, 2], vertical_alignment="bottom")
    mean.metric("Their mean: the loss of these ten rows", f"{(errors**2).mean():.2f}")
    more.button("The next ten", icon=":material/playlist_play:", on_click=_next, width="stretch")
    st.markdown(SIMULATED)


def _table(rows: tuple[BatchRow, ...], says: list[float], errors: np.ndarray) -> pd.DataFrame:
    titles = sample().catalog.titles
    return pd.DataFrame(
        {
            "Viewer and title": [f"{row.viewer_id}: {titles[row.anime_id]}" for row in rows],
            "Gave": [row.rating for row in rows],
            "Model": says,
            "Error": errors,
            "Squared": errors**2,
        }
    )


def _next() -> None:
    """Callback: show the next batch."""
    st.session_state[NUMBER] = st.session_state.get(NUMBER, 0) + 1


STATION = Station(
    slug="a-batch-and-its-error",
    name="A batch and its error",
    chapter="CF in fastai2",
    question="How wrong is the model, in one number?",
    text="""
A model learns from a handful of rows at a time, a **batch**. fastai's `DataLoaders` shuffle the rows, keep a tenth of
them apart for an honest test, and deal the others out, 64 at a time. Here are the first ten.

Each error is squared, so that one bad miss counts more than many small ones, and the mean of the squares is the
**loss**: the mean squared error.

Before training the model says about 5.5 to everything. Switch, and see what five rounds through the rows are worth.
""",
    remember="Learning means one thing: make this number smaller.",
    code="""\
set_seed(42, reproducible=True)
dls = CollabDataLoaders.from_df(
    rated, user_name="user_id", item_name="anime_id",
    rating_name="rating", valid_pct=0.1, seed=42)
x, y = dls.one_batch()

set_seed(42, reproducible=True)
fresh = collab_learner(
    dls, n_factors=50, y_range=(0.5, 10.5))
errors = fresh.model(x[:10]) - y[:10].flatten()
print(f"loss {(errors ** 2).mean():.2f}")""",
    prints="loss 10.63",
    draw=draw,
)
