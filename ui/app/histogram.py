"""How often each rating was given: the figure that Overview and Ratings share."""

from __future__ import annotations

from collections.abc import Sequence

import plotly.graph_objects as go

from ui.app.charts import ACCENT, CONTRAST, styled

RATINGS = list(range(1, 11))
THOUSANDS = 75
"""Pixels of an axis with a title and labels such as 150k."""


def histogram(given: Sequence[float], imputed: Sequence[float], height: int = 360) -> go.Figure:
    """How often each rating was given, with the imputed ones on top in another colour and pattern."""
    figure = go.Figure(
        go.Bar(x=RATINGS, y=list(given), name="Given", marker={"color": ACCENT}, hovertemplate="%{y:,} times %{x}")
    )
    if any(imputed):
        figure.add_bar(
            x=RATINGS,
            y=list(imputed),
            name="Filled in where unrated",
            marker={"color": CONTRAST, "pattern": {"shape": "/"}},
            hovertemplate="%{y:,} filled in as about %{x}",
        )
    figure.update_layout(barmode="stack", showlegend=any(imputed))
    figure.update_xaxes(title="Rating", dtick=1)
    figure.update_yaxes(title="Rows", tickformat="~s")
    return styled(figure, height=height).update_layout(margin_l=THOUSANDS)
