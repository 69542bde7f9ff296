"""What is left out of raw ratings before anything is learnt from them, and a report of it that a person reads."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from core.data.catalog import Catalog
from core.data.ratings import UNRATED, Ratings
from core.errors import DataError


@dataclass(frozen=True)
class CleaningStep:
    """One line of the report."""

    what: str
    count: int
    why: str


@dataclass(frozen=True)
class CleaningReport:
    """What cleaning found and dropped, in the order in which it was done."""

    steps: tuple[CleaningStep, ...] = ()

    def table(self) -> pd.DataFrame:
        """The steps with the headings a person reads."""
        return pd.DataFrame([(step.what, step.count, step.why) for step in self.steps], columns=["Step", "Rows", "Why"])


def clean(rows: pd.DataFrame, anime: pd.DataFrame, n_anime: int) -> tuple[Ratings, Catalog, CleaningReport]:
    """Ratings of known anime, one row a viewer and anime, for the ``n_anime`` anime with most members.

    ``rows`` and ``anime`` are as ``core.data.csv_files`` reads them. Raises ``DataError`` if nothing is left.
    """
    if n_anime < 1:
        raise DataError(f"The number of anime to keep must be at least 1, not {n_anime}.")
    whole, noticed = _catalog(anime)
    steps = [CleaningStep("Rows read", len(rows), "as they stand in the file"), *noticed]
    catalog = whole.most_members(n_anime)

    known = np.isin(rows["anime_id"].to_numpy(), whole.table.index.to_numpy(), kind="table")
    steps.append(CleaningStep("Ratings of unknown anime dropped", int((~known).sum()), "the catalog lacks their id"))
    kept = np.isin(rows["anime_id"].to_numpy(), catalog.table.index.to_numpy(), kind="table")
    why = f"only the {len(catalog):,} anime with most members are kept"
    steps.append(CleaningStep("Ratings of little-known anime dropped", int((known & ~kept).sum()), why))
    ratings = Ratings.of(*(rows[column].to_numpy()[kept] for column in ("user_id", "anime_id", "rating")))

    repeated = _repeats(ratings)
    if len(repeated):
        ratings = ratings.select(np.delete(np.arange(len(ratings)), repeated))
    why = "one row a viewer and anime: the last rating given counts"
    steps.append(CleaningStep("Repeated viewer–anime pairs dropped", len(repeated), why))
    if not len(ratings):
        raise DataError(
            "No rating is left after cleaning: not one anime_id in the ratings stands among the anime kept. "
            "Check that both files belong together, or keep more anime."
        )
    steps.append(CleaningStep("Rows kept", len(ratings), f"{int((~ratings.rated).sum()):,} of them unrated"))
    return ratings, catalog, CleaningReport(tuple(steps))


def _catalog(anime: pd.DataFrame) -> tuple[Catalog, list[CleaningStep]]:
    """The catalog with each id once, and what a person should know of ids and titles that stand in it twice."""
    steps = []
    twice = anime.index.duplicated(keep="first")
    if twice.any():
        steps.append(CleaningStep("Catalog lines with an id already seen", int(twice.sum()), "the first one counts"))
    catalog = Catalog(anime[~twice])
    shared = int(catalog.table["title"].duplicated().sum())
    if shared:
        why = "kept apart: an anime is its id, not its title"
        steps.append(CleaningStep("Titles that stand under two ids", shared, why))
    return catalog, steps


def _repeats(ratings: Ratings) -> np.ndarray:
    """Row numbers that repeat a pair; of each pair its last rated row stays, or else its last row."""
    pair = ratings.viewer_id.astype(np.int64) << 32 | ratings.anime_id
    if not pd.Series(pair).duplicated().any():
        return np.array([], dtype=np.int64)
    order = np.lexsort((np.arange(len(pair)), ratings.rating != UNRATED, pair))
    last = np.append(pair[order][1:] != pair[order][:-1], True)
    return order[~last]
