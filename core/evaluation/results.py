"""Figures of each viewer first; means, intervals and comparisons are made of them afterwards.

A viewer's figures are means over the viewer's cases, a summary is a mean over viewers: whoever had fewer cases counts
as much as the others. Only the error is taken over all held-out ratings of all viewers.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from core.evaluation.baselines import BaselineScores, FittedBaseline
from core.evaluation.beyond_accuracy import UNKNOWN, ListFigures
from core.evaluation.lists import RAW, JudgedList, Lists, MakeLists, raw_only
from core.evaluation.metrics import (
    Estimate,
    bootstrap_mean,
    found_at_k,
    ndcg_at_k,
    rmse,
    squared_error,
)
from core.evaluation.protocol import Case
from core.evaluation.settings import EvaluationSettings

Floats = NDArray[np.floating]


@dataclass(frozen=True)
class ViewerFigures:
    """What one recommender came to for each viewer, in rising order of ids; arrays of shape ``(n_viewers,)``."""

    viewer_ids: NDArray[np.int64]
    n_cases: NDArray[np.int64]
    ndcg: Floats
    """Mean NDCG over the viewer's cases, 0…1."""
    recall: Floats
    """Mean recall over the viewer's cases, 0…1."""
    n_ratings: NDArray[np.int64]
    """Ratings the recommender was told, summed over the viewer's cases."""
    squared_error: Floats
    """Of the predicted ratings, summed over the viewer's cases, in rating points squared."""
    n_predicted: NDArray[np.int64]
    """Held-out ratings that were predicted, over the viewer's cases; 0 where a recommender predicts none."""
    franchise_ndcg: Floats
    """Mean NDCG counted by franchise, 0…1; NaN of lists that may hold several titles of one."""
    like: Mapping[str, Floats]
    """Mean over the viewer's cases of each of :class:`ListFigures`, by name; NaN where no case has it."""
    listed: NDArray[np.int64]
    """Anime rows that were in any of the lists, in rising order."""
    n_listed: NDArray[np.int64]
    """How many lists each of these was in."""
    reciprocal_rank: Floats
    """Mean over the viewer's cases of 1 / place of the first hit, 0…1."""
    cohort_ndcg: Mapping[str, Floats]
    """Mean NDCG of the favourites in each cohort of titles that the list is asked for, by name; NaN where no case has
    such favourites."""
    cohort_recall: Mapping[str, Floats]
    """The same of recall."""


Results = Mapping[tuple[str, int], ViewerFigures]
"""Figures by recommender (or way of asking) and number of answers (or titles shown)."""


class CaseFigures(NamedTuple):
    """What one recommender's list came to in one case."""

    viewer_id: int
    ndcg: float
    recall: float
    n_ratings: int
    squared_error: float = 0.0
    n_predicted: int = 0
    franchise_ndcg: float = math.nan
    like: ListFigures = UNKNOWN
    listed: Sequence[int] | NDArray[np.int64] = ()
    reciprocal_rank: float = 0.0
    cohort_ndcg: Mapping[str, float] = MappingProxyType({})
    cohort_recall: Mapping[str, float] = MappingProxyType({})


def measure(
    recommenders: Mapping[str, FittedBaseline], cases: Iterable[Case], k: int, lists: MakeLists = raw_only
) -> dict[str, dict[str, ViewerFigures]]:
    """Figures by name of list and recommender on the same cases, every list cut after ``k`` titles.

    A list that no case has is left out. One that the case before has asked for is not made again.
    """
    found: dict[str, dict[str, list[CaseFigures]]] = {}
    scores: Mapping[str, BaselineScores] = {}
    made: Mapping[str, Lists] = {}
    before: Case | None = None
    for case in cases:
        if before is None or not case.asks_for_the_list_of(before):
            scores = {name: recommender(case.profile) for name, recommender in recommenders.items()}
            made = lists(case, scores, k)
        before = case
        for name, of_one in made.items():
            for list_name, judged in of_one.items():
                figures = case_figures(case, judged, k, scores[name].predicted if list_name == RAW else None)
                found.setdefault(list_name, {}).setdefault(name, []).append(figures)
    return {
        list_name: {name: by_viewer(figures) for name, figures in of_list.items()}
        for list_name, of_list in found.items()
    }


