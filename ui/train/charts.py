"""Figures of the Train page alone."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import plotly.graph_objects as go

from ui.app.charts import ACCENT, CATEGORIES, styled


def learning_rate_curve(rates: Sequence[float], losses: Sequence[float], suggestions: Mapping[str, float]) -> go.Figure:
    """The loss at each learning rate tried, with fastai's suggestions marked on the curve."""
    figure = go.Figure()
    figure.add_scatter(
        x=list(rates),
        y=list(losses),
        mode="lines",
        name="Loss",
        line={"color": ACCENT},
        hovertemplate="Learning rate %{x:.2g}: loss %{y:.2f}<extra></extra>",
        showlegend=False,
    )
    for number, (name, rate) in enumerate(suggestions.items()):
        nearest = min(range(len(rates)), key=lambda place: abs(rates[place] - rate))
        figure.add_scatter(
            x=[rate],
            y=[losses[nearest]],
            name=f"{name.capitalize()}: {rate:.2g}",
            mode="markers",
            marker={"size": 12, "color": CATEGORIES[number + 1], "symbol": ("diamond", "circle", "square")[number % 3]},
            hovertemplate=f"{name.capitalize()}: {rate:.2g}<extra></extra>",
        )
    figure.update_xaxes(title="Learning rate", type="log", dtick=1, exponentformat="power")
    figure.update_yaxes(title="Loss", range=_span_up_to_the_lowest(losses))
    return styled(figure, height=320)


def _span_up_to_the_lowest(losses: Sequence[float]) -> list[float]:
    """The range of losses before learning breaks down: what comes after would flatten all that matters."""
    lowest = min(losses)
    highest = max(losses[: losses.index(lowest) + 1])
    room = max(highest - lowest, 0.01 * abs(lowest)) / 4
    return [lowest - room, highest + room]
