"""Figures of the Similarity page."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import plotly.graph_objects as go
from numpy.typing import NDArray

from core.analysis.similarity import PairDistribution
from ui.app import formats
from ui.app.charts import ACCENT, CONTRAST, DIVERGING, styled, uprights, write_on_cells

MOST_PRINTED = 8
"""Titles up to which a heat map has its figures printed in it, and needs no scale beside it."""


def heat_map(names: Sequence[str], values: NDArray, percentiles: NDArray, measure: str) -> go.Figure:
    """The measure between each two titles, in colour and in figures; the middle of the colours is 0.

    A title with itself is left blank: it says nothing, and would outshine all pairs.
    """
    values = np.where(np.eye(len(values), dtype=bool), np.nan, values)
    reach = max(float(np.nanmax(np.abs(values))), 1e-6)
    figure = go.Figure(
        go.Heatmap(
            z=values,
            x=names,
            y=names,
            zmid=0,
            zmin=-reach,
            zmax=reach,
            colorscale=DIVERGING,
            customdata=percentiles,
            hovertemplate=f"%{{y}}<br>%{{x}}<br>{measure} %{{z:.3f}}"
            "<br>more alike than %{customdata:.1f}% of all pairs<extra></extra>",
            xgap=3,
            ygap=3,
            hoverongaps=False,
            showscale=len(names) > MOST_PRINTED,
            colorbar={"title": measure, "thickness": 12},
        )
    )
    if len(names) <= MOST_PRINTED:
        write_on_cells(figure, DIVERGING, formats.measure)
    figure.update_yaxes(autorange="reversed", showgrid=False)
    figure.update_xaxes(showgrid=False, side="bottom")
    return styled(figure, height=200 + 56 * len(names))


def pair_spread(pairs: PairDistribution, chosen: Sequence[float], measure: str) -> go.Figure:
    """How the measure spreads over all pairs of titles, with lines at the chosen pairs."""
    low, high = pairs.quantile([0.0002, 0.9998])
    edges = np.linspace(min(low, *chosen), max(high, *chosen), 61)
    shares = np.diff(pairs.percentile(edges)) / 100
    figure = go.Figure(
        go.Bar(
            x=(edges[1:] + edges[:-1]) / 2,
            y=shares,
            marker={"color": ACCENT},
            hovertemplate=f"%{{y:.1%}} of all pairs have a {measure.lower()} of about %{{x:.2f}}<extra></extra>",
        )
    )
    figure.layout.shapes = uprights(chosen, color=CONTRAST, width=2)
    figure.update_layout(bargap=0.05)
    figure.update_xaxes(title=measure)
    figure.update_yaxes(title="Share of pairs", tickformat=".0%")
    return styled(figure, height=260)


def path_chart(names: Sequence[str], to_start: NDArray, to_end: NDArray) -> go.Figure:
    """How alike each stop of a path is to where it began and to where it leads."""
    figure = go.Figure()
    stops = list(range(1, len(names) + 1))
    for label, values, colour, dash in ((names[0], to_start, ACCENT, "solid"), (names[-1], to_end, CONTRAST, "dash")):
        figure.add_scatter(
            x=stops,
            y=values,
            name=f"Alike to {label}",
            mode="lines+markers",
            line={"color": colour, "dash": dash},
            marker={"size": 9},
            customdata=names,
            hovertemplate="%{customdata}: %{y:.2f}<extra></extra>",
        )
    figure.update_xaxes(title="Stop", tickvals=stops, range=[0.8, len(names) + 0.2])
    figure.update_yaxes(title="Cosine")
    return styled(figure, height=320)
