"""PCA: a cloud turned until it lies flat, and what is lost on the way from 64 numbers to two."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import plotly.graph_objects as go
import streamlit as st
from numpy.typing import NDArray

from core.analysis.projection import genre_axes, principal_axes
from core.analysis.turning import ASKEW, share_shown, turned
from core.data.catalog import Catalog
from core.data.genres import HEADLINES, leading_genre
from core.model.bundle import Bundle
from ui.app import charts, formats
from ui.app.charts import CATEGORIES, INK, styled
from ui.app.dot_names import FONT, named_dots
from ui.app.per_bundle import per_naming
from ui.app.titles import shorter
from ui.learn.material import dot_bundle, of_model
from ui.learn.station import Station

TURN, TILT = "learn.turn", "learn.tilt"
N_TITLES, N_NAMED = 100, 12
HEIGHT, SMALLEST, LARGEST = 340, 5, 12
"""Of the picture, and of its dots, in pixels."""
ABOVE = 100
"""Pixels for the names of the genres."""


class Cloud(NamedTuple):
    """The most rated titles in three dimensions."""

    points: NDArray[np.float64]
    """Along the three principal axes, shape ``(n, 3)``."""
    shares: NDArray[np.float32]
    """Of the variance of all factors, along each of the three."""
    n_factors: int
    titles: list[str]
    genres: NDArray
    ends: list[str]
    """What the two ends of the first axes are, in words."""


def draw() -> None:
    """Two dials that turn the cloud, and how much of it is seen."""
    bundle = dot_bundle()
    if bundle is None:
        return
    cloud = _cloud(bundle)
    st.session_state.setdefault(TURN, ASKEW[0])
    st.session_state.setdefault(TILT, ASKEW[1])
    turn = st.slider("Turn", -90.0, 90.0, step=5.0, key=TURN, format="%d°")
    tilt = st.slider("Tilt", -90.0, 90.0, step=5.0, key=TILT, format="%d°")
    seen = turned(cloud.points, turn, tilt)
    shown = share_shown(seen)
    st.progress(shown, text=f"The picture shows {shown:.0%} of the cloud; the rest is depth")
    charts.show(
        _picture(cloud, seen), "learn.cloud", alt=f"{len(seen)} titles as dots; {shown:.0%} of their spread is seen."
    )
    st.button("Let PCA turn it", icon=":material/auto_fix_high:", type="primary", on_click=_lay_flat)
    if turn == tilt == 0:
        first, second = cloud.shares[:2]
        st.markdown(
            f"Flat. {' '.join(cloud.ends)} But of the variance of all {cloud.n_factors} numbers these two axes keep "
            f"**{first + second:.0%}**; the rest is lost in any flat picture."
        )
    st.markdown(of_model(bundle))


def _lay_flat() -> None:
    """Callback: the view in which most is seen."""
    st.session_state[TURN], st.session_state[TILT] = 0.0, 0.0


@per_naming
def _cloud(bundle: Bundle) -> Cloud:
    counts = bundle.catalog.table["n_ratings"].to_numpy()
    rows = np.argsort(-counts, kind="stable")[:N_TITLES]
    factors = bundle.model.anime_factors[rows]
    catalog = Catalog(bundle.catalog.table.iloc[rows], bundle.catalog.names)
    axes = principal_axes(factors, catalog)
    points = axes.place(factors).astype(np.float64)
    titles = [bundle.catalog.title(int(anime_id)) for anime_id in catalog.table.index]
    return Cloud(
        points,
        axes.explained_variance,
        factors.shape[1],
        titles,
        leading_genre(catalog, HEADLINES),
        [
            f"From left to right it runs from {_genres(meaning.low)} to {_genres(meaning.high)}."
            for meaning in genre_axes(points, catalog, n_genres=2)[:1]
        ],
    )


def _genres(names: tuple[str, ...]) -> str:
    return formats.listed([name.lower() for name in names]) if names else "no genre in particular"


def _picture(cloud: Cloud, seen: NDArray[np.float64]) -> go.Figure:
    reach = float(np.abs(cloud.points).max()) * 1.05
    near = (seen[:, 2] - seen[:, 2].min()) / max(np.ptp(seen[:, 2]), 1e-9)
    names = [shorter(title, 20) for title in cloud.titles]
    sides = named_dots((seen[:, :2] / reach + 1) / 2, names, HEIGHT, LARGEST / 2, N_NAMED)
    figure = go.Figure()
    for number, genre in enumerate((*HEADLINES, "Other")):
        chosen = np.flatnonzero(cloud.genres == number)
        if len(chosen):
            figure.add_scatter(
                x=seen[chosen, 0],
                y=seen[chosen, 1],
                mode="markers+text",
                name=genre,
                marker={
                    "color": CATEGORIES[number % 8],
                    "size": SMALLEST + (LARGEST - SMALLEST) * near[chosen],
                    "line": {"width": 0},
                },
                opacity=0.85,
                text=[names[place] if place in sides else "" for place in chosen],
                textposition=[sides.get(place, "middle right") for place in chosen.tolist()],
                textfont={"size": FONT, "color": INK},
                customdata=[cloud.titles[place] for place in chosen],
                hovertemplate="%{customdata}<extra></extra>",
            )
    for axis in (figure.update_xaxes, figure.update_yaxes):
        axis(range=[-reach, reach], showticklabels=False, showgrid=False)
    figure.update_layout(legend_itemsizing="constant")
    return styled(figure, height=HEIGHT + ABOVE)


STATION = Station(
    slug="pca",
    name="PCA",
    chapter="Model Interpretation & making Recommendations",
    question="How do you draw a point that has 64 numbers?",
    text="""
Each title is a point in a space of 64 dimensions. Paper has two. **Principal component analysis** turns the cloud of
points until its widest side faces you, and drops the rest.

Here is the same with three dimensions: the hundred most rated titles, turned askew. Turn them yourself until you see as
much of the cloud as you can. Then let PCA do it.

What stands close together in the flat picture is probably alike. What stands far apart certainly differs, but two
dots on top of each other may be far apart in depth.
""",
    remember="PCA is the best shadow of the cloud, and still a shadow.",
    code="""\
counts = catalog.n_ratings.to_numpy()
top = np.argsort(-counts, kind="stable")[:100]
w = model.i_weight.weight.detach()[top]
flat = w.pca(3)
shares = flat.var(dim=0) / w.var(dim=0).sum()
print(f"two axes keep {shares[:2].sum():.0%}")""",
    prints="two axes keep 24%",
    draw=draw,
)
