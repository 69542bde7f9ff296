"""Vectors and the dot product: the article's worked example, with dials."""

from __future__ import annotations

import numpy as np
import pandas as pd
import plotly.graph_objects as go
import streamlit as st

from core.analysis.worked_example import COMPONENTS, MOST, NUMBERS, TITLES, VIEWERS, products, winners
from ui.app import charts, formats
from ui.app.charts import CATEGORIES, styled
from ui.app.short_tables import draw_short_table
from ui.learn.station import Station


def draw() -> None:
    """One viewer's dials and the products they make with each title."""
    viewer = st.segmented_control("Viewer", VIEWERS, default=VIEWERS[0], required=True, key="learn.viewer")
    mine = [
        column.slider(component, 0.0, MOST, float(number), 0.1, key=f"learn.dial.{viewer}.{component}", format="%.1f")
        for column, component, number in zip(
            st.columns(len(COMPONENTS), gap="small"), COMPONENTS, NUMBERS[viewer], strict=True
        )
    ]
    title = st.segmented_control("Title", TITLES, default=TITLES[0], required=True, key="learn.title")
    its = NUMBERS[title]
    all_products = products(mine, [NUMBERS[one] for one in TITLES])
    sums = all_products.sum(axis=1)
    draw_short_table(
        pd.DataFrame(
            {
                f"{viewer} × {title}": [f"{one:g} × {other:g}" for one, other in zip(mine, its, strict=True)] + [""],
                "Product": [*(one * other for one, other in zip(mine, its, strict=True)), float(np.dot(mine, its))],
            },
            index=[*COMPONENTS, "Sum"],
        ),
        {"Product": "{:.4g}".format},
        alt=f"The products of {viewer.lower()} with {title}, and their sum.",
        has_names=True,
        has_sums=True,
    )
    best = formats.listed([TITLES[place] for place in winners(sums)])
    charts.show(
        _bars(all_products), "learn.dot_bars", alt=f"The sums as bars. {best} comes first for {viewer.lower()}."
    )


def _bars(all_products: np.ndarray) -> go.Figure:
    figure = go.Figure()
    for place, (component, colour) in enumerate(zip(COMPONENTS, CATEGORIES, strict=False)):
        figure.add_bar(
            y=list(TITLES),
            x=all_products[:, place],
            name=component,
            orientation="h",
            marker_color=colour,
            hovertemplate=f"%{{y}}<br>{component} adds %{{x:.2f}}<extra></extra>",
        )
    figure.add_scatter(
        y=list(TITLES),
        x=all_products.sum(axis=1),
        mode="text",
        text=[f" {total:.1f}" for total in all_products.sum(axis=1)],
        textposition="middle right",
        showlegend=False,
        hoverinfo="skip",
        cliponaxis=False,
    )
    figure.update_layout(barmode="stack", legend_traceorder="normal")
    figure.update_yaxes(autorange="reversed", showgrid=False)
    figure.update_xaxes(range=[0, max(60.0, float(all_products.sum(axis=1).max()) * 1.15)])
    return styled(figure, height=260)


STATION = Station(
    slug="dot-product",
    name="The dot product",
    chapter="The Basic Intuition behind CF",
    question="How do you multiply a person by a title?",
    text="""
Give every title five numbers: how much romance, comedy, slice of life, harem and action is in it. Give every viewer
five numbers: how much of each they want. Such a row of numbers is a **vector**.

Multiply the two numbers of each component and add the products up. That sum is the **dot product**: large where
somebody wants much of what a title has much of.

Viewer 1 likes action and slice of life, so *Tokyo Ghoul* wins with 31.8. Turn action down and watch it lose.
""",
    remember="Taste and title meet in a dot product: multiply, then add.",
    code="""\
viewer_1 = tensor([1.2, 2, 4, 1, 4])
titles = tensor([
    [3.5, 3, 3.5, 3, 0.5],    # Oregairu
    [2.5, 3, 3.5, 1, 0.5],    # Hyouka
    [1.5, 1, 3, 0, 4]])       # Tokyo Ghoul
print((viewer_1 * titles).sum(dim=1))""",
    prints="tensor([29.2000, 26.0000, 31.8000])",
    draw=draw,
)
