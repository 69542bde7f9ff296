"""Everything that is kept of an evaluation beside a model, and shown by the page Scoreboard."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import TypeVar

from core.data.ratings import Ratings
from core.evaluation import behaviour, calibration, cohorts, rating_accuracy, scoreboard
from core.evaluation.lists import SHOWN
from core.evaluation.protocol import cold_start_viewers
from core.evaluation.scoreboard import Evaluation
from core.evaluation.settings import EvaluationSettings
from core.evaluation.side_by_side import Job, Share, side_by_side
from core.model.bundle import Bundle

Parts = Mapping[str, Sequence[Mapping[str, object]]]
"""Rows by the names that :class:`core.evaluation.kept.KeptScores` has for them."""


def parts_of(
    evaluation: Evaluation,
    bundle: Bundle,
    ratings: Ratings,
    settings: EvaluationSettings = EvaluationSettings(),
    progress: Share = lambda share: None,
    n_processes: int = 1,
) -> Parts:
    """The rows of an evaluation, with what else is measured of the same viewers: errors, cohorts and so on."""
    at_each_number = [replace(settings, answers=(n,)) for n in settings.answers]
    jobs = [
        _job(behaviour.evaluate_behaviour, bundle, ratings, settings),
        _job(calibration.kept_calibration, bundle, ratings, settings),
        *(_job(rating_accuracy.evaluate_ratings, bundle, ratings, each) for each in at_each_number),
    ]
    checks, (curve, coverage), *accuracy = side_by_side(jobs, n_processes, progress)
    return {
        **parts_of_lists(evaluation, bundle, ratings, settings),
        "accuracy": [row for rows in accuracy for row in rows],
        "calibration": curve,
        "coverage": coverage,
        "checks": checks,
    }


def parts_of_lists(
    evaluation: Evaluation,
    bundle: Bundle,
    ratings: Ratings,
    settings: EvaluationSettings = EvaluationSettings(),
    ours: str = scoreboard.OURS,
) -> Parts:
    """The rows of an evaluation alone: all of them, and those for each cohort of the viewers and of the titles."""
    of_viewer = cohorts.cohorts_of(bundle, cold_start_viewers(bundle, ratings, settings))
    return {
        "rows": scoreboard.rows_of(evaluation, settings, n_anime=len(bundle.model.anime), ours=ours),
        "cohorts": cohorts.rows_of(evaluation[SHOWN], of_viewer, settings),
        "titles": cohorts.title_rows_of(evaluation[SHOWN], settings),
    }


Found = TypeVar("Found")


def _job(
    measure: Callable[[Bundle, Ratings, EvaluationSettings], Found],
    bundle: Bundle,
    ratings: Ratings,
    settings: EvaluationSettings,
) -> Job[Found]:
    def work(tell: Share) -> Found:
        found = measure(bundle, ratings, settings)
        tell(1.0)
        return found

    return Job(work)
