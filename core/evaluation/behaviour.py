"""What lists must do whatever the figures say: rules that anybody would expect, tried on many people and counted.

(After RecList: Chia et al. 2022, "Beyond NDCG: behavioral testing of recommender systems with RecList".) The people are
viewers the model has never seen, each told of by a few of their ratings; the lists are those of the page.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from core.analysis.similarity import nearest, vectors_for
from core.data.ratings import HIGHEST, LOWEST, Ratings
from core.evaluation.protocol import answered_cases, cold_start_viewers
from core.evaluation.settings import EvaluationSettings
from core.model.bundle import Bundle
from core.profiles import Profile
from core.recommend.options import ADULT, Options
from core.recommend.recommender import Recommendation, Recommender

Row = dict[str, str | int | list[int]]
"""One rule's outcome, ready for JSON."""


@dataclass(frozen=True)
class BehaviourSettings:
    """How much is tried."""

    n_people: int = 100
    n_answers: int = 10
    n_neighbours: int = 5
    """Titles nearest to one, by the cosine of their vectors."""
    n_listed: int = 10
    n_long: int = 100
    """Length of the lists in which no adult title may stand."""


@dataclass(frozen=True)
class Trial:
    """One time a rule was tried."""

    held: bool
    titles: tuple[int, ...]
    """The titles it was about: what was told or changed first."""


Check = Callable[["Subject", Profile], Iterable[Trial]]
"""Tries one rule on one person."""


class Subject:
    """The recommender with what the rules ask of it."""

    def __init__(self, bundle: Bundle, settings: BehaviourSettings = BehaviourSettings()) -> None:
        self.bundle = bundle
        self.settings = settings
        self.recommender = Recommender(bundle)
        self.anime = bundle.model.anime

    def lists(self, profile: Profile) -> list[Recommendation]:
        """Both parts of the page's list."""
        options = Options(n=self.settings.n_listed)
        following = [each.found for each in self.recommender.go_on_with(profile, options)]
        return following + self.recommender.new_to_you(profile, options)

    def new(self, profile: Profile, n: int | None = None) -> list[int]:
        """Ids of the part that is new to the person."""
        options = Options(n=n or self.settings.n_listed)
        return [each.anime_id for each in self.recommender.new_to_you(profile, options)]

    def neighbours(self, row: int) -> NDArray[np.int64]:
        """Rows of the titles nearest to one."""
        return nearest(self._directions, row, self.settings.n_neighbours).rows

    @cached_property
    def _directions(self) -> NDArray[np.float32]:
        return vectors_for(self.bundle.model.anime_factors, "centred")


def no_recap(subject: Subject, profile: Profile) -> Iterable[Trial]:
    """Whoever loves a title is not sent to what tells the same story again: tried with each that is told again."""
    retells = subject.recommender.cards.parts.retells
    retold = set(subject.anime.ids[retells[retells >= 0]].tolist())
    for loved in sorted(retold.intersection(profile.ratings)):
        listed = subject.lists(Profile({loved: float(HIGHEST)}))
        again = [each.anime_id for each in listed if each.retells == loved]
        yield Trial(not again, (loved, *again))


def more_love(subject: Subject, profile: Profile) -> Iterable[Trial]:
    """The better a title is rated, the higher stand those like it, compared with all others."""
    lowest = min(profile.ratings, key=lambda anime_id: profile.ratings[anime_id])
    rated = {**profile.ratings, lowest: float(HIGHEST)}
    before, after = (subject.recommender.scores(each).listed for each in (profile, replace(profile, ratings=rated)))
    risen = after - before
    near = subject.neighbours(subject.anime.row(lowest))
    yield Trial(bool(risen[near].mean() >= risen.mean()), (lowest, *subject.anime.ids[near].tolist()))


def unseen_elsewhere(subject: Subject, profile: Profile) -> Iterable[Trial]:
    """That a title of quite other genres was not seen changes one card of ten at most."""
    has_genre = subject.bundle.catalog.genre_matrix
    told = subject.anime.rows(list(profile.ratings))
    liked = has_genre[told].any(axis=0)
    listed = subject.new(profile)
    franchise = subject.recommender.franchises.group
    near = np.isin(franchise, franchise[np.concatenate([told, subject.anime.rows(listed)])])
    foreign = np.flatnonzero(has_genre.any(axis=1) & ~has_genre[:, liked].any(axis=1) & ~near)
    if not len(foreign):
        return
    n_seen = subject.bundle.catalog.table["n_seen"].to_numpy()
    other = int(subject.anime.ids[foreign[np.argmax(n_seen[foreign])]])
    after = subject.new(replace(profile, not_seen=frozenset({other})))
    yield Trial(len(set(listed) - set(after)) <= 1, (other, *sorted(set(listed) - set(after))))


def no_adult_titles(subject: Subject, profile: Profile) -> Iterable[Trial]:
    """Titles for adults only appear for nobody who has not asked for them."""
    listed = subject.new(profile, subject.settings.n_long)
    adult = subject.recommender.cards.filter.has_genre(frozenset({ADULT}))
    found = [anime_id for anime_id in listed if adult[subject.anime.row(anime_id)]]
    yield Trial(not found, tuple(found))


def mirrored(subject: Subject, profile: Profile) -> Iterable[Trial]:
    """Somebody who hates what another loves gets another list."""
    turned = {anime_id: float(LOWEST + HIGHEST - rating) for anime_id, rating in profile.ratings.items()}
    if turned == profile.ratings:
        return
    listed, other = subject.new(profile), subject.new(replace(profile, ratings=turned))
    yield Trial(set(listed) != set(other), tuple(listed[:3]))


CHECKS: dict[str, Check] = {
    "no-recap": no_recap,
    "more-love": more_love,
    "unseen-elsewhere": unseen_elsewhere,
    "no-adult-titles": no_adult_titles,
    "mirrored": mirrored,
}
"""Every rule by its name, in the order of the table."""


def evaluate_behaviour(
    bundle: Bundle,
    ratings: Ratings,
    settings: EvaluationSettings = EvaluationSettings(),
    behaviour: BehaviourSettings = BehaviourSettings(),
) -> list[Row]:
    """How often each rule held; raises ``DataError`` where there is nobody to try it on."""
    viewers = cold_start_viewers(bundle, ratings, settings)[: behaviour.n_people]
    cases = answered_cases(viewers, behaviour.n_answers, replace(settings, n_draws=1))
    profiles = [case.profile for case in cases]
    subject = Subject(bundle, behaviour)
    return [
        row_of(name, [trial for each in profiles for trial in check(subject, each)]) for name, check in CHECKS.items()
    ]


def row_of(name: str, trials: Sequence[Trial]) -> Row:
    """How often a rule was tried and held, with the titles of the first time it did not, else of the first time."""
    failed = [trial for trial in trials if not trial.held]
    example = (failed or list(trials) or [Trial(True, ())])[0]
    return {
        "check": name,
        "tried": len(trials),
        "held": len(trials) - len(failed),
        "example": list(example.titles),
    }


def table(rows: Sequence[Mapping[str, object]]) -> str:
    """The rows as a person reads them."""
    return "\n".join(
        ["How often each rule held:", "", *(f"{r['check']:<18} {r['held']:>5} of {r['tried']:>5}" for r in rows)]
    )
