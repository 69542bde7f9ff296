"""Figures of each viewer first; means, intervals and comparisons are made of them afterwards.

A viewer's figures are means over the viewer's cases, a summary is a mean over viewers: whoever had fewer cases counts
as much as the others. Only the error is taken over all held-out ratings of all viewers.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from core.evaluation.baselines import BaselineScores, FittedBaseline
from core.evaluation.metrics import Estimate, bootstrap_mean, ndcg_at_k, recall_at_k, rmse, squared_error
from core.evaluation.protocol import Case
from core.evaluation.settings import EvaluationSettings
from core.recommend.ranking import best

Floats = NDArray[np.floating]


@dataclass(frozen=True)
class ViewerFigures:
    """What one recommender came to for each viewer; arrays of shape ``(n_viewers,)``, in rising order of the ids."""

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


Results = Mapping[tuple[str, int], ViewerFigures]
"""Figures by recommender (or way of asking) and number of answers (or titles shown)."""


class CaseFigures(NamedTuple):
    """What one recommender came to in one case."""

    viewer_id: int
    ndcg: float
    recall: float
    n_ratings: int
    squared_error: float
    n_predicted: int


def measure(recommenders: Mapping[str, FittedBaseline], cases: Iterable[Case], k: int) -> dict[str, ViewerFigures]:
    """Each recommender's figures on the same cases, its list cut after ``k`` titles; empty where there is no case."""
    found: dict[str, list[CaseFigures]] = {}
    for case in cases:
        for name, recommender in recommenders.items():
            found.setdefault(name, []).append(case_figures(case, recommender(case.profile), k))
    return {name: by_viewer(figures) for name, figures in found.items()}


def case_figures(case: Case, scores: BaselineScores, k: int) -> CaseFigures:
    """How well these scores answer the case: the whole catalog is ranked but what is known to be watched."""
    ranked = best(scores.ranking, k, case.seen)
    error, n_predicted = 0.0, 0
    if scores.predicted is not None:
        error, n_predicted = squared_error(scores.predicted[case.held_out], case.ratings), len(case.ratings)
    return CaseFigures(
        case.viewer_id,
        ndcg_at_k(ranked, case.relevant, k),
        recall_at_k(ranked, case.relevant, k),
        len(case.profile.ratings),
        error,
        n_predicted,
    )


def by_viewer(figures: Iterable[CaseFigures]) -> ViewerFigures:
    """The figures of many cases, viewer by viewer."""
    columns = CaseFigures(*map(np.array, zip(*figures, strict=True)))
    viewer_ids, viewer, n_cases = np.unique(columns.viewer_id, return_inverse=True, return_counts=True)

    def total(values: ArrayLike) -> Floats:
        return np.asarray(np.bincount(viewer, values), dtype=np.float64)

    return ViewerFigures(
        viewer_ids,
        n_cases,
        ndcg=total(columns.ndcg) / n_cases,
        recall=total(columns.recall) / n_cases,
        n_ratings=total(columns.n_ratings).astype(np.int64),
        squared_error=total(columns.squared_error),
        n_predicted=total(columns.n_predicted).astype(np.int64),
    )


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


def summarise(figures: ViewerFigures, settings: EvaluationSettings = EvaluationSettings()) -> Summary:
    """The mean viewer's figures."""
    n_predicted = figures.n_predicted.sum()
    return Summary(
        n_viewers=len(figures.viewer_ids),
        n_ratings=float(figures.n_ratings.sum() / figures.n_cases.sum()),
        ndcg=mean_of_viewers(figures.ndcg, settings),
        recall=float(figures.recall.mean()),
        rmse=rmse(figures.squared_error.sum(), n_predicted) if n_predicted else None,
    )


@dataclass(frozen=True)
class Comparison:
    """A recommender's NDCG against another's on the same viewers."""

    ratio: float
    """Mean NDCG as a multiple of the other's."""
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
    return Comparison(
        ratio=float(figures.ndcg.mean() / other.ndcg.mean()),
        difference=mean_of_viewers(figures.ndcg - other.ndcg, settings),
    )


def mean_of_viewers(values: Floats, settings: EvaluationSettings) -> Estimate:
    """Mean over viewers with its interval."""
    return bootstrap_mean(values, settings.confidence, settings.n_resamples, settings.seed)
