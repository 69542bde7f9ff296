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
NEARBY = 0.5
"""Share of the whole map's width that is shown around a chosen title."""
MARGIN = 0.06
DIMMED = 0.15
EYE = np.array([1.3, 1.3, 0.6])
"""From where a map in depth is first seen; its cube has sides of one and its middle at zero."""
CUBE = 220
"""Pixels of a side of that cube."""


def scatter(
    view: MapView,
    anime_ids: Sequence[int],
    titles: Sequence[str],
    facts: Sequence[str],
    colouring: Colouring,
    chosen: int | None,
    near: Sequence[int],
    outlined: Sequence[int],
    me: NDArray | None,
) -> go.Figure:
    """Titles on their principal axes, seen from near where one is chosen.

    ``chosen``, ``near`` and ``outlined`` are places in ``titles``. Lines join the chosen title with the near ones; what
    is not outlined is dimmed, if anything is.
    """
    deep = view.places.shape[1] == 3
    dots = go.Scatter3d if deep else go.Scattergl
    size = (6 if deep else 9) + (5 if deep else 7) * np.linspace(1, 0, len(titles)) ** 2
    labels = [shorter(title, LONGEST) for title in titles]
    first = [] if chosen is None else [chosen, *near]
    window = _window(view.places, chosen, me)
    at = _projected(view.places) if deep else (view.places - window[0]) / (window[1] - window[0]) * PLOT
    labelled = _free(at, labels, first if deep and first else [*first, *range(len(titles))])
    figure = go.Figure()
    if chosen is not None:
        figure.add_trace(_lines(view, chosen, near, deep, labels[chosen]))
    for name, rows, marker in _groups(colouring, len(titles)):
        figure.add_trace(
            dots(
                **_at(view.places[rows]),
                name=name,
                showlegend=colouring.is_categorical,
                mode="markers+text",
                text=[labels[row] if row in labelled and row != chosen else "" for row in rows],
                textposition=[labelled.get(row, "top center") for row in rows],
                textfont={"size": 11},
                hovertext=[f"<b>{titles[row]}</b><br>{facts[row]}" for row in rows],
                hoverinfo="text",
                customdata=[anime_ids[row] for row in rows],
                marker={"size": size[rows], "opacity": 0.9, "line": {"width": 0}} | marker,
                **_dimmed(rows, outlined, deep),
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
    seen_from = "" if deep or chosen is None else anime_ids[chosen]
    figure.update_layout(uirevision=f"{view.layout} {len(titles)} {seen_from}", dragmode="turntable" if deep else "pan")
    if deep:
        axes = {f"{axis}axis": _scene_axis(f"Axis {place + 1}") for place, axis in enumerate("xyz")}
        figure.update_scenes(aspectmode="cube", camera_eye=dict(zip("xyz", EYE, strict=True)), **axes)
    else:
        across, up = [{"text": axis_title(meaning), "font": {"size": 12}} for meaning in view.meanings]
        figure.update_layout(xaxis_title=across, yaxis_title=up)
        figure.update_layout(xaxis_range=window[:, 0], yaxis_range=window[:, 1])
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


def _lines(view: MapView, chosen: int, near: Sequence[int], deep: bool, label: str) -> go.Scatter | go.Scatter3d:
    """Lines from a title to its nearest ones, and a ring with a label around it."""
    gap = np.full(view.places.shape[1], np.nan)
    points = np.array([point for row in near for point in (view.places[chosen], view.places[row], gap)])
    points = np.vstack([points.reshape(-1, view.places.shape[1]), view.places[chosen]])
    sizes = np.zeros(len(points))
    sizes[-1] = 14 if deep else 26
    line = {"color": CONTRAST, "width": 3 if deep else 1.5}
    marker = {"size": sizes, "color": CONTRAST, "symbol": "circle-open", "line": {"width": 2, "color": CONTRAST}}
    kind = go.Scatter3d if deep else go.Scatter
    return kind(
        **_at(points),
        mode="lines+markers+text",
        text=[""] * (len(points) - 1) + [f"<b>{label}</b>"],
        textposition="top center",
        textfont={"size": 12, "color": CONTRAST},
        line=line,
        marker=marker,
        hoverinfo="skip",
        showlegend=False,
    )


def _at(places: NDArray) -> dict[str, NDArray]:
    return {axis: places[:, place] for place, axis in enumerate("xyz"[: places.shape[1]])}


def _window(places: NDArray, chosen: int | None, me: NDArray | None) -> NDArray:
    """Lowest and highest place that is shown: of the whole map, or of what lies around the chosen title."""
    everything = places if me is None else np.vstack([places, me])
    low, high = everything.min(axis=0), everything.max(axis=0)
    span = np.maximum(high - low, 1e-6)
    if chosen is None:
        return np.array([low - MARGIN * span, high + MARGIN * span])
    return np.array([places[chosen] - NEARBY / 2 * span, places[chosen] + NEARBY / 2 * span])


def _dimmed(rows: NDArray[np.int64], outlined: Sequence[int], deep: bool) -> dict[str, Any]:
    """How a set of dots tells outlined titles from others; dots in depth cannot."""
    if deep or not outlined:
        return {}
    faded = {"marker": {"opacity": DIMMED}}
    return {"selectedpoints": np.flatnonzero(np.isin(rows, outlined)), "unselected": faded}


def _projected(places: NDArray) -> NDArray:
    """Where places in depth are first seen, in pixels, but for perspective."""
    low, high = places.min(axis=0), places.max(axis=0)
    ahead = -EYE / np.linalg.norm(EYE)
    right = np.cross(ahead, [0, 0, 1])
    right /= np.linalg.norm(right)
    seen = (places - low) / np.maximum(high - low, 1e-9) @ np.column_stack([right, np.cross(right, ahead)]) * CUBE
    return seen - (seen.min(axis=0) + seen.max(axis=0)) / 2 + np.array(PLOT) / 2


def _free(at: NDArray, labels: Sequence[str], rows: Sequence[int]) -> dict[int, str]:
    """Where each of some titles can carry its label, the first first, without hiding another's or leaving ``PLOT``.

    ``at`` are pixels, shape ``(n, 2)``.
    """
    taken: list[tuple[float, float, float]] = []
    free: dict[int, str] = {}
    for row in rows:
        (x, y), half = at[row], LABEL_WIDTH * len(labels[row]) / 2
        if row in free or not (0 <= x <= PLOT[0] and 0 <= y <= PLOT[1]):
            continue
        side, x = ("left", x - half) if x + half > PLOT[0] else ("right", x + half) if x < half else ("center", x)
        if all(abs(x - other) > half + width or abs(y - height) > LABEL_HEIGHT for other, height, width in taken):
            taken.append((x, y, half))
            free[row] = f"top {side}"
    return free
