"""The table of the Biases page: its columns, its order, and the marks that table and scatter share."""

from __future__ import annotations

from collections.abc import Iterable

import pandas as pd
import streamlit as st
from streamlit.elements.lib.column_types import ColumnConfig

from core.analysis.biases import bias_table
from core.model.bundle import Bundle
from ui.app import formats, keys
from ui.app.per_bundle import per_naming
from ui.app.title_choice import well_known

ROW_IDS = "bias_row_ids"

ORDERS: dict[str, tuple[str, bool]] = {
    "Most rated": ("n_ratings", False),
    "Mean rating above expected": ("gap", False),
    "Mean rating below expected": ("gap", True),
    "Highest bias": ("bias", False),
    "Lowest bias": ("bias", True),
}
"""How the table may be ordered: by which column, and whether it rises."""

SIGNED = {"bias": formats.measure, "points": formats.signed, "gap": formats.signed}
"""How numbers are written that may lie below zero."""


def columns(biased: bool) -> dict[str, ColumnConfig]:
    """Every column of the table in its place, with its heading; without biases, a mean prediction stands in for them.

    The values are those of :func:`core.analysis.biases.bias_table`.
    """
    number = st.column_config.NumberColumn
    return {
        "title": st.column_config.TextColumn("Title", width=240),
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
            "Effect (points)",
            format="%+.2f",
            width=108,
            help="Rating points for the average viewer: the prediction with this bias minus the one with the mean bias."
            if biased
            else "In rating points: the mean prediction for this title minus that for all titles.",
        ),
        "expected": number(
            "Expected from bias", format="%.2f", width=130, help="The mean rating that titles with this bias have."
        ),
        "gap": number("Gap", format="%+.2f", help="Mean rating minus the one expected from the bias."),
    }


@per_naming
def biases(bundle: Bundle) -> pd.DataFrame:
    """Every title that was rated, by ``anime_id``, the most rated first."""
    return bias_table(bundle)


def listed(bundle: Bundle, least: int) -> pd.DataFrame:
    """The titles that may be listed, with at least so many ratings."""
    table = biases(bundle)
    return table[table.index.isin(bundle.model.anime.ids[well_known(bundle, least)])]


def with_marked(bundle: Bundle, table: pd.DataFrame, marked: list[int]) -> tuple[pd.DataFrame, pd.DataFrame]:
    """The listed titles and with them all that are marked, listed or not; and the marked ones alone."""
    everything = biases(bundle)
    return everything[everything.index.isin([*table.index, *marked])], everything[everything.index.isin(marked)]


def in_order(table: pd.DataFrame, order: str, marked: list[int]) -> pd.DataFrame:
    """The table as ordered, the marked titles first and ticked."""
    by, rising = ORDERS[order]
    table = table.sort_values(by, ascending=rising, kind="stable")
    first = [anime_id for anime_id in marked if anime_id in table.index]
    rows = pd.concat([table.loc[first], table.drop(index=first)])
    st.session_state[ROW_IDS] = rows.index.tolist()
    st.session_state[keys.BIASES_ROWS] = {"selection": {"rows": list(range(len(first))), "columns": [], "cells": []}}
    return rows


def mark_points() -> None:
    """Callback: mark the titles clicked or lassoed in the scatter."""
    points = st.session_state[keys.BIASES_SCATTER]["selection"]["points"]
    _mark([*st.session_state[keys.BIASES_MARKED], *(int(point["customdata"][0]) for point in points)])


def mark_rows() -> None:
    """Callback: mark the titles ticked in the table, and unmark those that no longer are."""
    rows = st.session_state[ROW_IDS]
    ticked = [rows[row] for row in st.session_state[keys.BIASES_ROWS]["selection"]["rows"]]
    elsewhere = set(st.session_state[keys.BIASES_MARKED]) - set(rows)
    _mark([*(anime_id for anime_id in st.session_state[keys.BIASES_MARKED] if anime_id in elsewhere), *ticked])


def _mark(anime_ids: Iterable[int]) -> None:
    st.session_state[keys.BIASES_MARKED] = list(dict.fromkeys(anime_ids))
