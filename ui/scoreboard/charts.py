"""Figures of the Scoreboard."""

from __future__ import annotations

from collections.abc import Sequence

import plotly.graph_objects as go

from core.evaluation.kept import CalibrationBin, KeptScores, Score
from ui.app.charts import ACCENT, CATEGORIES, OTHERS, styled
from ui.scoreboard.words import OURS, called

NAME_WIDTH, NAME_HEIGHT = 0.2, 0.07
"""What a name takes of a narrow picture, as a share of its points' span."""


def trade_off(scores: Sequence[Score]) -> go.Figure:
    """Accuracy against novelty, a point for each recommender: right is less well known, up finds more."""
    named, ours = _apart(scores), next((score for score in scores if score.recommender == OURS), None)
    figure = go.Figure(
        go.Scatter(
            x=[score.novelty for score in scores],
            y=[score.ndcg_at_10 for score in scores],
            mode="markers+text",
            text=[called(score.recommender) if score in named else "" for score in scores],
            hovertext=[called(score.recommender) for score in scores],
            textposition=[_beside(score, ours) for score in scores],
            cliponaxis=False,
            marker={
                "size": [16 if score.recommender == OURS else 11 for score in scores],
                "color": [ACCENT if score.recommender == OURS else OTHERS for score in scores],
            },
            customdata=[score.titles_used for score in scores],
            hovertemplate="%{hovertext}<br>NDCG %{y:.3f}<br>novelty %{x:.1f} bits<br>%{customdata:,} titles"
            "<extra></extra>",
        )
    )
    figure.update_xaxes(title="Novelty in bits: further right, less well known")
    figure.update_yaxes(title="NDCG@10", rangemode="tozero")
    return styled(figure)


def _beside(score: Score, ours: Score | None) -> str:
    """Where a name stands at its dot: away from ours, whose own name is below."""
    if score is ours:
        return "bottom right"
    if ours is None or abs(score.ndcg_at_10 - ours.ndcg_at_10) > NAME_HEIGHT * ours.ndcg_at_10:
        return "top center"
    return "middle left" if score.novelty < ours.novelty else "top right"


def _apart(scores: Sequence[Score]) -> list[Score]:
    """Those whose names do not lie over each other, ours first and then the best; the others tell theirs by hover."""
    named: list[Score] = []
    span = max(score.novelty for score in scores) - min(score.novelty for score in scores) or 1.0
    top = max(score.ndcg_at_10 for score in scores) or 1.0
    for score in sorted(scores, key=lambda score: (score.recommender != OURS, -score.ndcg_at_10)):
        if all(
            abs(score.novelty - other.novelty) > NAME_WIDTH * span
            or abs(score.ndcg_at_10 - other.ndcg_at_10) > NAME_HEIGHT * top
            or other.recommender == OURS
            for other in named
        ):
            named.append(score)
    return named


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
