"""The list beside the questions, in two parts: it moves with every answer and shows what moved."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

import streamlit as st

from core.model.bundle import Bundle
from core.profiles import Profile
from core.recommend.moods import MOODS
from core.recommend.options import Options
from core.recommend.recommender import Continuation, Recommendation
from ui.app import answers
from ui.app.per_bundle import bundle_key
from ui.app.recommender import go_on_with, new_to_you, reasons
from ui.app.titles import titles
from ui.for_you.card_list import draw_cards, open_card
from ui.for_you.cards import card, next_card
from ui.for_you.list_options import draw_options
from ui.for_you.moods import draw_way_out, mood_name
from ui.for_you.movement import movement
from ui.for_you.popularity_figure import draw_popularity
from ui.for_you.why import why_said

LIST, BEFORE, LENGTH = "list.now", "list.before", "list.length"
STEP = 10
BEYOND = 20
"""Titles looked at beyond those shown, so that a card can say from how far below it rose, and stand out among them."""
NEXT_SHOWN = 6
"""Next parts that are shown."""


def draw_list(bundle: Bundle) -> int | None:
    """Draw both parts of the list for the answers given so far.

    The result is how many of the titles shown came in with the last change, or none where it moved nothing.
    """
    profile = answers.profile()
    mood = mood_name()
    options = replace(draw_options(bundle, _heading(profile, mood)), mood=MOODS.get(mood or ""))
    if remark := _remark(profile, mood):
        st.markdown(f":small[{remark}]")
    draw_way_out()
    length = st.session_state.setdefault(LENGTH, STEP)
    options = replace(options, n=length + BEYOND)
    found = new_to_you(bundle, profile, options)
    ids = [each.anime_id for each in found]
    before = _before((bundle_key(bundle), profile, replace(options, n=0)), ids)
    marks = movement(ids, before)
    _draw_new(bundle, found[:length], ids[length:], marks, options)
    _draw_end(found, length)
    _draw_next(bundle, go_on_with(bundle, profile, replace(options, n=NEXT_SHOWN)))
    if found:
        familiar = (
            new_to_you(bundle, profile, replace(options, n=length, adventurous=0.0)) if options.adventurous else []
        )
        with st.container(gap="xxsmall", key="how-known"):
            draw_popularity(bundle, ids[:length], [each.anime_id for each in familiar])
    shown, shown_before = ids[:length], (ids if before is None else before)[:length]
    return None if shown == shown_before else len(set(shown) - set(shown_before))


def _draw_new(
    bundle: Bundle, found: Sequence[Recommendation], others: Sequence[int], marks: Mapping[int, str], options: Options
) -> None:
    reasons_ = reasons(bundle, answers.profile(), [each.anime_id for each in found], others)
    cards, open_why = [], ""
    for place, (each, why) in enumerate(zip(found, reasons_, strict=True), start=1):
        cards.append(card(bundle, place, each, why, marks.get(each.anime_id, "")))
        if each.anime_id == open_card() and why.reasons:
            open_why = why_said(bundle, place, each, why, options)
    draw_cards(bundle, cards, "your-list", open_why)


def _draw_end(found: Sequence[Recommendation], length: int) -> None:
    if len(found) < length:
        left = "Nothing is left" if not found else f"Only {titles(len(found))} left"
        st.info(f"{left}: the rest you answered, hid or filtered out.", icon=":material/filter_alt:")
    elif len(found) > length:
        st.button("Show ten more", key="list.more", on_click=_show_more, icon=":material/expand_more:")


def _draw_next(bundle: Bundle, parts: Sequence[Continuation]) -> None:
    if not parts:
        return
    st.header("Go on with", anchor=False)
    draw_cards(bundle, [next_card(bundle, part) for part in parts], "go-on")


def _heading(profile: Profile, mood: str | None) -> str:
    told = len(profile.watched)
    if told:
        return f"{mood or 'New to you'}, from {told} {'answer' if told == 1 else 'answers'}"
    return mood or "Before your first answer: what most people love"


def _remark(profile: Profile, mood: str | None) -> str:
    if profile.watched:
        return ""
    if profile.not_seen:
        return "“Not seen” moves the list a little; the first title you have seen makes it yours."
    which = "titles of this mood" if mood else "titles"
    return f"Nothing here is about you yet: these are the {which} that most people rated 8 or more."


def _before(asked: tuple, ids: list[int]) -> list[int] | None:
    """The list as it was before the last change of what was asked of this model, or nothing at the first."""
    last, last_ids = st.session_state.get(LIST, (None, None))
    if last != asked:
        st.session_state[BEFORE] = last_ids if last and last[0] == asked[0] else None
        st.session_state[LIST] = (asked, ids)
    return st.session_state[BEFORE]


def _show_more() -> None:
    st.session_state[LENGTH] += STEP
