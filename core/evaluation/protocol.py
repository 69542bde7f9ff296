"""How good recommendations are for viewers the model has never seen, and how much better than simple ones.

From each such viewer with at least ``N_LEAST`` ratings some are drawn as their *answers*; all else is held out.
Every recommender then ranks the whole plain catalog without the answered titles (no franchises, no filters).
*Relevant* are the held-out titles rated at least ``HIGH`` and at least the viewer's median. RMSE is over all
held-out ratings.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TypedDict

import numpy as np
from numpy.typing import NDArray

from core.data.ratings import HIGH, Ratings
from core.errors import DataError
from core.evaluation.learning_curve import learning_curve
from core.evaluation.metrics import bootstrap_interval, ndcg_at_k, recall_at_k, rmse
from core.model.bundle import Bundle
from core.profiles import Profile
from core.questionnaire import strategies
from core.recommend.ranking import best
from core.recommend.recommender import Recommender
from core.recommend.settings import RecommenderSettings

Floats = NDArray[np.floating]

ANSWERS = (0, 3, 5, 10, 20)
N_LEAST = 40
"""Ratings a viewer needs to be evaluated."""
K = 10
N_DRAWS = 5
"""Times that each viewer's answers are drawn; a viewer's figure is the mean over the draws."""
OFFSET_DAMPING = 2
"""Ratings of no offset that a viewer's own mean offset is drawn towards."""
OURS, POPULARITY, COWATCHING = "for-you", "popularity", "co-watching"


@dataclass(frozen=True)
class Opinion:
    """What a recommender says to a person's answers; both of shape ``(n_anime,)``."""

    ranking: Floats
    """Score to rank by."""
    predicted: Floats | None
    """Ratings, from a recommender that predicts some."""


Opinions = Callable[[Profile], dict[str, Opinion]]
"""Every recommender's opinion, by its name."""


@dataclass(frozen=True)
class Case:
    """One viewer's answers and what is held out, by anime row."""

    viewer: int
    answers: dict[int, float]
    answered: NDArray[np.int64]
    held_out: NDArray[np.int64]
    ratings: Floats
    """Of the held-out titles."""
    relevant: NDArray[np.int64]


class Row(TypedDict):
    """A recommender's figures at a number of answers: means over viewers, with 95 % bootstrap bounds."""

    recommender: str
    answers: int
    viewers: int
    ndcg_at_10: float
    recall_at_10: float
    rmse: float | None
    """None for a recommender that predicts no ratings."""
    ndcg_low: float
    ndcg_high: float
    to_popularity: float
    """NDCG as a multiple of popularity's."""
    above_cowatching: float
    """NDCG minus co-watching's on the same viewers, with the bounds of that difference."""
    above_low: float
    above_high: float


def evaluate(
    bundle: Bundle,
    ratings: Ratings,
    answers: Sequence[int] = ANSWERS,
    n_draws: int = N_DRAWS,
    seed: int = 0,
    settings: RecommenderSettings = RecommenderSettings(),
) -> list[Row]:
    """One row for each recommender and number of answers, measured on the viewers who are not in the bundle.

    Raises ``DataError`` where no such viewer has enough ratings.
    """
    opinions = recommenders(bundle, settings)
    rows: list[Row] = []
    viewers = strangers(bundle, ratings)
    for n in answers:
        found = cases(bundle, viewers, n, n_draws, seed)
        rows += rows_of(n, ((case, opinions(Profile(case.answers))) for case in found))
    return rows


def rows_of(n_answers: int, judged: Iterable[tuple[Case, Mapping[str, Opinion]]]) -> list[Row]:
    """The rows of one number of answers from all of its cases and what every recommender says to each."""
    tallies: dict[str, _Tally] = {}
    for case, opinions in judged:
        for name, opinion in opinions.items():
            tallies.setdefault(name, _Tally()).add(case, opinion)
    return _rows(tallies, n_answers)


