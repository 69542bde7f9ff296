"""Whether predicted ratings and their “± x” may be taken at their word, on viewers the model has never seen.

*Coverage* is the share of held-out ratings within one standard deviation of their prediction; it should be 0.68
everywhere, so it is also told for thirds of these ratings: by how many ratings the title has, and by how many the
viewer gave. *Bias* is the mean of rating minus prediction: over all held-out ratings, and over those of titles that the
person's list shows, as the page shows them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from core.data.ratings import Ratings
from core.errors import DataError
from core.evaluation.metrics import rmse, squared_error
from core.evaluation.protocol import Case, answered_cases, cold_start_viewers
from core.evaluation.settings import EvaluationSettings
from core.evaluation.side_by_side import Job, Share, side_by_side
from core.model.bundle import Bundle
from core.recommend.options import Options
from core.recommend.recommender import Recommender

Floats = NDArray[np.floating]
Row = dict[str, str | int | float | None]
"""What was found at a number of answers, ready for JSON."""

THIRDS = ("few", "some", "many")
"""Names of the thirds, by how many ratings a title or a viewer has."""


class Predictions(NamedTuple):
    """Held-out ratings with what was predicted of them; all of shape ``(n,)``."""

    ratings: Floats
    predicted: Floats
    deviation: Floats
    """The standard deviation that is shown with the prediction."""
    of_title: NDArray[np.int64]
    """How many ratings the title has."""
    of_viewer: NDArray[np.int64]
    """How many ratings the viewer gave."""


def evaluate_calibration(
    bundle: Bundle,
    ratings: Ratings,
    settings: EvaluationSettings = EvaluationSettings(),
    progress: Share = lambda share: None,
    n_processes: int = 1,
) -> list[Row]:
    """Errors, coverage and bias at each number of answers; ``DataError`` where there is nobody to measure."""
    viewers, recommender = cold_start_viewers(bundle, ratings, settings), Recommender(bundle)
    found = [(n, list(answered_cases(viewers, n, settings))) for n in settings.answers]
    if not any(cases for _, cases in found):
        raise DataError(f"None of the {len(viewers):,} viewers has a liked title left to look for.")
    jobs = [Job(partial(_row, recommender, n, cases, settings.k)) for n, cases in found if cases]
    return side_by_side(jobs, n_processes, progress)


def _row(recommender: Recommender, n_answers: int, cases: Sequence[Case], k: int, tell: Share) -> Row:
    of_each = []
    for n_done, case in enumerate(cases, start=1):
        of_each.append((predictions(recommender, case), shown_errors(recommender, case, k)))
        tell(n_done / len(cases))
    held = Predictions(*map(np.concatenate, zip(*(found for found, _ in of_each), strict=True)))
    shown = np.concatenate([errors for _, errors in of_each])
    return {
        "answers": n_answers,
        "viewers": len({case.viewer_id for case in cases}),
        "ratings": len(held.ratings),
        "rmse": rmse(squared_error(held.predicted, held.ratings), len(held.ratings)),
        "bias": float((held.ratings - held.predicted).mean()),
        "shown_ratings": len(shown),
        "shown_bias": float(shown.mean()) if len(shown) else None,
        "coverage": float(_within(held).mean()),
        **{f"coverage_title_{name}": share for name, share in _by_third(held, held.of_title).items()},
        **{f"coverage_viewer_{name}": share for name, share in _by_third(held, held.of_viewer).items()},
    }


def kept_calibration(
    bundle: Bundle, ratings: Ratings, settings: EvaluationSettings = EvaluationSettings(), n_bins: int = 10
) -> tuple[list[Row], list[Row]]:
    """What the page shows: predicted against observed in bins of equal size, and coverage, at each number of answers.

    Each viewer is divided once, whatever the settings say. Raises ``DataError`` where there is nobody to measure.
    """
    viewers, recommender = cold_start_viewers(bundle, ratings, settings), Recommender(bundle)
    curve, coverage = [], []
    for n in settings.answers:
        found = [predictions(recommender, case) for case in answered_cases(viewers, n, replace(settings, n_draws=1))]
        if not found:
            continue
        held = Predictions(*map(np.concatenate, zip(*found, strict=True)))
        curve += [{"answers": n, **row} for row in curve_of(held, n_bins)]
        groups = {"all": np.arange(len(held.ratings))} | {
            f"{of}-{name}": third
            for of, values in (("title", held.of_title), ("viewer", held.of_viewer))
            for name, third in zip(THIRDS, thirds(values), strict=True)
        }
        coverage += [{"answers": n, "group": name, **_coverage(held, places)} for name, places in groups.items()]
    return curve, [row for row in coverage if row["ratings"]]


def curve_of(held: Predictions, n_bins: int) -> list[Row]:
    """Mean predicted and observed rating of parts of equal size, from the lowest predictions on."""
    parts = np.array_split(np.argsort(held.predicted, kind="stable"), n_bins)
    return [
        {
            "ratings": len(part),
            "predicted": float(held.predicted[part].mean()),
            "observed": float(held.ratings[part].mean()),
        }
        for part in parts
        if len(part)
    ]


def _coverage(held: Predictions, places: NDArray[np.int64]) -> Row:
    n = len(places)
    return {
        "ratings": n,
        "coverage": float(_within(held)[places].mean()) if n else None,
        "deviation": float(held.deviation[places].mean()) if n else None,
        "bias": float((held.ratings - held.predicted)[places].mean()) if n else None,
    }


def predictions(recommender: Recommender, case: Case) -> Predictions:
    """What is predicted of a case's held-out ratings."""
    fold_in = recommender.fold_in
    taste = fold_in.taste(case.profile.opinions)
    n_ratings = recommender.bundle.catalog.table["n_ratings"].to_numpy(dtype=np.int64)
    return Predictions(
        case.ratings,
        fold_in.predict(taste)[case.held_out],
        fold_in.standard_deviation(taste, case.held_out),
        n_ratings[case.held_out],
        np.full(len(case.ratings), len(case.ratings) + len(case.profile.ratings)),
    )


