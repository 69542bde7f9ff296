"""Trainings beside each other: every run and model in one picture, and the architectures."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from core.model.bundle import read_card
from core.runs.state import Run
from ui.app import formats, keys, library
from ui.app.charts import show
from ui.app.learning_curves import Learning, on_other_rows, runs_compared
from ui.app.settings import in_words
from ui.train.live import draw_curves, draw_table
from ui.train.words import name_of

SHOWN_AT_FIRST = 4
"""Curves laid over each other before anybody chooses."""


def draw_comparison(runs: Sequence[Run]) -> None:
    """All runs as a table, and the curves of those chosen laid over each other."""
    st.markdown("Each line is one training: the lower its end, the better the model guesses ratings it has not seen.")
    made_here = {run.task.name for run in runs}
    names = [name for name in library.bundle_names() if name not in made_here]
    cards = [read_card(library.MODELS / name) for name in names]
    curves = {f"Model “{card.name}”": Learning.of_card(card) for card in cards}
    curves |= {name_of(run): Learning.of_run(run) for run in runs}
    curves = {name: learning for name, learning in curves.items() if learning.epochs}
    chosen = st.multiselect(
        "Trainings", list(curves), default=list(curves)[:SHOWN_AT_FIRST], key=keys.TRAIN_RUNS, bind="query-params"
    )
    if chosen:
        shown = {name: curves[name] for name in chosen}
        show(
            runs_compared(shown),
            key="train.compared",
            alt=f"Error after each epoch of {formats.listed(chosen)}.",
        )
        if note := on_other_rows(shown):
            st.caption(note)
    if runs:
        st.dataframe(
            [_row(run) for run in runs],
            hide_index=True,
            column_config={"Lowest error": st.column_config.NumberColumn("Lowest error (RMSE)", format="%.4f")},
            key="train.history",
            alt="One row for each run.",
        )


def _row(run: Run) -> dict[str, object]:
    epochs, settings = run.progress.epochs, run.task.settings
    return {
        "Run": name_of(run),
        "State": run.state.capitalize(),
        "Architecture": in_words("model", settings.get("model")),
        "Lowest error": run.progress.rmse,
        "Epochs": f"{len(epochs)} of {run.progress.n_epochs or '–'}" if epochs else "–",
        "Factors": settings.get("n_factors"),
        "Learning rate": settings.get("lr"),
        "Weight decay": settings.get("wd"),
        "Watched but unrated": in_words("unrated", settings.get("unrated")),
        "Seed": settings.get("seed"),
    }


def draw_architectures() -> None:
    """The training logs of all architectures side by side, from the models at hand."""
    st.markdown("The same ratings can be learnt in different ways: here is how each architecture came to its error.")
    cards = [read_card(library.MODELS / name) for name in library.bundle_names()]
    for column, (kind, title) in zip(st.columns(len(formats.KINDS), gap="large"), formats.KINDS.items(), strict=True):
        with column:
            st.subheader(title)
            of_kind = {card.name: card for card in cards if card.architecture.kind == kind}
            if not of_kind:
                st.caption("There is no model of this kind yet.")
                continue
            card = of_kind[st.selectbox("Model", list(of_kind), key=f"log-{kind}", bind="query-params")]
            learning = Learning.of_card(card)
            draw_curves(learning, card.metrics.bias_only_rmse, None, key=f"side.{kind}")
            draw_table(learning, key=f"side.{kind}")
            with st.expander("Layers", icon=":material/layers:"):
                st.code(card.architecture.printed, language=None)
