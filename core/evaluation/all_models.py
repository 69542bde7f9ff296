"""All models beside the baselines, on the same titles of the same viewers, whom none of them has seen.

What a model makes by itself, its list as For you has it, its order of predicted ratings and these ratings, is measured
of each; the baselines that learn from the trained viewers' lists alone are fitted once, on those of the first model.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from core.data.ratings import Ratings
from core.errors import DataError
from core.evaluation import rating_accuracy
from core.evaluation.baselines import BaselineScores, FittedBaseline, fit_all, for_you, rating_model
from core.evaluation.lists import ListRules
from core.evaluation.protocol import cold_start_viewers
from core.evaluation.results import Results, compare, summarise
from core.evaluation.scoreboard import OURS, Evaluation, Progress, corrected_p_values, figures_at
from core.evaluation.settings import EvaluationSettings
from core.model.bundle import Bundle
from core.profiles import Profile
from core.recommend.recommender import Recommender

REAL = 0.05
"""A difference is called real where its corrected p-value is below this."""
OF_A_MODEL = {OURS: for_you, "rating-model": rating_model}
"""What is measured of each model."""


@dataclass(frozen=True)
class Field:
    """Who is measured against whom."""

    ranked: tuple[Bundle, ...]
    """The first decides who the viewers are: those that it has never seen."""
    left_out: Mapping[str, str]
    """Why a model is not ranked, as a sentence, by its name."""

    @property
    def ours(self) -> str:
        """The recommender that all others are tested against: the first model's list."""
        return of_model(OURS, self.ranked[0])


def field_of(bundles: Sequence[Bundle], ratings: Ratings, settings: EvaluationSettings = EvaluationSettings()) -> Field:
    """Which models can be ranked together: as many as have not seen the same viewers and know the same titles.

    Raises ``DataError`` where no model has viewers that it has never seen.
    """
    unseen: dict[str, NDArray[np.integer]] = {}
    reasons: dict[str, str] = {}
    for bundle in bundles:
        try:
            viewers = cold_start_viewers(bundle, ratings, settings)
        except DataError as error:
            reasons[bundle.name] = str(error)
        else:
            unseen[bundle.name] = np.array([viewer.viewer_id for viewer in viewers])
    candidates = [bundle for bundle in bundles if bundle.name in unseen]
    if not candidates:
        raise DataError("\n".join(reasons.values()) or "There is no model to measure. Train one first.")
    first = max(candidates, key=lambda bundle: sum(_why_not(bundle, other, unseen) is None for other in candidates))
    for other in candidates:
        if reason := _why_not(first, other, unseen):
            reasons[other.name] = reason
    others = [other for other in candidates if other is not first and other.name not in reasons]
    return Field((first, *others), reasons)


def _why_not(first: Bundle, other: Bundle, unseen: Mapping[str, NDArray[np.integer]]) -> str | None:
    """Why a model cannot be ranked beside the first one; nothing where it can."""
    viewers = unseen[first.name]
    if n_seen := int((other.model.viewers.rows(viewers, unknown="negative") >= 0).sum()):
        return f"“{other.name}” has seen {n_seen:,} of the {len(viewers):,} viewers, so it would be ranked too high."
    if not np.array_equal(np.sort(other.model.anime.ids), np.sort(first.model.anime.ids)):
        return (
            f"“{other.name}” knows {len(other.model.anime):,} titles, not the same {len(first.model.anime):,} as the "
            "others, and has other lists to make."
        )
    return None


def evaluate_models(
    field: Field,
    ratings: Ratings,
    settings: EvaluationSettings = EvaluationSettings(),
    progress: Progress = lambda done, of: None,
    n_processes: int = 1,
) -> Evaluation:
    """Figures of what each model makes, as ``for-you (NAME)``, and of the baselines by their names."""
    first = field.ranked[0]
    viewers, lists = cold_start_viewers(first, ratings, settings), ListRules.of(first).lists
    recommenders = [Recommender(bundle) for bundle in field.ranked]
    made = {
        of_model(name, recommender.bundle): _in_order_of(first, recommender.bundle, fit(recommender))
        for recommender in recommenders
        for name, fit in OF_A_MODEL.items()
    }
    shared = {
        name: fitted
        for name, fitted in fit_all(recommenders[0], ratings, n_processes).items()
        if name not in OF_A_MODEL
    }
    return figures_at(made | shared, viewers, settings, lists, progress, n_processes)


def accuracy_of_models(
    field: Field, ratings: Ratings, settings: EvaluationSettings = EvaluationSettings()
) -> list[rating_accuracy.Row]:
    """Errors of the ratings that each model predicts, as ``rating-model (NAME)``, and of the simpler predictors."""
    first = field.ranked[0]
    made = {of_model("rating-model", bundle): _predicted_in_order_of(first, bundle) for bundle in field.ranked}
    simpler = {name: fit(first) for name, fit in rating_accuracy.PREDICTORS.items() if name not in OF_A_MODEL}
    return rating_accuracy.evaluate_ratings(first, ratings, settings, made | simpler)


def of_model(recommender: str, bundle: Bundle) -> str:
    """What a model's own recommender is called among all."""
    return f"{recommender} ({bundle.name})"


def _in_order_of(first: Bundle, bundle: Bundle, fitted: FittedBaseline) -> FittedBaseline:
    """The same recommender, its titles in the order of the first model's."""
    rows = bundle.model.anime.rows(first.model.anime.ids)

    def scores(profile: Profile) -> BaselineScores:
        made = fitted(profile)
        optional = (made.predicted, made.listed, made.familiar)
        return BaselineScores(made.ranking[rows], *(None if each is None else each[rows] for each in optional))

    return scores


def _predicted_in_order_of(first: Bundle, bundle: Bundle) -> rating_accuracy.Predictor:
    """What a model predicts of the first model's titles."""
    predict, rows = rating_accuracy.folded_in(bundle), bundle.model.anime.rows(first.model.anime.ids)
    return lambda profile: predict(profile)[rows]


def differences(
    results: Results, answers: int, ours: str, settings: EvaluationSettings = EvaluationSettings()
) -> list[str]:
    """A sentence for each recommender that really finds more or less than ``ours``, and one for those that may not."""
    p_values, against = corrected_p_values(results, settings, ours), compare(results, ours, settings)
    names = [name for name, n in results if n == answers and name != ours]
    names.sort(key=lambda name: -against[name, answers].difference.mean)
    own = summarise(results[ours, answers], settings).ndcg.mean
    sentences, unclear = [], []
    for name in names:
        mean, low, high = against[name, answers].difference
        if p_values[name, answers] >= REAL:
            unclear.append(name)
            continue
        word = "more" if mean > 0 else "less"
        low, high = sorted((abs(low), abs(high)))
        sentences.append(
            f"{name} finds {word} than {ours}: {own + mean:.4f} against {own:.4f} NDCG@{settings.k}, by "
            f"{abs(mean):.4f} ({low:.4f} to {high:.4f}), too much to be chance."
        )
    if unclear:
        sentences.append(f"Between {ours} and {', '.join(unclear)} the difference may be chance.")
    return sentences
