"""What to watch next, and why: titles a person would watch and would like, ranked, filtered and explained.

Two models from the same ratings answer two questions. The co-watching model says how much *interest* a title would find
with someone who rated what this person rated; the rating model says how they would *rate* it. The score joins them,

    score = log(interest) + RATING_WEIGHT · predicted rating

so that a rating point is worth a fixed factor of interest. Before the first rating nothing is known that would tell one
person from another; then the titles with most high ratings come first. A list takes one title of each franchise.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from core.model.bundle import Bundle
from core.profiles import Answers
from core.recommend.cowatching import CoWatching
from core.recommend.fold_in import FoldIn, Taste
from core.recommend.franchises import Franchises, group_franchises
from core.recommend.options import Shelf, Wishes
from core.recommend.ranking import best

Floats = NDArray[np.floating]

NO_WISHES = Wishes()

RATING_WEIGHT = 0.15
"""What one point of predicted rating adds to the score; chosen on held-out viewers (docs/evaluation.md)."""
LEAST_INTEREST = 1e-3
"""Where the regression says less interest than this, even below 0, it says nothing: the predicted rating decides."""
ADVENTURE = 0.8
"""How much of the logarithm of a title's popularity the most adventurous list takes off its score."""
N_REASONS = 8
"""Reasons given for each title."""


@dataclass(frozen=True)
class Reason:
    """One of the person's own ratings and what it did for a recommended title."""

    anime_id: int
    influence: float
    """The title's score minus its score without this rating, exactly."""
    points: float
    """The same for the predicted rating, in rating points."""


@dataclass(frozen=True)
class Recommendation:
    """One title of a list."""

    anime_id: int
    predicted: float
    """Expected rating, 1…10."""
    spread: float
    """Standard deviation of that rating around the expected one, in rating points."""
    score: float
    """What the list is ranked by."""
    franchise: int
    """Number of its franchise; no list holds one twice."""
    reasons: tuple[Reason, ...]
    """The person's ratings that moved it most, up or down, the most influential first; at most ``N_REASONS``."""


@dataclass(frozen=True)
class Standing:
    """Where one person stands with every title; all arrays have the shape ``(n_anime,)``."""

    taste: Taste
    interest: Floats
    predicted: Floats
    score: Floats


