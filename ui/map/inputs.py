"""What a person chooses on the Map; all of it is in the link."""

from __future__ import annotations

import itertools
import re

import numpy as np
import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from core.model.bundle import Bundle
from ui.app import formats
from ui.app.title_choice import may_choose_title, title_options
from ui.map.view import Layout, sizes

AT, SELECTED = "at", "map.selected"
"""Where the chosen title and the outlined titles are kept in the session."""
LINK = "outlined"
MOST_IN_LINK = 400
"""Outlined titles that a link keeps, the best known first: some 1,300 letters, which mail and chat let through."""


def choose_number(bundle: Bundle, layout: Layout, where: DeltaGenerator) -> int:
    """Draw the slider for how many of the most rated titles to show; a tiny catalog is shown whole."""
    choices = sizes(bundle)
    if len(choices) == 1:
        return choices[0]
    key = "shown_around" if layout == "neighbours" else "shown"
    _forget_unless(key, choices)
    return where.select_slider(
        "Most rated titles",
        choices,
        value=choices[-1] if layout == "neighbours" else choices[0],
        format_func=formats.count,
        key=key,
        bind="query-params",
    )


def choose_title_to_fly_to(bundle: Bundle) -> int | None:
    """Draw the search box; its value is also set by clicks on the map."""
    if isinstance(st.session_state.get(AT), int):
        _forget_unless(AT, title_options(bundle))
    return may_choose_title(bundle, "Find a title", AT)


def fly_to(anime_id: int) -> None:
    """Choose a title; to be called before the search box is drawn, as callbacks are."""
    st.session_state[AT] = anime_id


def outlined(bundle: Bundle) -> list[int]:
    """The titles somebody drew around, here or where the link was copied, that this model knows."""
    if SELECTED not in st.session_state:
        outline(ids_in_link(st.query_params.get(LINK, "")))
    return [anime_id for anime_id in st.session_state[SELECTED] if anime_id in bundle.catalog]


def outline(anime_ids: list[int]) -> None:
    """Keep the titles that were drawn around."""
    st.session_state[SELECTED] = anime_ids


def put_outline_in_link(bundle: Bundle) -> None:
    """Bring the link up to date with what is drawn around."""
    known = outlined(bundle)
    if len(known) > MOST_IN_LINK:
        known = bundle.catalog.table.loc[known].nlargest(MOST_IN_LINK, "n_ratings").index.tolist()
    text = link_of_ids(known)
    if not text:
        st.query_params.pop(LINK, None)
    elif st.query_params.get(LINK) != text:
        st.query_params[LINK] = text


def link_of_ids(anime_ids: list[int]) -> str:
    """Ids in few letters: sorted, and each written as its distance from the one before, in base 36."""
    gaps = np.diff(sorted(set(anime_ids)), prepend=0)
    return "".join(f"_{np.base_repr(gap, 36).lower()}" for gap in gaps)


def ids_in_link(text: str) -> list[int]:
    """The ids that ``link_of_ids`` wrote; none where the link is broken."""
    if not re.fullmatch(r"(_[0-9a-z]{1,6})+", text):
        return []
    return list(itertools.accumulate(int(gap, 36) for gap in text[1:].split("_")))


def _forget_unless(key: str, choices: list[int]) -> None:
    """Drop a value that another model had and this one has not."""
    if key in st.session_state and st.session_state[key] not in choices:
        del st.session_state[key]
