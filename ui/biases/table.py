"""What the Biases page says and how it links table and scatter: one list of marked titles, shown in both."""

from __future__ import annotations

from collections.abc import Iterable

import pandas as pd
import streamlit as st
from streamlit.elements.lib.column_types import ColumnConfig

from core.analysis.biases import bias_steps, bias_table
from core.model.bundle import Bundle
from core.model.rating_model import RatingModel
from ui.app import formats, keys
from ui.app.per_bundle import per_bundle

ROW_IDS = "bias_row_ids"

ORDERS: dict[str, tuple[str, bool]] = {
    "Most rated": ("n_ratings", False),
    "Mean rating above the rule": ("gap", False),
    "Mean rating below the rule": ("gap", True),
    "Highest bias": ("bias", False),
    "Lowest bias": ("bias", True),
}
"""How the table may be ordered: by which column, and whether it rises."""


@per_bundle
def biases(bundle: Bundle) -> pd.DataFrame:
    """The bias table of a bundle."""
    return bias_table(bundle)


def mark_points() -> None:
    """Callback: mark the titles clicked or lassoed in the scatter."""
    points = st.session_state[keys.BIASES_SCATTER]["selection"]["points"]
    _mark([*st.session_state[keys.BIASES_MARKED], *(int(point["customdata"][0]) for point in points)])


def mark_rows() -> None:
    """Callback: mark the titles ticked in the table, and unmark those that no longer are."""
    listed = st.session_state[ROW_IDS]
    ticked = [listed[row] for row in st.session_state[keys.BIASES_ROWS]["selection"]["rows"]]
    elsewhere = set(st.session_state[keys.BIASES_MARKED]) - set(listed)
    _mark([*(anime_id for anime_id in st.session_state[keys.BIASES_MARKED] if anime_id in elsewhere), *ticked])


def _mark(anime_ids: Iterable[int]) -> None:
    st.session_state[keys.BIASES_MARKED] = list(dict.fromkeys(anime_ids))


def in_order(table: pd.DataFrame, order: str, marked: list[int]) -> pd.DataFrame:
    """The table as ordered, the marked titles first and ticked."""
    by, rising = ORDERS[order]
    table = table.sort_values(by, ascending=rising, kind="stable")
    first = [anime_id for anime_id in marked if anime_id in table.index]
    listed = pd.concat([table.loc[first], table.drop(index=first)])
    st.session_state[ROW_IDS] = listed.index.tolist()
    st.session_state[keys.BIASES_ROWS] = {"selection": {"rows": list(range(len(first))), "columns": [], "cells": []}}
    return listed


def columns(biased: bool) -> dict[str, ColumnConfig]:
    """Headings of the bias table; without biases, a mean prediction stands in for them."""
    number = st.column_config.NumberColumn
    return {
        "title": st.column_config.TextColumn("Title", width=165),
        "n_ratings": number("Ratings", format="localized", help="Ratings in the data the model learnt from."),
        "mean_rating": number(
            "Mean", format="%.2f", width=60, help="Of the ratings that were given, not of the filled-in ones."
        ),
        "bias": number(
            "Bias" if biased else "Predicted",
            format="%.2f",
            width=60 if biased else 84,
            help="As the model keeps it: a number that is added before everything is squeezed into the rating scale."
            if biased
            else "Predicted rating, averaged over a sample of viewers.",
        ),
        "points": number(
            "Worth",
            format="%+.2f",
            width=64,
            help="Rating points for the average viewer: the prediction with this bias minus the one with the mean bias."
            if biased
            else "In rating points: the mean prediction for this title minus that for all titles.",
        ),
        "expected": number("By the rule", format="%.2f", help="The mean rating that titles with this bias have."),
        "gap": number("Gap", format="%+.2f", help="Mean rating minus the one by the rule."),
    }


def in_words(table: pd.DataFrame, biased: bool) -> pd.DataFrame:
    """The few numbers of a title that the short tables show, as people read them."""
    return pd.DataFrame(
        {
            "Title": table["title"].map(formats.plain),
            "Mean": table["mean_rating"].map(formats.rating),
            "Bias" if biased else "Predicted": table["bias"].map(formats.signed if biased else formats.rating),
            "Worth": table["points"].map(formats.signed),
        }
    )


def summary(table: pd.DataFrame, n: int, biased: bool) -> str:
    """One sentence that compares the biases of the highest- and the lowest-rated titles."""
    ordered = table.sort_values("mean_rating", kind="stable")
    low, high = ordered["points"].head(n).mean(), ordered["points"].tail(n).mean()
    name = "bias" if biased else "mean prediction"
    return (
        f"The {n} highest-rated titles have a {name} worth {formats.signed(high)} rating points on average, "
        f"the {n} lowest-rated ones {formats.signed(low)}: what everybody likes has a high {name}, "
        "what hardly anybody likes a low one."
    )


def worth(model: RatingModel) -> str:
    """Sentences on what a bias means in rating points."""
    low, middle, high = bias_steps(model)
    return (
        f"The model keeps biases as numbers that it adds up before squeezing the sum into the rating scale. A title of "
        f"average bias gets {middle:.1f} from the average viewer; a bias higher by 1 lifts that to {high:.1f}, one "
        f"lower by 1 drops it to {low:.1f}. The column *Worth* says what each title's bias does to its rating."
    )
