"""Ways of choosing the next titles to ask about, all of one shape.

The fixed orders are the classics of Rashid et al. 2002, "Getting to know you", and 2008, "Learning preferences of
new users in recommender systems": popularity, entropy of the ratings, log popularity × entropy, HELF (harmonic mean
of entropy and log popularity), and random. The adaptive one follows Golbandi et al. 2011, "Adaptive bootstrapping of
recommender systems", in that each answer decides what comes next, but scores every title instead of growing a tree:

    probability of having seen it × how far its answer would move the list × what is still open about it

All three come from :mod:`core.recommend.exposure`, given what the person has and has not seen so far. Liked and
disliked genres multiply the probability. Among several titles each one chosen counts as answered before the next is, so
that they do not ask for one taste again and again, and no two of them are of one franchise. Of a franchise whose first
work the person has not seen, or of which they passed a title by, nothing more is asked. A decision tree for the first
six questions finds no more than this (benchmarks/questionnaire.py).
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from functools import cached_property
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from core.data.catalog import Catalog
from core.data.vocabulary import Vocabulary
from core.model.bundle import Bundle
from core.profiles import Profile
from core.recommend.exposure import PART, ExposureModel, ExposureSettings
from core.recommend.franchises import Franchises, group_franchises
from core.recommend.options import ADULT

A_SCREEN = 5
"""Titles asked about at a time."""

LARGEST_RATING_ENTROPY = float(np.log(10))


@dataclass(frozen=True)
class QuestionSettings:
    """What the questions are chosen by beside what was learnt from ratings."""

    never_asked: frozenset[str] = frozenset({ADULT})
    """Genres nobody is asked about; what a person says of such titles by themselves counts all the same."""
    liked_genre: float = 1.5
    """What a liked genre makes of the probability of having seen a title."""
    disliked_genre: float = 0.4
    """What a disliked genre makes of it."""


class Strategy(Protocol):
    """A way of choosing the next titles."""

    def next_titles(self, profile: Profile, shown: Collection[int] = (), n: int = A_SCREEN) -> list[int]:
        """At most ``n`` ids, none of them answered, seen, hidden or among ``shown``."""
        ...


@dataclass(frozen=True)
class FixedOrder:
    """The same order for everybody."""

    ids: NDArray[np.int32]

    def next_titles(
        self, profile: Profile, shown: Collection[int] = (), n: int = A_SCREEN, among: Collection[int] | None = None
    ) -> list[int]:
        """The first ``n`` in order that are left, of ``among`` alone where it is given."""
        gone = _gone(profile, shown)
        ids = self.ids if among is None else self.ids[np.isin(self.ids, list(among))]
        left = (int(anime_id) for anime_id in ids if int(anime_id) not in gone)
        return [anime_id for anime_id, _ in zip(left, range(n), strict=False)]


@dataclass(frozen=True)
class AdaptiveQuestions:
    """The titles whose answers promise most for this person."""

    exposure: ExposureModel
    catalog: Catalog
    franchises: Franchises
    settings: QuestionSettings = QuestionSettings()

    @cached_property
    def _known(self) -> Vocabulary:
        """The titles whose being seen is modelled; those that may be asked about are the first of them."""
        return Vocabulary(self.catalog.table.index.to_numpy()[self.exposure.rows])

    @cached_property
    def _asked_rows(self) -> NDArray[np.int32]:
        return self.exposure.rows[: self.exposure.n_asked]

    @cached_property
    def _askable(self) -> NDArray[np.bool_]:
        return _askable(self.catalog, self.settings)[self._asked_rows]

    @cached_property
    def _genres(self) -> NDArray[np.bool_]:
        return self.catalog.genre_matrix[self._asked_rows]

    def next_titles(
        self, profile: Profile, shown: Collection[int] = (), n: int = A_SCREEN, among: Collection[int] | None = None
    ) -> list[int]:
        """The ``n`` best by the module's formula, one after the other, at most one of a franchise.

        Where ``among`` is given, of these alone.
        """
        model = self.exposure
        posterior = model.posterior(*self._evidence(profile))
        known = model.probability(posterior.mean)
        worth = known[: model.n_asked] * self._genre_weight(profile) * model.movement(known)
        gone = self._known.rows(sorted(_gone(profile, shown)), unknown="negative")
        left = self._askable.copy()
        left[gone[(gone >= 0) & (gone < model.n_asked)]] = False
        if among is not None:
            left &= np.isin(self._known.ids[: model.n_asked], list(among))
        franchise = self.franchises.group[self._asked_rows]
        left &= ~np.isin(franchise, [*self._never_begun(profile), *self._passed(profile, shown)])
        covariance, chosen = posterior.covariance, []
        while left.any() and len(chosen) < n:
            place = int(np.argmax(np.where(left, worth * model.openness(covariance), -1)))
            chosen.append(int(self._known.ids[place]))
            left &= franchise != franchise[place]
            covariance = model.after_asking(covariance, place)
        return chosen

    def _evidence(self, profile: Profile) -> tuple[NDArray, NDArray]:
        """Places of the titles the person said something of, and whether they have seen each."""
        ids = sorted({*profile.answered, *profile.seen})
        places = self._known.rows(ids, unknown="negative")
        seen = np.array([anime_id not in profile.not_seen for anime_id in ids], dtype=np.float64)
        return places[places >= 0], seen[places >= 0]

    def _never_begun(self, profile: Profile) -> NDArray[np.int64]:
        """Franchises whose first work the person has not seen."""
        entries = self.catalog.table.index.to_numpy()[self.franchises.entry_row]
        return np.flatnonzero(np.isin(entries, list(profile.not_seen)))

    def _passed(self, profile: Profile, shown: Collection[int]) -> NDArray[np.int32]:
        """Franchises of titles that were shown and not answered, of which nothing is known to be seen."""
        passed, watched = self._groups(set(map(int, shown)) - profile.told), self._groups(profile.watched)
        return np.setdiff1d(passed, watched)

    def _groups(self, anime_ids: Collection[int]) -> NDArray[np.int32]:
        """Franchises of those of these titles that the model knows."""
        rows = self._every.rows(sorted(anime_ids), unknown="negative")
        return self.franchises.group[rows[rows >= 0]]

    @cached_property
    def _every(self) -> Vocabulary:
        return Vocabulary(self.catalog.table.index.to_numpy())

    def _genre_weight(self, profile: Profile) -> NDArray:
        weight, settings = np.ones(len(self._asked_rows)), self.settings
        for genres, factor in (
            (profile.liked_genres, settings.liked_genre),
            (profile.disliked_genres, settings.disliked_genre),
        ):
            columns = [column for column, genre in enumerate(self.catalog.genres) if genre in genres]
            weight[self._genres[:, columns].any(axis=1)] *= factor
        return weight


def strategies(
    bundle: Bundle,
    seed: int = 0,
    franchises: Franchises | None = None,
    settings: QuestionSettings = QuestionSettings(),
    exposure: ExposureSettings = ExposureSettings(),
) -> dict[str, FixedOrder | AdaptiveQuestions]:
    """Every way of asking that the bundle's data allow, by name; "adaptive" and the entropies need its "ask." part.

    ``franchises`` are worked out where nobody has them yet.
    """
    table = bundle.catalog.table
    ids, n_ratings = table.index.to_numpy(dtype=np.int32), table["n_ratings"].to_numpy(dtype=np.float64)
    askable = _askable(bundle.catalog, settings)

    def by(score: NDArray) -> FixedOrder:
        order = np.argsort(-score, kind="stable")
        return FixedOrder(ids[order[askable[order]]])

    found: dict[str, FixedOrder | AdaptiveQuestions] = {
        "popularity": by(n_ratings),
        "random": by(np.random.default_rng(seed).random(len(ids))),
    }
    if model := ExposureModel.of_bundle(bundle, exposure):
        entropy = bundle.part(f"{PART}entropy", None).astype(np.float64)
        frequency = np.log1p(n_ratings) / max(np.log1p(len(bundle.model.viewers)), 1)
        share = entropy / LARGEST_RATING_ENTROPY
        found |= {
            "entropy": by(entropy),
            "popularity × entropy": by(np.log1p(n_ratings) * entropy),
            "HELF": by(2 * frequency * share / np.maximum(frequency + share, 1e-12)),
            "adaptive": AdaptiveQuestions(
                model,
                bundle.catalog,
                franchises or group_franchises(bundle.catalog, bundle.model.anime_factors),
                settings,
            ),
        }
    return found


def questionnaire(
    bundle: Bundle,
    franchises: Franchises | None = None,
    settings: QuestionSettings = QuestionSettings(),
    exposure: ExposureSettings = ExposureSettings(),
) -> FixedOrder | AdaptiveQuestions:
    """The adaptive questions where the bundle has what they need, else the order of popularity."""
    ways = strategies(bundle, franchises=franchises, settings=settings, exposure=exposure)
    return ways.get("adaptive", ways["popularity"])


def _askable(catalog: Catalog, settings: QuestionSettings) -> NDArray[np.bool_]:
    return np.array([settings.never_asked.isdisjoint(genres) for genres in catalog.table["genres"]], dtype=bool)


def _gone(profile: Profile, shown: Collection[int]) -> set[int]:
    return {*profile.told, *profile.hidden, *map(int, shown)}
