"""The one place for plotly's look: colours, template, and how a figure is put on the page.

Colours are slots rather than values: Streamlit's charts theme fills ``#000001`` … in the browser with the palettes
of ``.streamlit/config.toml``, those of the light or of the dark theme, also when somebody switches between them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable

import numpy as np
import plotly.graph_objects as go
import streamlit as st

CATEGORIES = tuple(f"#0000{slot:02d}" for slot in range(1, 9))
"""Eight colours told apart by colour-blind eyes too; the last is grey, for "everything else"."""


def _in_steps(first: int) -> list[list]:
    """A scale of ten slots without shades between them: on each of its colours, ink or paper can be read."""
    return [[(place + end) / 10, f"#0000{first + place}"] for place in range(10) for end in (0, 1)]


SEQUENTIAL = _in_steps(11)
"""Low to high, in one hue."""
DIVERGING = _in_steps(21)
"""Below to above a middle: vermilion to indigo."""
PAPER_ON = {SEQUENTIAL[0][1]: (5, 6, 7, 8, 9), DIVERGING[0][1]: (0, 1, 8, 9)}
"""Steps of either scale, by its first colour, on which writing has the colour of the page, not of its text."""

ACCENT, CONTRAST = CATEGORIES[:2]
OTHERS = CATEGORIES[7]
PAPER = "#000038"
"""The colour of the page."""
INK = "#000037"
"""Text: nearly black on paper, nearly white at night. Streamlit's own is a grey that is hard to read on paper."""
FAINT = "rgba(128, 132, 145, 0.35)"
"""Lines and marks that should stay in the background, on paper and at night."""

HEIGHT = 420


MARGIN = {"l": 8, "r": 8, "t": 32, "b": 8}
"""Pixels around a figure without titles at its axes and without a legend."""
Y_TITLED, X_TITLED, LEGEND = 72, 63, 46
"""Pixels that such an axis with labels of a few figures takes up, and a legend in one row."""
LAYOUT = {
    "legend": {
        "orientation": "h",
        "yanchor": "bottom",
        "y": 1.02,
        "x": 0,
        "font": {"color": INK},
    },
    "hoverlabel": {"align": "left"},
    "font": {"color": INK},
}
AXIS = {
    "zeroline": False,
    "gridcolor": FAINT,
    "automargin": True,
    "tickfont": {"color": INK},
    "title": {"font": {"color": INK}},
}


def styled(figure: go.Figure, height: int = HEIGHT) -> go.Figure:
    """The figure with the house's margins, grid and hover; its data are not touched.

    Each part is put in whole, since plotly's own updates, value by value, take ten times as long.
    """
    layout = figure.layout
    layout.height, layout.bargap = height, 0.08
    # The browser draws a figure again once it knows its width, and of the same revision works nothing out again. Other
    # data are another figure to Streamlit, which begins it anew.
    layout.datarevision = 1
    axes = (*figure.select_xaxes(), *figure.select_yaxes())
    for name, look in {**LAYOUT, "margin": _room(figure), **{axis.plotly_name: AXIS for axis in axes}}.items():
        layout[name] = _laid_over(look, layout[name].to_plotly_json())
    return figure


def _room(figure: go.Figure) -> dict[str, int]:
    """The margins that a figure usually needs: one that needs more gets it, by plotly drawing it once more."""
    layout = figure.layout
    titled = {"l": (layout.yaxis.title.text, Y_TITLED), "b": (layout.xaxis.title.text, X_TITLED)}
    room = {side: pixels for side, (title, pixels) in titled.items() if title}
    named = [trace for trace in figure.data if trace.showlegend is not False]
    if len(named) > 1 and layout.showlegend is not False:
        room["t"] = LEGEND
    return MARGIN | room


def _laid_over(top: dict, bottom: dict) -> dict:
    """Both in one, dictionaries within them too; what both name is that of the top."""
    within = {key: _laid_over(top[key], bottom[key]) for key in top.keys() & bottom if isinstance(top[key], dict)}
    return {**bottom, **top, **within}


def uprights(values: Iterable[float], **line: object) -> list[dict]:
    """Lines from the bottom to the top of a figure at these places of its x axis, for its ``layout.shapes``."""
    return [{"type": "line", "x0": x, "x1": x, "yref": "paper", "y0": 0, "y1": 1, "line": line} for x in values]


def write_on_cells(figure: go.Figure, scale: list[list], written: Callable[[float], str]) -> None:
    """Each cell's value written on a heat map of this scale, the figure's only trace; ``zmin`` and ``zmax`` are set."""
    heat = figure.data[0]
    values = np.array(heat.z, dtype=float)
    rows, columns = np.nonzero(np.isfinite(values))
    values = values[rows, columns]
    steps = ((values - heat.zmin) / max(heat.zmax - heat.zmin, 1e-9) * 10).astype(int).clip(0, 9)
    figure.add_scatter(
        x=[heat.x[column] for column in columns],
        y=[heat.y[row] for row in rows],
        mode="text",
        text=list(map(written, values)),
        textfont={"color": [PAPER if step in PAPER_ON[scale[0][1]] else INK for step in steps]},
        showlegend=False,
        hoverinfo="skip",
    )


def show(figure: go.Figure, key: str, alt: str, on_select: Callable[[], None] | None = None) -> None:
    """Draw a figure across the page; ``alt`` says in words what it shows, for those who cannot see it.

    ``on_select`` is called once points were selected, one by one, in a box or in a lasso. Plotly's buttons stand only
    where that is asked for: on a phone they lie over what is at the top.
    """
    config = {
        "displaylogo": False,
        "modeBarButtonsToRemove": ["toImage"],
        "displayModeBar": on_select is not None,
    }
    told = on_select or "ignore"
    st.plotly_chart(figure, key=key, alt=alt, width="stretch", config=config, on_select=told)
