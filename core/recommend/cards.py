"""Which titles a list may show: those that pass the filters and the person's answers, one card of each franchise.

The page shows two lists, what is new to a person (:meth:`Cards.best_new_to`) and what they may go on with
(:meth:`Cards.next_parts`); :meth:`Cards.in_one_list` makes one list of both, for measurements and comparisons.

A newcomer to a franchise starts where its best part starts: with its first season, in an anthology with that of its
series. Where a new version tells it again from the start, a newcomer begins with the better of the two. Someone whose
filters leave the start out, or whom another part suits far better, gets the best part itself, as do those who have seen
a part. A franchise stands where its best part would, whichever part its card shows. And
adventure says which titles come, not which comes first: of every ten that come together the most familiar stand first.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from core.data.catalog import Catalog
from core.data.vocabulary import Vocabulary
from core.profiles import Profile
from core.recommend.continuations import Next, next_parts
from core.recommend.franchises import Franchises
from core.recommend.options import CatalogFilter, Options
from core.recommend.parts import Parts
from core.recommend.ranking import best

Floats = NDArray[np.floating]
Rows = NDArray[np.int64]

TEN = 10
"""Cards that come together, and stand by how familiar they are."""
LOOKED_AT = 8
"""Titles that are looked at first for each franchise wanted: nearly always enough, and far fewer than there are."""


class Cards:
    """The rules of one catalog's lists, whatever the titles are ranked by."""

    def __init__(
        self,
        catalog: Catalog,
        anime: Vocabulary,
        franchises: Franchises,
        parts: Parts | None = None,
        lead: float = 0.5,
    ) -> None:
        """``lead`` is by how much a part's score must be above that of the start for a newcomer to begin with it.

        A new version needs no lead.
        The ``parts`` are worked out where nobody has them yet.
        """
        self.anime = anime
        self.lead = lead
        self.catalog = catalog
        self.franchises = franchises
        self.parts = parts or Parts.of(catalog, franchises)
        self.filter = CatalogFilter(catalog)

    def in_one_list(self, familiar: Floats, wanted: Floats, profile: Profile, options: Options) -> Rows:
        """The best ``options.n`` cards of both kinds; see :meth:`in_one_list_of`."""
        return self.in_one_list_of(self.left_open(profile, options), familiar, wanted, options.n)

    def in_one_list_of(self, left: LeftOpen, familiar: Floats, wanted: Floats, n: int) -> Rows:
        """The best ``n`` cards of both kinds, in their order.

        Continuations keep the places they have by ``familiar``; in the others stand new titles, the best by ``wanted``.
        So adventure says which new titles come, not how many. Both have the shape ``(n_anime,)``.
        """
        parts = self._best_of_franchises(left.open_rows, familiar, n)
        rows = parts[best(familiar[parts], n)]
        places = np.flatnonzero(~left.is_begun[rows])
        new = rows[places]
        if wanted is not familiar:
            new = self._best_of_franchises(left.unbegun_rows, wanted, _whole_tens(len(places)))
            new = new[_in_tens(familiar[new], wanted[new], len(places))]
        rows[places] = self._at_the_start(new, wanted, left.is_open)
        return rows

    def best_new_to(self, familiar: Floats, wanted: Floats, profile: Profile, options: Options) -> Rows:
        """The best ``options.n`` cards of what is new to a person; see :meth:`best_new_of`."""
        return self.best_new_of(self.left_open(profile, options), familiar, wanted, options.n)

    def best_new_of(self, left: LeftOpen, familiar: Floats, wanted: Floats, n: int) -> Rows:
        """The best ``n`` cards of what is new to a person, in their order.

        By ``wanted`` they come, ten by ten, and by ``familiar`` each ten of them stand; both ``(n_anime,)``.
        """
        parts, cards = self._new_of(left, wanted, _whole_tens(n))
        return cards[_in_tens(familiar[parts], wanted[parts], n)]

    def new_to(self, wanted: Floats, profile: Profile, options: Options) -> tuple[Rows, Rows]:
        """Of each franchise of which something is new to the person its best part, and the one that its card shows.

        Nothing they rated, have seen or have not seen is of the same series; other series of an anthology are new.
        """
        return self._new_of(self.left_open(profile, options), wanted, len(wanted))

    def _new_of(self, left: LeftOpen, wanted: Floats, n: int) -> tuple[Rows, Rows]:
        parts = self._best_of_franchises(left.new_rows, wanted, n)
        return parts, self._at_the_start(parts, wanted, left.is_new)

    def left_open(self, profile: Profile, options: Options) -> LeftOpen:
        """What a person's answers and filters leave for their lists, whatever titles are ranked by."""
        return LeftOpen(self, profile, options)

    def new_for(self, profile: Profile, include_not_seen: bool = False) -> NDArray[np.bool_]:
        """Which titles are of no series that a person told of and of no franchise they hid, shape ``(n_anime,)``."""
        told = profile.watched if include_not_seen else profile.watched | profile.answered
        series = self.franchises.series
        is_told = self._mask(series[self._rows(told)], len(series))[series]
        is_new = ~is_told & ~self._in_franchise_of(self._rows(profile.hidden))
        is_new[self._rows(profile.less_like)] = False
        return is_new

    def next_parts(self, profile: Profile, options: Options) -> list[Next]:
        """What comes next in the series that the person liked, as far as it passes the filters."""
        allowed = self.filter.allowed(options)
        found = next_parts(profile, self.anime, self.franchises, self.parts)
        return [each for each in found if allowed[each.row]]

    def _at_the_start(self, rows: Rows, wanted: Floats, is_open: NDArray[np.bool_]) -> Rows:
        """These rows, or the start of its series where that is open and not too far behind."""
        starts, lead = self.franchises.start_row[rows], np.where(self.parts.begins_again[rows], 0.0, self.lead)
        return np.where(is_open[starts] & (wanted[rows] - wanted[starts] <= lead), starts, rows)

    def open_to(self, profile: Profile, include_not_seen: bool = False) -> NDArray[np.bool_]:
        """Which titles a person's answers leave to be recommended, shape ``(n_anime,)``.

        Where the start of a series was answered with "not seen", no later part takes its place.
        """
        watched, not_seen = self.watched(profile), self._mask(self._rows(profile.not_seen))
        is_open = ~self._in_franchise_of(self._rows(profile.hidden))
        is_open[watched] = False
        if not include_not_seen:
            is_open &= ~not_seen & (~not_seen[self.franchises.start_row] | self._in_franchise_of(watched))
        return is_open

    def begun(self, profile: Profile) -> NDArray[np.bool_]:
        """Which titles are of a franchise that the person has seen a part of, shape ``(n_anime,)``."""
        return self._in_franchise_of(self.watched(profile))

    def watched(self, profile: Profile) -> Rows:
        """Rows of the titles that the person rated or has seen."""
        return self._rows(profile.watched)

    def _in_franchise_of(self, rows: Rows) -> NDArray[np.bool_]:
        """Which titles are of the same franchise as one of these rows, shape ``(n_anime,)``."""
        group = self.franchises.group
        return self._mask(group[rows])[group]

    def _mask(self, places: NDArray[np.integer], n: int | None = None) -> NDArray[np.bool_]:
        """True at these places, shape ``(n,)``, by itself ``(n_anime,)``."""
        mask = np.zeros(len(self.anime) if n is None else n, dtype=bool)
        mask[places] = True
        return mask

    def _best_of_franchises(self, rows: Rows, wanted: Floats, n: int) -> Rows:
        """Of these rows the one of the highest value in each franchise, ties to the smaller row.

        The ``n`` franchises of the highest values are there, in order of their numbers, and perhaps some others.
        """
        n_rows = LOOKED_AT * n
        if n_rows < len(rows):
            values = wanted[rows]
            found = self._best_among(rows[values >= np.partition(values, -n_rows)[-n_rows]], wanted)
            if len(found) >= n:
                return found
        return self._best_among(rows, wanted)

    def _best_among(self, rows: Rows, wanted: Floats) -> Rows:
        """Of these rows the one of the highest value in each franchise, ties to the smaller row."""
        rows = rows[np.argsort(-wanted[rows], kind="stable")]
        return rows[np.unique(self.franchises.group[rows], return_index=True)[1]]

    def _rows(self, anime_ids: Iterable[int]) -> Rows:
        """Rows of those of these titles that the model knows."""
        rows = self.anime.rows(list(anime_ids), unknown="negative")
        return rows[rows >= 0]


