"""What is left out of raw ratings before anything is learnt from them, and a report of it that a person reads."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from core.data.catalog import Catalog
from core.data.kaggle_sets import DROPPED, PLANNED, WATCHING
from core.data.ratings import UNRATED, Ratings
from core.errors import DataError


@dataclass(frozen=True)
class CleaningStep:
    """One line of the report."""

    what: str
    count: int
    why: str


Steps = tuple[CleaningStep, ...]


@dataclass(frozen=True)
class CleaningReport:
    """What cleaning found and dropped, in the order in which it was done."""

    steps: Steps = ()

    def table(self) -> pd.DataFrame:
        """The steps with the headings a person reads."""
        return pd.DataFrame([(step.what, step.count, step.why) for step in self.steps], columns=["Step", "Rows", "Why"])


Cleaned = tuple[Ratings, Catalog, CleaningReport]


def clean(rows: pd.DataFrame, anime: pd.DataFrame, n_anime: int) -> Cleaned:
    """Ratings of known anime, one row a viewer and anime, for the ``n_anime`` anime with most members.

    ``rows`` and ``anime`` are as ``core.data.csv_files`` reads them. Raises ``DataError`` if nothing is left.
    """
    whole, noticed = catalog_of(anime)
    catalog = best_known(whole, n_anime)
    rows, dropped = watched_and_known(rows, whole)
    kept = np.isin(rows["anime_id"].to_numpy(), catalog.table.index.to_numpy(), kind="table")
    ratings = Ratings.of(*(rows[column].to_numpy()[kept] for column in ("user_id", "anime_id", "rating")))
    repeated = repeats(ratings)
    if len(repeated):
        ratings = ratings.select(np.delete(np.arange(len(ratings)), repeated))
    n_unrated = int((~ratings.rated).sum())
    told = report(noticed, dropped, len(catalog), int((~kept).sum()), len(repeated), len(ratings), n_unrated)
    return ratings, catalog, told


def catalog_of(anime: pd.DataFrame) -> tuple[Catalog, Steps]:
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
    return catalog, tuple(steps)


def best_known(catalog: Catalog, n_anime: int) -> Catalog:
    """The ``n_anime`` anime with most members; raises ``DataError`` where that is none."""
    if n_anime < 1:
        raise DataError(f"The number of anime to keep must be at least 1, not {n_anime}.")
    return catalog.most_members(n_anime)


def watched_and_known(rows: pd.DataFrame, catalog: Catalog) -> tuple[pd.DataFrame, Steps]:
    """The rows of titles that stand in the catalog and were watched, if only in part, and what was read and dropped."""
    steps = [CleaningStep("Rows read", len(rows), "as they stand in the file")]
    if "status" in rows:
        steps += _by_status(rows["status"].to_numpy())
        rows = rows[rows["status"] != PLANNED]
    known = np.isin(rows["anime_id"].to_numpy(), catalog.table.index.to_numpy(), kind="table")
    steps.append(CleaningStep("Ratings of unknown anime dropped", int((~known).sum()), "the catalog lacks their id"))
    return rows[known], tuple(steps)


def report(
    noticed: Steps, dropped: Steps, n_anime: int, n_little_known: int, n_repeated: int, n_kept: int, n_unrated: int
) -> CleaningReport:
    """All steps in the order in which they are told; raises ``DataError`` where no rating is left.

    ``noticed`` is of :func:`catalog_of` and ``dropped`` of :func:`watched_and_known`.
    """
    if not n_kept:
        raise DataError(
            "No rating is left after cleaning: not one anime_id in the ratings stands among the anime kept. "
            "Check that both files belong together, or keep more anime."
        )
    read, *further = dropped
    little_known = f"only the {n_anime:,} anime with most members are kept"
    last_counts = "one row a viewer and anime: the last rating given counts"
    last = (
        CleaningStep("Ratings of little-known anime dropped", n_little_known, little_known),
        CleaningStep("Repeated viewer–anime pairs dropped", n_repeated, last_counts),
        CleaningStep("Rows kept", n_kept, f"{n_unrated:,} of them unrated"),
    )
    return CleaningReport((read, *noticed, *further, *last))


def _by_status(status: np.ndarray) -> list[CleaningStep]:
    """What a person should know of titles that were not watched to their end."""
    told = (
        (PLANNED, "Planned titles dropped", "to plan to watch a title is not to have watched it"),
        (DROPPED, "Titles that viewers gave up", "kept: watched as far as they wanted to"),
        (WATCHING, "Titles that viewers are watching", "kept: watched as far as they are"),
    )
    return [CleaningStep(what, int((status == code).sum()), why) for code, what, why in told]


def repeats(ratings: Ratings) -> NDArray[np.int64]:
    """Row numbers that repeat a pair; of each pair its last rated row stays, or else its last row."""
    pair = ratings.viewer_id.astype(np.int64) << 32 | ratings.anime_id
    if not pd.Series(pair).duplicated().any():
        return np.array([], dtype=np.int64)
    order = np.lexsort((np.arange(len(pair)), ratings.rating != UNRATED, pair))
    last = np.append(pair[order][1:] != pair[order][:-1], True)
    return order[~last]
