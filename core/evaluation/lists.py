"""The lists that are made of a recommender's scores, and what each of them should find.

- ``raw``: the whole catalog in order but what is known to be watched; no filter, no grouping. Nobody sees this list,
  but it can be compared with other work.
- ``shown``: both parts of the page's list in one: filtered, one card a franchise, a newcomer's card where the franchise
  starts, the next part among them. A hit is a relevant title; counted by franchise, a card of one that holds such.
- ``discovery``: the part *New to you*, without the series that the person has told of. A hit is a card of a franchise
  that holds a relevant title of such a series, and the best list possible holds all of them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from core.evaluation.baselines import BaselineScores
from core.evaluation.beyond_accuracy import UNKNOWN, ListFigures, TitleFacts
from core.evaluation.protocol import Case
from core.evaluation.title_cohorts import TITLE_COHORTS
from core.model.bundle import Bundle
from core.recommend.cards import Cards, LeftOpen
from core.recommend.franchises import group_franchises
from core.recommend.options import Options
from core.recommend.ranking import best

Rows = NDArray[np.int64]

RAW, SHOWN, DISCOVERY = "raw", "shown", "discovery"
LISTS = (RAW, SHOWN, DISCOVERY)


class Hunt(NamedTuple):
    """Numbers of titles or of franchises in the order of a list, and those that it should find."""

    ranked: NDArray[np.integer]
    relevant: frozenset[int]


@dataclass(frozen=True)
class JudgedList:
    """One list as its figures see it."""

    rows: Rows
    """Anime rows, the best first."""
    hunt: Hunt
    """What the list is judged by."""
    by_franchise: Hunt | None = None
    """The same counted by franchise; none where titles of one franchise may stand in the list together."""
    like: ListFigures = UNKNOWN
    """What the list is like beside what it finds."""
    by_cohort: Mapping[str, Hunt] = field(default_factory=dict)
    """The same for the favourites in each of ``TITLE_COHORTS`` alone; empty where that is not asked of the list."""


Lists = Mapping[str, JudgedList]
"""The lists of one recommender, by name."""
MakeLists = Callable[[Case, Mapping[str, BaselineScores], int], Mapping[str, Lists]]
"""Makes lists of so many titles of what each recommender, by name, scores for one person."""


def raw_only(case: Case, scores: Mapping[str, BaselineScores], k: int) -> dict[str, dict[str, JudgedList]]:
    """The first ``k`` of the whole catalog but what is known to be watched."""
    return {name: {RAW: raw(case, of_one, k)} for name, of_one in scores.items()}


def raw(case: Case, scores: BaselineScores, k: int) -> JudgedList:
    """That list of one recommender."""
    rows = best(scores.ranking, k, case.seen)
    return JudgedList(rows, Hunt(rows, case.to_find))


class ListRules:
    """How the lists of one bundle are made, the same for every recommender."""

    def __init__(self, cards: Cards, facts: TitleFacts, options: Options = Options()) -> None:
        self.cards = cards
        self.facts = facts
        self.options = options

    @classmethod
    def of(cls, bundle: Bundle, options: Options = Options()) -> ListRules:
        franchises = group_franchises(bundle.catalog, bundle.model.anime_factors)
        cards = Cards(bundle.catalog, bundle.model.anime, franchises)
        return cls(cards, TitleFacts.of(bundle, franchises.group), options)

    def lists(self, case: Case, scores: Mapping[str, BaselineScores], k: int) -> dict[str, dict[str, JudgedList]]:
        """Every list by its name, cut after ``k`` titles; no discovery where nothing relevant is of a new franchise."""
        asked = self._asked(case)
        made = {
            (recommender, name): judged
            for recommender, of_one in scores.items()
            for name, judged in self._of_one(asked, of_one, k)
        }
        like = self.facts.about(case.seen).figures([judged.rows for judged in made.values()])
        found: dict[str, dict[str, JudgedList]] = {recommender: {} for recommender in scores}
        for (recommender, name), figures in zip(made, like, strict=True):
            found[recommender][name] = replace(made[recommender, name], like=figures)
        return found

    def _of_one(self, asked: _Asked, scores: BaselineScores, k: int) -> Iterator[tuple[str, JudgedList]]:
        """The lists of one recommender by their names."""
        group = self.cards.franchises.group
        wanted = scores.ranking if scores.listed is None else scores.listed
        familiar = wanted if scores.familiar is None else scores.familiar
        shown = self.cards.in_one_list_of(asked.left, familiar, wanted, k)
        by_franchise = Hunt(group[shown], asked.relevant)
        by_cohort = {name: Hunt(shown, favourites) for name, favourites in asked.relevant_of_cohort.items()}
        yield RAW, raw(asked.case, scores, k)
        yield SHOWN, JudgedList(shown, Hunt(shown, asked.case.to_find), by_franchise, by_cohort=by_cohort)
        if asked.relevant_and_new:
            new = self.cards.best_new_of(asked.left, familiar, wanted, k)
            to_find = Hunt(group[new], asked.relevant_and_new)
            yield DISCOVERY, JudgedList(new, to_find, to_find)

    def _asked(self, case: Case) -> _Asked:
        group, is_new = self.cards.franchises.group, self.cards.new_for(case.profile)
        cohort = self.facts.cohort[case.relevant]
        return _Asked(
            case,
            self.cards.left_open(case.profile, self.options),
            frozenset(group[case.relevant].tolist()),
            frozenset(group[case.relevant[is_new[case.relevant]]].tolist()),
            {name: frozenset(case.relevant[cohort == place].tolist()) for place, name in enumerate(TITLE_COHORTS)},
        )


class _Asked(NamedTuple):
    """What a case asks of every list, whatever titles are ranked by."""

    case: Case
    left: LeftOpen
    relevant: frozenset[int]
    """Franchises of the relevant titles."""
    relevant_and_new: frozenset[int]
    """The same without those that the person told of."""
    relevant_of_cohort: Mapping[str, frozenset[int]]
    """The relevant titles in each of ``TITLE_COHORTS``."""
