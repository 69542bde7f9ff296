"""Tables of the Similarity page, with headings that people read."""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from core.bundle import Bundle
from core.similarity import Measure, PairDistribution, Ranked
from ui.explore.shared import MEASURES

ANALOGY = (4181, 2167, 10087)
"""Clannad: After Story is to Clannad what … is to Fate/Zero: an analogy whose answer one can check."""

STEPS = {"Large": 2.0, "Small": 4.0, "Tiny": 8.0}
"""How dear a large step of a path is against several small ones, in words."""


def ranked_table(
    bundle: Bundle, ranked: Ranked, measure: Measure, pairs: PairDistribution | None = None
) -> pd.DataFrame:
    """Titles of a ranking with the measure and, if the pairs are given, its percentile among them."""
    ids = bundle.model.anime.ids[ranked.rows]
    table = pd.DataFrame({"Title": [bundle.catalog.title(int(i)) for i in ids], MEASURES[measure]: ranked.values})
    if pairs is not None:
        table["Of all pairs"] = pairs.percentile(ranked.values)
    return table


def pair_table(
    bundle: Bundle, titles: list[int], values: NDArray, measure: Measure, pairs: PairDistribution
) -> pd.DataFrame:
    """Each two of the titles with the measure and its percentile among all pairs, the most alike first."""
    one, other = np.triu_indices(len(titles), 1)
    names = np.array([bundle.catalog.title(anime_id) for anime_id in titles], dtype=object)
    between = values[one, other]
    table = pd.DataFrame(
        {
            "One": names[one],
            "Other": names[other],
            MEASURES[measure]: between,
            "Of all pairs": pairs.percentile(between),
        }
    )
    return table.sort_values(MEASURES[measure], ascending=False, kind="stable", ignore_index=True)


def path_table(bundle: Bundle, stops: list[int], directions: NDArray) -> pd.DataFrame:
    """The stops of a path with their genres and how alike each is to the one before it."""
    taken = bundle.catalog.table.iloc[stops]
    steps = (directions[stops[1:]] * directions[stops[:-1]]).sum(axis=1)
    return pd.DataFrame(
        {
            "Stop": range(1, len(stops) + 1),
            "Title": taken["title"].to_numpy(),
            "Like the one before": [None, *steps.tolist()],
            "Genres": taken["genres"].map(list).to_numpy(),
        }
    )
