"""How far predicted ratings are from those given, of the rating model and of the simplest predictors there are.

A list is judged by what it finds (:mod:`core.evaluation.scoreboard`); this is the other question, asked of the same
viewers and the same held-out ratings. The means are of the ratings that trained viewers gave.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from core.data.ratings import Ratings
from core.evaluation.baselines.fitted_on_bundle import predicted_by_biases
from core.evaluation.metrics import mae, rmse, squared_error
from core.evaluation.protocol import Case, answered_cases, cold_start_viewers
from core.evaluation.settings import EvaluationSettings
from core.model.bundle import Bundle
from core.profiles import Profile
from core.recommend.fold_in import FoldIn, known_ratings

Floats = NDArray[np.floating]
Row = dict[str, str | int | float]
"""One predictor's errors at a number of answers, ready for JSON."""

Predictor = Callable[[Profile], Floats]
"""Predicts the rating 1…10 of every title, shape ``(n_anime,)``."""


def global_mean(bundle: Bundle) -> Predictor:
    """The mean of all ratings, whoever asks and whatever for."""
    mean, anime_means = _means(bundle)
    everything = np.full(len(anime_means), mean)
    return lambda profile: everything


def anime_mean(bundle: Bundle) -> Predictor:
    """The mean rating of each title; that of all ratings of a title without one."""
    _, means = _means(bundle)
    return lambda profile: means


def viewer_mean(bundle: Bundle) -> Predictor:
    """The mean of what the person told, for every title; that of all ratings from a person who told nothing."""
    mean, means = _means(bundle)

    def predicted(profile: Profile) -> Floats:
        _, told = known_ratings(bundle.model, profile.ratings)
        return np.full(len(means), told.mean() if len(told) else mean)

    return predicted


def folded_in(bundle: Bundle) -> Predictor:
    """What For you shows: the taste that explains the answers best."""
    fold_in = FoldIn.of(bundle)
    return lambda profile: fold_in.predict(fold_in.taste(profile.opinions))


PREDICTORS: dict[str, Callable[[Bundle], Predictor]] = {
    "rating-model": folded_in,
    "bias-only": predicted_by_biases,
    "anime-mean": anime_mean,
    "viewer-mean": viewer_mean,
    "global-mean": global_mean,
}
"""Every predictor by its name, in the order of the table."""


def evaluate_ratings(
    bundle: Bundle, ratings: Ratings, settings: EvaluationSettings = EvaluationSettings()
) -> list[Row]:
    """Each predictor's errors at each number of answers; raises ``DataError`` where there is nobody to measure."""
    viewers = cold_start_viewers(bundle, ratings, settings)
    predictors = {name: fit(bundle) for name, fit in PREDICTORS.items()}
    return [row for n in settings.answers for row in errors_of(predictors, answered_cases(viewers, n, settings), n)]


def errors_of(predictors: Mapping[str, Predictor], cases: Iterable[Case], answers: int) -> list[Row]:
    """RMSE and MAE over all held-out ratings of these cases, a row for each predictor; none without cases."""
    squared, absolute = dict.fromkeys(predictors, 0.0), dict.fromkeys(predictors, 0.0)
    n_ratings, viewers = 0, set()
    for case in cases:
        n_ratings += len(case.ratings)
        viewers.add(case.viewer_id)
        for name, predict in predictors.items():
            predicted = predict(case.profile)[case.held_out]
            squared[name] += squared_error(predicted, case.ratings)
            absolute[name] += float(np.abs(predicted - case.ratings).sum())
    return [
        {
            "predictor": name,
            "answers": answers,
            "viewers": len(viewers),
            "ratings": n_ratings,
            "rmse": rmse(squared[name], n_ratings),
            "mae": mae(absolute[name], n_ratings),
        }
        for name in (predictors if n_ratings else ())
    ]


def table(rows: Sequence[Row]) -> str:
    """The rows as a person reads them."""
    lines = ["Predicted ratings, over all held-out ones:", "", f"{'answers':>7}  {'predictor':<14}   RMSE    MAE"]
    before = None
    for row in rows:
        if row["answers"] != before:
            lines.append("")
        before = row["answers"]
        lines.append(f"{row['answers']:>7}  {row['predictor']:<14} {row['rmse']:.4f} {row['mae']:.4f}")
    return "\n".join(lines)


def _means(bundle: Bundle) -> tuple[float, Floats]:
    """The mean of all ratings and that of each title, shape ``(n_anime,)``."""
    table = bundle.catalog.table
    n_ratings = table["n_ratings"].to_numpy(dtype=np.float64)
    means = table["data_mean"].to_numpy(dtype=np.float64, na_value=np.nan)
    rated = n_ratings > 0
    mean = float(np.average(means[rated], weights=n_ratings[rated]))
    return mean, np.where(rated, means, mean)
