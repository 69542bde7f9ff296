"""What the Scoreboard tells beside its table: for whom, how far off, how sure, and which rules hold."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from core.data.catalog import Catalog
from core.evaluation.kept import CheckResult, KeptScores
from ui.app import charts
from ui.app.formats import listed, plain, share
from ui.scoreboard import charts as figures
from ui.scoreboard.words import (
    COHORTS,
    GROUPS,
    OURS,
    PREDICTORS,
    RULES,
    WHOM,
    called,
)

EXAMPLES = 4
"""Titles that an example names."""


def draw_cohorts(kept: KeptScores, answers: int) -> None:
    """Whether lists are good for some kinds of viewers only; nothing where that was not kept."""
    rows = [row for row in kept.cohorts if row.answers == answers and row.cohort in COHORTS]
    if not rows:
        return
    st.header("For whom")
    ours = {row.cohort: row for row in rows if row.recommender == OURS}
    if ours:
        best = max(ours.values(), key=lambda row: row.to_popularity)
        st.markdown(
            f"For you beats popularity most for {WHOM[best.cohort]}: {best.to_popularity:.2f} times what "
            "popularity finds for them. NDCG@10 of the list as shown, by kind of viewer:"
        )
    names = list(dict.fromkeys(row.recommender for row in rows))
    found = {(row.recommender, row.cohort): row.ndcg_at_10 for row in rows}
    table = pd.DataFrame(
        {"Recommender": map(called, names)}
        | {label: [found.get((name, cohort)) for name in names] for cohort, label in COHORTS.items()}
    ).sort_values(next(iter(COHORTS.values())), ascending=False)
    number = st.column_config.NumberColumn(format="%.3f")
    st.dataframe(
        table,
        hide_index=True,
        height="content",
        column_config=dict.fromkeys(COHORTS.values(), number)
        | {"Recommender": st.column_config.TextColumn(pinned=True, width=120)},
        key="cohorts",
        alt="NDCG of every recommender for each kind of viewer.",
    )
    st.caption(
        "The first three columns are thirds of the viewers, by how well known their titles are; the last two are "
        "halves, by how many ratings they gave. Those who gave many have more left to find, so compare down a column, "
        "not along a row."
    )


def draw_accuracy(kept: KeptScores, answers: int) -> None:
    """Errors of predicted ratings, the best first."""
    rows = sorted((row for row in kept.accuracy if row.answers == answers), key=lambda row: row.rmse)
    if not rows:
        return
    st.header("Predicted ratings")
    st.markdown("How far predictions are from the ratings that were kept back, in rating points:")
    number = st.column_config.NumberColumn(format="%.3f")
    st.dataframe(
        pd.DataFrame(
            {
                "Predicted by": [PREDICTORS.get(row.predictor, row.predictor) for row in rows],
                "RMSE": [row.rmse for row in rows],
                "MAE": [row.mae for row in rows],
            }
        ),
        hide_index=True,
        column_config={"RMSE": number, "MAE": number},
        key="accuracy",
        alt="Errors of every way to predict ratings.",
    )


def draw_calibration(kept: KeptScores, answers: int) -> None:
    """Whether predictions and their ± may be taken at their word."""
    bins = [row for row in kept.calibration if row.answers == answers]
    coverage = [row for row in kept.coverage if row.answers == answers and row.group in GROUPS]
    whole = next((row for row in coverage if row.group == "all"), None)
    if not bins or whole is None:
        return
    st.header("Does it mean what it says?")
    st.markdown(
        f"For you predicts a rating with a ±, and two ratings in three should fall within it (68%). Measured: "
        f"**{share(whole.coverage)} do**, and the ± is {whole.deviation:.1f} points on average."
    )
    charts.show(figures.calibration(bins), key="calibration", alt="Ratings given against ratings predicted.")
    st.dataframe(
        pd.DataFrame(
            {
                "Ratings": [GROUPS[row.group] for row in coverage],
                "Within ±": [100 * row.coverage for row in coverage],
                "± on average": [row.deviation for row in coverage],
                "Higher than predicted by": [row.bias for row in coverage],
            }
        ),
        hide_index=True,
        column_config={
            "Within ±": st.column_config.NumberColumn(format="%.0f%%", help="68% where the ± is what it says."),
            "± on average": st.column_config.NumberColumn(format="%.2f"),
            "Higher than predicted by": st.column_config.NumberColumn(
                format="%+.2f", help="Mean of rating minus prediction, in points: 0 is right on average."
            ),
        },
        key="coverage",
        alt="How often ratings fall within the ± that is shown.",
    )


def draw_checks(kept: KeptScores, catalog: Catalog) -> None:
    """Rules that lists must keep whatever the figures say."""
    rows = [row for row in kept.checks if row.check in RULES and row.tried]
    if not rows:
        return
    st.header("Rules for any list")
    st.markdown(
        "What anybody would expect of a list, tried on viewers the model has never seen, with ten of their ratings:"
    )
    st.markdown("\n\n".join(rule(row, catalog) for row in rows))


def rule(row: CheckResult, catalog: Catalog) -> str:
    """One rule with how often it held, and where it did not an example, as Markdown."""
    text = f"**{RULES[row.check]}**: held {row.held} of {row.tried} times."
    if row.held == row.tried:
        return f":material/check: {text}"
    titles = [plain(catalog.title(anime_id)) for anime_id in row.example if anime_id in catalog][:EXAMPLES]
    return (
        f":material/close: {text} It failed, for example, with {listed(titles)}."
        if titles
        else f":material/close: {text}"
    )
