"""The titles of a shared list, each with what its visitor said of it."""

from __future__ import annotations

import streamlit as st

from core.data.catalog import link
from core.model.bundle import Bundle
from core.profiles import Profile
from ui.app import answers
from ui.app.formats import plain
from ui.app.shared_list import shared_list
from ui.app.tiles import draw_with_tile
from ui.app.titles import facts


def draw_their_list(bundle: Bundle, theirs: Profile) -> None:
    """The first titles of the list."""
    st.header("Their list", anchor=False)
    mine = {found.anime_id for found in shared_list(bundle, answers.profile())} if answers.ratings() else set()
    for place, found in enumerate(shared_list(bundle, theirs), start=1):
        title = plain(bundle.catalog.title(found.anime_id))
        genres = plain(", ".join(bundle.catalog.table.at[found.anime_id, "genres"]))
        known = " · ".join(filter(None, (facts(bundle.catalog, found.anime_id), genres)))
        lines = [f"**{place} · [{title}]({link(found.anime_id)})**", f":small[{known}]"]
        if said := _said(found.anime_id, mine):
            lines.append(f":small[:blue[{said}]]")
        draw_with_tile(bundle, found.anime_id, "shared", "  \n".join(lines))


def _said(anime_id: int, mine: set[int]) -> str:
    """What the visitor's own answers and list say of a title."""
    profile = answers.profile()
    if anime_id in profile.ratings:
        return f"You rated it {profile.ratings[anime_id]:g}."
    if anime_id in profile.seen:
        return "You have seen it."
    return "On your list, too." if anime_id in mine else ""
