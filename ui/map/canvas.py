"""Puts a map on the page, and on the map what is chosen and drawn around."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st
from numpy.typing import NDArray

from core.model.bundle import Bundle
from ui.app import formats
from ui.app.per_bundle import per_naming
from ui.app.title_choice import HYOUKA, OREGAIRU, TOKYO_GHOUL
from ui.app.titles import year
from ui.map.atlas import Scene, draw_atlas, mark_atlas
from ui.map.colours import Colouring
from ui.map.inputs import fly_to, outline, outlined
from ui.map.measures import measures
from ui.map.view import LAYOUTS, MapView, region_names

PINNED = (OREGAIRU, HYOUKA, TOKYO_GHOUL)
"""Titles that stand out until another one is chosen: the article's, of which two are alike and one is not."""
HAS_DRAWN = "map.has_drawn"
"""Where the session keeps that somebody has begun an outline."""


def draw_map(
    bundle: Bundle,
    view: MapView,
    colouring: Colouring,
    key: str = "",
    on_chosen: Callable[[int], None] = fly_to,
    still: bool = False,
) -> None:
    """Draw the titles; a click is kept in the session. A still map is only looked at and clicked."""
    titles, facts = _texts(bundle)
    key = key or _key(view)
    scene = Scene(
        version=f"{bundle.name} {bundle.card.created} {view.layout} {view.n}",
        anime_ids=bundle.model.anime.ids[view.rows].tolist(),
        titles=[titles[row] for row in view.rows],
        facts=[facts[row] for row in view.rows],
        places=view.places,
        colouring=colouring,
        axes=view.meanings,
        measures=[] if still else [measure.take(view.rows) for measure in measures(bundle)],
        still=still,
        alt=alt(view, colouring),
    )
    draw_atlas(scene, key, on_chosen=lambda: on_chosen(int(st.session_state[key]["chosen"])))


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
        pinned=[] if chosen is not None or outlined(bundle) else PINNED,
        regions=region_names(bundle, view.layout, view.n),
        on_drawn=lambda: outline([int(anime_id) for anime_id in st.session_state[key]["drawn"]]),
        tell_drawing=not has_drawn(),
        on_drawing=lambda: st.session_state.update({HAS_DRAWN: True}),
    )


def name_regions(bundle: Bundle, view: MapView, key: str, most: int) -> None:
    """Write the names of its largest regions, and nothing else, on the map that was drawn under a key."""
    mark_atlas(
        f"{key}.marks",
        of=key,
        chosen=None,
        near=[],
        selected=[],
        me=None,
        pinned=[],
        regions=region_names(bundle, view.layout, view.n)[:most],
        on_drawn=_nothing,
        tell_drawing=False,
        on_drawing=_nothing,
    )


def _nothing() -> None:
    """Nothing is drawn around where nobody draws."""


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
