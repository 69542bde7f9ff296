"""Tables and sentences of the Similarity page."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from core.analysis.similarity import Ranked
from ui.app import formats
from ui.similarity.measured_model import MeasuredModel

PERCENTILE = "*Percentile*: more alike than this share of all pairs of titles."


def columns(measured: MeasuredModel) -> dict[str, Callable[[float], str]]:
    """How the numbers in the tables of neighbours and pairs are read."""
    return {measured.word: formats.measure, "Percentile": formats.measure}


def closest_pair(measured: MeasuredModel, table: pd.DataFrame) -> str:
    """A sentence on the first pair of the table, as plain text."""
    best, word = table.iloc[0], measured.word
    return (
        f"{best['One']} and {best['Other']} are the closest: their {word.lower()} of {best[word]:.2f} "
        f"is higher than that of {best['Percentile']:.2f}% of all pairs of titles."
    )


def ranked_table(measured: MeasuredModel, ranked: Ranked) -> pd.DataFrame:
    """Titles of a ranking with the measure and its percentile among all pairs."""
    return pd.DataFrame(
        {
            "Title": [measured.title(int(row)) for row in ranked.rows],
            measured.word: ranked.values,
            "Percentile": measured.pairs.percentile(ranked.values),
        }
    )


def pair_table(measured: MeasuredModel, titles: list[int], values: NDArray) -> pd.DataFrame:
    """Each two of the titles with the measure and its percentile among all pairs, the most alike first."""
    one, other = np.triu_indices(len(titles), 1)
    names = np.array([measured.bundle.catalog.title(anime_id) for anime_id in titles], dtype=object)
    between = values[one, other]
    percentiles = measured.pairs.percentile(between)
    table = pd.DataFrame({"One": names[one], "Other": names[other], measured.word: between, "Percentile": percentiles})
    return table.sort_values(measured.word, ascending=False, kind="stable", ignore_index=True)


def path_table(measured: MeasuredModel, stops: list[int], directions: NDArray) -> pd.DataFrame:
    """The stops of a path with their genres and how alike each is to the one before it."""
    steps = (directions[stops[1:]] * directions[stops[:-1]]).sum(axis=1)
    return pd.DataFrame(
        {
            "Stop": range(1, len(stops) + 1),
            "Title": [measured.title(row) for row in stops],
            "Like the one before": [np.nan, *steps.tolist()],
            "Genres": measured.bundle.catalog.table["genres"].iloc[stops].map(", ".join).to_numpy(),
        }
    )
