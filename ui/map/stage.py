"""Puts a map on the page: few titles on their principal axes as a plotly figure, all else as the atlas."""

from __future__ import annotations

from functools import partial

import numpy as np
import streamlit as st
from numpy.typing import NDArray

from core.bundle import Bundle
from ui import charts, charts_map, formats
from ui.explore.shared import per_bundle
from ui.map.atlas import Scene, draw_atlas, mark_atlas
from ui.map.colours import Colouring
from ui.map.inputs import fly_to, outline, outlined
from ui.map.view import LAYOUTS, MapView

PLOTLY_UP_TO = 250
"""Titles a figure shows whose labels do not follow the zoom; more go to the atlas."""


def draw_map(
    bundle: Bundle,
    view: MapView,
    colouring: Colouring,
    chosen: int | None,
    near: list[tuple[int, float]],
    me: NDArray | None,
) -> None:
    """Draw the titles with what is chosen and drawn around; clicks and outlines are kept in the session."""
    if is_figure(view):
        _draw_figure(bundle, view, colouring, chosen, near, me, f"map.{view.layout}")
    else:
        _draw_atlas(bundle, view, colouring, f"map.{view.layout}.atlas")


def is_figure(view: MapView) -> bool:
    """Whether a map is a plotly figure."""
    return view.layout == "pca3" or (view.layout == "pca" and len(view.rows) <= PLOTLY_UP_TO)


def mark_map(
    bundle: Bundle, view: MapView, chosen: int | None, near: list[tuple[int, float]], me: NDArray | None
) -> None:
    """Show on an atlas what is chosen and drawn around; a figure has it drawn in."""
    if is_figure(view):
        return
    key = f"map.{view.layout}.marks"
    mark_atlas(
        key,
        chosen=chosen,
        near=[int(bundle.model.anime.ids[row]) for row, _ in near],
        selected=outlined(bundle),
        me=me,
        on_drawn=lambda: outline([int(anime_id) for anime_id in st.session_state[key]["drawn"]]),
    )


def alt(view: MapView, colouring: Colouring) -> str:
    """What the map shows, in words."""
    return (
        f"Map of {formats.count(len(view.rows))} titles ({LAYOUTS[view.layout].lower()}), coloured by "
        f"{colouring.label.lower()}. Arrow keys move it, plus and minus zoom; the search box finds a title."
    )


def _draw_figure(
    bundle: Bundle,
    view: MapView,
    colouring: Colouring,
    chosen: int | None,
    near: list[tuple[int, float]],
    me: NDArray | None,
    key: str,
) -> None:
    ids = bundle.model.anime.ids[view.rows].tolist()
    place = {int(row): place for place, row in enumerate(view.rows)}
    titles, facts = _texts(bundle)
    figure = charts_map.scatter(
        view,
        ids,
        [titles[row] for row in view.rows],
        [facts[row] for row in view.rows],
        colouring,
        None if chosen is None else place[bundle.model.anime.row(chosen)],
        [place[row] for row, _ in near],
        [place[row] for row in bundle.model.anime.rows(np.array(outlined(bundle), dtype=np.int64)) if row in place],
        me,
    )
    charts.show(
        figure,
        key=key,
        alt=alt(view, colouring),
        on_select=partial(_figure_selected, key),
        selection_mode=("points", "box", "lasso"),
        config={"scrollZoom": True},
    )


def _figure_selected(key: str) -> None:
    """Take over a click or an outline; an empty event only says that the figure has changed."""
    selection = st.session_state[key]["selection"]
    points = selection["points"]
    ids = [point["customdata"] for point in points if point.get("customdata") is not None]
    ids = [int(anime_id[0] if isinstance(anime_id, list) else anime_id) for anime_id in ids]
    if not ids:
        return
    if selection.get("box") or selection.get("lasso"):
        outline(ids)
    else:
        fly_to(ids[0])


def _draw_atlas(
    bundle: Bundle,
    view: MapView,
    colouring: Colouring,
    key: str,
) -> None:
    titles, facts = _texts(bundle)
    ids = bundle.model.anime.ids
    scene = Scene(
        version=f"{bundle.name} {bundle.card.created} {view.layout} {len(view.rows)}",
        anime_ids=ids[view.rows].tolist(),
        titles=[titles[row] for row in view.rows],
        facts=[facts[row] for row in view.rows],
        places=view.places,
        colouring=colouring,
        axes=[] if view.axes is None else view.meanings,
        alt=alt(view, colouring),
    )
    draw_atlas(scene, key, on_chosen=lambda: fly_to(int(st.session_state[key]["chosen"])))


@per_bundle
def _texts(bundle: Bundle) -> tuple[list[str], list[str]]:
    """Title and a line of facts for each model row."""
    table = bundle.catalog.table
    titles = [bundle.catalog.title(int(anime_id)) for anime_id in table.index]
    facts = [
        f"{kind} · {', '.join(genres[:3])} · {formats.rating(mean)} from {formats.count(n)} ratings"
        for kind, genres, mean, n in zip(
            table["type"], table["genres"], table["data_mean"], table["n_ratings"], strict=True
        )
    ]
    return titles, facts
