"""Why a title stands where it does, one click deeper: the rating in words, and what each answer does, exactly."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import streamlit as st

from core.data.ratings import HIGHEST
from core.errors import BundleError
from core.evaluation.kept import Coverage, kept_scores
from core.model.bundle import Bundle
from core.recommend.explanations import Reason, Why
from core.recommend.options import Options
from core.recommend.recommender import Recommendation
from ui.app import answers, formats, library
from ui.app.recommender import new_to_you
from ui.for_you.rating_scale import answer_control
from ui.for_you.scale_switch import is_precise
from ui.for_you.sentences import said_of

FARTHEST = 200
"""Places that are looked through for a title that fell."""


def draw_why(bundle: Bundle, place: int, found: Recommendation, why: Why, options: Options) -> None:
    """The button, and what it opens; that is worked out once it is open."""
    if not why.reasons:
        return
    popover = st.popover(
        "Why this",
        type="tertiary",
        icon=":material/help:",
        on_change="rerun",
        key=f"why.{found.anime_id}",
    )
    if popover.open:
        with popover:
            _draw_rating(bundle, found)
            for reason in why.reasons:
                _draw_reason(bundle, place, found, reason, options)
            st.markdown(
                ":small[Numbers in brackets: what the answer adds to the title’s score, and to its expected rating in "
                f"points. All other answers, and what they say only together: {formats.signed(why.together)}.]"
            )


def _draw_rating(bundle: Bundle, found: Recommendation) -> None:
    low = found.predicted - found.standard_deviation
    high = min(found.predicted + found.standard_deviation, HIGHEST)
    st.markdown(
        f"People with answers like yours rate it about **{found.predicted:.1f}**, two in three of them between "
        f"{low:.1f} and {high:.1f}. {_measured(bundle)}Below is what each answer does. Change one here, or click it "
        "again to take it off."
    )


def _measured(bundle: Bundle) -> str:
    """How many ratings do fall within such a span, where the model was evaluated."""
    try:
        kept = kept_scores(library.MODELS / bundle.name)
    except BundleError:
        return ""
    return coverage_said(kept.coverage, len(answers.ratings())) if kept else ""


def coverage_said(coverage: Sequence[Coverage], n_answers: int) -> str:
    """The measured coverage at the number of answers nearest to this one, as a sentence; empty where none is known."""
    whole = [row for row in coverage if row.group == "all"]
    if not whole:
        return ""
    nearest = min(whole, key=lambda row: abs(row.answers - n_answers))
    return f"(Measured: {round(100 * nearest.coverage)} of 100 ratings fall within such a span.) "


def _draw_reason(bundle: Bundle, place: int, found: Recommendation, reason: Reason, options: Options) -> None:
    title = bundle.catalog.title(reason.anime_id)
    said, effect = said_of(bundle, answers.profile(), reason.anime_id), _without(bundle, place, found, reason, options)
    with st.container(gap="xxsmall"):
        moved, points = formats.signed(reason.influence), formats.signed(reason.points)
        st.markdown(f"{said}: {effect} :small[:gray[({moved}, rating {points})]]")
        answer_control(reason.anime_id, title, f"why-{found.anime_id}", is_precise())


def _without(bundle: Bundle, place: int, found: Recommendation, reason: Reason, options: Options) -> str:
    """Where the title would stand without the answer, from a list made afresh."""
    fewer = answers.profile().without(reason.anime_id)
    listed = new_to_you(bundle, fewer, replace(options, n=FARTHEST))
    then = next((at for at, each in enumerate(listed, start=1) if each.anime_id == found.anime_id), None)
    if then is None:
        return f"without it, it would not be among the first {FARTHEST}."
    return f"without it, place {then} instead of {place}." if then != place else "without it, the same place."
