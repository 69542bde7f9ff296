"""Whatever can recommend, by name: this project's recommender and what it is measured against.

To add a baseline write a function that fits it, on a bundle alone or on the lists of the viewers it was trained on, and
name it in ``BASELINES`` or ``ON_LISTS``: the table, the JSON, the comparisons and ``--against`` follow.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from threadpoolctl import threadpool_limits

from core.data.ratings import Ratings
from core.evaluation.baselines.factorisations import als, truncated_svd
from core.evaluation.baselines.fitted_on_bundle import (
    Baseline,
    at_random,
    bias_only,
    co_watching,
    for_you,
    popularity,
    rating_model,
    similar,
)
from core.evaluation.baselines.neighbours import ease, item_knn
from core.evaluation.baselines.scores import BaselineScores, FittedBaseline
from core.evaluation.baselines.seen_lists import SeenLists
from core.evaluation.side_by_side import Job, Share, side_by_side
from core.recommend.recommender import Recommender

__all__ = [
    "BASELINES",
    "NAMES",
    "ON_LISTS",
    "Baseline",
    "BaselineScores",
    "FittedBaseline",
    "bias_only",
    "co_watching",
    "fit_all",
    "for_you",
    "popularity",
    "rating_model",
]

BASELINES: dict[str, Baseline] = {
    "for-you": for_you,
    "popularity": popularity,
    "bias-only": bias_only,
    "rating-model": rating_model,
    "co-watching": co_watching,
    "similar": similar,
    "random": at_random,
}
"""Those fitted on a bundle, by name, in the order of the table."""

ON_LISTS: dict[str, Callable[[SeenLists], FittedBaseline]] = {
    "item-knn": item_knn,
    "ease": ease,
    "als": als,
    "truncated-svd": truncated_svd,
}
"""Those fitted on what the trained viewers watched, by name, in the order of the table."""

ON_PAIRS, MOST_PAIRED = {"item-knn", "ease"}, 20_000
"""Those of them that hold a table of every pair of titles, and the most titles of which they are fitted."""

NAMES = (*BASELINES, *ON_LISTS)


def fit_all(recommender: Recommender, ratings: Ratings, n_processes: int = 1) -> dict[str, FittedBaseline]:
    """Every baseline by its name, those on a bundle fitted on the recommender's.

    Those on lists are there only where the ratings hold viewers that the bundle was trained on, and those on pairs only
    where its titles are few enough.
    """
    fitted = {name: fit(recommender) for name, fit in BASELINES.items()}
    lists = SeenLists.of(recommender.bundle, ratings)
    if len(lists):
        fits = {name: fit for name, fit in ON_LISTS.items() if name not in ON_PAIRS or len(lists.anime) <= MOST_PAIRED}
        on_lists = side_by_side([Job(partial(_fitted, fit, lists)) for fit in fits.values()], n_processes)
        fitted |= dict(zip(fits, on_lists, strict=True))
    return fitted


def _fitted(fit: Callable[[SeenLists], FittedBaseline], lists: SeenLists, tell: Share) -> FittedBaseline:
    with threadpool_limits(1):  # sums of several threads differ by how many there are, and so would the figures
        return fit(lists)
