"""Whether answers are given in words or from 1 to 10."""

from __future__ import annotations

import streamlit as st

PRECISE = "questions.precise"


def choose_scale() -> None:
    """Draw the switch; it is kept while the session lasts."""
    st.toggle("Answer from 1 to 10", key=PRECISE, persist_state="session")


def is_precise() -> bool:
    """True where the person answers from 1 to 10 instead of in words."""
    return bool(st.session_state.get(PRECISE, False))
