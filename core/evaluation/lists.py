"""The lists that are made of a recommender's scores, and what each of them should find.

- ``raw``: the whole catalog in order but what is known to be watched; no filter, no grouping. Nobody sees this list,
  but it can be compared with other work.
- ``shown``: what the page shows: filtered, one card a franchise, a newcomer's card where the franchise starts. A hit is
  a relevant title; counted by franchise, a card of a franchise that holds one.
- ``discovery``: the same list without the franchises that the person has told of. A hit is a card of a franchise that
  holds a relevant title, and the best list possible holds all of them.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from core.evaluation.baselines import BaselineScores
from core.evaluation.beyond_accuracy import UNKNOWN, ListFigures, TitleFacts
from core.evaluation.protocol import Case
from core.model.bundle import Bundle
from core.recommend.cards import Cards
from core.recommend.franchises import group_franchises
from core.recommend.options import Options
from core.recommend.ranking import best

Rows = NDArray[np.int64]

RAW, SHOWN, DISCOVERY = "raw", "shown", "discovery"
LISTS = (RAW, SHOWN, DISCOVERY)


class Hunt(NamedTuple):
    """Numbers of titles or of franchises in the order of a list, and those that it should find."""

    ranked: NDArray[np.integer]
    relevant: NDArray[np.integer]


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


MakeLists = Callable[[Case, BaselineScores, int], Mapping[str, JudgedList]]
"""Makes lists of so many titles, by name, of one person's scores."""


def raw_only(case: Case, scores: BaselineScores, k: int) -> dict[str, JudgedList]:
    """The first ``k`` of the whole catalog but what is known to be watched."""
    rows = best(scores.ranking, k, case.seen)
    return {RAW: JudgedList(rows, Hunt(rows, case.relevant))}


@dataclass(frozen=True)
class ListRules:
    """How the lists of one bundle are made, the same for every recommender."""

    cards: Cards
    facts: TitleFacts
    options: Options = Options()

    @classmethod
    def of(cls, bundle: Bundle, options: Options = Options()) -> ListRules:
        franchises = group_franchises(bundle.catalog, bundle.model.anime_factors)
        cards = Cards(bundle.catalog, bundle.model.anime, franchises)
        return cls(cards, TitleFacts.of(bundle, franchises.group), options)

    def lists(self, case: Case, scores: BaselineScores, k: int) -> dict[str, JudgedList]:
        """Every list by its name, cut after ``k`` titles; no discovery where nothing relevant is of a new franchise."""
        group = self.cards.franchises.group
        wanted = scores.ranking if scores.listed is None else scores.listed
        cards = self.cards.of_each_franchise(wanted, case.profile, self.options)
        shown = cards[best(wanted[cards], k)]
        by_franchise = Hunt(group[shown], group[case.relevant])
        lists = raw_only(case, scores, k) | {SHOWN: JudgedList(shown, Hunt(shown, case.relevant), by_franchise)}
        relevant = group[case.relevant[~self.cards.is_continuation(case.relevant, case.profile)]]
        if len(relevant):
            cards = cards[~self.cards.is_continuation(cards, case.profile)]
            new = cards[best(wanted[cards], k)]
            to_find = Hunt(group[new], relevant)
            lists[DISCOVERY] = JudgedList(new, to_find, to_find)
        return {name: replace(found, like=self.facts.figures(found.rows, case.seen)) for name, found in lists.items()}
