"""Which titles a list may show: those that pass the filters and the person's answers, one card of each franchise."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from core.data.catalog import Catalog
from core.data.vocabulary import Vocabulary
from core.profiles import Profile
from core.recommend.franchises import Franchises
from core.recommend.options import CatalogFilter, Options

Floats = NDArray[np.floating]
Rows = NDArray[np.int64]


class Cards:
    """The rules of one catalog's lists, whatever the titles are ranked by."""

    def __init__(self, catalog: Catalog, anime: Vocabulary, franchises: Franchises, lead: float = 0.5) -> None:
        """``lead`` is by how much a part's score must be above that of the start for a newcomer to begin with it."""
        self.anime = anime
        self.lead = lead
        self.franchises = franchises
        self.filter = CatalogFilter(catalog)

    def of_each_franchise(self, wanted: Floats, profile: Profile, options: Options) -> Rows:
        """One row of each franchise that may be recommended, by number of franchise.

        A newcomer to a franchise starts where its best part by ``wanted``, shape ``(n_anime,)``, starts: with its first
        season, in an anthology with that of its series. Someone who has seen a part, whose filters leave the start out,
        or whom another part suits far better, gets the best part itself.
        """
        is_open = self.filter.allowed(options) & self.open_to(profile, options.include_not_seen)
        rows = self._best_of_each_franchise(np.where(is_open, wanted, -np.inf))
        starts = self.franchises.start_row[rows]
        to_start = is_open[starts] & ~self.is_continuation(rows, profile) & (wanted[rows] - wanted[starts] <= self.lead)
        return np.where(to_start, starts, rows)

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

    def is_continuation(self, rows: Rows, profile: Profile) -> NDArray[np.bool_]:
        """Which of these rows are of a franchise that the person has seen a part of."""
        return self._in_franchise_of(self.watched(profile))[rows]

    def watched(self, profile: Profile) -> Rows:
        """Rows of the titles that the person rated or has seen."""
        return self._rows([*profile.ratings, *profile.seen])

    def _in_franchise_of(self, rows: Rows) -> NDArray[np.bool_]:
        """Which titles are of the same franchise as one of these rows, shape ``(n_anime,)``."""
        group = self.franchises.group
        return self._mask(group[rows])[group]

    def _mask(self, rows: NDArray[np.integer]) -> NDArray[np.bool_]:
        """True at these rows, shape ``(n_anime,)``."""
        mask = np.zeros(len(self.anime), dtype=bool)
        mask[rows] = True
        return mask

    def _best_of_each_franchise(self, wanted: Floats) -> Rows:
        """The row of the highest value in each franchise, ties to the smaller row; none where all are −∞."""
        order, starts = self._by_franchise
        ordered = wanted[order]
        highest = np.maximum.reduceat(ordered, starts) if len(starts) else ordered
        is_highest = ordered == np.repeat(highest, np.diff(np.append(starts, len(order))))
        first = np.minimum.reduceat(np.where(is_highest, order, len(order)), starts) if len(starts) else order
        return first[highest > -np.inf]

    @cached_property
    def _by_franchise(self) -> tuple[Rows, Rows]:
        """All rows in order of their franchise, and the place where each franchise begins."""
        group = self.franchises.group
        order = np.argsort(group, kind="stable")
        return order, np.flatnonzero(np.diff(group[order], prepend=-1))

    def _rows(self, anime_ids: Iterable[int]) -> Rows:
        """Rows of those of these titles that the model knows."""
        rows = self.anime.rows(list(anime_ids), unknown="negative")
        return rows[rows >= 0]
