"""What a person wants of one list: its length, how adventurous it is, filters. What they said is in their profile."""

from __future__ import annotations

import re
from collections.abc import Set
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from core.data.catalog import Catalog
from core.recommend.moods import Mood

ADULT = "Hentai"
"""The genre that marks a title as for adults only."""
EXTRA = re.compile(r"\b(?:recaps?|soushuuhen|picture drama|digest|omake|pilot|promo|pv|cm)\b", re.IGNORECASE)
"""Words in titles of recaps and extras, whatever their type says."""

Span = tuple[float | None, float | None]
"""Least and most, both included; none for an open end."""
ANY: Span = (None, None)


@dataclass(frozen=True)
class Options:
    """What a list should be like; a title of unknown episodes or mean rating fails a filter on it."""

    n: int = 10
    """Length of the list."""
    adventurous: float = 0.25
    """0 ranks by what is most probably loved, familiar titles first; 1 takes a title's popularity off its score.

    A quarter of that finds nearly as much that is new to a person, among many more titles (docs/evaluation.md).
    """
    types: Set[str] = frozenset()
    """TV, Movie, OVA …; empty for any."""
    genres_in: Set[str] = frozenset()
    """A title has at least one of these; empty for any."""
    genres_out: Set[str] = frozenset()
    """A title has none of these."""
    episodes: Span = ANY
    members: Span = ANY
    mean_rating: Span = ANY
    """The site's."""
    include_specials: bool = False
    """Specials, recaps and extras too."""
    include_adult: bool = False
    include_not_seen: bool = False
    """Titles that the person answered with "not seen" may be recommended."""
    mood: Mood | None = None
    """What a title has to fit, beside the genres above; none for any."""

    def __post_init__(self) -> None:
        if self.n < 0 or not 0 <= self.adventurous <= 1:
            raise ValueError("n is at least 0 and adventurous from 0 to 1.")


class CatalogFilter:
    """Which titles of a catalog pass a list's filters; its columns are made into arrays once, for everybody."""

    def __init__(self, catalog: Catalog) -> None:
        self.catalog = catalog

    def allowed(self, options: Options) -> NDArray[np.bool_]:
        """Which titles pass the filters, shape ``(n_anime,)``."""
        passes = self._of_type(options) & _within(self._members, options.members)
        passes &= _within(self._episodes, options.episodes) & _within(self._mean_rating, options.mean_rating)
        passes &= ~self.has_genre(options.genres_out)
        if options.genres_in:
            passes &= self.has_genre(options.genres_in)
        if options.mood:
            passes &= options.mood.fitting(self.catalog)
        return passes if options.include_adult else passes & ~self._adult

    def has_genre(self, genres: Set[str]) -> NDArray[np.bool_]:
        """Which titles have at least one of these genres, shape ``(n_anime,)``."""
        columns = [column for column, genre in enumerate(self.catalog.genres) if genre in genres]
        return np.any(self.catalog.genre_matrix[:, columns], axis=1)

    def _of_type(self, options: Options) -> NDArray[np.bool_]:
        of_type = np.ones(len(self.catalog), dtype=bool)
        if options.types:
            of_type = np.isin(self._type, list(options.types))
        if "Music" not in options.types:
            of_type &= self._type != "Music"
        if not (options.include_specials or "Special" in options.types):
            of_type &= ~self._extra
        return of_type

    @cached_property
    def _type(self) -> NDArray[np.str_]:
        return self.catalog.table["type"].to_numpy(dtype=str)

    @cached_property
    def _extra(self) -> NDArray[np.bool_]:
        named = [EXTRA.search(title) is not None for title in self.catalog.table["title"]]
        return (self._type == "Special") | (np.array(named, dtype=bool) & (self._type != "TV"))

    @cached_property
    def _adult(self) -> NDArray[np.bool_]:
        return self.has_genre(frozenset({ADULT}))

    @cached_property
    def _episodes(self) -> NDArray[np.float64]:
        return self.catalog.table["episodes"].to_numpy(dtype=np.float64, na_value=np.nan)

    @cached_property
    def _members(self) -> NDArray[np.float64]:
        return self.catalog.table["members"].to_numpy(dtype=np.float64)

    @cached_property
    def _mean_rating(self) -> NDArray[np.float64]:
        return self.catalog.table["mean_rating"].to_numpy(dtype=np.float64, na_value=np.nan)


def _within(values: NDArray[np.float64], span: Span) -> NDArray[np.bool_]:
    """True where a value lies in the span; a missing value lies only in one without ends."""
    low, high = span
    inside = np.ones(len(values), dtype=bool)
    if low is not None:
        inside &= values >= low
    if high is not None:
        inside &= values <= high
    return inside