def case_figures(case: Case, judged: JudgedList, k: int, predicted: Floats | None = None) -> CaseFigures:
    """How well a list answers the case, and the ratings ``predicted`` of every title, shape ``(n_anime,)``."""
    error, n_predicted = 0.0, 0
    if predicted is not None:
        error, n_predicted = squared_error(predicted[case.held_out], case.ratings), len(case.ratings)
    found = found_at_k(*judged.hunt, k)
    by_cohort = {name: found_at_k(*hunt, k) for name, hunt in judged.by_cohort.items()}
    return CaseFigures(
        case.viewer_id,
        found.ndcg,
        found.recall,
        len(case.profile.ratings),
        error,
        n_predicted,
        math.nan if judged.by_franchise is None else ndcg_at_k(*judged.by_franchise, k),
        judged.like,
        judged.rows,
        found.reciprocal_rank,
        {name: found.ndcg for name, found in by_cohort.items()},
        {name: found.recall for name, found in by_cohort.items()},
    )


def by_viewer(figures: Iterable[CaseFigures]) -> ViewerFigures:
    """The figures of many cases, viewer by viewer."""
    found = list(figures)
    viewer_ids, viewer, n_cases = np.unique([case.viewer_id for case in found], return_inverse=True, return_counts=True)

    listed, n_listed = np.unique(
        np.concatenate([np.asarray(case.listed, dtype=np.int64) for case in found]), return_counts=True
    )

    def total(values: Iterable[float]) -> Floats:
        return np.asarray(np.bincount(viewer, list(values)), dtype=np.float64)

    def known_mean(values: Iterable[float]) -> Floats:
        """Mean of what is known; NaN where nothing is."""
        column = np.array(list(values), dtype=np.float64)
        n_known = total(~np.isnan(column))
        return total(np.nan_to_num(column)) / np.where(n_known > 0, n_known, np.nan)

    return ViewerFigures(
        viewer_ids,
        n_cases,
        ndcg=total(case.ndcg for case in found) / n_cases,
        recall=total(case.recall for case in found) / n_cases,
        n_ratings=total(case.n_ratings for case in found).astype(np.int64),
        squared_error=total(case.squared_error for case in found),
        n_predicted=total(case.n_predicted for case in found).astype(np.int64),
        franchise_ndcg=known_mean(case.franchise_ndcg for case in found),
        like={
            name: known_mean(values)
            for name, values in zip(ListFigures._fields, zip(*(case.like for case in found), strict=True), strict=True)
        },
        listed=listed,
        n_listed=n_listed,
        reciprocal_rank=total(case.reciprocal_rank for case in found) / n_cases,
        cohort_ndcg={name: known_mean(case.cohort_ndcg[name] for case in found) for name in found[0].cohort_ndcg},
        cohort_recall={name: known_mean(case.cohort_recall[name] for case in found) for name in found[0].cohort_recall},
    )


def merged(parts: Sequence[ViewerFigures]) -> ViewerFigures:
    """The figures of several groups of viewers, in rising order of their ids, as one."""
    listed, places = np.unique(np.concatenate([part.listed for part in parts]), return_inverse=True)
    n_listed = np.zeros(len(listed), dtype=np.int64)
    np.add.at(n_listed, places, np.concatenate([part.n_listed for part in parts]))
    return ViewerFigures(
        viewer_ids=np.concatenate([part.viewer_ids for part in parts]),
        n_cases=np.concatenate([part.n_cases for part in parts]),
        ndcg=np.concatenate([part.ndcg for part in parts]),
        recall=np.concatenate([part.recall for part in parts]),
        n_ratings=np.concatenate([part.n_ratings for part in parts]),
        squared_error=np.concatenate([part.squared_error for part in parts]),
        n_predicted=np.concatenate([part.n_predicted for part in parts]),
        franchise_ndcg=np.concatenate([part.franchise_ndcg for part in parts]),
        like=_joined([part.like for part in parts]),
        listed=listed,
        n_listed=n_listed,
        reciprocal_rank=np.concatenate([part.reciprocal_rank for part in parts]),
        cohort_ndcg=_joined([part.cohort_ndcg for part in parts]),
        cohort_recall=_joined([part.cohort_recall for part in parts]),
    )


