"""The list beside the questions: it moves with every answer and shows what moved."""

from __future__ import annotations

import streamlit as st

from core.bundle import Bundle
from ui import answers
from ui.for_you.cards import draw_card
from ui.for_you.engine import recommend
from ui.for_you.movement import movement
from ui.for_you.questions import is_precise

LIST, BEFORE, LENGTH = "list.now", "list.before", "list.length"
STEP, FARTHEST = 10, 50


def draw_list(bundle: Bundle) -> None:
    """Draw the list for the answers given so far."""
    mine = answers.profile()
    found = recommend(bundle, mine, FARTHEST)
    ids = [each.anime_id for each in found]
    marks = movement(ids, _before((bundle.name, mine), ids))
    rated = len(answers.ratings())
    if rated:
        st.subheader(f"Your list, from {rated} {'answer' if rated == 1 else 'answers'}", anchor=False)
    else:
        st.subheader("Before you answer: what most people love", anchor=False)
        st.caption("Nothing here is about you yet: these are the titles with most high ratings.")
    length = st.session_state.setdefault(LENGTH, STEP)
    with st.container(key="your-list"):
        for place, each in enumerate(found[:length], start=1):
            draw_card(bundle, place, each, marks.get(each.anime_id, ""), is_precise())
    if length < len(found):
        st.button("Show ten more", key="list.more", on_click=_show_more, icon=":material/expand_more:")


def _before(asked: tuple, ids: list[int]) -> list[int] | None:
    """The list as it was before the last change of what was asked, or nothing at the first."""
    last = st.session_state.get(LIST)
    if last is None or last[0] != asked:
        st.session_state[BEFORE] = last[1] if last else None
        st.session_state[LIST] = (asked, ids)
    return st.session_state[BEFORE]


def _show_more() -> None:
    st.session_state[LENGTH] += STEP
