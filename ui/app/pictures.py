"""Covers of titles from the sites that have them, where this server's owner brought their addresses and wants them."""

from __future__ import annotations

import os

import streamlit as st

from core.data.titles import title_facts

VARIABLE = "ANIME_EXPLORER_PICTURES"
"""In the environment: "on" where browsers may fetch pictures from elsewhere."""


def picture(anime_id: int) -> str | None:
    """The address of a title's cover, or nothing where none is known or wanted."""
    return title_facts().pictures.get(anime_id) if _are_on() else None


def say_where_from() -> None:
    """Say on a page with covers where they come from, if any do."""
    if _are_on() and title_facts().pictures:
        st.caption(
            "Covers come from MyAnimeList, AniList and Kitsu: your browser asks these sites for them. Where they are "
            "is known from [anime-offline-database](https://github.com/manami-project/anime-offline-database)."
        )


def _are_on() -> bool:
    return os.environ.get(VARIABLE) == "on"
