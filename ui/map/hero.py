"""The map as the Overview opens with it: to look at and to click, while the page scrolls as ever."""

from __future__ import annotations

import streamlit as st

from core.model.bundle import Bundle
from ui.app import formats
from ui.map.canvas import draw_map, name_regions
from ui.map.colours import colourings
from ui.map.inputs import fly_to
from ui.map.view import has_neighbour_map, map_view

KEY, CLICKED = "overview.map", "overview.clicked"
N_TITLES, N_REGIONS = 1_000, 6


def go_to_map() -> None:
    """Open the Map at the title that was clicked, if one was."""
    if st.session_state.pop(CLICKED, False):
        st.switch_page("pages/map.py")


def draw_hero(bundle: Bundle) -> None:
    """The most rated titles at their places, with the names of their regions; a click leads to the Map."""
    view = map_view(bundle, "neighbours" if has_neighbour_map(bundle) else "pca", N_TITLES, None)
    draw_map(bundle, view, colourings(bundle, None)["Genre"]().take(view.rows), KEY, _open, still=True)
    name_regions(bundle, view, KEY, N_REGIONS)
    st.caption(
        f"The {formats.count(len(view.rows))} most rated titles. Colour: genre, which the model never saw. Click a dot "
        "to open it on the Map."
    )


def _open(anime_id: int) -> None:
    fly_to(anime_id)
    st.session_state[CLICKED] = True
