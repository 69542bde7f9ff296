"""For whom lists are good: the same figures for viewers of one kind at a time.

Two ways of telling viewers apart, each by the ratings and titles that were not held back from anybody: by *taste*, how
well known the titles are that they watched (thirds: niche, middle, mainstream), and by *ratings*, how many they gave
(halves: few, many).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

import numpy as np
from numpy.typing import ArrayLike, NDArray

from core.evaluation.protocol import ColdStartViewer
from core.evaluation.results import Results, mean_of_viewers
from core.evaluation.settings import EvaluationSettings
from core.model.bundle import Bundle

Row = dict[str, str | int | float]
"""One recommender's figures for one cohort, ready for JSON."""

COHORTS = {"taste": ("niche", "middle", "mainstream"), "ratings": ("few", "many")}
"""The cohorts of each way of telling viewers apart, from the lowest values on."""


def cohorts_of(bundle: Bundle, viewers: Sequence[ColdStartViewer]) -> dict[str, dict[int, str]]:
    """For each way of telling viewers apart, every viewer's cohort by id."""
    n_seen = np.maximum(bundle.catalog.table["n_seen"].to_numpy(dtype=np.float64), 1)
    known = [float(np.log(n_seen[viewer.rows]).mean()) for viewer in viewers]
    given = [int(viewer.is_rated.sum()) for viewer in viewers]
    ids = [viewer.viewer_id for viewer in viewers]
    return {
        way: dict(zip(ids, parted(values, COHORTS[way]), strict=True))
        for way, values in (("taste", known), ("ratings", given))
    }


def parted(values: ArrayLike, names: Sequence[str]) -> list[str]:
    """A name for each value: parts of equal size from the lowest values on, equal ones in the order they are in."""
    order = np.argsort(np.asarray(values), kind="stable")
    found = np.empty(len(order), dtype=object)
    for name, places in zip(names, np.array_split(order, len(names)), strict=True):
        found[places] = name
    return found.tolist()


def rows_of(
    results: Results,
    cohorts: Mapping[str, Mapping[int, str]],
    settings: EvaluationSettings = EvaluationSettings(),
    to: str = "popularity",
) -> list[Row]:
    """Mean NDCG of each recommender at each number of answers for each cohort that anybody belongs to.

    ``to_popularity`` is that as a multiple of what popularity finds for the same viewers.
    """
    return list(_rows(results, cohorts, settings, to))


def _rows(
    results: Results, cohorts: Mapping[str, Mapping[int, str]], settings: EvaluationSettings, to: str
) -> Iterator[Row]:
    for (name, n), figures in results.items():
        other = results[to, n]
        for way, of_viewer in cohorts.items():
            own = np.array([of_viewer[viewer] for viewer in figures.viewer_ids.tolist()])
            for cohort in COHORTS[way]:
                among: NDArray[np.bool_] = own == cohort
                if not among.any():
                    continue
                estimate = mean_of_viewers(figures.ndcg[among], settings)
                yield {
                    "recommender": name,
                    "answers": n,
                    "way": way,
                    "cohort": cohort,
                    "viewers": int(among.sum()),
                    f"ndcg_at_{settings.k}": estimate.mean,
                    "ndcg_low": estimate.low,
                    "ndcg_high": estimate.high,
                    "to_popularity": estimate.mean / float(other.ndcg[among].mean()),
                }