def _joined(parts: Sequence[Mapping[str, Floats]]) -> dict[str, Floats]:
    """Columns of the same names, one after the other."""
    return {name: np.concatenate([part[name] for part in parts]) for name in parts[0]}


@dataclass(frozen=True)
class Summary:
    """A recommender's figures as means over viewers."""

    n_viewers: int
    n_ratings: float
    """Ratings the recommender was told, mean over cases."""
    ndcg: Estimate
    recall: float
    rmse: float | None
    """Over all held-out ratings, in rating points; none of a recommender that predicts no ratings."""
    franchise_ndcg: Estimate | None
    """None of lists that may hold several titles of one franchise."""
    like: Mapping[str, float | None]
    """What the lists are like, by name of :class:`ListFigures`; none where it is not known of any viewer."""
    titles_used: int
    """Different titles over all lists of all viewers."""
    reciprocal_rank: float
    """Mean of 1 / place of the first hit, the MRR."""


def summarise(figures: ViewerFigures, settings: EvaluationSettings = EvaluationSettings()) -> Summary:
    """The mean viewer's figures."""
    n_predicted = figures.n_predicted.sum()
    has_franchise = not np.isnan(figures.franchise_ndcg).any()
    return Summary(
        n_viewers=len(figures.viewer_ids),
        n_ratings=float(figures.n_ratings.sum() / figures.n_cases.sum()),
        ndcg=mean_of_viewers(figures.ndcg, settings),
        recall=float(figures.recall.mean()),
        rmse=rmse(figures.squared_error.sum(), n_predicted) if n_predicted else None,
        franchise_ndcg=mean_of_viewers(figures.franchise_ndcg, settings) if has_franchise else None,
        like={name: _known_mean(values) for name, values in figures.like.items()},
        titles_used=len(figures.listed),
        reciprocal_rank=float(figures.reciprocal_rank.mean()),
    )


def _known_mean(values: Floats) -> float | None:
    known = values[~np.isnan(values)]
    return float(known.mean()) if len(known) else None


@dataclass(frozen=True)
class Comparison:
    """A recommender's NDCG against another's on the same viewers."""

    ratio: float
    """Mean NDCG as a multiple of the other's; NaN where the other found nothing."""
    difference: Estimate
    """Mean of the viewers' differences, above 0 where the recommender is better."""


def compare(
    results: Results, to: str, settings: EvaluationSettings = EvaluationSettings()
) -> dict[tuple[str, int], Comparison]:
    """Each of the results against those of ``to`` at the same number of answers.

    Raises ``ValueError`` where the other was not measured, or on other viewers.
    """
    return {(name, n): _against(figures, results.get((to, n)), to, settings) for (name, n), figures in results.items()}


def _against(figures: ViewerFigures, other: ViewerFigures | None, to: str, settings: EvaluationSettings) -> Comparison:
    if other is None or not np.array_equal(figures.viewer_ids, other.viewer_ids):
        raise ValueError(f"“{to}” was not measured on the same viewers.")
    ours, theirs = float(figures.ndcg.mean()), float(other.ndcg.mean())
    return Comparison(
        ratio=ours / theirs if theirs else math.nan,
        difference=mean_of_viewers(figures.ndcg - other.ndcg, settings),
    )


def mean_of_viewers(values: Floats, settings: EvaluationSettings) -> Estimate:
    """Mean over viewers with its interval."""
    return bootstrap_mean(values, settings.confidence, settings.n_resamples, settings.seed)
