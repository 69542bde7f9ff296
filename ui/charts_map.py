"""Figures of the Map page: the principal axes of the best known titles, in two and in three dimensions."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import plotly.graph_objects as go
from numpy.typing import NDArray

from ui.charts import CATEGORIES, CONTRAST, DIVERGING, FAINT, SEQUENTIAL, styled
from ui.explore.shared import shorter
from ui.map.colours import Colouring
from ui.map.view import MapView
from ui.map.words import axis_title

HEIGHT = 640
LABEL_WIDTH, LABEL_HEIGHT = 6.2, 16
"""Pixels a letter and a line of a label take."""
PLOT = (330, 480)
"""Pixels for which labels are kept apart: those of a phone, so that they are apart on any screen."""
LONGEST = 24


def scatter(
    view: MapView,
    anime_ids: Sequence[int],
    titles: Sequence[str],
    facts: Sequence[str],
    colouring: Colouring,
    chosen: int | None,
    near: Sequence[int],
    me: NDArray | None,
) -> go.Figure:
    """Titles on their principal axes; ``chosen`` and ``near`` are places in ``titles`` and are joined by lines."""
    deep = view.places.shape[1] == 3
    dots = go.Scatter3d if deep else go.Scattergl
    size = (6 if deep else 9) + (5 if deep else 7) * np.linspace(1, 0, len(titles)) ** 2
    labels = [shorter(title, LONGEST) for title in titles]
    labelled = _free(view.places, labels, first=[] if chosen is None else [chosen, *near])
    figure = go.Figure()
    if chosen is not None:
        figure.add_trace(_lines(view, chosen, near, deep))
    for name, rows, marker in _groups(colouring, len(titles)):
        figure.add_trace(
            dots(
                **_at(view.places[rows]),
                name=name,
                showlegend=colouring.is_categorical,
                mode="markers+text",
                text=[labels[row] if row in labelled else "" for row in rows],
                textposition="top center",
                textfont={"size": 11},
                hovertext=[f"<b>{titles[row]}</b><br>{facts[row]}" for row in rows],
                hoverinfo="text",
                customdata=[anime_ids[row] for row in rows],
                marker={"size": size[rows], "opacity": 0.9, "line": {"width": 0}} | marker,
            )
        )
    if me is not None:
        figure.add_trace(
            (go.Scatter3d if deep else go.Scatter)(
                **_at(me[None, :]),
                name="You",
                mode="markers+text",
                text=["You"],
                textposition="top center",
                hovertext=["Your taste, from your answers"],
                hoverinfo="text",
                marker={"size": 8 if deep else 20, "symbol": "diamond" if deep else "star", "color": CONTRAST},
            )
        )
    figure.update_layout(uirevision=f"{view.layout} {len(titles)}", dragmode="turntable" if deep else "pan")
    if deep:
        axes = {f"{axis}axis": _scene_axis(f"Axis {place + 1}") for place, axis in enumerate("xyz")}
        figure.update_scenes(aspectmode="cube", camera_eye={"x": 1.35, "y": 1.35, "z": 0.6}, **axes)
    else:
        across, up = [{"text": axis_title(meaning), "font": {"size": 12}} for meaning in view.meanings]
        figure.update_layout(xaxis_title=across, yaxis_title=up)
    return styled(figure, height=HEIGHT).update_layout(margin_t=84)


def _scene_axis(name: str) -> dict[str, Any]:
    return {"title": {"text": name}, "gridcolor": FAINT, "zerolinecolor": FAINT, "showbackground": False}


def _groups(colouring: Colouring, n: int) -> list[tuple[str, NDArray[np.int64], dict]]:
    """Name, rows and marker of each set of dots that is drawn alike."""
    if colouring.is_categorical:
        groups = [(name, np.flatnonzero(colouring.values == place)) for place, name in enumerate(colouring.names)]
        return [
            (name, rows, {"color": CATEGORIES[place % len(CATEGORIES)]})
            for place, (name, rows) in enumerate(groups)
            if len(rows)
        ]
    low, high = colouring.ends
    ticks = np.linspace(low, high, 5)
    bar = {
        "title": {"text": colouring.label},
        "thickness": 10,
        "len": 0.6,
        "tickvals": ticks,
        "ticktext": [colouring.show(float(tick)) for tick in ticks],
    }
    scale = DIVERGING if colouring.diverging else SEQUENTIAL
    marker = {"color": colouring.values, "cmin": low, "cmax": high, "colorscale": scale, "colorbar": bar}
    return [("Titles", np.arange(n), marker)]


def _lines(view: MapView, chosen: int, near: Sequence[int], deep: bool) -> go.Scatter | go.Scatter3d:
    """Lines from a title to its nearest ones, and a ring around it."""
    gap = np.full(view.places.shape[1], np.nan)
    points = np.array([point for row in near for point in (view.places[chosen], view.places[row], gap)])
    points = np.vstack([points.reshape(-1, view.places.shape[1]), view.places[chosen]])
    sizes = np.zeros(len(points))
    sizes[-1] = 14 if deep else 26
    line = {"color": CONTRAST, "width": 3 if deep else 1.5}
    marker = {"size": sizes, "color": CONTRAST, "symbol": "circle-open", "line": {"width": 2, "color": CONTRAST}}
    kind = go.Scatter3d if deep else go.Scatter
    return kind(**_at(points), mode="lines+markers", line=line, marker=marker, hoverinfo="skip", showlegend=False)


def _at(places: NDArray) -> dict[str, NDArray]:
    return {axis: places[:, place] for place, axis in enumerate("xyz"[: places.shape[1]])}


def _free(places: NDArray, labels: Sequence[str], first: Sequence[int]) -> set[int]:
    """Which titles can carry their label without hiding another's; the chosen ones, then in order of fame."""
    if places.shape[1] == 3:
        return {*first, *range(12)}
    low, high = places.min(axis=0), places.max(axis=0)
    at = (places - low) / np.maximum(high - low, 1e-9) * PLOT
    taken: list[tuple[float, float, float]] = []
    free = set()
    for row in [*first, *range(len(labels))]:
        x, y, half = at[row][0], at[row][1], LABEL_WIDTH * len(labels[row]) / 2
        if row not in free and all(
            abs(x - other) > half + width or abs(y - height) > LABEL_HEIGHT for other, height, width in taken
        ):
            taken.append((x, y, half))
            free.add(row)
    return free
