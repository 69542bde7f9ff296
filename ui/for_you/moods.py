"""The mood that the list and the questions keep to, if any: chosen with a tap, taken back with another, in the link."""

from __future__ import annotations

import streamlit as st

from core.recommend.moods import MOODS

MOOD = "mood"
"""Its name, in the session and in the link."""


def mood_name() -> str | None:
    """The mood that was chosen, here or in the link that opened the page."""
    if MOOD not in st.session_state:
        st.session_state[MOOD] = st.query_params.get(MOOD)
    name = st.session_state[MOOD]
    return name if name in MOODS else None


def choose_mood(place: str) -> None:
    """Draw every mood at a place of the page; all places show the same one."""
    key = f"mood.{place}"
    if st.session_state.get(key) != mood_name():
        st.session_state[key] = mood_name()
    st.pills(
        "What are you in the mood for?", list(MOODS), key=key, on_change=lambda: _put(st.session_state[key]), wrap=True
    )


def draw_way_out() -> None:
    """Draw the way back to titles of every mood, while there is one."""
    if name := mood_name():
        st.button(
            f"Only “{name}”: show everything",
            key="mood.none",
            icon=":material/close:",
            type="tertiary",
            on_click=_put,
            args=(None,),
        )


def _put(name: str | None) -> None:
    st.session_state[MOOD] = name
    if name:
        st.query_params[MOOD] = name
    else:
        st.query_params.pop(MOOD, None)