@dataclass(frozen=True)
class LeftOpen:
    """What one person's answers and filters leave for their lists; masks have the shape ``(n_anime,)``."""

    cards: Cards
    profile: Profile
    options: Options

    @cached_property
    def is_open(self) -> NDArray[np.bool_]:
        """Which titles may be recommended at all."""
        return self._is_allowed & self.cards.open_to(self.profile, self.options.include_not_seen)

    @cached_property
    def open_rows(self) -> Rows:
        """Rows of these."""
        return np.flatnonzero(self.is_open)

    @cached_property
    def is_new(self) -> NDArray[np.bool_]:
        """Which of the titles that pass the filters are of no series that the person told of."""
        return self._is_allowed & self.cards.new_for(self.profile, self.options.include_not_seen)

    @cached_property
    def new_rows(self) -> Rows:
        """Rows of these."""
        return np.flatnonzero(self.is_new)

    @cached_property
    def is_begun(self) -> NDArray[np.bool_]:
        """Which titles are of a franchise that the person has seen a part of."""
        return self.cards.begun(self.profile)

    @cached_property
    def unbegun_rows(self) -> Rows:
        """Rows of the titles that may be recommended and are of a franchise that the person has seen nothing of."""
        return np.flatnonzero(self.is_open & ~self.is_begun)

    @cached_property
    def _is_allowed(self) -> NDArray[np.bool_]:
        return self.cards.filter.allowed(self.options)


def _whole_tens(n: int) -> int:
    """So many cards and those that come together with the last of them."""
    return -(-n // TEN) * TEN


def _in_tens(familiar: Floats, wanted: Floats, n: int) -> Rows:
    """Places of the first ``n``: the ten most wanted in the order of ``familiar``, then the next ten."""
    chosen = best(wanted, _whole_tens(n))
    return chosen[np.lexsort((-familiar[chosen], np.arange(len(chosen)) // TEN))][:n]
