"""Whose the chosen ratings are: share them, or delete them."""

from __future__ import annotations

from functools import partial

import streamlit as st

from ui.app.deletion import offer_deletion
from ui.app.kept_ratings import delete_ratings, is_mine, is_shared, share
from ui.app.permissions import permissions


def draw_ownership(name: str) -> None:
    """What their owner may do with ratings that were brought; to others nothing is said."""
    if not is_mine(name):
        return
    with st.container(horizontal=True, vertical_alignment="center"):
        if permissions().access.mode == "public":
            key = f"ratings.shared.{name}"
            st.session_state.setdefault(key, is_shared(name))
            st.toggle(
                "Everybody here may see them",
                key=key,
                on_change=lambda: share(name, st.session_state[key]),
                help="Otherwise you alone see these ratings, and this explorer's owner.",
            )
        left = "Models that were trained on them stay."
        offer_deletion("these ratings", left, partial(delete_ratings, name), key=f"ratings.delete.{name}")
