"""Figures of the Scoreboard."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import plotly.graph_objects as go

from core.evaluation.kept import CalibrationBin, KeptScores, Score
from ui.app.charts import ACCENT, CATEGORIES, HEIGHT, OTHERS, styled
from ui.app.dot_names import FONT, named_dots
from ui.scoreboard.words import OURS, called

DOT, OUR_DOT = 11, 16
"""Sizes, in pixels."""
BESIDE = 110
"""Pixels of the figure's height that its dots do not have: the axis and its title."""


def trade_off(scores: Sequence[Score]) -> go.Figure:
    """Accuracy against novelty, a point for each recommender: right is less well known, up finds more."""
    scores = sorted(scores, key=lambda score: (score.recommender != OURS, -score.ndcg_at_10))
    names = [called(score.recommender) for score in scores]
    spots = np.array([(score.novelty, score.ndcg_at_10) for score in scores])
    low, high = np.array([spots[:, 0].min(), 0.0]), spots.max(axis=0)
    room = 0.08 * np.maximum(high - low, 1e-6)
    low, high = low - room, high + room
    sides = named_dots((spots - low) / (high - low), names, HEIGHT - BESIDE, OUR_DOT / 2, len(names))
    figure = go.Figure(
        go.Scatter(
            x=spots[:, 0],
            y=spots[:, 1],
            mode="markers+text",
            text=[name if row in sides else "" for row, name in enumerate(names)],
            hovertext=names,
            textposition=[sides.get(row, "middle right") for row in range(len(names))],
            textfont={"size": FONT},
            cliponaxis=False,
            marker={
                "size": [OUR_DOT if score.recommender == OURS else DOT for score in scores],
                "color": [ACCENT if score.recommender == OURS else OTHERS for score in scores],
            },
            customdata=[score.titles_used for score in scores],
            hovertemplate="%{hovertext}<br>NDCG %{y:.3f}<br>novelty %{x:.1f} bits<br>%{customdata:,} titles"
            "<extra></extra>",
        )
    )
    figure.update_xaxes(title="Novelty in bits: further right, less well known", range=[low[0], high[0]])
    figure.update_yaxes(title="NDCG@10", range=[low[1], high[1]])
    return styled(figure)


def calibration(bins: Sequence[CalibrationBin]) -> go.Figure:
    """Observed against predicted rating: on the line, predictions are right on average."""
    predicted = [part.predicted for part in bins]
    ends = [min(predicted), max(predicted)]
    figure = go.Figure()
    figure.add_scatter(x=ends, y=ends, mode="lines", name="Right on average", line={"color": OTHERS, "dash": "dot"})
    figure.add_scatter(
        x=predicted,
        y=[part.observed for part in bins],
        mode="markers",
        name="A tenth of all ratings",
        marker={"size": 11, "color": ACCENT},
        customdata=[part.ratings for part in bins],
        hovertemplate="predicted %{x:.2f}, given %{y:.2f}<br>%{customdata:,} ratings<extra></extra>",
    )
    figure.update_xaxes(title="Predicted rating")
    figure.update_yaxes(title="Rating given")
    return styled(figure, height=340)


def by_answers(kept: KeptScores, list_name: str) -> go.Figure:
    """NDCG by number of answers, a line for each recommender."""
    figure = go.Figure()
    names = list(dict.fromkeys(row.recommender for row in kept.rows if row.list == list_name))
    for place, name in enumerate(names):
        rows = [row for row in kept.rows if row.list == list_name and row.recommender == name]
        figure.add_scatter(
            x=[row.answers for row in rows],
            y=[row.ndcg_at_10 for row in rows],
            name=called(name),
            mode="lines+markers",
            line={
                "color": CATEGORIES[place % len(CATEGORIES)],
                "width": 3 if name == OURS else 1.5,
                "dash": "solid" if place < len(CATEGORIES) else "dot",
            },
            hovertemplate="%{x} answers: %{y:.3f}<extra>" + called(name) + "</extra>",
        )
    figure.update_xaxes(title="Answers", tickvals=kept.answers)
    figure.update_yaxes(title="NDCG@10", rangemode="tozero")
    return styled(figure)
