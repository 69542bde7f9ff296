"""How much better the list has become with the answers so far, and when more of them stop paying."""

from __future__ import annotations

import streamlit as st

from core.errors import BundleError
from core.evaluation.gain import Gain, gain_of
from core.evaluation.kept import KeptScores
from core.model.bundle import Bundle
from ui.app import library
from ui.app.formats import share

ENOUGH, MOST = 0.6, 0.85
"""Shares of what answers can bring from which a few more still help, and from which they hardly do."""


def draw_gain(bundle: Bundle, n_answers: int) -> None:
    """A bar and two sentences; nothing before the first answer, and for a model that was never measured."""
    kept = _kept(bundle)
    gain = gain_of(kept, n_answers) if kept and n_answers else None
    if gain:
        st.progress(gain.share, text=words(gain, n_answers))


def words(gain: Gain, n_answers: int) -> str:
    """What the answers brought and whether more will, as Markdown."""
    answers = "one answer" if n_answers == 1 else f"{n_answers} answers"
    brought = f"After {answers}, lists find {share(gain.better)} more of what people love."
    if gain.share < ENOUGH:
        advice = "The next few help most."
    elif gain.share < MOST:
        advice = "A few more will still help."
    else:
        advice = f"That is nearly all that {gain.most} bring: now just watch."
    return f":small[:gray[{brought} {advice} (Measured on {gain.viewers:,} viewers the model has never met.)]]"


def _kept(bundle: Bundle) -> KeptScores | None:
    """The figures beside the model; damaged ones are the Scoreboard's to tell of."""
    try:
        return library.open_scores(library.MODELS / bundle.name)
    except BundleError:
        return None
