"""Figures of the page How it works."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import plotly.graph_objects as go
from numpy.typing import NDArray

from core.analysis.worked_example import Worked, strongest
from core.model.rating_model import to_rating
from ui.app import formats
from ui.app.charts import ACCENT, CATEGORIES, CONTRAST, FAINT, styled

N_TERMS = 8
NAMES, SLANTED = 132, 81
"""Pixels of an axis with viewers and titles at it, and of one with terms that stand aslant."""


def score_bars(
    viewers: Sequence[str], titles: Sequence[str], components: Sequence[str], products: NDArray
) -> go.Figure:
    """Each viewer's score of each title as the sum of its products, one colour a component.

    ``products`` have the shape ``(n_viewers, n_titles, n_components)``.
    """
    rows = [[viewer for viewer in viewers for _ in titles], [*titles] * len(viewers)]
    figure = go.Figure()
    for place, (component, colour) in enumerate(zip(components, CATEGORIES, strict=False)):
        figure.add_bar(
            y=rows,
            x=products[:, :, place].ravel(),
            name=component,
            orientation="h",
            marker_color=colour,
            hovertemplate=f"%{{y}}<br>{component} adds %{{x:.2f}}<extra></extra>",
        )
    figure.update_layout(barmode="stack", xaxis_title="Score")
    figure.update_yaxes(autorange="reversed", showgrid=False)
    return styled(figure, height=340).update_layout(legend_traceorder="normal", margin_l=NAMES)


def waterfall(worked: Worked, unit: str) -> go.Figure:
    """How a sum in logits comes about: the strongest terms, the rest together, the biases, the total."""
    places = [place for place in strongest(worked.terms, N_TERMS) if abs(worked.terms[place]) >= 0.005]
    rest = float(worked.terms.sum() - worked.terms[places].sum())
    steps = {f"{unit} {place + 1}": float(worked.terms[place]) for place in places}
    if len(worked.terms) > len(places):
        steps[f"The other {len(worked.terms) - len(places)}"] = rest
    steps |= worked.biases
    values = [*steps.values(), worked.logit]
    figure = go.Figure(
        go.Waterfall(
            x=[*steps, "Sum"],
            y=values,
            measure=["relative"] * len(steps) + ["total"],
            text=[formats.signed(value) for value in values],
            textposition="outside",
            cliponaxis=False,
            increasing={"marker": {"color": ACCENT}},
            decreasing={"marker": {"color": CONTRAST}},
            totals={"marker": {"color": CATEGORIES[2]}},
            connector={"line": {"color": FAINT, "width": 1}},
            hovertemplate="%{x}: %{text}<extra></extra>",
        )
    )
    figure.update_layout(showlegend=False, yaxis_title="Sum so far (logits)")
    figure.update_xaxes(tickangle=-35, showgrid=False)
    return styled(figure, height=400).update_layout(margin_b=SLANTED)


def squeeze(logit: float, y_range: tuple[float, float]) -> go.Figure:
    """The sigmoid that turns any sum into a rating, with one prediction on it."""
    reach = max(5.0, abs(logit) + 1)
    sums = np.linspace(-reach, reach, 121)
    rating = float(to_rating(logit, y_range))
    figure = go.Figure()
    figure.add_scatter(
        x=sums,
        y=to_rating(sums, y_range),
        mode="lines",
        line={"color": ACCENT, "width": 3},
        hovertemplate="A sum of %{x:.2f} becomes %{y:.2f}<extra></extra>",
    )
    figure.add_scatter(
        x=[logit, logit, -reach],
        y=[y_range[0], rating, rating],
        mode="lines",
        line={"color": CONTRAST, "dash": "dot"},
        hoverinfo="skip",
    )
    figure.add_scatter(
        x=[logit],
        y=[rating],
        mode="markers+text",
        marker={"color": CONTRAST, "size": 13},
        text=[f"{rating:.2f}"],
        textposition="top left",
        hovertemplate="This prediction: %{y:.2f}<extra></extra>",
    )
    figure.update_layout(showlegend=False, xaxis_title="Sum (logits)", yaxis_title="Rating")
    return styled(figure, height=400)
