"""Why a title stands where it does, one click deeper, as HTML: the rating in words, and what each answer does."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from html import escape

from core.data.ratings import HIGHEST
from core.errors import BundleError
from core.evaluation.kept import Coverage
from core.model.bundle import Bundle
from core.recommend.explanations import Reason, Why
from core.recommend.options import Options
from core.recommend.recommender import Recommendation
from ui.app import answers, formats, library
from ui.app.recommender import new_to_you
from ui.for_you.rating_scale import choice_of, choices
from ui.for_you.scale_switch import is_precise
from ui.for_you.sentences import said_of

FARTHEST = 200
"""Places that are looked through for a title that fell."""


def why_said(bundle: Bundle, place: int, found: Recommendation, why: Why, options: Options) -> str:
    """What opens over a card."""
    reasons = "".join(_reason(bundle, place, found, reason, options) for reason in why.reasons)
    return (
        f'<div class="floating why" role="dialog" aria-label="Why this" tabindex="-1">{_rating(bundle, found)}{reasons}'
        "<p><small>Numbers in brackets: what the answer adds to the title’s score, and to its expected rating in "
        "points. All other answers, and what they add only in combination: "
        f"{formats.signed(why.together)}.</small></p></div>"
    )


def _rating(bundle: Bundle, found: Recommendation) -> str:
    low = found.predicted - found.standard_deviation
    high = min(found.predicted + found.standard_deviation, HIGHEST)
    return (
        f"<p>People with answers like yours rate it about <strong>{found.predicted:.1f}</strong>, two in three of them "
        f"between {low:.1f} and {high:.1f}. {_measured(bundle)}Below is what each answer does. Change one here, or "
        "click it again to take it off.</p>"
    )


def _measured(bundle: Bundle) -> str:
    """How many ratings do fall within such a span, where the model was evaluated."""
    try:
        kept = library.open_scores(library.MODELS / bundle.name)
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


def _reason(bundle: Bundle, place: int, found: Recommendation, reason: Reason, options: Options) -> str:
    said, effect = said_of(bundle, answers.profile(), reason.anime_id), _without(bundle, place, found, reason, options)
    moved, points = formats.signed(reason.influence), formats.signed(reason.points)
    numbers = f'<small class="quiet">({moved}, rating {points})</small>'
    return f"<p>{said}: {effect} {numbers}</p>{_answer_control(bundle, reason.anime_id)}"


def _answer_control(bundle: Bundle, anime_id: int) -> str:
    """The choices for one title, of which the session's answer is pressed."""
    name = escape(bundle.catalog.title(anime_id))
    given = choice_of(answers.profile(), anime_id, is_precise())
    buttons = "".join(
        f'<button type="button" data-act="answer" data-about="{anime_id}" aria-pressed="{is_pressed}">{choice}</button>'
        for choice, is_pressed in ((choice, str(choice == given).lower()) for choice in choices(is_precise()))
    )
    return f'<div class="choices" role="group" aria-label="Your answer for {name}">{buttons}</div>'


def _without(bundle: Bundle, place: int, found: Recommendation, reason: Reason, options: Options) -> str:
    """Where the title would stand without the answer, from a list made afresh."""
    fewer = answers.profile().without(reason.anime_id)
    listed = new_to_you(bundle, fewer, replace(options, n=FARTHEST))
    then = next((at for at, each in enumerate(listed, start=1) if each.anime_id == found.anime_id), None)
    if then is None:
        return f"without it, it would not be among the first {FARTHEST}."
    return f"without it, place {then} instead of {place}." if then != place else "without it, the same place."
