"""The embedding as it moves: the best-known titles on two axes, while a model learns and once more afterwards."""

from __future__ import annotations

import numpy as np
import pandas as pd
import plotly.graph_objects as go
import streamlit as st
from numpy.typing import NDArray

from core.data.catalog import Catalog
from core.data.genres import HEADLINES
from core.data.titles import named, title_facts
from core.runs.state import Run
from core.training.moving_embedding import MovingEmbedding
from ui.app.charts import CATEGORIES, FAINT, INK, show, styled
from ui.app.dot_names import FONT, named_dots
from ui.app.naming import naming
from ui.app.titles import shorter

N_LABELLED, TRAIL = 12, 10
"""Titles with their names beside them, and the moments that their trails go back."""
HEIGHT, BESIDE, DOT = 520, 160, 10
"""Of the figure, of what stands above and below its titles, and of a title's dot, in pixels."""
UNSEEN = "rgba(0,0,0,0)"
"""Of the slider's numbers: the one at which it stands is written above it."""
GENRES = (*HEADLINES, "Other")
SECONDS = 12.0
"""That the whole way takes when it is watched again."""


def draw_moving(run: Run, key: str) -> None:
    """Where the titles are now, or the whole way to watch again once they have come to rest."""
    moving = run.folder.read_moving()
    if moving is None:
        return
    is_learning = run.state == "running" and run.progress.phase == "training"
    st.subheader("Titles finding their places")
    show(
        moving_figure(moving, names_of(moving), is_learning),
        key=f"train.moving.{key}",
        alt=f"The {len(moving.titles)} titles with most ratings on two axes, after {moving.moments[-1]:.1f} epochs.",
    )
    st.caption(
        f"The {len(moving.titles)} titles with most ratings all start in one place. Titles that the same people like "
        "drift together; nobody tells the model their genres. Of the many directions of its vectors these are the two "
        "along which the titles differed most after the first epoch (PCA); they stay the same throughout."
    )


def names_of(moving: MovingEmbedding) -> list[str]:
    """What people see the titles called."""
    table = pd.DataFrame({"title": moving.titles}, index=moving.anime_id)
    titles = named(Catalog(table), title_facts(), naming()).titles
    return [titles[anime_id] for anime_id in moving.anime_id.tolist()]


def moving_figure(moving: MovingEmbedding, names: list[str], is_learning: bool) -> go.Figure:
    """The titles at the latest moment; with a slider over all moments unless the model is still learning."""
    places = moving.places.astype(np.float64)
    low, high = places.min(axis=(0, 1)), places.max(axis=(0, 1))
    room = np.maximum(0.08 * (high - low), 1e-3)
    start, end = low - room, high + room
    places = (places - start) / (end - start)
    labels = [shorter(name, 22) for name in names]
    labelled = named_dots(places[-1], labels, HEIGHT - BESIDE, DOT / 2, N_LABELLED)
    figure = go.Figure(_traces(moving, places, names, labelled, len(places) - 1))
    for update in (figure.update_xaxes, figure.update_yaxes):
        update(range=[0, 1], showticklabels=False, showgrid=False)
    styled(figure, height=HEIGHT)
    if is_learning:
        figure.update_layout(transition={"duration": 400, "easing": "cubic-in-out"})
    else:
        figure.frames = [
            go.Frame(name=str(moment), data=_traces(moving, places, names, labelled, moment))
            for moment in range(len(places))
        ]
        _add_controls(figure, moving.moments)
    return figure


def _traces(
    moving: MovingEmbedding, places: NDArray[np.float64], names: list[str], labelled: dict[int, str], moment: int
) -> list[go.Scatter]:
    """A trail of each named title, the titles of each genre, and names, at one moment."""
    now = places[moment].round(3)
    trails = places[max(moment - TRAIL, 0) : moment + 1, list(labelled)].round(3)
    gap = np.full((1, len(labelled), 2), np.nan)
    lines = np.concatenate([trails, gap]).transpose(1, 0, 2).reshape(-1, 2)
    traces = [_scatter(lines, mode="lines", line={"color": FAINT, "width": 2, "shape": "spline"}, hoverinfo="skip")]
    for number, genre in enumerate(GENRES):
        own = np.flatnonzero(moving.genre == number)
        if len(own):
            marker = {"color": CATEGORIES[number], "size": DOT, "line": {"width": 1, "color": FAINT}}
            text = [names[row] for row in own]
            traces.append(
                _scatter(
                    now[own], mode="markers", name=genre, showlegend=True, marker=marker, text=text, hoverinfo="text"
                )
            )
    text = [shorter(names[row], 22) for row in labelled]
    font = {"color": INK, "size": FONT}
    return [
        *traces,
        _scatter(
            now[list(labelled)],
            mode="markers+text",
            text=text,
            textposition=list(labelled.values()),
            textfont=font,
            marker={"size": DOT, "opacity": 0},
            hoverinfo="skip",
        ),
    ]


def _scatter(places: NDArray[np.float64], **look: object) -> go.Scatter:
    look = {"showlegend": False, **look}
    return go.Scatter(x=places[:, 0].tolist(), y=places[:, 1].tolist(), **look)


def _add_controls(figure: go.Figure, moments: NDArray[np.float32]) -> None:
    """A button that plays all moments, and a slider over them."""
    pace = 1000 * SECONDS / len(moments)
    at_once = {"mode": "immediate", "frame": {"duration": 0, "redraw": False}, "transition": {"duration": 0}}
    play = {
        "fromcurrent": False,
        "frame": {"duration": pace, "redraw": False},
        "transition": {"duration": pace, "easing": "linear"},
    }
    button = {"label": "▶ Watch again", "method": "animate", "args": [None, play]}
    steps = [
        {"label": f"{moment:.1f}", "method": "animate", "args": [[str(number)], at_once]}
        for number, moment in enumerate(moments.tolist())
    ]
    looks = {"bgcolor": UNSEEN, "bordercolor": FAINT, "y": 0, "yanchor": "top"}
    menu = {
        "type": "buttons",
        "buttons": [button],
        "showactive": False,
        "x": 0,
        "xanchor": "left",
        "pad": {"t": 24},
        "font": {"color": INK},
    }
    slider = {
        "steps": steps,
        "active": len(steps) - 1,
        "x": 0.3,
        "len": 0.7,
        "pad": {"t": 16},
        "ticklen": 0,
        "minorticklen": 0,
        "font": {"color": UNSEEN},
        "currentvalue": {"prefix": "After epoch ", "font": {"color": INK}},
    }
    figure.update_layout(updatemenus=[menu | looks], sliders=[slider | looks])
