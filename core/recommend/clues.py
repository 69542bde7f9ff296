"""What the ranker looks at: numbers on a title, on a person, and on what the one has to do with the other.

All of them are of this person and this title alone, so that no other title can change a score. Every number can be
computed for many leave-one-out versions of a person at once: a *mask* says which told titles each version keeps, shape
``(n_versions, n_told)``.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from core.data.catalog import Catalog
from core.recommend.evidence import Evidence
from core.recommend.franchise_watching import FranchiseWatching
from core.recommend.franchises import Franchises
from core.recommend.unit_rows import UnitRows

Floats = NDArray[np.floating]
Rows = NDArray[np.integer]
Wanted = Rows | slice
"""Rows of titles, or a slice of all of them, which copies nothing."""

PAIR = (
    "log interest", "log love", "predicted rating", "lift over the expected rating", "told of its franchise",
    "rating of its franchise", "a sequel of a start not told of", "genres told of", "genres rated high",
    "largest share of interest", "likeness to what was told", "likeness to what was rated high",
    "log interest in its franchise", "log love of its franchise",
)  # fmt: skip
TITLE = (
    "log popularity", "share of high ratings", "mean rating", "share of unrated", "is a start", "age",
    "TV", "Movie", "OVA", "Special", "log popularity of its franchise", "log size of its franchise",
)  # fmt: skip
PERSON = (
    "log number told", "log popularity told", "mean rating", "deviation of ratings", "share rated",
    "age told", "share of TV", "distinct franchises",
)  # fmt: skip
"""Names of the clues, in the order of the columns."""
TYPES = ("TV", "Movie", "OVA", "Special")

LEAST_INTEREST, LEAST_LOVE = 1e-3, 3e-4
"""Less than this says nothing more."""
PRIOR = 3.0
"""Ratings of the mean that a person's mean begins with."""


@dataclass(frozen=True)
class Opinions:
    """What the models say of some titles for each version of a person; all of shape ``(n_versions, n_titles)``."""

    interest: Floats
    love: Floats | None
    """None from a bundle that does not know it."""
    predicted: Floats
    largest_share: Floats
    """The most that one told title adds to the interest."""

    @classmethod
    def of(cls, interest: Floats, love: Floats | None, predicted: Floats, largest_share: Floats) -> Opinions:
        """What they say for a person as a whole, from arrays of shape ``(n_titles,)``."""
        return cls(interest[None], None if love is None else love[None], predicted[None], largest_share[None])

    def of_versions(self, chosen: NDArray[np.bool_]) -> Opinions:
        """The same for some of the versions."""
        love = None if self.love is None else self.love[chosen]
        return Opinions(self.interest[chosen], love, self.predicted[chosen], self.largest_share[chosen])


