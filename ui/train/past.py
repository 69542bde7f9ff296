"""A run that ended: what became of it, its curves, its settings, and how to go on from it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial
from pathlib import Path

import streamlit as st

from core.runs.process import resume
from core.runs.progress import Progress
from core.runs.state import Run
from ui.app import formats, keys, library
from ui.app.charts import show
from ui.app.deletion import offer_deletion
from ui.app.evaluation import draw_evaluation
from ui.app.glossary import meaning
from ui.app.kept_models import delete_model, delete_run, may_delete_model, may_delete_run
from ui.app.ownership import note_of
from ui.app.permissions import permissions
from ui.app.settings import labelled
from ui.train.charts import learning_rate_curve
from ui.train.live import draw_learning
from ui.train.phases import draw_phases
from ui.train.words import OUTCOMES, STATES, name_of

CHOSEN = "run"


def draw_result(ended: Sequence[Run], may_resume: bool) -> None:
    """What became of a chosen run, and the ways on from there."""
    if not ended:
        st.markdown("No model has been trained here yet. Your first run will appear here.")
        return
    by_name = {name_of(run): run for run in ended}
    _show_what_just_ended(by_name)
    run = by_name[st.selectbox("Run", list(by_name), key=CHOSEN, bind="query-params")]
    outcome = "" if run.task.lr_find else OUTCOMES.get(run.state, "")
    st.markdown(f"{STATES[run.state]} {formats.plain(run.message) or outcome}")
    now = run.progress
    if now.epochs:
        _draw_metrics(now)
        _offer_model(run)
    mine = permissions().owns(note_of("runs", run.folder.name).by)
    if run.can_resume and may_resume and mine and st.button("Resume", icon=":material/resume:", key="train.resume"):
        resume(run)
        st.rerun()
    if now.epochs:
        st.caption(
            "The solid line is the one that counts: the model never learns those ratings. Where it turns upwards "
            "while the training line still falls, the model has begun to overfit."
        )
    draw_learning(run, key="past")
    if _has_model(run):
        st.header("How good its lists are")
        draw_evaluation(run.task.name, run.task.ratings)
    _draw_learning_rates(run)
    draw_phases(run)
    _draw_settings(run)
    _offer_deletions(run)


def _offer_deletions(run: Run) -> None:
    """Ways to be rid of the run and of its model, where they are this person's."""
    with st.container(horizontal=True):
        if may_delete_run(run):
            offer_deletion("this run", "Its model stays.", partial(delete_run, run), key="train.delete-run")
        name = run.task.name
        if not run.task.lr_find and may_delete_model(name):
            left = "Nobody will be able to open it."
            offer_deletion(f"the model “{name}”", left, partial(delete_model, name), key="train.delete-model")


def _show_what_just_ended(by_name: Mapping[str, Run]) -> None:
    ended = st.session_state.pop(keys.TRAIN_ENDED, None)
    names = [name for name, run in by_name.items() if run.folder.name == ended]
    if names:
        st.session_state[CHOSEN] = names[0]


def _draw_metrics(now: Progress) -> None:
    """The model in numbers, beside what biases alone would do."""
    error, mean_error, baseline = st.columns(3)
    gain = now.rmse - now.bias_only_rmse if now.rmse and now.bias_only_rmse else None
    error.metric(
        "Error (RMSE)",
        _points(now.rmse),
        f"{gain:+.3f} against biases alone" if gain else None,
        delta_color="inverse",
        help="Root mean squared error on the validation ratings, in rating points.",
    )
    mean_error.metric("Mean absolute error", _points(now.mae), help=meaning("Mean absolute error (MAE)"))
    baseline.metric("Biases alone (RMSE)", _points(now.bias_only_rmse))


def _points(error: float | None) -> str:
    return f"{error:.3f}" if error else "–"


def _has_model(run: Run) -> bool:
    """Whether the run brought a model that can be opened."""
    return not run.task.lr_find and run.state in ("done", "stopped") and run.task.name in library.bundle_names()


def _offer_model(run: Run) -> None:
    name = run.task.name
    if not _has_model(run):
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
    found = run.folder.read_learning_rates()
    if found is None:
        return
    st.header("Learning rates tried")
    st.markdown(
        "A good rate lies where the loss is still falling, well before it shoots up. fastai suggests the middle of the "
        "longest fall (valley), the place of the steepest fall (steep) and a tenth of the rate with the lowest loss "
        "(minimum)."
    )
    show(
        learning_rate_curve(found.lrs, found.losses, found.suggestions),
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
        st.code(run.folder.read_layers() or "This run ended before its model was built.", language=None)
    with st.expander("Settings of this run", icon=":material/tune:"):
        settings = {"Ratings": Path(run.task.ratings or "–").name, **labelled(run.task.settings)}
        st.dataframe(
            {"Setting": list(settings), "Value": list(settings.values())},
            hide_index=True,
            key="train.settings",
            alt="The settings of this run.",
        )
