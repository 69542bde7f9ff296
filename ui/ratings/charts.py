"""Figures of the Ratings page."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd
import plotly.graph_objects as go

from core.data.imputation import Unrated
from ui.app import formats
from ui.app.charts import ACCENT, CATEGORIES, CONTRAST, FAINT, OTHERS, SEQUENTIAL, styled, write_on_cells


def distributions(shares: pd.DataFrame, names: Mapping[Unrated, str]) -> go.Figure:
    """Share of the rows at each rating, one line for each answer to unrated rows."""
    figure = go.Figure()
    for column, colour, dash, symbol in zip(
        shares.columns, CATEGORIES, ("solid", "dash", "dot"), ("circle", "square", "diamond"), strict=False
    ):
        figure.add_scatter(
            x=shares.index,
            y=shares[column],
            name=names[column],
            mode="lines+markers",
            line={"color": colour, "dash": dash},
            marker={"symbol": symbol, "size": 8},
            hovertemplate=f"{names[column]}: %{{y:.1%}} of the rows are %{{x}}<extra></extra>",
        )
    figure.update_xaxes(title="Rating", dtick=1)
    figure.update_yaxes(title="Share of rows", tickformat=".0%")
    return styled(figure, height=340)


def sizes(table: pd.DataFrame, who: str) -> go.Figure:
    """How many viewers (or titles) have how many ratings, each step twice as wide as the one before."""
    figure = go.Figure(
        go.Bar(
            x=table["rows"],
            y=table["ids"],
            marker={"color": ACCENT},
            hovertemplate=f"%{{y:,}} {who} with %{{x}} ratings<extra></extra>",
        )
    )
    figure.update_xaxes(title="Ratings", type="category")
    figure.update_yaxes(title=who.capitalize())
    return styled(figure, height=320)


def long_tail(tails: Mapping[str, pd.DataFrame]) -> go.Figure:
    """Share of all ratings that the first so many percent of titles or viewers have, against all being equal."""
    figure = go.Figure()
    for (who, tail), colour, dash in zip(tails.items(), (ACCENT, CONTRAST), ("solid", "dash"), strict=False):
        thin = tail.iloc[:: max(len(tail) // 400, 1)]
        figure.add_scatter(
            x=thin["ids"],
            y=thin["rows"],
            name=who,
            mode="lines",
            line={"color": colour, "dash": dash},
            hovertemplate=f"%{{x:.0%}} of the {who.lower()} have %{{y:.0%}} of the ratings<extra></extra>",
        )
    figure.add_scatter(
        x=[0, 1],
        y=[0, 1],
        name="If all had the same",
        mode="lines",
        line={"color": OTHERS, "dash": "dot"},
        hoverinfo="skip",
    )
    figure.update_xaxes(title="Those with most ratings first", tickformat=".0%")
    figure.update_yaxes(title="Share of all ratings", tickformat=".0%")
    return styled(figure, height=360)


def genre_map(number: pd.DataFrame, mean: pd.DataFrame) -> go.Figure:
    """Mean rating of each genre and type in colour; the number of ratings is in the hover."""
    figure = go.Figure(
        go.Heatmap(
            z=mean.to_numpy(),
            x=list(mean.columns),
            y=list(mean.index),
            colorscale=SEQUENTIAL,
            customdata=number.to_numpy(),
            zmin=float(mean.min(axis=None)),
            zmax=float(mean.max(axis=None)),
            hovertemplate="%{y}, %{x}<br>mean rating %{z:.2f}<br>%{customdata:,} ratings<extra></extra>",
            hoverongaps=False,
            xgap=2,
            ygap=2,
            colorbar={"title": "Mean", "thickness": 12, "outlinecolor": FAINT},
        )
    )
    write_on_cells(figure, SEQUENTIAL, formats.tenths)
    figure.update_xaxes(side="top", showgrid=False)
    figure.update_yaxes(autorange="reversed", showgrid=False)
    return styled(figure, height=120 + 30 * len(mean))
