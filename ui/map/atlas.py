"""The atlas: a map on a canvas that people fly over, for as many titles as a catalog has.

What a map of a whole catalog needs (labels that make room for each other and grow in number with the zoom, a look from
another side, flight to a title, lines that appear without a new picture) has to happen in the browser, so this is a
component of its own: its scripts draw and listen, Python says what. What is marked on the map (the chosen title, an
outline) comes by a second, small component, so that a click does not send the catalog again.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import streamlit as st
from numpy.typing import NDArray

from core.analysis.projection import AxisMeaning
from ui.map.colours import Colouring
from ui.map.measures import Measure
from ui.map.modules import one_script
from ui.map.words import axis_ends

_FOLDER = Path(__file__).parent

_atlas = st.components.v2.component(
    "anime_atlas",
    html=(_FOLDER / "atlas.html").read_text(encoding="utf-8"),
    css=(_FOLDER / "atlas.css").read_text(encoding="utf-8"),
    js=one_script(_FOLDER / "js" / "atlas_component.js"),
)
_marks = st.components.v2.component("anime_atlas_marks", js=one_script(_FOLDER / "js" / "marks_component.js"))


@dataclass(frozen=True)
class Scene:
    """What the atlas shows; titles are in order of fame, the best known first."""

    version: str
    """Changes when the places do; the view then starts anew."""
    anime_ids: Sequence[int]
    titles: Sequence[str]
    facts: Sequence[str]
    places: NDArray
    """Shape ``(n, 2)``, or ``(n, 3)`` for a map that can be turned."""
    colouring: Colouring
    axes: Sequence[AxisMeaning]
    """What the axes mean; empty where they mean nothing."""
    measures: Sequence[Measure]
    """What the histograms below show."""
    still: bool
    """Whether it is only looked at and clicked, on a page that scrolls below the hand."""
    alt: str


def draw_atlas(scene: Scene, key: str, on_chosen: Callable[[], None]) -> None:
    """Draw the atlas; the callback finds what was clicked in ``st.session_state[key]["chosen"]``."""
    data: dict[str, object] = {
        "map": key,
        "version": scene.version,
        "ids": list(scene.anime_ids),
        "titles": list(scene.titles),
        "facts": list(scene.facts),
        "places": np.round(scene.places.T.astype(float), 3).tolist(),
        "colour": scene.colouring.as_data(),
        "measures": [measure.as_data() for measure in scene.measures],
        "axes": [{"low": low, "high": high} for low, high in map(axis_ends, scene.axes)],
        "still": scene.still,
        "alt": scene.alt,
    }
    _atlas(data=data, key=key, on_chosen_change=on_chosen)


def mark_atlas(
    key: str,
    of: str,
    chosen: int | None,
    near: Sequence[int],
    selected: Sequence[int],
    me: NDArray | None,
    pinned: Sequence[int],
    regions: Sequence[tuple[str, NDArray]],
    on_drawn: Callable[[], None],
    tell_drawing: bool,
    on_drawing: Callable[[], None],
) -> None:
    """Mark what is chosen on the atlas whose key is ``of``, what is pinned to it, and the names of its regions.

    The callback ``on_drawn`` finds an outline in ``st.session_state[key]["drawn"]``.
    Where ``tell_drawing`` is true, ``on_drawing`` is called once somebody begins an outline.
    """
    data: dict[str, object] = {
        "map": of,
        "chosen": chosen,
        "near": list(near),
        "selected": list(selected),
        "tell_drawing": tell_drawing,
        "me": None if me is None else me.tolist(),
        "pinned": list(pinned),
        "regions": [{"name": name, "at": np.round(at.astype(float), 3).tolist()} for name, at in regions],
    }
    _marks(data=data, key=key, height=1, on_drawn_change=on_drawn, on_drawing_change=on_drawing)
