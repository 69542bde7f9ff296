"""What a phone says at the bottom of its screen when an answer changed the list that is out of sight below."""

from __future__ import annotations

import streamlit as st

PLACE = "the-list"
"""Where the bar leads to: the name of a place on the page."""


def draw_place() -> None:
    """Mark the place that the bar leads to."""
    st.html(f'<div id="{PLACE}"></div>')


def draw_changed(n_new: int | None) -> None:
    """Draw the bar for a number of titles that came in, none where nothing changed; only phones show it."""
    if n_new is not None:
        said = f"Your list changed: {n_new} new" if n_new else "Your list changed"
        st.html(f'<a class="changed" href="#{PLACE}"><span>{said}</span><span>See it ↓</span></a>')