def evaluate_questions(bundle: Bundle, ratings: Ratings, n_draws: int = N_DRAWS, seed: int = 0) -> list[dict]:
    """NDCG@10 by way of asking and titles shown, on the viewers who are not in the bundle."""
    viewers = np.unique(strangers(bundle, ratings).viewer_id)
    return learning_curve(
        Recommender(bundle), ratings, viewers.tolist(), strategies(bundle), n_draws=n_draws, seed=seed
    )


def table(rows: Sequence[Row]) -> str:
    """The rows as a person reads them, one block for each number of answers."""
    head = f"{'answers':>7}  {'recommender':<12}  {'NDCG@10':<22}  {'× popularity':>12}  {'above co-watching':<25}"
    lines = [f"{rows[0]['viewers']} viewers the model has never seen", "", f"{head}  {'Recall@10':>9}  {'RMSE':>6}"]
    for row in rows:
        ndcg = f"{row['ndcg_at_10']:.4f} ({row['ndcg_low']:.4f}…{row['ndcg_high']:.4f})"
        above = f"{row['above_cowatching']:+.4f} ({row['above_low']:+.4f}…{row['above_high']:+.4f})"
        error = "–" if row["rmse"] is None else f"{row['rmse']:.4f}"
        if row["recommender"] == OURS:
            lines.append("")
        lines.append(
            f"{row['answers']:>7}  {row['recommender']:<12}  {ndcg:<22}  {row['to_popularity']:>12.3f}  {above:<25}"
            f"  {row['recall_at_10']:>9.4f}  {error:>6}"
        )
    return "\n".join(lines)


def questions_table(rows: Sequence[dict]) -> str:
    """The learning curve as a person reads it: a line for each way of asking, a column for each number shown."""
    shown = sorted({row["shown"] for row in rows})
    lines = [
        f"{rows[0]['viewers']} viewers the model has never seen; NDCG@10 by titles shown (ratings they brought)",
        "",
    ]
    lines.append(f"{'':<20}" + "".join(f"{n:>16}" for n in shown))
    for name in dict.fromkeys(row["strategy"] for row in rows):
        own = {
            row["shown"]: f"{row['ndcg_at_10']:.4f} ({row['answered']:.1f})" for row in rows if row["strategy"] == name
        }
        lines.append(f"{name:<20}" + "".join(f"{own[n]:>16}" for n in shown))
    return "\n".join(lines)


def recommenders(bundle: Bundle, settings: RecommenderSettings = RecommenderSettings()) -> Opinions:
    """This project's recommender and what it is measured against.

    ``popularity`` ranks by the number of ratings of ``HIGH`` and more, ``bias-only`` by anime bias plus the viewer's
    own offset, ``rating-model`` by predicted rating, ``co-watching`` by interest.
    """
    ours = Recommender(bundle, settings)
    popularity = Opinion(bundle.catalog.table["n_high"].to_numpy(dtype=np.float64), None)

    def opinions(profile: Profile) -> dict[str, Opinion]:
        scores = ours.scores(profile)
        rows, given = scores.taste.rows, scores.taste.ratings
        expected = ours.fold_in.expected
        offset = (given - expected[rows]).sum() / (len(given) + OFFSET_DAMPING)
        biased = np.clip(expected + offset, 1, 10)
        return {
            OURS: Opinion(scores.score, scores.predicted),
            POPULARITY: popularity,
            "bias-only": Opinion(expected, biased),
            "rating-model": Opinion(scores.predicted, scores.predicted),
            COWATCHING: Opinion(scores.interest, None),
        }

    return opinions


