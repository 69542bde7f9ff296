"""From a sum to a rating: the sigmoid and its range."""

from __future__ import annotations

import numpy as np
import plotly.graph_objects as go
import streamlit as st

from core.model.rating_model import to_rating
from ui.app import charts
from ui.app.charts import ACCENT, CONTRAST, FAINT, styled
from ui.learn.station import Station

RANGES = {"0.5 to 10.5": (0.5, 10.5), "1 to 10": (1.0, 10.0)}
SUMS = np.linspace(-6, 6, 121)


def draw() -> None:
    """A sum to move along the curve, and two ranges to stretch it to."""
    chosen = st.segmented_control("y_range", list(RANGES), default="0.5 to 10.5", required=True, key="learn.range")
    y_range = RANGES[chosen]
    total = st.slider("Sum of products and biases", -6.0, 6.0, 1.0, 0.1, key="learn.sum")
    rating = float(to_rating(total, y_range))
    with st.container(horizontal=True, gap="large"):
        st.metric("Becomes a rating of", f"{rating:.2f}", width="content")
        more = float(to_rating(total + 1, y_range)) - rating
        st.metric("One more point of sum adds", f"{more:.2f}", width="content")
    charts.show(
        _curve(total, rating, y_range),
        key="learn.sigmoid",
        alt=f"An S-shaped curve from {y_range[0]:g} to {y_range[1]:g}; a sum of {total:.1f} becomes {rating:.2f}.",
    )


def _curve(total: float, rating: float, y_range: tuple[float, float]) -> go.Figure:
    figure = go.Figure()
    for edge in y_range:
        figure.add_hline(y=edge, line={"color": FAINT, "dash": "dash"})
    figure.add_scatter(
        x=SUMS,
        y=to_rating(SUMS, y_range),
        mode="lines",
        line={"color": ACCENT, "width": 3},
        hovertemplate="A sum of %{x:.1f} becomes %{y:.2f}<extra></extra>",
    )
    figure.add_scatter(
        x=[total, total, -6],
        y=[0, rating, rating],
        mode="lines",
        line={"color": CONTRAST, "dash": "dot"},
        hoverinfo="skip",
    )
    figure.add_scatter(x=[total], y=[rating], mode="markers", marker={"color": CONTRAST, "size": 14}, hoverinfo="skip")
    figure.update_layout(showlegend=False)
    figure.update_xaxes(title="Sum", range=[-6, 6])
    figure.update_yaxes(title="Rating", range=[0, 11], dtick=1)
    return styled(figure, height=340)


STATION = Station(
    slug="sigmoid",
    name="From a sum to a rating",
    chapter="Embedding Dot Bias Model",
    question="What keeps a prediction between 1 and 10?",
    text="""
A sum can be anything; a rating cannot. So the sum goes through a **sigmoid**, an S-shaped curve stretched to the range
of the ratings.

In the middle, a slightly larger sum makes a clear difference. Near the ends it makes almost none: a favourite cannot be
pushed to 11.

The curve never reaches its ends. With a range of 1 to 10 no 10 could ever be predicted, so half a point is added on
either side.
""",
    remember="The sigmoid lets the model add up freely and still answer on the scale.",
    code="""\
sums = tensor([-6, -1, 0, 1, 6.])
print(sigmoid_range(sums, 0.5, 10.5))
print(sigmoid_range(sums, 1, 10))""",
    prints="""\
tensor([ 0.5247,  3.1894,  5.5000,  7.8106, 10.4753])
tensor([1.0223, 3.4205, 5.5000, 7.5795, 9.9777])""",
    draw=draw,
)
