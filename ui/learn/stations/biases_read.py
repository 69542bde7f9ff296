"""Biases read: the most rated titles, those the crowd loves most and least, and their biases."""

from __future__ import annotations

import math

import pandas as pd
import plotly.graph_objects as go
import streamlit as st

from core.analysis.biases import bias_table
from core.model.bundle import Bundle
from ui.app import charts, formats
from ui.app.charts import ACCENT, CONTRAST, FAINT, OTHERS, styled
from ui.app.per_bundle import per_naming
from ui.app.short_tables import draw_short_table
from ui.app.title_choice import well_known
from ui.app.titles import shorter
from ui.learn.material import dot_bundle, of_model
from ui.learn.station import Station

N = 5
MOST_DOTS = 400
"""Titles drawn in grey: more would show the same, and take the browser half a second."""


def draw() -> None:
    """Bias against mean rating, and the five at either end by one of three orders."""
    bundle = dot_bundle()
    if bundle is None:
        return
    least = st.select_slider("Titles with at least", (20, 100, 500, 1000), 100, key="learn.least", format_func=_ratings)
    order = st.segmented_control(
        "Order by", ["Bias", "Mean rating", "Most rated"], default="Bias", required=True, key="learn.bias_order"
    )
    table = _listed(bundle, least)
    by = {"Bias": "bias", "Mean rating": "mean_rating", "Most rated": "n_ratings"}[order]
    ranked = table.sort_values(by, ascending=False, kind="stable")
    ends = pd.concat([ranked.head(N), ranked.tail(N)])
    charts.show(
        _scatter(table, ends),
        key="learn.bias_scatter",
        alt=f"Some of {len(table)} titles: the higher the mean rating, the higher the bias.",
    )
    draw_short_table(
        pd.DataFrame(
            {
                f"First and last {N}": [shorter(title, 40) for title in ends["title"]],
                "Ratings": ends["n_ratings"],
                "Mean": ends["mean_rating"],
                "Bias": ends["bias"],
            }
        ),
        {"Ratings": formats.count, "Mean": formats.rating, "Bias": formats.signed},
        alt=f"The first and the last {N} titles, with their biases.",
    )
    st.markdown(of_model(bundle))


def _ratings(least: int) -> str:
    return f"{least} ratings"


@per_naming
def _listed(bundle: Bundle, least: int) -> pd.DataFrame:
    rows = bundle.model.anime.ids[well_known(bundle, least)]
    table = bias_table(bundle)
    return table[table.index.isin(rows)]


def _scatter(table: pd.DataFrame, ends: pd.DataFrame) -> go.Figure:
    figure = go.Figure()
    some = table.sort_values("bias").iloc[:: math.ceil(len(table) / MOST_DOTS)]
    for part, colour, size in ((some, OTHERS, 5), (ends.head(N), ACCENT, 11), (ends.tail(N), CONTRAST, 11)):
        figure.add_scatter(
            x=part["mean_rating"],
            y=part["bias"],
            mode="markers",
            marker={"color": colour, "size": size, "line": {"width": 0}},
            opacity=0.5 if part is some else 1,
            text=part["title"],
            hovertemplate="%{text}<br>mean %{x:.2f}, bias %{y:.2f}<extra></extra>",
        )
    figure.add_hline(y=0, line={"color": FAINT})
    figure.update_layout(showlegend=False)
    figure.update_xaxes(title="Mean rating")
    figure.update_yaxes(title="Bias")
    return styled(figure, height=260)


STATION = Station(
    slug="biases-read",
    name="Biases, read",
    chapter="Model Interpretation & making Recommendations",
    question="Which titles please everybody?",
    text="""
Training is over; now we read what was learnt. Start with the simplest number, the bias of each title. The titles with
the highest are those that please nearly everybody, whatever their taste. Those with the lowest disappoint nearly
everybody.

Biases follow the mean ratings, but not slavishly. A sequel is rated by those who loved what came before, and its mean
flatters it: the model knows how generous these viewers are, and takes that off.
""",
    remember="A bias is a mean rating that has been corrected for who gave it.",
    code="""\
from safetensors.torch import load_file

# the shipped model, as fastai's own class
folder = Path("models/dot-bias")
weights = load_file(folder / "weights.safetensors")
catalog = pd.read_parquet(folder / "catalog.parquet")
u, i = weights["viewer_factors"], weights["anime_factors"]
model = EmbeddingDotBias(
    u.shape[1], len(u), len(i), y_range=(0.5, 10.5))
model.load_state_dict({
    "u_weight.weight": u, "i_weight.weight": i,
    "u_bias.weight": weights["viewer_bias"][:, None],
    "i_bias.weight": weights["anime_bias"][:, None]})

rows = np.flatnonzero(catalog.n_ratings >= 100)
bias = model.i_bias.weight.squeeze()[rows]
for place in bias.argsort(descending=True)[:5]:
    title = catalog.title.iloc[rows[place]]
    print(f"{bias[place]:.2f} {title}")""",
    prints="""\
2.18 Kimi no Na wa.
2.12 Fullmetal Alchemist: Brotherhood
2.06 Gintama'
2.03 Steins;Gate
2.03 Gintama""",
    draw=draw,
)
