"""The tab Scores of the Compare page: how good the lists of both models are, as far as they were evaluated."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import pandas as pd
import streamlit as st

from core.evaluation.kept import KeptScores, Score
from core.evaluation.lists import SHOWN
from core.evaluation.scoreboard import OURS
from ui.app import library
from ui.app.evaluation import TYPICAL_ANSWERS, draw_evaluation
from ui.app.formats import count, plain, share
from ui.app.short_tables import draw_short_table

MEASURES: dict[str, Callable[[Score], str]] = {
    "Found, as a multiple of popularity": lambda score: f"{score.to_popularity:.2f}",
    "NDCG@10": lambda score: f"{score.ndcg_at_10:.3f} ({score.ndcg_low:.3f} – {score.ndcg_high:.3f})",
    "Recall@10": lambda score: f"{score.recall_at_10:.3f}",
    "Titles used": lambda score: count(score.titles_used),
    "Among the 50 best known": lambda score: share(score.best_known_share),
    "Novelty": lambda score: f"{score.novelty:.1f} bits",
}


def draw_scores(*names: str) -> None:
    """The figures of those that have some side by side, and for each the way to get them."""
    kept = {name: found for name in names if (found := library.open_scores(library.MODELS / name)) and found.rows}
    scores = {name: score for name, found in kept.items() if (score := _typical(found))}
    if len(scores) > 1:
        st.markdown(comparable(list(kept.values())))
        draw_short_table(table(scores), {}, alt="Figures of both models' lists.")
    for name in names:
        with st.container(border=True):
            st.markdown(f"**{plain(name)}**")
            draw_evaluation(name)


def comparable(kept: Sequence[KeptScores]) -> str:
    """Whether the figures of two models say anything of each other."""
    one, other = kept
    told = f"For you with {TYPICAL_ANSWERS} ratings told, as each model makes it."
    viewers = one.rows[0].viewers
    if (one.ratings, viewers) == (other.ratings, other.rows[0].viewers):
        return f"{told} Both were measured on {count(viewers)} viewers of the same ratings whom they had never seen."
    return (
        f"{told} The two were **not measured on the same viewers**, so compare each with popularity, and not with the "
        "other. On one set of viewers, python -m core scoreboard measures all models."
    )


def table(scores: dict[str, Score]) -> pd.DataFrame:
    """A row for each measure, a column for each model."""
    columns = {name: [told(score) for told in MEASURES.values()] for name, score in scores.items()}
    return pd.DataFrame({"Measure": list(MEASURES), **columns})


def _typical(kept: KeptScores) -> Score | None:
    return next((score for score in kept.of(SHOWN, TYPICAL_ANSWERS) if score.recommender == OURS), None)
