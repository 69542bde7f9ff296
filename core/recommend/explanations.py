"""Why a title is recommended: what each of the person's own ratings did for it, exactly, by leaving it out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from core.profiles import Profile
from core.recommend.recommender import Recommender, Scores

Floats = NDArray[np.floating]

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


def reasons(
    recommender: Recommender, profile: Profile, anime_ids: Sequence[int], n: int = N_REASONS
) -> list[tuple[Reason, ...]]:
    """For each of these titles the ``n`` ratings that moved it most, up or down, the most influential first."""
    anime, scores = recommender.bundle.model.anime, recommender.scores(profile)
    influence, points = influences(recommender, scores, anime.rows(anime_ids))
    rated_ids = anime.ids[scores.taste.rows]
    order = np.argsort(-np.abs(influence), axis=0, kind="stable")[:n]
    return [
        tuple(
            Reason(int(rated_ids[given]), float(influence[given, place]), float(points[given, place]))
            for given in order[:, place]
        )
        for place in range(len(anime_ids))
    ]


def influences(recommender: Recommender, scores: Scores, rows: NDArray[np.integer]) -> tuple[Floats, Floats]:
    """What each rating did for the score and for the predicted rating of each title, by leaving it out.

    Both have the shape ``(n_ratings, len(rows))`` and equal the difference to a fresh computation without it.
    """
    taste = scores.taste
    interest = recommender.cowatching.interest_without_each(taste.rows, taste.ratings, scores.interest, rows)
    predicted = recommender.fold_in.predict_without_each(taste, rows)
    without = recommender.blend(interest, predicted)
    if len(taste.rows) == 1:
        without[0] = recommender.score_of_anyone[rows]
    without += recommender.not_seen.shift_without_each(scores.profile, taste.rows, rows)
    return scores.score[rows] - without, scores.predicted[rows] - predicted
