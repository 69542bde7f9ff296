"""Why a title is recommended: what each title that the person told of did for it, exactly, by leaving it out.

Leaving one out at a time does not divide the score among them: what all of them together did beyond the sum of that is
said apart.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from core.profiles import Profile
from core.recommend.clues import Opinions
from core.recommend.recommender import Recommender, Scores

Floats = NDArray[np.floating]

N_REASONS = 8
"""Reasons given for each title."""


@dataclass(frozen=True)
class Reason:
    """One of the titles that the person told of and what it did for a recommended one."""

    anime_id: int
    influence: float
    """The title's score minus its score without this one, exactly."""
    points: float
    """The same for the predicted rating, in rating points; 0 for one that was watched without a rating."""


@dataclass(frozen=True)
class Why:
    """Why one title stands where it does: the sum of all its parts is its score minus that of anyone."""

    reasons: tuple[Reason, ...]
    """The told titles that moved it most, up or down, the most influential first."""
    together: float
    """What is left: told titles that are not named, and what all of them did together beyond leaving each out."""


def reasons(recommender: Recommender, profile: Profile, anime_ids: Sequence[int], n: int = N_REASONS) -> list[Why]:
    """Why each of these titles stands where it does, in ``n`` reasons at most; without any where nothing is told."""
    anime, scores = recommender.bundle.model.anime, recommender.scores(profile)
    rows = anime.rows(anime_ids)
    influence, points = influences(recommender, scores, rows)
    told_ids = anime.ids[scores.evidence.rows]
    order = np.argsort(-np.abs(influence), axis=0, kind="stable")[:n]
    named = np.take_along_axis(influence, order, axis=0), np.take_along_axis(points, order, axis=0)
    together = scores.score[rows] - recommender.score_of_anyone[rows] - named[0].sum(axis=0)
    return [
        Why(tuple(map(Reason, told_ids[told].tolist(), moved.tolist(), of_rating.tolist())), float(rest))
        for told, moved, of_rating, rest in zip(order.T, named[0].T, named[1].T, together, strict=True)
    ]


def influences(recommender: Recommender, scores: Scores, rows: NDArray[np.integer]) -> tuple[Floats, Floats]:
    """What each told title did for the score and for the predicted rating of each of these, by leaving it out.

    Both have the shape ``(n_told, len(rows))`` and equal the difference to a fresh computation without it.
    """
    evidence, cowatching = scores.evidence, recommender.cowatching
    told = evidence.rows, evidence.ratings
    interest = cowatching.interest_without_each(*told, scores.interest, rows)
    love = cowatching.love_without_each(*told, scores.love, rows)
    predicted = np.tile(scores.predicted[rows], (len(evidence), 1))
    predicted[evidence.is_rated] = recommender.fold_in.predict_without_each(scores.taste, rows)
    all_but_one = 1 - np.eye(len(evidence))
    without = recommender.ranked(evidence, all_but_one, rows, Opinions(interest, love, predicted))
    without += recommender.not_seen.shift_without_each(scores.profile, evidence.rows, rows)
    return scores.score[rows] - without, scores.predicted[rows] - predicted