@dataclass(frozen=True)
class TitleClues:
    """Everything about the titles of one catalog that clues are made of."""

    titles: Floats
    """The clues of ``TITLE``, shape ``(n_anime, len(TITLE))``."""
    genres: UnitRows
    """Of each title, of which rarer ones weigh more, ``n_genres`` columns."""
    directions: UnitRows
    """The model's factors, ``n_factors`` columns."""
    franchises: Franchises
    expected: Floats
    """Predicted rating with no answers, shape ``(n_anime,)``."""
    mean_rating: float
    franchise_watching: FranchiseWatching

    @classmethod
    def of(
        cls,
        catalog: Catalog,
        anime_factors: Floats,
        franchises: Franchises,
        expected: Floats,
        franchise_watching: FranchiseWatching,
    ) -> TitleClues:
        """The clues of a bundle's catalog and its model's factors, shape ``(n_anime, n_factors)``."""
        table, n = catalog.table, len(catalog)
        n_seen, n_ratings, n_high = (
            table[name].to_numpy(dtype=np.float64) for name in ("n_seen", "n_ratings", "n_high")
        )
        means = table["data_mean"].to_numpy(dtype=np.float64, na_value=np.nan)
        overall = float(np.nansum(means * n_ratings) / max(n_ratings.sum(), 1))
        kinds = table["type"].to_numpy(dtype=str)
        popularity = np.log(np.maximum(n_seen, 1) / max(n_seen.max(initial=1), 1))
        group = franchises.group
        best_known = np.full(n, -np.inf)
        np.maximum.at(best_known, group, popularity)
        titles = [
            popularity,
            np.log((n_high + 2) / (n_ratings + 4)),
            np.where(np.isnan(means), overall, means),
            np.log((n_ratings + 2) / (n_seen + 3)),
            franchises.start_row == np.arange(n),
            np.log(np.maximum(table.index.to_numpy(dtype=np.float64), 0) + 500),
            *(kinds == kind for kind in TYPES),
            best_known[group],
            np.log(np.bincount(group)[group]),
        ]
        genres = UnitRows.of(catalog.genre_matrix, np.sqrt(np.log(n / catalog.genre_matrix.sum(axis=0))))
        titles = np.column_stack(titles).astype(np.float64)
        return cls(titles, genres, UnitRows.of(anime_factors), franchises, expected, overall, franchise_watching)

    def pairs(self, evidence: Evidence, mask: Floats, wanted: Wanted, opinions: Opinions) -> Floats:
        """The clues of ``PAIR`` for the wanted titles, shape ``(n_versions, n_wanted, len(PAIR))``."""
        assert opinions.love is not None
        group, start = self.franchises.group, self.franchises.start_row
        rated, centred, _ = self._ratings(evidence, mask)
        of_franchise = (group[evidence.rows][:, None] == group[wanted]).astype(np.float64)
        n_rated = rated @ of_franchise
        start_told = mask @ (evidence.rows[:, None] == start[wanted]).astype(np.float64)
        count, n_all_rated = mask.sum(axis=1, keepdims=True), np.maximum(rated.sum(axis=1, keepdims=True), 1)
        told, all_told = self.genres[evidence.rows], self.directions[evidence.rows]
        genres = self.genres.along(np.concatenate([mask, centred]) @ told, wanted)
        directions = self.directions.along(np.concatenate([mask, centred]) @ all_told, wanted)
        of_its_franchise, love_of_it = self.franchise_watching.said(evidence, mask)
        n = len(mask)
        clues = (
            np.log(np.maximum(opinions.interest, LEAST_INTEREST)),
            np.log(np.maximum(opinions.love, LEAST_LOVE)),
            opinions.predicted,
            opinions.predicted - self.expected[wanted],
            mask @ of_franchise,
            (centred @ of_franchise) / np.maximum(n_rated, 1),
            (start_told == 0) & self._is_later[wanted],
            genres[:n] / count,
            genres[n:] / count,
            opinions.largest_share,
            directions[:n] / count,
            directions[n:] / n_all_rated,
            np.log(np.maximum(of_its_franchise[:, wanted], LEAST_INTEREST)),
            np.log(np.maximum(love_of_it[:, wanted], LEAST_LOVE)),
        )
        return np.stack(clues, axis=1).swapaxes(1, 2)  # one clue after the other in memory, as they are made

    @cached_property
    def _is_later(self) -> NDArray[np.bool_]:
        """Which titles are not the start of their series, shape ``(n_anime,)``."""
        start = self.franchises.start_row
        return start != np.arange(len(start))

    def persons(self, evidence: Evidence, mask: Floats) -> Floats:
        """The clues of ``PERSON``, shape ``(n_versions, len(PERSON))``."""
        rated, centred, mean = self._ratings(evidence, mask)
        count, n_rated = mask.sum(axis=1), np.maximum(rated.sum(axis=1), 1)
        told = self.titles[evidence.rows]
        group = self.franchises.group[evidence.rows]
        distinct = [len(np.unique(group[kept > 0])) for kept in mask]
        clues = (
            np.log(count),
            mask @ told[:, TITLE.index("log popularity")] / count,
            mean,
            np.sqrt((centred**2).sum(axis=1) / n_rated),
            rated.sum(axis=1) / count,
            mask @ told[:, TITLE.index("age")] / count,
            mask @ told[:, TITLE.index("TV")] / count,
            distinct / count,
        )
        return np.column_stack(clues)

    def _ratings(self, evidence: Evidence, mask: Floats) -> tuple[Floats, Floats, Floats]:
        """Which told titles are rated and kept, their ratings around the person's mean, and that mean by version."""
        rated = mask * evidence.is_rated
        ratings = np.where(evidence.is_rated, evidence.ratings, 0.0)
        mean = (rated @ ratings + PRIOR * self.mean_rating) / (rated.sum(axis=1) + PRIOR)
        return rated, rated * (ratings - mean[:, None]), mean