class Recommender:
    """The recommender of one bundle; what does not depend on a person's answers is computed once."""

    def __init__(self, bundle: Bundle) -> None:
        self.bundle = bundle
        self.fold_in = FoldIn(bundle.model, bundle.catalog)
        self.shelf = Shelf(bundle.catalog)
        self.cowatching = CoWatching.of(bundle)

    @cached_property
    def franchises(self) -> Franchises:
        return group_franchises(self.bundle.catalog, self.bundle.model.anime_factors)

    def standing(self, answers: Answers) -> Standing:
        """Interest, predicted rating and score of every title for a person with these answers."""
        taste = self.fold_in.taste(answers)
        interest = self.cowatching.interest(taste.rows, taste.ratings)
        predicted = self.fold_in.predict(taste)
        score = join(interest, predicted) if len(taste.rows) else self._score_of_anyone
        return Standing(taste, interest, predicted, score)

    def score(self, answers: Answers) -> Floats:
        """Score of every title of the plain catalog, shape ``(n_anime,)``: no wishes, no franchises."""
        return self.standing(answers).score

    def recommend(self, answers: Answers, wishes: Wishes = NO_WISHES) -> list[Recommendation]:
        """The best titles for a person, at most one of each franchise and none they answered or hid.

        The list has ``wishes.n`` titles unless fewer franchises pass the filters.
        """
        standing = self.standing(answers)
        wanted = standing.score + self.shelf.likings(wishes) - wishes.adventurous * ADVENTURE * self._renown
        candidates = self._candidates(wanted, answers, wishes)
        chosen = candidates[best(wanted[candidates], wishes.n)]
        spread = self.fold_in.spread(standing.taste, chosen)
        reasons = self.reasons(standing, chosen)
        return [
            Recommendation(
                anime_id=int(self.bundle.model.anime.ids[row]),
                predicted=float(standing.predicted[row]),
                spread=float(spread[place]),
                score=float(wanted[row]),
                franchise=int(self.franchises.group[row]),
                reasons=reasons[place],
            )
            for place, row in enumerate(chosen)
        ]

    def reasons(self, standing: Standing, rows: NDArray[np.integer]) -> list[tuple[Reason, ...]]:
        """For each of these titles the person's ratings that moved it most, by leaving each of them out."""
        influence, points = self.influences(standing, rows)
        anime_ids = self.bundle.model.anime.ids[standing.taste.rows]
        order = np.argsort(-np.abs(influence), axis=0, kind="stable")[:N_REASONS]
        return [
            tuple(
                Reason(int(anime_ids[given]), float(influence[given, place]), float(points[given, place]))
                for given in order[:, place]
            )
            for place in range(len(rows))
        ]

    def influences(self, standing: Standing, rows: NDArray[np.integer]) -> tuple[Floats, Floats]:
        """What each rating did for the score and for the predicted rating of each title, by leaving it out.

        Both have the shape ``(n_ratings, len(rows))`` and equal the difference to a fresh computation without it.
        """
        taste = standing.taste
        interest = self.cowatching.interest_without_each(taste.rows, taste.ratings, standing.interest, rows)
        predicted = self.fold_in.predict_without_each(taste, rows)
        without = join(interest, predicted)
        if len(taste.rows) == 1:
            without[0] = self._score_of_anyone[rows]
        return standing.score[rows] - without, standing.predicted[rows] - predicted

    def _candidates(self, wanted: Floats, answers: Answers, wishes: Wishes) -> NDArray[np.int64]:
        """One row of each franchise that may be recommended.

        A newcomer to a franchise starts where the part with the best score starts: with its first season, in an
        anthology with that of its series. Someone who has seen a part, or whose filters leave the start out, gets the
        part with the best score itself. Where a start was answered with "not seen", no later part takes its place.
        """
        group, start_row = self.franchises.group, self.franchises.start_row
        not_seen = self._rows(anime_id for anime_id, answer in answers.items() if isinstance(answer, str))
        seen = self._rows(
            {*answers, *wishes.seen} - {anime_id for anime_id, a in answers.items() if isinstance(a, str)}
        )
        is_open = self.shelf.allowed(wishes)
        is_open[seen] = False
        if not wishes.include_not_seen:
            is_open[not_seen] = False
            is_open &= ~np.isin(start_row, not_seen) | np.isin(group, group[seen])
        is_open &= ~np.isin(group, group[self._rows(wishes.hidden)])
        rows = np.flatnonzero(is_open)
        rows = rows[np.argsort(-wanted[rows], kind="stable")]
        groups, first = np.unique(group[rows], return_index=True)
        starts = start_row[rows[first]]
        to_newcomer = is_open[starts] & ~np.isin(groups, group[seen])
        return np.where(to_newcomer, starts, rows[first])

    def _rows(self, anime_ids: Iterable[int]) -> NDArray[np.int64]:
        """Rows of those of these titles that the model knows."""
        rows = self.bundle.model.anime.rows(list(anime_ids), unknown="negative")
        return rows[rows >= 0]

    @cached_property
    def _score_of_anyone(self) -> Floats:
        """The score with no ratings: popularity, moved to where scores with ratings lie, shape ``(n_anime,)``."""
        n_high = self.bundle.catalog.table["n_high"].to_numpy(dtype=np.float64)
        popularity = np.log(np.maximum(n_high, 0.5))
        joined = join(self.cowatching.base, self.fold_in.expected)
        return popularity + np.average(joined - popularity, weights=n_high + 1)

    @cached_property
    def _renown(self) -> Floats:
        """Logarithm of each title's interest with no answers, 0 for the best known, shape ``(n_anime,)``."""
        interest = np.log(np.maximum(self.cowatching.base, LEAST_INTEREST))
        return interest - interest.max()


def join(interest: Floats, predicted: Floats) -> Floats:
    """The score that lists are ranked by, from interest and predicted rating of the same titles."""
    return np.log(np.maximum(interest, LEAST_INTEREST)) + RATING_WEIGHT * predicted
