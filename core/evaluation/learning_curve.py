"""How good a list is after so many titles shown, for each way of choosing what to show.

Each viewer's watched titles are halved at random, by the seed and the viewer's id alone. One half may be asked about:
a title of it that the viewer rated is answered with that rating, one watched without a rating with "seen". The other
half is never shown, and its titles rated 8 or more and at least the viewer's median are what the list should find.
All strategies thus face the same questions and the same relevant titles. Everything else is answered "not seen".
A viewer's figure is the mean over several such halvings.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from core.data.ratings import HIGH, Ratings
from core.errors import DataError
from core.evaluation.metrics import bootstrap_interval, ndcg_at_k
from core.model.bundle import Bundle
from core.profiles import Profile
from core.questionnaire.strategies import A_SCREEN, Strategy
from core.recommend.ranking import best

LEAST_RATINGS, TOP = 40, 10
SHOWN = (0, 6, 12, 18, 24, 36)
N_DRAWS = 3
"""Times each viewer's titles are halved."""


class Recommends(Protocol):
    """What is measured: a score for every catalog row from a person's answers."""

    @property
    def bundle(self) -> Bundle: ...

    def score(self, profile: Profile) -> NDArray: ...


@dataclass(frozen=True)
class SimulatedViewer:
    """A viewer who answers questions from their own list, halved in one way."""

    viewer_id: int
    answers: Mapping[int, float | None]
    """Rating, or None for watched without a rating, of the titles that may be asked about."""
    withheld: frozenset[int]
    """Titles that are never shown."""
    relevant: frozenset[int]
    """The withheld titles that a good list holds."""

    def profile(self, shown: Sequence[int]) -> Profile:
        """What is known once these titles were shown."""
        watched = {anime_id: self.answers[anime_id] for anime_id in shown if anime_id in self.answers}
        return Profile(
            ratings={anime_id: answer for anime_id, answer in watched.items() if answer is not None},
            not_seen=frozenset(shown).difference(watched),
            seen=frozenset(anime_id for anime_id, answer in watched.items() if answer is None),
        )


def simulated_viewers(
    ratings: Ratings, viewers: Iterable[int], n_draws: int = N_DRAWS, seed: int = 0
) -> Iterator[SimulatedViewer]:
    """Those of the viewers who gave at least 40 ratings, once for each halving that leaves something to find."""
    order = np.argsort(ratings.viewer_id, kind="stable")
    ids = ratings.viewer_id[order]
    for viewer_id in map(int, viewers):
        own = ratings.select(order[slice(*np.searchsorted(ids, [viewer_id, viewer_id + 1]))])
        given = own.rated & ~own.imputed
        if given.sum() < LEAST_RATINGS:
            continue
        favourite = given & (own.rating >= max(HIGH, np.median(own.rating[given])))
        answers = [float(rating) if told else None for rating, told in zip(own.rating, given, strict=True)]
        random = np.random.default_rng([seed, viewer_id])
        for _ in range(n_draws):
            withheld = random.random(len(own)) < 0.5
            if (withheld & favourite).any():
                yield SimulatedViewer(
                    viewer_id,
                    {int(own.anime_id[row]): answers[row] for row in np.flatnonzero(~withheld)},
                    frozenset(own.anime_id[withheld].tolist()),
                    frozenset(own.anime_id[withheld & favourite].tolist()),
                )


def learning_curve(
    recommender: Recommends,
    ratings: Ratings,
    viewers: Iterable[int],
    strategies: Mapping[str, Strategy],
    shown: Sequence[int] = SHOWN,
    screen: int = A_SCREEN,
    n_draws: int = N_DRAWS,
    seed: int = 0,
) -> list[dict[str, float | int | str]]:
    """NDCG@10 by strategy and number of titles shown, with a 95 % bootstrap interval over viewers.

    ``answered`` is the mean number of titles shown that got a rating. ``viewers`` are ids the model has never seen;
    ``screen`` titles are chosen at a time. Raises ``DataError`` if none of the viewers can be measured.
    """
    known = recommender.bundle.model.anime.rows(ratings.anime_id, unknown="negative") >= 0
    people = list(simulated_viewers(ratings.select(known), viewers, n_draws, seed))
    if not people:
        raise DataError(
            f"None of these viewers has {LEAST_RATINGS} ratings and a liked title to look for. "
            "Hold out more viewers when training, or evaluate on more ratings."
        )
    rows = []
    for name, strategy in strategies.items():
        asked = [_ask(strategy, person, max(shown), screen) for person in people]
        for n in shown:
            profiles = [person.profile(titles[:n]) for person, titles in zip(people, asked, strict=True)]
            rows.append({"strategy": name, "shown": n, **_measure(recommender, people, profiles, seed)})
    return rows


def _ask(strategy: Strategy, person: SimulatedViewer, n: int, screen: int) -> list[int]:
    """The first ``n`` titles shown, in order; fewer where the strategy runs out of titles."""
    shown: list[int] = []
    while len(shown) < n:
        titles = strategy.next_titles(person.profile(shown), {*shown, *person.withheld}, screen)
        if not titles:
            break
        shown += titles
    return shown[:n]


def _measure(
    recommender: Recommends, people: Sequence[SimulatedViewer], profiles: Sequence[Profile], seed: int
) -> dict[str, float | int]:
    """Figures of the lists that these profiles bring, means over each viewer's draws and then over viewers."""
    found = [_ndcg(recommender, profile, person) for profile, person in zip(profiles, people, strict=True)]
    _, viewer = np.unique([person.viewer_id for person in people], return_inverse=True)
    by_viewer = np.bincount(viewer, found) / np.bincount(viewer)
    low, high = bootstrap_interval(by_viewer, seed=seed)
    return {
        "answered": float(np.mean([len(profile.ratings) for profile in profiles])),
        "viewers": len(by_viewer),
        "ndcg_at_10": float(by_viewer.mean()),
        "ndcg_low": low,
        "ndcg_high": high,
    }


def _ndcg(recommender: Recommends, profile: Profile, person: SimulatedViewer) -> float:
    """NDCG@10 of the list over the whole catalog without what is known to be seen."""
    anime = recommender.bundle.model.anime
    seen = anime.rows([*profile.ratings, *profile.seen])
    ranked = best(recommender.score(profile), TOP, seen)
    return ndcg_at_k(ranked, anime.rows(list(person.relevant)), TOP)
