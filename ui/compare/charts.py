"""Figures of the Compare page."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd
import plotly.graph_objects as go
from numpy.typing import NDArray

from ui.app import formats
from ui.app.charts import ACCENT, CONTRAST, FAINT, INK, OTHERS, styled
from ui.app.dot_names import FONT, named_dots
from ui.app.titles import shorter

N_NAMES = 16
HEIGHT, DOT = 560, 8
"""Of the maps and of their dots, in pixels."""
ABOVE = 90
"""Pixels above and below the dots, for names of models and of an axis."""


def aligned_maps(one: NDArray, other: NDArray, titles: Sequence[str], names: tuple[str, str]) -> go.Figure:
    """The same titles on two maps laid over each other, a line from each title's place to its other place."""
    figure = go.Figure()
    gaps = np.full(len(one), np.nan)
    figure.add_scatter(
        x=np.stack([one[:, 0], other[:, 0], gaps], axis=1).ravel(),
        y=np.stack([one[:, 1], other[:, 1], gaps], axis=1).ravel(),
        mode="lines",
        line={"color": FAINT, "width": 1},
        hoverinfo="skip",
        showlegend=False,
    )
    labels = [shorter(title, 22) for title in titles]
    both = np.concatenate([one, other])
    low, high = both.min(axis=0), both.max(axis=0)
    room = np.maximum(0.04 * (high - low), 1e-6)
    places = (both - low + room) / (high - low + 2 * room)
    sides = named_dots(places, labels, HEIGHT - ABOVE, DOT / 2, N_NAMES, others=len(other))
    labels = [label if place in sides else "" for place, label in enumerate(labels)]
    for name, points, colour, symbol, text in (
        (names[0], one, ACCENT, "circle", labels),
        (names[1], other, CONTRAST, "diamond-open", None),
    ):
        figure.add_scatter(
            x=points[:, 0],
            y=points[:, 1],
            name=name,
            mode="markers+text" if text else "markers",
            text=text,
            textposition=[sides.get(place, "middle right") for place in range(len(titles))],
            textfont={"size": FONT, "color": INK},
            marker={"size": DOT, "color": colour, "symbol": symbol},
            customdata=titles,
            hovertemplate=f"%{{customdata}}<br>{name}<extra></extra>",
        )
    ends = np.stack([low - room, high + room], axis=1).tolist()
    figure.update_xaxes(title="First axis", showticklabels=False, range=ends[0])
    figure.update_yaxes(title="Second axis", showticklabels=False, range=ends[1])
    return styled(figure, height=HEIGHT)


def biases(pairs: pd.DataFrame, names: tuple[str, str]) -> go.Figure:
    """What each title's bias is worth in one model against the other; on the dashed line both agree."""
    low, high = pairs[["one", "other"]].min().min(), pairs[["one", "other"]].max().max()
    figure = go.Figure(
        go.Scattergl(
            x=pairs["one"],
            y=pairs["other"],
            mode="markers",
            name="Titles",
            marker={"size": 6, "color": ACCENT, "opacity": 0.5},
            text=pairs["title"],
            customdata=pairs[["one", "other"]].map(formats.signed),
            hovertemplate="%{text}<br>%{customdata[0]} and %{customdata[1]} points<extra></extra>",
        )
    )
    figure.add_scatter(
        x=[low, high],
        y=[low, high],
        mode="lines",
        name="Both agree",
        line={"color": OTHERS, "dash": "dash"},
        hoverinfo="skip",
    )
    figure.update_xaxes(title=f"{names[0]}, rating points")
    figure.update_yaxes(title=f"{names[1]}, rating points")
    return styled(figure, height=440)


def overlaps(shared: NDArray, k: int) -> go.Figure:
    """How many titles have 0, 1 … k of their nearest titles in common."""
    counts = np.bincount(np.rint(shared * k).astype(np.int64), minlength=k + 1)
    figure = go.Figure(
        go.Bar(
            x=list(range(k + 1)),
            y=counts,
            marker={"color": ACCENT},
            hovertemplate=f"%{{y:,}} titles share %{{x}} of {k}<extra></extra>",
        )
    )
    figure.update_xaxes(title=f"Of their {k} nearest titles in common", dtick=1)
    figure.update_yaxes(title="Titles")
    return styled(figure, height=300)
