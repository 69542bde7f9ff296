"""Figures of the Biases page."""

from __future__ import annotations

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from ui.app import formats
from ui.app.charts import ACCENT, CONTRAST, INK, OTHERS, styled
from ui.app.titles import shorter

MOST_AS_SHAPES = 2_500
"""Dots drawn as shapes; more go through WebGL, whose start costs a tenth of a second where no GPU helps."""
TOOLS_AND_LEGEND = 72
"""Pixels above a chart that has plotly's buttons, so that they stand over the legend and not on it."""


def bias_scatter(table: pd.DataFrame, marked: pd.DataFrame, axis: str) -> go.Figure:
    """Bias against mean rating for all titles, the marked ones by name, and the mean that a bias leads to expect.

    ``customdata`` are lists: of an array, the browser would send a selection back as a dictionary of numbers.
    """
    line = table.sort_values("bias")
    kind = go.Scattergl if len(table) > MOST_AS_SHAPES else go.Scatter
    figure = go.Figure(
        kind(
            x=table["bias"],
            y=table["mean_rating"],
            mode="markers",
            name="Titles",
            marker={"size": 4 + np.log10(table["n_ratings"]) * 2.2, "color": ACCENT, "opacity": 0.45},
            customdata=[
                *zip(table.index.tolist(), table["n_ratings"], table["points"].map(formats.signed), strict=True)
            ],
            text=table["title"],
            hovertemplate="%{text}<br>mean rating %{y:.2f} of %{customdata[1]:,} ratings"
            "<br>bias worth %{customdata[2]} points<extra></extra>",
        )
    )
    figure.add_scatter(
        x=line["bias"],
        y=line["expected"],
        mode="lines",
        name="What the bias leads one to expect",
        line={"color": OTHERS, "dash": "dash", "width": 2},
        hoverinfo="skip",
    )
    figure.add_trace(_marked_titles(marked, kind))
    figure.update_xaxes(title=axis)
    figure.update_yaxes(title="Mean rating")
    return styled(figure, height=540).update_layout(margin_t=TOOLS_AND_LEGEND)


def _marked_titles(marked: pd.DataFrame, kind: type[go.Scatter] | type[go.Scattergl]) -> go.Scatter | go.Scattergl:
    return kind(
        x=marked["bias"],
        y=marked["mean_rating"],
        mode="markers+text",
        name="Marked",
        text=marked["title"].map(shorter),
        textposition=np.where(marked["gap"] > 0, "top left", "bottom right").tolist(),
        textfont={"color": INK, "size": 13},
        marker={"size": 14, "color": CONTRAST},
        customdata=[[anime_id] for anime_id in marked.index.tolist()],
        hovertemplate="%{text}: mean rating %{y:.2f}<extra></extra>",
        showlegend=bool(len(marked)),
    )
