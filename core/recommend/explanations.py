"""Why a title is recommended: what each title that the person told of did for it, exactly, by leaving it out.

Leaving one out at a time does not divide the score among them: what all of them together did beyond the sum of that is
said apart.

In one sentence only that can be said which sets a title apart: an answer that lifts every title alike is the reason for
none. So the sentence names the liked titles that moved this one most above the others it stands among.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from core.profiles import Profile
from core.recommend.clues import Opinions
from core.recommend.continuations import LIKED
from core.recommend.recommender import Recommender, Scores

Floats = NDArray[np.floating]

N_REASONS = 8
"""Reasons given for each title."""
NAMED = 2
"""Titles that the sentence names."""
ENOUGH, LEAST = 0.5, 0.01
"""What the second one named needs of the first one's influence, and what any needs at all."""


@dataclass(frozen=True)
class Reason:
    """One of the titles that the person told of and what it did for a recommended one."""

    anime_id: int
    influence: float
    """The title's score in a list minus that score without this one, exactly."""
    points: float
    """The same for the predicted rating, in rating points; 0 for one that was watched without a rating."""


@dataclass(frozen=True)
class Why:
    """Why one title stands where it does: reasons and the rest add up to its score minus that of anyone."""

    reasons: tuple[Reason, ...]
    """The told titles that moved it most, up or down, the most influential first."""
    together: float
    """What is left: told titles that are not named, and what all of them did together beyond leaving each out."""
    because: tuple[int, ...] = ()
    """The liked titles, or those seen, that moved it most above the others, ``NAMED`` at most; perhaps none."""


def reasons(
    recommender: Recommender,
    profile: Profile,
    anime_ids: Sequence[int],
    others: Sequence[int] = (),
    n: int = N_REASONS,
) -> list[Why]:
    """Why each of these titles stands where it does, in ``n`` reasons at most; without any where nothing is told.

    ``others`` are further titles among which they stand, for the sentence.
    """
    anime, scores = recommender.bundle.model.anime, recommender.scores(profile)
    rows, among = anime.rows(anime_ids), anime.rows([*anime_ids, *others])
    everywhere, of_ratings = influences(recommender, scores, among)
    influence, points = everywhere[:, : len(rows)], of_ratings[:, : len(rows)]
    above = influence - everywhere.mean(axis=1, keepdims=True) if influence.size else influence
    above[scores.evidence.ratings < LIKED] = -np.inf
    groups = recommender.franchises.group[scores.evidence.rows]
    told_ids = anime.ids[scores.evidence.rows]
    order = np.argsort(-np.abs(influence), axis=0, kind="stable")[:n]
    named = np.take_along_axis(influence, order, axis=0), np.take_along_axis(points, order, axis=0)
    together = scores.listed[rows] - recommender.score_of_anyone[rows] - named[0].sum(axis=0)
    return [
        Why(
            tuple(map(Reason, told_ids[told].tolist(), moved.tolist(), of_rating.tolist())),
            float(rest),
            _because(told_ids, groups, over),
        )
        for told, moved, of_rating, rest, over in zip(order.T, named[0].T, named[1].T, together, above.T, strict=True)
    ]


def _because(told: NDArray[np.integer], groups: NDArray[np.integer], above: Floats) -> tuple[int, ...]:
    """The told titles to name for one title, by how far each moved it above the others, shape ``(n_told,)``.

    A second one is named where it did at least half as much as the first and is of another franchise.
    """
    order = np.argsort(-above, kind="stable")
    first_of_franchise = np.sort(np.unique(groups[order], return_index=True)[1])
    best = order[first_of_franchise][:NAMED]
    return tuple(told[best[above[best] > max(ENOUGH * above[best[0]], LEAST)]].tolist()) if len(best) else ()


def influences(recommender: Recommender, scores: Scores, rows: NDArray[np.integer]) -> tuple[Floats, Floats]:
    """What each told title did for the score in a list and the predicted rating of each of these, by leaving it out.

    Both have the shape ``(n_told, len(rows))`` and equal the difference to a fresh computation without it.
    """
    evidence, cowatching = scores.evidence, recommender.cowatching
    told = evidence.rows, evidence.ratings
    interest = cowatching.interest_without_each(*told, scores.interest, rows)
    love = cowatching.love_without_each(*told, scores.love, rows)
    predicted = np.tile(scores.predicted[rows], (len(evidence), 1))
    predicted[evidence.is_rated] = recommender.fold_in.predict_without_each(scores.taste, rows)
    all_but_one = 1 - np.eye(len(evidence))
    opinions = Opinions(interest, love, predicted, cowatching.largest_share_without_each(*told, rows))
    without = recommender.ranked(evidence, all_but_one, rows, opinions)
    without += recommender.not_seen.shift_without_each(scores.profile, evidence.rows, rows)
    without += recommender.genre_focus.shift_without_each(evidence, rows)
    return scores.listed[rows] - without, scores.predicted[rows] - predicted
