"""The table of all recommenders."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import pandas as pd
import streamlit as st
from streamlit.elements.lib.column_types import ColumnConfig

from core.evaluation.kept import Score
from ui.scoreboard.words import called

SHORT_NAME = 16
"""Letters that a narrow column of names has room for."""


def table(scores: Sequence[Score]) -> pd.DataFrame:
    """One row for each recommender, in the order given; shares in percent."""
    return pd.DataFrame(
        {
            "Recommender": [called(score.recommender) for score in scores],
            "NDCG@10": [score.ndcg_at_10 for score in scores],
            "95% interval": [f"{score.ndcg_low:.3f} – {score.ndcg_high:.3f}" for score in scores],
            "× popularity": [score.to_popularity for score in scores],
            "Recall@10": [score.recall_at_10 for score in scores],
            "MRR": [score.mrr for score in scores],
            "Titles used": [score.titles_used for score in scores],
            "Gini": [score.gini for score in scores],
            "Among 50 best known": [100 * score.best_known_share for score in scores],
            "Novelty": [score.novelty for score in scores],
            "Diversity": [score.diversity for score in scores],
            "p": [f"{score.p_value:.3f}" if score.p_value is not None else "–" for score in scores],
        }
    ).dropna(axis="columns", how="all")


def name_column(recommenders: Iterable[str]) -> ColumnConfig:
    """The column of names, which stays in sight: wider where models have theirs behind."""
    longest = max(len(called(name)) for name in recommenders)
    return st.column_config.TextColumn(pinned=True, width=120 if longest <= SHORT_NAME else 180)


def columns(scores: Sequence[Score]) -> dict[str, ColumnConfig]:
    """How the columns of :func:`table` are written, and what they mean."""
    number = st.column_config.NumberColumn
    return {
        "Recommender": name_column(score.recommender for score in scores),
        "NDCG@10": number(
            format="%.3f",
            help="How much of what the viewer rated high stands among the first ten, higher places counting more: "
            "1 is a perfect list, 0 finds nothing.",
        ),
        "95% interval": st.column_config.TextColumn(
            help="Where the mean lies with 95% confidence, from drawing the viewers anew 2,000 times (bootstrap)."
        ),
        "× popularity": number(format="%.2f", help="NDCG as a multiple of popularity's."),
        "Recall@10": number(format="%.3f", help="Share of those titles among the first ten, out of as many as fit."),
        "MRR": number(format="%.3f", help="Mean of 1 / place of the first hit: 1 where each list begins with one."),
        "Gini": number(
            format="%.2f", help="How unevenly lists share out the catalog’s titles: 0 evenly, 1 all the same few."
        ),
        "p": st.column_config.TextColumn(
            help="How likely chance alone would make a difference from For you as large as this, corrected for the "
            "number of comparisons (Holm). Below 0.05 the difference counts as real.",
        ),
        "Titles used": number(format="localized", help="Different titles over the lists of all viewers."),
        "Among 50 best known": number(
            format="%.0f%%", help="Share of the cards that are among the 50 best-known titles."
        ),
        "Novelty": number(
            format="%.1f bits", help="How unlikely it is that somebody knows a title: one bit more is half as likely."
        ),
        "Diversity": number(
            format="%.2f", help="How unlike the genres within a list are: 0 all the same, 1 none shared."
        ),
    }
