"""Figures of the Viewers page."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import plotly.graph_objects as go
from numpy.typing import NDArray

from ui.app import formats
from ui.app.charts import ACCENT, CATEGORIES, FAINT, OTHERS, styled, uprights

GENRES = 84
"""Pixels of an axis with genres at it."""
SYMBOLS = ("circle", "square", "diamond")


def fingerprints(genres: Sequence[str], people: Mapping[str, NDArray]) -> go.Figure:
    """How much more than other titles each person likes each genre, one row a genre, one mark a person."""
    figure = go.Figure()
    order = np.argsort(next(iter(people.values())))
    names = [genres[place] for place in order]
    for (name, values), colour, symbol in zip(people.items(), CATEGORIES, SYMBOLS, strict=False):
        figure.add_scatter(
            x=values[order],
            y=names,
            name=name,
            mode="markers",
            marker={"size": 12, "color": colour, "symbol": symbol},
            customdata=[formats.signed(value) for value in values[order]],
            hovertemplate=f"{name}: %{{y}} %{{customdata}} points<extra></extra>",
        )
    figure.layout.shapes = uprights([0], color=OTHERS, width=1)
    figure.update_xaxes(title="Liked more than other titles, in rating points", tickformat=".1f")
    return styled(figure, height=120 + 30 * len(genres)).update_layout(margin_l=GENRES)


def cosine_spread(scores: NDArray, marks: Mapping[str, float]) -> go.Figure:
    """How alike all viewers are to one of them, with the twin and the opposite pointed out."""
    counts, edges = np.histogram(scores, bins=40)
    figure = go.Figure(
        go.Bar(
            x=(edges[1:] + edges[:-1]) / 2,
            y=counts,
            marker={"color": ACCENT},
            hovertemplate="%{y:,} viewers with a cosine of about %{x:.2f}<extra></extra>",
        )
    )
    figure.layout.shapes = uprights(marks.values(), color=FAINT, dash="dash")
    figure.layout.annotations = [
        {"text": f"{name} {formats.measure(value)}", "x": value, "y": 1, "yref": "paper", "yanchor": "bottom"}
        | {"showarrow": False}
        for name, value in marks.items()
    ]
    figure.update_layout(bargap=0.02)
    figure.update_xaxes(title="Cosine")
    figure.update_yaxes(title="Viewers")
    return styled(figure, height=280)
