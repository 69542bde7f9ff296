"""What to watch next: titles a person would watch and would like, ranked and filtered.

Two models from the same ratings answer two questions. The co-watching model says how much *interest* a title would find
with someone who rated what this person rated; the rating model says how they would *rate* it. The score blends them,

    score = log(interest) + rating_weight · predicted rating

so that a rating point is worth a fixed factor of interest. Before the first rating nothing is known that would tell one
person from another; then the titles with most high ratings come first. A list takes one title of each franchise.
Why a title is in a list is said in :mod:`core.recommend.explanations`.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from core.model.bundle import Bundle
from core.profiles import Profile
from core.recommend.cowatching import CoWatching
from core.recommend.fold_in import FoldIn, Taste
from core.recommend.franchises import Franchises, group_franchises
from core.recommend.options import CatalogFilter, Options
from core.recommend.ranking import best
from core.recommend.settings import RecommenderSettings

Floats = NDArray[np.floating]


@dataclass(frozen=True)
class Recommendation:
    """One title of a list."""

    anime_id: int
    predicted: float
    """Expected rating, 1…10."""
    standard_deviation: float
    """Of that rating around the expected one, in rating points."""
    score: float
    """What the list is ranked by."""
    franchise: int
    """Number of its franchise; no list of :meth:`Recommender.recommend` holds one twice."""


@dataclass(frozen=True)
class Scores:
    """What one person's ratings make of every title; all arrays have the shape ``(n_anime,)``."""

    taste: Taste
    interest: Floats
    predicted: Floats
    score: Floats


