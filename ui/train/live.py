"""The run at work: read from its folder twice a second, the same for everybody who looks."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict

import streamlit as st

from core.model.card import EpochRecord
from core.runs.process import stop
from core.runs.progress import Progress
from core.runs.state import Run, read_run
from ui.app import formats, keys
from ui.app.charts import show
from ui.app.learning_curves import learning_curves
from ui.train.words import PHASES, duration

EPOCH_COLUMNS = {
    "train_loss": st.column_config.NumberColumn("Training loss", format="%.4f"),
    "valid_loss": st.column_config.NumberColumn("Validation loss", format="%.4f"),
    "valid_rmse": st.column_config.NumberColumn("Validation error", format="%.4f", help="RMSE, in rating points"),
    "valid_mae": st.column_config.NumberColumn("Mean absolute error", format="%.4f"),
    "seconds": st.column_config.NumberColumn("Seconds", format="%.1f"),
}


@st.fragment(run_every=0.5)
def watch(run: Run) -> None:
    """Draw how far a run is, until it ends; then the whole page is drawn anew."""
    run = read_run(run.folder)
    if run.state != "running":
        st.session_state[keys.TRAIN_ENDED] = run.folder.name
        st.rerun()
    now, is_stopping = run.progress, run.is_asked_to_stop
    with st.container(border=True):
        if is_stopping and now.phase in ("fold-in", "map", "saving"):
            st.markdown("Training has stopped; the best model so far is being finished and saved.")
        _draw_bars(now)
        st.button(
            "Stopping …" if is_stopping else "Stop and keep the best so far",
            icon=":material/stop_circle:",
            key="train.stop",
            on_click=stop,
            args=(run,),
            disabled=is_stopping,
        )
    draw_epochs(now.epochs, now.bias_only_rmse, now.n_epochs, key="live")


def _draw_bars(now: Progress) -> None:
    st.markdown(f"**{PHASES[now.phase]}** {formats.plain(now.message)}")
    st.progress(now.fraction, text=f"Epoch {now.epoch} of {now.n_epochs}" if now.n_epochs else "Epochs")
    batches = f"Batch {formats.count(now.batch)} of {formats.count(now.n_batches)}" if now.n_batches else "Batches"
    st.progress(now.epoch_fraction, text=batches)
    left, right = st.columns(2)
    left.metric("Time left", duration(now.eta_seconds))
    right.metric("Ratings a second", formats.count(now.ratings_per_second) if now.ratings_per_second else "–")


def draw_epochs(epochs: Sequence[EpochRecord], bias_only_rmse: float | None, n_epochs: int | None, key: str) -> None:
    """Curve and table of the epochs so far."""
    if not epochs:
        return
    lowest = min(epoch.valid_rmse for epoch in epochs)
    show(
        learning_curves(epochs, bias_only_rmse, n_epochs),
        key=f"train.curves.{key}",
        alt=f"Error after each of {len(epochs)} epochs; on validation rows {lowest:.3f} at best.",
    )
    records = [asdict(epoch) for epoch in epochs]
    table = {name: [record[name] for record in records] for name in EPOCH_COLUMNS if records[0][name] is not None}
    st.dataframe(
        {"Epoch": range(1, len(epochs) + 1), **table},
        column_config=EPOCH_COLUMNS,
        hide_index=True,
        key=f"train.epochs.{key}",
        alt="One row for each epoch.",
    )
