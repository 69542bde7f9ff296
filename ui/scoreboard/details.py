"""What the Scoreboard tells beside its table: how far off predictions are, how sure, and which rules hold."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd
import streamlit as st

from core.data.catalog import Catalog
from core.evaluation.kept import Accuracy, CalibrationBin, CheckResult, Coverage
from ui.app import charts
from ui.app.formats import listed, plain, share, signed
from ui.app.signed_columns import with_signs
from ui.scoreboard import charts as figures
from ui.scoreboard.words import GROUPS, RULES, TITLE_COHORTS, predicted_by

EXAMPLES = 4
"""Titles that an example names."""


def draw_accuracy(rows: Sequence[Accuracy]) -> None:
    """Errors of predicted ratings."""
    st.markdown("How far predictions are from the ratings that were kept back, in rating points:")
    draw_accuracy_table(rows, key="accuracy")


def draw_accuracy_table(rows: Sequence[Accuracy], key: str) -> None:
    """The errors of each way to predict ratings, the best first: of all ratings, and by how well known titles are."""
    rows = sorted(rows, key=lambda row: row.rmse)
    errors = {
        "RMSE": [row.rmse for row in rows],
        "MAE": [row.mae for row in rows],
        **{
            f"{label}: RMSE": [getattr(row, f"rmse_{cohort}") for row in rows]
            for cohort, label in TITLE_COHORTS.items()
        },
    }
    table = pd.DataFrame({"Predicted by": [predicted_by(row.predictor) for row in rows], **errors})
    number = st.column_config.NumberColumn(format="%.3f")
    st.dataframe(
        table.dropna(axis="columns", how="all"),
        hide_index=True,
        height="content",
        column_config=dict.fromkeys(errors, number),
        key=key,
        alt="Errors of every way to predict ratings.",
    )


def draw_calibration(bins: Sequence[CalibrationBin], coverage: Sequence[Coverage], whole: Coverage) -> None:
    """Whether predictions and their ± may be taken at their word; ``whole`` says it of all of them."""
    st.markdown(
        f"For you predicts a rating with a ±, and two ratings in three should fall within it (68%). Measured: "
        f"**{share(whole.coverage)} do**, and the ± is {whole.deviation:.1f} points on average."
    )
    charts.show(figures.calibration(bins), key="calibration", alt="Ratings given against ratings predicted.")
    table, columns = with_signs(
        pd.DataFrame(
            {
                "Ratings": [GROUPS[row.group] for row in coverage],
                "Within ±": [100 * row.coverage for row in coverage],
                "± on average": [row.deviation for row in coverage],
                "Rating minus prediction": [row.bias for row in coverage],
            }
        ),
        {
            "Within ±": st.column_config.NumberColumn(format="%.0f%%", help="68% where the ± is what it says."),
            "± on average": st.column_config.NumberColumn(format="%.2f"),
            "Rating minus prediction": st.column_config.NumberColumn(
                help="In points, on average: 0 is right, above 0 the prediction was too low."
            ),
        },
        {"Rating minus prediction": signed},
    )
    st.dataframe(
        table,
        hide_index=True,
        height="content",
        column_config=columns,
        key="coverage",
        alt="How often ratings fall within the ± that is shown.",
    )


def draw_checks(rows: Sequence[CheckResult], catalog: Catalog) -> None:
    """Rules that lists must keep whatever the figures say."""
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
