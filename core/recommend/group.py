"""What several people may watch together: titles that are new to all of them, by one of three rules.

What each title is worth to each person is how probably they love it; the rules differ in what that makes for the group:

- ``average``: the mean.
- ``least misery``: what it is worth to the one who would like it least (PolyLens, O'Connor and others 2001).
- ``fair``: titles are taken one after the other, each the one that adds most to the sum of the logarithms of what
  everybody has got so far, places further down counting less. Whoever got little counts more for the next title
  (proportional fairness; the greedy choice as in Serbos and others 2017, "Fairness in package-to-group
  recommendations").
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

from core.profiles import Profile
from core.recommend.cards import Cards
from core.recommend.options import Options
from core.recommend.ranking import best
from core.recommend.recommender import Recommendation, Recommender

Floats = NDArray[np.floating]
Rows = NDArray[np.int64]

FEWEST, MOST = 2, 6
"""People in a group."""
_NOTHING = 0.1
"""What everybody is taken to have got before the first title, so that its logarithm is finite."""
_LOOKED_AT = 300
"""The best titles by the mean, among which the fair rule chooses."""


class Rule(StrEnum):
    """How what titles are worth to each person is made into one list."""

    AVERAGE = "average"
    LEAST_MISERY = "least misery"
    FAIR = "fair"


@dataclass(frozen=True)
class ForGroup:
    """One title for a group."""

    anime_id: int
    members: tuple[Recommendation, ...]
    """The same title as it stands for each person, in their order."""


def recommend_to_group(
    recommender: Recommender, profiles: Sequence[Profile], rule: Rule, options: Options = Options()
) -> list[ForGroup]:
    """The best titles for these people, one a franchise, of no series that any of them told of having watched.

    Raises ``ValueError`` for fewer people than ``FEWEST`` or more than ``MOST``.
    """
    if not FEWEST <= len(profiles) <= MOST:
        raise ValueError(f"A group is {FEWEST} to {MOST} people.")
    scores = [recommender.scores(profile) for profile in profiles]
    wanted = np.array([recommender.wanted(each, each.profile, options) for each in scores])
    rows = group_list(recommender.cards, worth(wanted), together(profiles), rule, options)
    listed = [recommender.listed(each, ranked_by, rows) for each, ranked_by in zip(scores, wanted, strict=True)]
    return [ForGroup(members[0].anime_id, members) for members in zip(*listed, strict=True)]


def together(profiles: Sequence[Profile]) -> Profile:
    """What must hold for all of them: nothing that one has watched, hid or wants less of comes up."""
    nobody: frozenset[int] = frozenset()
    return Profile(
        seen=nobody.union(*(profile.watched for profile in profiles)),
        hidden=nobody.union(*(profile.hidden for profile in profiles)),
        less_like=nobody.union(*(profile.less_like for profile in profiles)),
    )


def worth(wanted: Floats) -> Floats:
    """What titles are worth to each person, from what their lists are ranked by; both ``(n_people, n_anime)``.

    A share of one for each person, so that nobody counts more for having answered more.
    """
    shifted = np.exp(wanted - wanted.max(axis=1, keepdims=True))
    return shifted / shifted.sum(axis=1, keepdims=True)


def group_list(cards: Cards, worth: Floats, all_of_them: Profile, rule: Rule, options: Options) -> Rows:
    """Rows of the list, the best first."""
    value = np.log(worth.min(axis=0) if rule is Rule.LEAST_MISERY else worth.mean(axis=0))
    parts, shown = cards.new_to(value, all_of_them, options)
    order = best(value[parts], _LOOKED_AT if rule is Rule.FAIR else options.n)
    return shown[order[fairly(worth[:, parts[order]], options.n)] if rule is Rule.FAIR else order]


def fairly(worth: Floats, n: int) -> Rows:
    """Places of the first ``n`` titles taken fairly, from what each is worth to each, ``(n_people, n_titles)``."""
    share = worth / worth.max(axis=1, keepdims=True)
    got = np.full(len(worth), _NOTHING)
    left, taken = np.ones(worth.shape[1], dtype=bool), []
    for place in range(min(n, worth.shape[1])):
        discounted = share / np.log2(place + 2)
        gain = np.log(got[:, None] + discounted).sum(axis=0)
        taken.append(int(np.argmax(np.where(left, gain, -np.inf))))
        left[taken[-1]] = False
        got += discounted[:, taken[-1]]
    return np.array(taken, dtype=np.int64)
