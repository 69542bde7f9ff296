"""Evaluating a model from a page: the button, the bar while it is at work, and the figures that are kept of it."""

from __future__ import annotations

from pathlib import Path

import streamlit as st

from core.errors import BundleError
from core.evaluation.kept import KeptScores
from core.evaluation.lists import SHOWN
from core.evaluation.scoreboard import OURS
from core.runs.evaluation import (
    Evaluation,
    Phase,
    cancel,
    evaluated_now,
    latest_evaluation,
    start_evaluation,
    why_no_evaluation,
)
from ui.app import keys, library
from ui.app.formats import count, date, plain
from ui.app.kept_ratings import rating_folders
from ui.app.links import link_to
from ui.app.ownership import note_of
from ui.app.permissions import permissions

PHASES: dict[Phase, str] = {
    "starting": "Starting",
    "reading": "Reading the ratings",
    "measuring": "Making everybody’s lists",
}
TYPICAL_ANSWERS = 10
"""How many ratings are told where one figure stands for all."""


def draw_evaluation(name: str, ratings: str = "", summarised: bool = True) -> None:
    """What is known of a model's lists, and the way to have them measured on some ratings, at first those named.

    While that is at work, how far it is, for everybody who looks. A page that shows all figures needs no summary.
    """
    now = latest_evaluation(library.EVALUATIONS, library.MODELS / name)
    if now and now.is_running:
        _watch(name)
        return
    if now and now.failure:
        st.warning(plain(now.failure), icon=":material/error:")
    kept = _kept(name)
    if kept and summarised:
        st.markdown(summary(kept))
        link_to("scoreboard", "All figures on the Scoreboard", {keys.MODEL: name})
    _offer(name, "Evaluate again" if kept else "Evaluate", ratings)


def summary(kept: KeptScores) -> str:
    """How good a model's lists are, in a sentence."""
    answers = TYPICAL_ANSWERS if TYPICAL_ANSWERS in kept.answers else max(kept.answers)
    [ours] = [score for score in kept.of(SHOWN, answers) if score.recommender == OURS] or [None]
    if ours is None:
        return "Its lists were measured, but nothing was found of those that For you makes."
    return (
        f"With {answers} ratings told, For you finds **{ours.to_popularity:.2f} times** what popularity finds, for "
        f"{count(ours.viewers)} viewers the model has never seen. Measured on {date(kept.made)}. Ratings: "
        f"{plain(kept.ratings)}."
    )


def _kept(name: str) -> KeptScores | None:
    try:
        kept = library.open_scores(library.MODELS / name)
    except BundleError as error:
        st.warning(plain(str(error)), icon=":material/error:")
        return None
    return kept if kept and kept.rows else None


def _offer(name: str, label: str, ratings: str) -> None:
    """The button, or the reason why there is none to press."""
    folders = rating_folders()
    reason = _why_not(name, folders)
    key = f"evaluate.{name}"
    with st.container(horizontal=True, vertical_alignment="bottom"):
        if reason is None and len(folders) > 1:
            names = list(folders)
            first = next((names.index(one) for one in names if str(folders[one]) == ratings), 0)
            chosen = st.selectbox("Ratings to measure on", names, index=first, key=f"{key}.ratings", width=280)
        else:
            chosen = next(iter(folders), None)
        pressed = st.button(label, icon=":material/scoreboard:", key=key, disabled=reason is not None)
    if reason:
        st.caption(plain(reason))
    elif pressed and chosen:
        start_evaluation(library.EVALUATIONS, library.MODELS / name, folders[chosen])
        st.rerun()
    else:
        st.caption(
            "It takes a minute or two and measures viewers whom the model has never seen. You can leave this page "
            "meanwhile."
        )


def _why_not(name: str, folders: dict[str, Path]) -> str | None:
    """Why this person may not evaluate the model now, as a sentence; nothing where they may."""
    allowed = permissions()
    if reason := allowed.why_not("evaluate") or why_no_evaluation(name):
        return reason
    if not allowed.owns(note_of("models", name).by):
        return "Somebody else trained this model, and its figures are theirs."
    if not folders:
        return "There are no ratings here to measure it on. Bring some on the page Ratings first."
    if other := evaluated_now(library.EVALUATIONS):
        return f"The model “{other}” is being evaluated, and there is one at a time."
    return None


@st.fragment(run_every=0.5)
def _watch(name: str) -> None:
    """Draw how far it is until it ends; then the whole page is drawn anew."""
    now = latest_evaluation(library.EVALUATIONS, library.MODELS / name)
    if now is None or not now.is_running:
        st.rerun()
    st.progress(now.told.share, text=f"Evaluating {plain(name)}: {PHASES.get(now.told.phase, '')} …")
    if permissions().owns(note_of("models", name).by):
        _draw_cancel(name, now)


def _draw_cancel(name: str, now: Evaluation) -> None:
    st.button(
        "Cancelling …" if now.is_asked_to_stop else "Cancel",
        icon=":material/stop_circle:",
        key=f"evaluate.{name}.cancel",
        on_click=cancel,
        args=(now,),
        disabled=now.is_asked_to_stop,
    )
