"""The run at work: read from its folder twice a second, the same for everybody who looks."""

from __future__ import annotations

from dataclasses import asdict

import streamlit as st

from core.runs.process import stop
from core.runs.state import Run, read_run
from ui.app import keys
from ui.app.charts import show
from ui.app.glossary import meaning
from ui.app.learning_curves import Learning, learning_curves
from ui.train.moving import draw_moving
from ui.train.phases import draw_bars, draw_phases

FINISHING = ("combining", "watched", "saving")
"""Phases that a training which shall stop still goes through."""
EPOCH_COLUMNS = {
    "train_loss": st.column_config.NumberColumn("Training loss", format="%.4f", help=meaning("Loss")),
    "valid_loss": st.column_config.NumberColumn("Validation loss", format="%.4f", help=meaning("Validation rows")),
    "valid_rmse": st.column_config.NumberColumn("Validation error", format="%.4f", help="RMSE, in rating points"),
    "valid_mae": st.column_config.NumberColumn("Mean absolute error", format="%.4f"),
    "seconds": st.column_config.NumberColumn("Seconds", format="%.1f"),
}


@st.fragment(run_every=0.5)
def watch(run: Run, may_stop: bool) -> None:
    """Draw how far a run is, until it ends; then the whole page is drawn anew."""
    run = read_run(run.folder)
    if run.state != "running":
        st.session_state[keys.TRAIN_ENDED] = run.folder.name
        st.rerun()
    now, is_stopping = run.progress, run.is_asked_to_stop
    with st.container(border=True):
        if is_stopping and now.phase in FINISHING:
            st.markdown("Training has stopped; the best model so far is being finished and saved.")
        draw_bars(now)
        if may_stop:
            _draw_stop(run, is_stopping)
    draw_learning(run, key="live")
    draw_phases(run)


def _draw_stop(run: Run, is_stopping: bool) -> None:
    st.button(
        "Stopping …" if is_stopping else "Stop and keep the best so far",
        icon=":material/stop_circle:",
        key="train.stop",
        on_click=stop,
        args=(run,),
        disabled=is_stopping,
    )


def draw_learning(run: Run, key: str) -> None:
    """How the error falls and how titles move, beside each other where there is room."""
    learning, now = Learning.of_run(run), run.progress
    titles, errors = st.columns([3, 2], gap="large")
    with titles:
        draw_moving(run, key)
    with errors:
        if learning.epochs:
            st.subheader("Its errors")
        draw_curves(learning, now.bias_only_rmse, now.n_epochs, key)
    draw_table(learning, key)


def draw_curves(learning: Learning, bias_only_rmse: float | None, n_epochs: int | None, key: str) -> None:
    """How the error fell in the epochs so far."""
    if epochs := learning.epochs:
        lowest = min(epoch.valid_rmse for epoch in epochs)
        show(
            learning_curves(learning, bias_only_rmse, n_epochs),
            key=f"train.curves.{key}",
            alt=f"Error after each of {len(epochs)} epochs; on {learning.judged_by.lower()} {lowest:.3f} at best.",
        )


def draw_table(learning: Learning, key: str) -> None:
    """The epochs so far in numbers."""
    epochs = learning.epochs
    if not epochs:
        return
    records = [asdict(epoch) for epoch in epochs]
    table = {name: [record[name] for record in records] for name in EPOCH_COLUMNS if records[0][name] is not None}
    members = {"Member": [learning.member(epoch) + 1 for epoch in epochs]} if learning.has_members else {}
    st.dataframe(
        {**members, "Epoch": list(map(learning.number, epochs)), **table},
        column_config=EPOCH_COLUMNS,
        hide_index=True,
        key=f"train.epochs.{key}",
        alt="One row for each epoch.",
    )
