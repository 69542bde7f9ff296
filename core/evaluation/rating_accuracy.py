"""How far predicted ratings are from those given, of the rating model and of the simplest predictors there are.

A list is judged by what it finds (:mod:`core.evaluation.scoreboard`); this is the other question, asked of the same
viewers and the same held-out ratings, of all of them and of each cohort of titles
(:mod:`core.evaluation.title_cohorts`). The means are of the ratings that trained viewers gave.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from core.data.ratings import Ratings
from core.evaluation import text_table
from core.evaluation.baselines.fitted_on_bundle import predicted_by_biases
from core.evaluation.metrics import mae, rmse, squared_error
from core.evaluation.protocol import Case, answered_cases, cold_start_viewers
from core.evaluation.settings import EvaluationSettings
from core.evaluation.text_table import ANSWERS, blocks, number, text
from core.evaluation.title_cohorts import TITLE_COHORTS, title_cohorts
from core.model.bundle import Bundle
from core.profiles import Profile
from core.recommend.fold_in import FoldIn, known_ratings

Floats = NDArray[np.floating]
Row = dict[str, str | int | float | None]
"""One predictor's errors at a number of answers, ready for JSON."""

ABOUT = "Predicted ratings, over all held-out ones and over those of head, middle and tail titles"
"""What the table is of."""

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
    bundle: Bundle,
    ratings: Ratings,
    settings: EvaluationSettings = EvaluationSettings(),
    predictors: Mapping[str, Predictor] | None = None,
) -> list[Row]:
    """Each predictor's errors at each number of answers, by themselves of all of ``PREDICTORS``.

    Raises ``DataError`` where there is nobody to measure.
    """
    viewers, cohort = cold_start_viewers(bundle, ratings, settings), title_cohorts(bundle.catalog.table["n_ratings"])
    predictors = predictors or {name: fit(bundle) for name, fit in PREDICTORS.items()}
    cases = ((n, answered_cases(viewers, n, settings)) for n in settings.answers)
    return [row for n, of_n in cases for row in errors_of(predictors, of_n, n, cohort)]


def errors_of(
    predictors: Mapping[str, Predictor], cases: Iterable[Case], answers: int, cohort: NDArray[np.integer]
) -> list[Row]:
    """RMSE and MAE over all held-out ratings of these cases, a row for each predictor; none without cases.

    RMSE is also told of the ratings of titles in each of ``TITLE_COHORTS``, of which ``cohort`` is the place, shape
    ``(n_anime,)``; None where there are none.
    """
    squared, absolute = dict.fromkeys(predictors, 0.0), dict.fromkeys(predictors, 0.0)
    of_cohort = {name: np.zeros(len(TITLE_COHORTS)) for name in predictors}
    n_ratings, n_of_cohort, viewers = 0, np.zeros(len(TITLE_COHORTS)), set()
    for case in cases:
        n_ratings += len(case.ratings)
        viewers.add(case.viewer_id)
        own = cohort[case.held_out]
        n_of_cohort += np.bincount(own, minlength=len(TITLE_COHORTS))
        for name, predict in predictors.items():
            predicted = predict(case.profile)[case.held_out]
            squared[name] += squared_error(predicted, case.ratings)
            absolute[name] += float(np.abs(predicted - case.ratings).sum())
            of_cohort[name] += np.bincount(own, (predicted - case.ratings) ** 2, len(TITLE_COHORTS))
    return [
        {
            "predictor": name,
            "answers": answers,
            "viewers": len(viewers),
            "ratings": n_ratings,
            "rmse": rmse(squared[name], n_ratings),
            "mae": mae(absolute[name], n_ratings),
            **{
                f"rmse_{part}": rmse(error, n) if n else None
                for part, error, n in zip(TITLE_COHORTS, of_cohort[name], n_of_cohort, strict=True)
            },
        }
        for name in (predictors if n_ratings else ())
    ]


def table(rows: Sequence[text_table.Row]) -> str:
    """The rows as a person reads them."""
    columns = [
        ANSWERS,
        text("predictor", "predictor"),
        number("RMSE", "rmse", ".4f"),
        number("MAE", "mae", ".4f"),
        *(number(f"RMSE {cohort}", f"rmse_{cohort}", ".4f") for cohort in TITLE_COHORTS),
    ]
    return "\n".join([f"{ABOUT}:", "", *blocks(rows, columns)])


def _means(bundle: Bundle) -> tuple[float, Floats]:
    """The mean of all ratings and that of each title, shape ``(n_anime,)``."""
    table = bundle.catalog.table
    n_ratings = table["n_ratings"].to_numpy(dtype=np.float64)
    means = table["data_mean"].to_numpy(dtype=np.float64, na_value=np.nan)
    rated = n_ratings > 0
    mean = float(np.average(means[rated], weights=n_ratings[rated]))
    return mean, np.where(rated, means, mean)
