"""The runs there were: what became of each, its curves, its settings, and how to go on from it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import streamlit as st

from core.model.bundle import read_card
from core.runs.process import resume
from core.runs.state import Progress, Run, layers, learning_rates, progress
from ui.app import formats, keys, library
from ui.app.charts import show
from ui.app.learning_curves import runs_compared
from ui.app.settings import in_words, labelled
from ui.train.charts import learning_rate_curve
from ui.train.live import draw_epochs
from ui.train.run_settings import is_search, name_of, settings_of
from ui.train.words import OUTCOMES, STATES

CHOSEN = "run"
SHOWN_AT_FIRST = 4
"""Curves laid over each other before anybody chooses."""


def draw_result(ended: Sequence[Run], may_resume: bool) -> None:
    """What became of a chosen run, and the ways on from there."""
    if not ended:
        st.markdown("No model has been trained here yet. The first run will be found in this place.")
        return
    by_name = {name_of(run): run for run in ended}
    _show_what_just_ended(by_name)
    run = by_name[st.selectbox("Run", list(by_name), key=CHOSEN, bind="query-params")]
    outcome = "" if is_search(run) else OUTCOMES.get(run.state, "")
    st.markdown(f"{STATES[run.state]} {formats.plain(str(run.message)) or outcome}")
    now = progress(run.folder)
    if now.epochs:
        _draw_metrics(now)
        _offer_model(run)
    if run.can_resume and may_resume and st.button("Resume", icon=":material/resume:", key="train.resume"):
        resume(run)
        st.rerun()
    if now.epochs:
        st.caption(
            "The validation line is the one that counts: the model never learns those ratings. Where it turns upwards "
            "while the training line still falls, the model has begun to learn by heart."
        )
    draw_epochs(now.epochs, now.bias_only_rmse, now.n_epochs, key="past")
    _draw_learning_rates(run)
    _draw_settings(run)


def _show_what_just_ended(by_name: Mapping[str, Run]) -> None:
    ended = st.session_state.pop(keys.TRAIN_ENDED, None)
    names = [name for name, run in by_name.items() if run.folder.name == ended]
    if names:
        st.session_state[CHOSEN] = names[0]


def _draw_metrics(now: Progress) -> None:
    """The best epoch in numbers, beside what biases alone would do."""
    best = min(now.epochs, key=lambda epoch: epoch.valid_loss)
    error, mean_error, baseline = st.columns(3)
    gain = best.valid_rmse - now.bias_only_rmse if now.bias_only_rmse else None
    error.metric(
        "Error (RMSE)",
        f"{best.valid_rmse:.3f}",
        f"{gain:+.3f} against biases alone" if gain else None,
        delta_color="inverse",
        help="Root mean squared error on the validation ratings after the best epoch, in rating points.",
    )
    mean_error.metric("Mean absolute error", f"{best.valid_mae:.3f}")
    baseline.metric("Biases alone (RMSE)", f"{now.bias_only_rmse:.3f}" if now.bias_only_rmse else "–")


def _offer_model(run: Run) -> None:
    name = settings_of(run).get("name")
    if run.state not in ("done", "stopped") or name not in library.bundle_names():
        return
    said = f"“{formats.plain(name)}”"
    if st.session_state.get(keys.MODEL) == name:
        st.success(f"The model {said} is chosen in the sidebar: every page shows it.", icon=":material/check:")
    else:
        st.button(f"Show {said} on every page", key="train.select", on_click=_select, args=(name,))
        st.caption(f"The model {said} is in the sidebar's list.")


def _select(name: str) -> None:
    st.session_state[keys.MODEL] = name


def _draw_learning_rates(run: Run) -> None:
    found = learning_rates(run.folder)
    if found is None:
        return
    st.subheader("Learning rates tried")
    st.markdown(
        "A good rate lies where the loss still falls, well before it shoots up. fastai suggests the middle of the "
        "longest fall (valley), the place of the steepest fall (steep) and a tenth of the rate with the lowest loss "
        "(minimum)."
    )
    show(
        learning_rate_curve(found.rates, found.losses, found.suggestions),
        key="train.rates",
        alt="Loss at each learning rate tried, with the suggestions marked.",
    )
    with st.container(horizontal=True):
        for name, rate in found.suggestions.items():
            st.button(f"Take {rate:.2g} ({name})", key=f"train.take.{name}", on_click=_take_rate, args=(rate,))


def _take_rate(rate: float) -> None:
    st.session_state[keys.train_setting("lr")] = rate


def _draw_settings(run: Run) -> None:
    with st.expander("Layers of the model", icon=":material/layers:"):
        st.code(layers(run.folder) or "This run ended before its model was built.", language=None)
    with st.expander("Settings of this run", icon=":material/tune:"):
        settings = settings_of(run)
        known = labelled(settings)
        st.dataframe(
            {"Setting": ["Ratings", *known], "Value": [Path(settings.get("ratings", "–")).name, *known.values()]},
            hide_index=True,
            key="train.settings",
            alt="The settings of this run.",
        )


def draw_comparison(runs: Sequence[Run]) -> None:
    """All runs as a table, and the curves of those chosen laid over each other."""
    st.markdown("Each line is one training: the lower its end, the better the model guesses ratings it has not seen.")
    made_here = {settings_of(run).get("name") for run in runs}
    names = [name for name in library.bundle_names() if name not in made_here]
    cards = [read_card(library.MODELS / name) for name in names]
    curves = {f"Model “{card.name}”": card.epochs for card in cards} | {
        name_of(run): progress(run.folder).epochs for run in runs
    }
    curves = {name: epochs for name, epochs in curves.items() if epochs}
    chosen = st.multiselect(
        "Trainings", list(curves), default=list(curves)[:SHOWN_AT_FIRST], key=keys.TRAIN_RUNS, bind="query-params"
    )
    if chosen:
        show(
            runs_compared({name: curves[name] for name in chosen}),
            key="train.compared",
            alt=f"Error on validation rows after each epoch of {formats.listed(chosen)}.",
        )
    if runs:
        st.dataframe(
            [_row(run) for run in runs],
            hide_index=True,
            column_config={"Lowest error": st.column_config.NumberColumn("Lowest error (RMSE)", format="%.4f")},
            key="train.history",
            alt="One row for each run.",
        )


def _row(run: Run) -> dict[str, Any]:
    epochs = progress(run.folder).epochs
    settings = settings_of(run)
    return {
        "Run": name_of(run),
        "State": run.state.capitalize(),
        "Architecture": in_words("model", settings.get("model")),
        "Lowest error": min((epoch.valid_rmse for epoch in epochs), default=None),
        "Epochs": f"{len(epochs)} of {settings.get('epochs', '–')}" if epochs else "–",
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
            draw_epochs(card.epochs, card.metrics.bias_only_rmse, None, key=f"side.{kind}")
            with st.expander("Layers", icon=":material/layers:"):
                st.code(card.architecture.printed, language=None)
