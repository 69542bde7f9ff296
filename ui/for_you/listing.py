"""The list beside the questions: it moves with every answer and shows what moved."""

from __future__ import annotations

from dataclasses import replace

import streamlit as st

from core.model.bundle import Bundle
from core.profiles import Profile
from ui.app import answers
from ui.app.per_bundle import bundle_key
from ui.app.recommender import reasons, recommend
from ui.app.titles import titles
from ui.for_you.cards import draw_card
from ui.for_you.list_options import draw_adventure, draw_filters
from ui.for_you.movement import movement
from ui.for_you.popularity_figure import draw_popularity
from ui.for_you.questions import is_precise

LIST, BEFORE, LENGTH = "list.now", "list.before", "list.length"
STEP = 10
BEYOND = 20
"""Titles looked at beyond those shown, so that a card can say from how far below it rose."""


def draw_list(bundle: Bundle) -> None:
    """Draw the list for the answers given so far."""
    profile = answers.profile()
    _draw_heading(profile)
    adventurous = draw_adventure()
    figure = st.container(gap="xxsmall", key="how-known")
    filters = draw_filters(bundle.catalog)
    length = st.session_state.setdefault(LENGTH, STEP)
    options = replace(filters, n=length + BEYOND, adventurous=adventurous)
    found = recommend(bundle, profile, options)
    ids = [each.anime_id for each in found]
    marks = movement(ids, _before((bundle_key(bundle), profile, replace(options, n=0)), ids))
    why = reasons(bundle, profile, ids[:length])
    with st.container(key="your-list"):
        for place, (each, moved_by) in enumerate(zip(found, why, strict=False), start=1):
            draw_card(bundle, place, each, moved_by, marks.get(each.anime_id, ""), is_precise())
    if len(found) < length:
        left = "Nothing is left" if not found else f"Only {titles(len(found))} left"
        st.info(f"{left}: the rest you answered, hid or filtered out.", icon=":material/filter_alt:")
    elif len(found) > length:
        st.button("Show ten more", key="list.more", on_click=_show_more, icon=":material/expand_more:")
    if found:
        familiar = recommend(bundle, profile, replace(options, n=length, adventurous=0.0)) if adventurous else []
        with figure:
            draw_popularity(bundle.catalog, ids[:length], [each.anime_id for each in familiar])


def _draw_heading(profile: Profile) -> None:
    told = len(profile.ratings) + len(profile.seen)
    with st.container(gap="xsmall"):
        if told:
            st.subheader(f"Your list, from {told} {'answer' if told == 1 else 'answers'}", anchor=False)
        else:
            st.subheader("Before your first answer: what most people love", anchor=False)
            st.markdown(
                "What you have not seen moves it a little already; the first title you have seen makes it yours."
                if profile.not_seen
                else "Nothing here is about you yet: these are the titles that most people rated 8 or more."
            )


def _before(asked: tuple, ids: list[int]) -> list[int] | None:
    """The list as it was before the last change of what was asked of this model, or nothing at the first."""
    last, last_ids = st.session_state.get(LIST, (None, None))
    if last != asked:
        st.session_state[BEFORE] = last_ids if last and last[0] == asked[0] else None
        st.session_state[LIST] = (asked, ids)
    return st.session_state[BEFORE]


def _show_more() -> None:
    st.session_state[LENGTH] += STEP