class Recommender:
    """The recommender of one bundle; what does not depend on a person is computed once, when it is first needed."""

    def __init__(self, bundle: Bundle, settings: RecommenderSettings = RecommenderSettings()) -> None:
        self.bundle = bundle
        self.settings = settings

    @cached_property
    def fold_in(self) -> FoldIn:
        return FoldIn(self.bundle.model, self.bundle.catalog, self.settings.fold_in)

    @cached_property
    def cowatching(self) -> CoWatching:
        """Raises ``BundleError`` if the bundle's part is damaged."""
        return CoWatching.of(self.bundle, self.settings.cowatching)

    @cached_property
    def franchises(self) -> Franchises:
        return group_franchises(self.bundle.catalog, self.bundle.model.anime_factors)

    def scores(self, profile: Profile) -> Scores:
        """Interest, predicted rating and score of every title of the plain catalog: no filters, no franchises."""
        taste = self.fold_in.taste(profile.ratings)
        interest = self.cowatching.interest(taste.rows, taste.ratings)
        predicted = self.fold_in.predict(taste)
        score = self.blend(interest, predicted) if len(taste.rows) else self.score_of_anyone
        return Scores(taste, interest, predicted, score)

    def recommend(self, profile: Profile, options: Options = Options()) -> list[Recommendation]:
        """The best titles for a person, at most one of each franchise and none they answered, have seen or hid.

        The list has ``options.n`` titles unless fewer franchises pass the filters.
        """
        scores = self.scores(profile)
        adventure = options.adventurous * self.settings.ranking.adventure
        wanted = scores.score + self._genre_preference(profile) - adventure * self._log_popularity
        candidates = self._candidates(wanted, profile, options)
        return self._listed(scores, wanted, candidates[best(wanted[candidates], options.n)])

    def recommend_by_rating(self, profile: Profile, n: int, among: NDArray[np.bool_]) -> list[Recommendation]:
        """The titles of the highest predicted rating, whatever their franchise, for comparison with :meth:`recommend`.

        What the person said counts the same: answered, seen and hidden titles are left out, and a genre adds to the
        predicted rating what it adds to a score. ``among`` are the rows to choose from.
        """
        scores = self.scores(profile)
        wanted = scores.predicted + self._genre_preference(profile)
        rows = np.flatnonzero(among & self._is_open(profile))
        return self._listed(scores, wanted, rows[best(wanted[rows], n)])

    def blend(self, interest: Floats, predicted: Floats) -> Floats:
        """The score that lists are ranked by, from interest and predicted rating of the same titles."""
        ranking = self.settings.ranking
        return np.log(np.maximum(interest, ranking.least_interest)) + ranking.rating_weight * predicted

    @cached_property
    def score_of_anyone(self) -> Floats:
        """The score with no ratings: popularity, moved to where scores with ratings lie, shape ``(n_anime,)``."""
        n_high = self.bundle.catalog.table["n_high"].to_numpy(dtype=np.float64)
        popularity = np.log(np.maximum(n_high, 0.5))
        blended = self.blend(self.cowatching.base, self.fold_in.expected)
        return popularity + np.average(blended - popularity, weights=n_high + 1)

    def _listed(self, scores: Scores, wanted: Floats, rows: NDArray[np.integer]) -> list[Recommendation]:
        """These rows, in this order, as a person's recommendations."""
        deviations = self.fold_in.standard_deviation(scores.taste, rows)
        return [
            Recommendation(
                anime_id=int(self.bundle.model.anime.ids[row]),
                predicted=float(scores.predicted[row]),
                standard_deviation=float(deviation),
                score=float(wanted[row]),
                franchise=int(self.franchises.group[row]),
            )
            for row, deviation in zip(rows, deviations, strict=True)
        ]

    def _candidates(self, wanted: Floats, profile: Profile, options: Options) -> NDArray[np.int64]:
        """One row of each franchise that may be recommended.

        A newcomer to a franchise starts where the part with the best score starts: with its first season, in an
        anthology with that of its series. Someone who has seen a part, or whose filters leave the start out, gets the
        part with the best score itself.
        """
        group, start_row = self.franchises.group, self.franchises.start_row
        is_open = self._filter.allowed(options) & self._is_open(profile, options.include_not_seen)
        rows = np.flatnonzero(is_open)
        rows = rows[np.argsort(-wanted[rows], kind="stable")]
        groups, first = np.unique(group[rows], return_index=True)
        starts = start_row[rows[first]]
        to_newcomer = is_open[starts] & ~np.isin(groups, group[self._watched(profile)])
        return np.where(to_newcomer, starts, rows[first])

    def _is_open(self, profile: Profile, include_not_seen: bool = False) -> NDArray[np.bool_]:
        """Which titles a person's answers leave to be recommended, shape ``(n_anime,)``.

        Where the start of a series was answered with "not seen", no later part takes its place.
        """
        group, watched, not_seen = self.franchises.group, self._watched(profile), self._rows(profile.not_seen)
        is_open = ~np.isin(group, group[self._rows(profile.hidden)])
        is_open[watched] = False
        if not include_not_seen:
            is_open[not_seen] = False
            is_open &= ~np.isin(self.franchises.start_row, not_seen) | np.isin(group, group[watched])
        return is_open

    def _watched(self, profile: Profile) -> NDArray[np.int64]:
        """Rows of the titles that the person rated or has seen."""
        return self._rows([*profile.ratings, *profile.seen])

    def _rows(self, anime_ids: Iterable[int]) -> NDArray[np.int64]:
        """Rows of those of these titles that the model knows."""
        rows = self.bundle.model.anime.rows(list(anime_ids), unknown="negative")
        return rows[rows >= 0]

    def _genre_preference(self, profile: Profile) -> Floats:
        """What liked and disliked genres add to each title's score, shape ``(n_anime,)``."""
        has_genre, ranking = self._filter.has_genre, self.settings.ranking
        liked = np.where(has_genre(profile.liked_genres), ranking.liked_genre, 0.0)
        return liked + np.where(has_genre(profile.disliked_genres), ranking.disliked_genre, 0.0)

    @cached_property
    def _filter(self) -> CatalogFilter:
        return CatalogFilter(self.bundle.catalog)

    @cached_property
    def _log_popularity(self) -> Floats:
        """Logarithm of each title's interest with no answers, 0 for the best known, shape ``(n_anime,)``."""
        interest = np.log(np.maximum(self.cowatching.base, self.settings.ranking.least_interest))
        return interest - interest.max()
