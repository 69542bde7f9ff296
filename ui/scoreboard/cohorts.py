"""For whom lists are good, and which favourites they find: kinds of viewers, and kinds of titles."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

import numpy as np
import pandas as pd
import streamlit as st

from core.data.catalog import Catalog
from core.evaluation.kept import CohortScore, TitleScore
from core.evaluation.title_cohorts import TITLE_COHORTS, title_cohorts
from ui.app.formats import count, share
from ui.scoreboard import words
from ui.scoreboard.table import name_column
from ui.scoreboard.words import COHORTS, OURS, WHOM, called


def draw_viewers(rows: Sequence[CohortScore]) -> None:
    """Whether lists are good for some kinds of viewers only."""
    ours = {row.cohort: row for row in rows if row.recommender == OURS}
    if ours:
        best = max(ours.values(), key=lambda row: row.to_popularity)
        st.markdown(
            f"For you beats popularity most for {WHOM[best.cohort]}: it finds {best.to_popularity:.2f} times what "
            "popularity finds for them. NDCG@10 of the list as shown, by kind of viewer:"
        )
    draw_viewers_table(rows, key="cohorts")
    st.caption(
        "The first three columns are thirds of the viewers, by how well known their titles are; the last two are "
        "halves, by how many ratings they gave. Those who gave many have more left to find, so compare down a column, "
        "not along a row."
    )


def draw_titles(rows: Sequence[TitleScore], catalog: Catalog) -> None:
    """Whether lists find well-known favourites only."""
    st.markdown(f"{found(rows)} NDCG and recall of the list as shown, by how well known favourites are:")
    draw_titles_table(rows, key="titles")
    st.caption(
        f"{sizes(catalog)} A list has ten places for all of them together, and recall is out of as many favourites as "
        "fit. So compare down a column, not along a row."
    )


def found(rows: Sequence[TitleScore]) -> str:
    """How much of the best and of the least known favourites For you finds, in a sentence; rows of one list."""
    ours = {row.cohort: row for row in rows if row.recommender == OURS}
    if not {"head", "tail"} <= ours.keys():
        return ""
    return (
        f"Of a viewer’s favourites among the best-known titles, For you’s ten cards hold "
        f"{share(ours['head'].recall_at_10)}; of those among the little-known ones, "
        f"{share(ours['tail'].recall_at_10, 1)}."
    )


def sizes(catalog: Catalog) -> str:
    """How many titles are well known and how many are not, in a sentence."""
    head, middle, tail = np.bincount(title_cohorts(catalog.table["n_ratings"]), minlength=len(TITLE_COHORTS)).tolist()
    return (
        f"The {count(head)} best-known titles got a third of all ratings, the next {count(middle)} another third, and "
        f"the other {count(tail)} the last."
    )


def draw_viewers_table(rows: Sequence[CohortScore], key: str) -> None:
    """NDCG of each recommender for each kind of viewer."""
    columns = {
        label: {row.recommender: row.ndcg_at_10 for row in rows if row.cohort == cohort}
        for cohort, label in COHORTS.items()
    }
    _draw(columns, key, "NDCG of every recommender for each kind of viewer.")


def draw_titles_table(rows: Sequence[TitleScore], key: str) -> None:
    """NDCG and recall of each recommender for the favourites among each kind of titles."""
    figures: dict[str, Callable[[TitleScore], float]] = {
        "NDCG": lambda row: row.ndcg_at_10,
        "recall": lambda row: row.recall_at_10,
    }
    columns = {
        f"{label}: {name}": {row.recommender: figure(row) for row in rows if row.cohort == cohort}
        for name, figure in figures.items()
        for cohort, label in words.TITLE_COHORTS.items()
    }
    _draw(columns, key, "NDCG and recall of every recommender for well-known and little-known favourites.")


def _draw(columns: Mapping[str, Mapping[str, float]], key: str, alt: str) -> None:
    """A row for each recommender, the best by the first column first."""
    table = pd.DataFrame(columns).sort_values(next(iter(columns)), ascending=False)
    number = st.column_config.NumberColumn(format="%.3f")
    st.dataframe(
        table.set_axis(map(called, table.index)).rename_axis("Recommender").reset_index(),
        hide_index=True,
        height="content",
        column_config=dict.fromkeys(columns, number) | {"Recommender": name_column(table.index)},
        key=key,
        alt=alt,
    )