def strangers(bundle: Bundle, ratings: Ratings) -> Ratings:
    """The given ratings of viewers the bundle has never seen, who gave at least ``N_LEAST`` to titles it knows."""
    model = bundle.model
    unseen = model.viewers.rows(ratings.viewer_id, unknown="negative") < 0
    if not unseen.any():
        raise DataError(
            f"The model “{bundle.name}” was trained on every viewer of these ratings, so they cannot tell how it does "
            "for strangers. Train it with --hold-out-viewers 0.1, or evaluate it on ratings of other viewers."
        )
    known = model.anime.rows(ratings.anime_id, unknown="negative") >= 0
    theirs = ratings.select(unseen & known & ratings.rated & ~ratings.imputed)
    ids, viewer, counts = np.unique(theirs.viewer_id, return_inverse=True, return_counts=True)
    if not (counts >= N_LEAST).any():
        raise DataError(
            f"None of the {len(ids):,} viewers that “{bundle.name}” has not seen gave {N_LEAST} ratings or more. "
            "Hold out more viewers when training, or evaluate on more ratings."
        )
    return theirs.select(counts[viewer] >= N_LEAST)


def cases(bundle: Bundle, viewers: Ratings, n_answers: int, n_draws: int, seed: int) -> Iterator[Case]:
    """Each viewer's cases at a number of answers; the draws depend on viewer and seed, and fewer answers are the first
    of more. Draws that leave nothing relevant to find are left out.
    """
    order = np.argsort(viewers.viewer_id, kind="stable")
    ids, starts = np.unique(viewers.viewer_id[order], return_index=True)
    for viewer, own in zip(ids.tolist(), np.split(order, starts[1:]), strict=True):
        anime_id, rating = viewers.anime_id[own], viewers.rating[own].astype(np.float64)
        rows = bundle.model.anime.rows(anime_id)
        favourite = (rating >= HIGH) & (rating >= np.median(rating))
        random = np.random.default_rng([seed, viewer])
        for _ in range(n_draws):
            places = random.permutation(len(own))
            told, held = places[:n_answers], places[n_answers:]
            if favourite[held].any():
                answers = dict(zip(anime_id[told].tolist(), rating[told].tolist(), strict=True))
                yield Case(viewer, answers, rows[told], rows[held], rating[held], rows[held][favourite[held]])


@dataclass
class _Tally:
    """One recommender's figures case by case."""

    viewer: list[int] = field(default_factory=list)
    ndcg: list[float] = field(default_factory=list)
    recall: list[float] = field(default_factory=list)
    predicted: list[Floats] = field(default_factory=list)
    actual: list[Floats] = field(default_factory=list)

    def add(self, case: Case, opinion: Opinion) -> None:
        ranked = best(opinion.ranking, K, case.answered)
        self.viewer.append(case.viewer)
        self.ndcg.append(ndcg_at_k(ranked, case.relevant, K))
        self.recall.append(recall_at_k(ranked, case.relevant, K))
        if opinion.predicted is not None:
            self.predicted.append(opinion.predicted[case.held_out])
            self.actual.append(case.ratings)

    def by_viewer(self, values: list[float]) -> Floats:
        """Mean over each viewer's draws, shape ``(n_viewers,)``."""
        _, viewer = np.unique(self.viewer, return_inverse=True)
        return np.bincount(viewer, weights=values) / np.bincount(viewer)

    def rmse(self) -> float | None:
        return rmse(np.concatenate(self.predicted), np.concatenate(self.actual)) if self.predicted else None


def _rows(tallies: dict[str, _Tally], n_answers: int) -> list[Row]:
    """The rows of one number of answers; every recommender ranked for the same cases."""
    ndcg = {name: tally.by_viewer(tally.ndcg) for name, tally in tallies.items()}
    rows: list[Row] = []
    for name, tally in tallies.items():
        low, high = bootstrap_interval(ndcg[name])
        above = ndcg[name] - ndcg[COWATCHING]
        above_low, above_high = bootstrap_interval(above)
        rows.append(
            {
                "recommender": name,
                "answers": n_answers,
                "viewers": len(above),
                "ndcg_at_10": float(ndcg[name].mean()),
                "recall_at_10": float(tally.by_viewer(tally.recall).mean()),
                "rmse": tally.rmse(),
                "ndcg_low": low,
                "ndcg_high": high,
                "to_popularity": float(ndcg[name].mean() / ndcg[POPULARITY].mean()),
                "above_cowatching": float(above.mean()),
                "above_low": above_low,
                "above_high": above_high,
            }
        )
    return rows
