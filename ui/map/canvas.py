"""Puts a map on the page, and on the map what is chosen and drawn around."""

from __future__ import annotations

import streamlit as st
from numpy.typing import NDArray

from core.model.bundle import Bundle
from ui.app import formats
from ui.app.per_bundle import per_naming
from ui.app.titles import year
from ui.map.atlas import Scene, draw_atlas, mark_atlas
from ui.map.colours import Colouring
from ui.map.inputs import fly_to, outline, outlined
from ui.map.view import LAYOUTS, MapView

HAS_DRAWN = "map.has_drawn"
"""Where the session keeps that somebody has begun an outline."""


def draw_map(bundle: Bundle, view: MapView, colouring: Colouring) -> None:
    """Draw the titles; a click is kept in the session."""
    titles, facts = _texts(bundle)
    key = _key(view)
    scene = Scene(
        version=f"{bundle.name} {bundle.card.created} {view.layout} {view.n}",
        anime_ids=bundle.model.anime.ids[view.rows].tolist(),
        titles=[titles[row] for row in view.rows],
        facts=[facts[row] for row in view.rows],
        places=view.places,
        colouring=colouring,
        axes=view.meanings,
        alt=alt(view, colouring),
    )
    draw_atlas(scene, key, on_chosen=lambda: fly_to(int(st.session_state[key]["chosen"])))


def has_drawn() -> bool:
    """Whether somebody has begun an outline in this visit."""
    return st.session_state.get(HAS_DRAWN, False)


def mark_map(
    bundle: Bundle, view: MapView, chosen: int | None, near: list[tuple[int, float]], me: NDArray | None
) -> None:
    """Show on the map what is chosen and drawn around; an outline is kept in the session."""
    key = f"{_key(view)}.marks"
    mark_atlas(
        key,
        of=_key(view),
        chosen=chosen,
        near=[int(bundle.model.anime.ids[row]) for row, _ in near],
        selected=outlined(bundle),
        me=me,
        on_drawn=lambda: outline([int(anime_id) for anime_id in st.session_state[key]["drawn"]]),
        tell_drawing=not has_drawn(),
        on_drawing=lambda: st.session_state.update({HAS_DRAWN: True}),
    )


def _key(view: MapView) -> str:
    return f"map.{view.layout}"


def alt(view: MapView, colouring: Colouring) -> str:
    """What the map shows, in words."""
    arrows = "turn" if view.layout == "pca3" else "move"
    return (
        f"Map of {formats.count(len(view.rows))} titles ({LAYOUTS[view.layout].lower()}), coloured by "
        f"{colouring.label.lower()}. Arrow keys {arrows} it, plus and minus zoom; the search box finds a title."
    )


@per_naming
def _texts(bundle: Bundle) -> tuple[list[str], list[str]]:
    """Title and a line of facts for each model row."""
    table = bundle.catalog.table
    titles = [bundle.catalog.title(int(anime_id)) for anime_id in table.index]
    facts = [
        f"{' · '.join(filter(None, (year(int(anime_id)), kind, ', '.join(genres[:3]))))} · "
        f"{formats.rating(mean)} from {formats.count(n)} ratings"
        for anime_id, kind, genres, mean, n in zip(
            table.index, table["type"], table["genres"], table["data_mean"], table["n_ratings"], strict=True
        )
    ]
    return titles, facts
