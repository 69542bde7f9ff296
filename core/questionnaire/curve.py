"""How good a list is after so many titles shown, for each way of choosing what to show.

Each viewer's watched titles are halved at random, by the seed and the viewer's id alone. One half may be asked about:
a title of it that the viewer rated is answered with that rating, one watched without a rating with "seen". The other
half is never shown, and its titles rated 8 or more and at least the viewer's median are what the list should find.
All strategies thus face the same questions and the same relevant titles. Everything else is answered "not seen".
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from core.bundle import Bundle
from core.profiles import NOT_SEEN, Answers, Profile
from core.questionnaire.strategies import A_SCREEN, Strategy
from core.ratings import Ratings

HIGH_RATING, LEAST_RATINGS, TOP = 8, 40, 10
N_RESAMPLES = 1000


class Recommends(Protocol):
    """What is measured: a score for every catalog row from a person's answers."""

    @property
    def bundle(self) -> Bundle: ...

    def score(self, answers: Answers) -> NDArray: ...


@dataclass(frozen=True)
class SimulatedViewer:
    """A viewer who answers questions from their own list."""

    answers: Mapping[int, float | None]
    """Rating, or None for watched without a rating, of the titles that may be asked about."""
    withheld: frozenset[int]
    """Titles that are never shown."""
    relevant: frozenset[int]
    """The withheld titles that a good list holds."""

    def profile(self, shown: Sequence[int]) -> Profile:
        """What is known once these titles were shown."""
        answers = {anime_id: self.answers.get(anime_id, NOT_SEEN) for anime_id in shown}
        return Profile(
            answers={anime_id: answer for anime_id, answer in answers.items() if answer is not None},
            seen=frozenset(anime_id for anime_id, answer in answers.items() if answer is None),
        )


def simulated_viewers(ratings: Ratings, viewers: Iterable[int], seed: int = 0) -> Iterator[SimulatedViewer]:
    """Those of the viewers who have at least 40 ratings and something relevant in their withheld half."""
    order = np.argsort(ratings.viewer_id, kind="stable")
    ids = ratings.viewer_id[order]
    for viewer_id in viewers:
        rows = order[slice(*np.searchsorted(ids, [viewer_id, viewer_id + 1]))]
        rated, rating = ratings.rated[rows] & ~ratings.imputed[rows], ratings.rating[rows]
        if rated.sum() < LEAST_RATINGS:
            continue
        withheld = np.random.default_rng([seed, viewer_id]).random(len(rows)) < 0.5
        liked = withheld & rated & (rating >= max(HIGH_RATING, np.median(rating[rated])))
        if not liked.any():
            continue
        anime_id = ratings.anime_id[rows]
        yield SimulatedViewer(
            {
                int(id_): float(value) if given else None
                for id_, value, given in zip(anime_id[~withheld], rating[~withheld], rated[~withheld], strict=True)
            },
            frozenset(anime_id[withheld].tolist()),
            frozenset(anime_id[liked].tolist()),
        )


def learning_curve(
    recommender: Recommends,
    ratings: Ratings,
    viewers: Iterable[int],
    strategies: Mapping[str, Strategy],
    shown: Sequence[int] = (0, 6, 12, 18, 24, 36),
    screen: int = A_SCREEN,
    seed: int = 0,
) -> list[dict[str, float | int | str]]:
    """NDCG@10 by strategy and number of titles shown, with a 95 % bootstrap interval over viewers.

    ``answered`` is the mean number of titles shown that got a rating. ``viewers`` are ids the model has never seen;
    ``screen`` titles are chosen at a time. Raises ``ValueError`` if none of the viewers can be measured.
    """
    people = list(simulated_viewers(ratings, viewers, seed))
    if not people:
        raise ValueError("No viewer has 40 ratings and a liked title to look for.")
    rows = []
    for name, strategy in strategies.items():
        asked = [_ask(strategy, person, max(shown), screen) for person in people]
        for n in shown:
            profiles = [person.profile(titles[:n]) for person, titles in zip(people, asked, strict=True)]
            found = np.array([_ndcg(recommender, *pair) for pair in zip(profiles, people, strict=True)])
            low, high = _interval(found, seed)
            rows.append(
                {
                    "strategy": name,
                    "shown": n,
                    "answered": float(np.mean([len(_rated(profile)) for profile in profiles])),
                    "viewers": len(people),
                    "ndcg_at_10": float(found.mean()),
                    "ndcg_low": low,
                    "ndcg_high": high,
                }
            )
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


def _rated(profile: Profile) -> dict[int, float]:
    return {anime_id: answer for anime_id, answer in profile.answers.items() if answer != NOT_SEEN}


def _ndcg(recommender: Recommends, profile: Profile, person: SimulatedViewer) -> float:
    """NDCG@10 of the list over the whole catalog without what is known to be seen."""
    anime = recommender.bundle.model.anime
    score = np.array(recommender.score(profile.answers), dtype=np.float64)
    score[anime.rows([*_rated(profile), *profile.seen])] = -np.inf
    top = np.argsort(-score, kind="stable")[:TOP]
    discount = 1 / np.log2(np.arange(TOP) + 2)
    gain = np.isin(anime.ids[top], list(person.relevant)) @ discount[: len(top)]
    return float(gain / discount[: len(person.relevant)].sum())


def _interval(values: NDArray, seed: int) -> tuple[float, float]:
    """The middle 95 % of the mean over resampled viewers."""
    draws = np.random.default_rng(seed).integers(0, len(values), (N_RESAMPLES, len(values)))
    low, high = np.quantile(values[draws].mean(axis=1), [0.025, 0.975])
    return float(low), float(high)