def shown_errors(recommender: Recommender, case: Case, k: int) -> Floats:
    """Rating minus expected rating of those titles in the person's list whose rating is held out."""
    held_out = dict(zip(recommender.bundle.model.anime.ids[case.held_out].tolist(), case.ratings, strict=True))
    found = recommender.recommend(case.profile, Options(n=k))
    return np.array([held_out[each.anime_id] - each.predicted for each in found if each.anime_id in held_out])


def thirds(values: ArrayLike) -> list[NDArray[np.int64]]:
    """Places of the smallest, middle and largest third of the values, equal ones in the order they are in."""
    return np.array_split(np.argsort(values, kind="stable"), len(THIRDS))


def _within(held: Predictions) -> NDArray[np.bool_]:
    return np.abs(held.ratings - held.predicted) <= held.deviation


def _by_third(held: Predictions, values: ArrayLike) -> dict[str, float | None]:
    """Coverage in each third by these values; None where there are too few ratings for thirds."""
    within = _within(held)
    places = zip(THIRDS, thirds(values), strict=True)
    return {name: float(within[third].mean()) if len(third) else None for name, third in places}


def table(rows: Sequence[Row]) -> str:
    """The rows as a person reads them."""
    wanted = "within ± 1 standard deviation (0.683 wanted)"
    heads = [
        f"{'':>7}  {'all held-out ratings':>22}  {'shown titles':>16}  {wanted:>67}",
        f"{'answers':>7}  {'ratings':>8} {'RMSE':>6} {'bias':>6}  {'ratings':>8} {'bias':>7}  {'all':>5}"
        f"  {'titles with few … many ratings':>30}  {'viewers with few … many':>30}",
    ]
    return "\n".join([f"{rows[0]['viewers']} viewers the model has never seen", "", *heads, *map(_line, rows)])


def _line(row: Row) -> str:
    of_titles, of_viewers = (
        "  ".join(_figure(row[f"coverage_{of}_{name}"], ".3f") for name in THIRDS) for of in ("title", "viewer")
    )
    shown = f"{row['shown_ratings']:>8,} {_figure(row['shown_bias'], '+.3f'):>7}"
    return (
        f"{row['answers']:>7}  {row['ratings']:>8,} {row['rmse']:>6.4f} {row['bias']:>+6.3f}  {shown}"
        f"  {row['coverage']:>5.3f}  {of_titles:>30}  {of_viewers:>30}"
    )


def _figure(value: str | float | None, form: str) -> str:
    return "–" if value is None else format(value, form)
