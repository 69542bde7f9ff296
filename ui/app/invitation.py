"""The question before somebody else's answers open: nothing of one's own is joined or replaced without being asked."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from core.profiles import Profile
from ui.app import answers
from ui.app.titles import titles


def draw_choices(theirs: Profile, key: str, look: Callable[[], None], go_back: Callable[[], None]) -> None:
    """What can be done with somebody's answers; one choice is made of callbacks, another way is up to the page."""
    mine = answers.profile() != Profile()
    with st.container(horizontal=True):
        st.button(
            "Look at it beside yours" if mine else "Look at it",
            key=f"{key}.look",
            icon=":material/visibility:",
            on_click=look,
        )
        draw_copy(theirs, key, go_back)
        st.button("Go back", key=f"{key}.back", icon=":material/arrow_back:", on_click=go_back, type="tertiary")


def draw_copy(theirs: Profile, key: str, then: Callable[[], None] | None = None) -> None:
    """The button that makes a copy of somebody's answers one's own."""
    mine = answers.profile() != Profile()

    def copy() -> None:
        answers.change(theirs)
        if then:
            then()

    st.button(
        "Use a copy in place of my answers" if mine else "Use a copy",
        key=f"{key}.copy",
        icon=":material/content_copy:",
        on_click=copy,
        help="Undo on the page For you brings yours back." if mine else "Yours to change; theirs stays as it is.",
    )


def told_by(theirs: Profile) -> str:
    """How much somebody said, in words: "23 ratings and 4 titles not seen"."""
    parts = [
        f"{titles(len(theirs.ratings))} rated" if theirs.ratings else "",
        f"{titles(len(theirs.seen))} seen without a rating" if theirs.seen else "",
        f"{titles(len(theirs.not_seen))} not seen" if theirs.not_seen else "",
    ]
    return ", ".join(filter(None, parts)) or "nothing yet"


def and_my_unsaved() -> str:
    """The end of a button's words where answers that are saved nowhere go along."""
    unsaved = answers.n_unsaved()
    return f" and add my {unsaved} unsaved {'answer' if unsaved == 1 else 'answers'}" if unsaved else ""
