"""Ways of choosing the next titles to ask about, all of one shape.

The fixed orders are the classics of Rashid et al. 2002, "Getting to know you", and 2008, "Learning preferences of
new users in recommender systems": popularity, entropy of the ratings, log popularity × entropy, HELF (harmonic mean
of entropy and log popularity), and random. The adaptive one follows Golbandi et al. 2011, "Adaptive bootstrapping of
recommender systems", in that each answer decides what comes next, but scores every title instead of growing a tree:

    probability of having seen it × how far its answer would move the list × what is still open about it

All three come from :mod:`core.recommend.exposure`, given what the person has and has not seen so far. Liked and
disliked genres multiply the probability. Within one screen each chosen title counts as answered before the next one
is chosen, so that a screen does not ask for one taste again and again, and no two of its titles are of one
franchise. Of a franchise whose first work the person has not seen nothing more is asked.
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
from core.profiles import NOT_SEEN, Profile
from core.recommend.exposure import PART, SeenModel
from core.recommend.franchises import Franchises, group_franchises

A_SCREEN = 5
NEVER_ASKED = frozenset({"Hentai"})
"""Genres nobody is asked about; what a person says of such titles by themselves counts all the same."""

LIKED_GENRE, DISLIKED_GENRE = 1.5, 0.4
"""What a liked or a disliked genre makes of the probability of having seen a title."""

LARGEST_RATING_ENTROPY = float(np.log(10))


class Strategy(Protocol):
    """A way of choosing the next titles."""

    def next_titles(self, profile: Profile, shown: Collection[int] = (), n: int = A_SCREEN) -> list[int]:
        """At most ``n`` ids, none of them answered, seen, hidden or among ``shown``."""
        ...


@dataclass(frozen=True)
class FixedOrder:
    """The same order for everybody."""

    ids: NDArray[np.int32]

    def next_titles(self, profile: Profile, shown: Collection[int] = (), n: int = A_SCREEN) -> list[int]:
        """The first ``n`` in order that are left."""
        gone = _gone(profile, shown)
        left = (int(anime_id) for anime_id in self.ids if int(anime_id) not in gone)
        return [anime_id for anime_id, _ in zip(left, range(n), strict=False)]


@dataclass(frozen=True)
class AdaptiveQuestions:
    """The titles whose answers promise most for this person."""

    seen_model: SeenModel
    catalog: Catalog
    franchises: Franchises

    @cached_property
    def _asked(self) -> Vocabulary:
        return Vocabulary(self.catalog.table.index.to_numpy()[self.seen_model.rows])

    @cached_property
    def _askable(self) -> NDArray[np.bool_]:
        return _askable(self.catalog)[self.seen_model.rows]

    @cached_property
    def _genres(self) -> NDArray[np.bool_]:
        return self.catalog.genre_matrix[self.seen_model.rows]

    def next_titles(self, profile: Profile, shown: Collection[int] = (), n: int = A_SCREEN) -> list[int]:
        """The ``n`` best by the module's formula, one after the other, at most one of a franchise."""
        model = self.seen_model
        posterior = model.posterior(*self._evidence(profile))
        known = model.probability(posterior)
        worth = known * self._genre_weight(profile) * model.movement(known)
        gone = self._asked.rows(sorted(_gone(profile, shown)), unknown="negative")
        left = self._askable.copy()
        left[gone[gone >= 0]] = False
        franchise = self.franchises.group[model.rows]
        left &= ~np.isin(franchise, self._never_begun(profile))
        covariance, chosen = posterior.covariance, []
        while left.any() and len(chosen) < n:
            place = int(np.argmax(np.where(left, worth * model.openness(covariance), -1)))
            chosen.append(int(self._asked.ids[place]))
            left &= franchise != franchise[place]
            covariance = model.after_asking(covariance, place)
        return chosen

    def _evidence(self, profile: Profile) -> tuple[NDArray, NDArray]:
        """Places of the titles the person said something of, and whether they have seen each."""
        said = {anime_id: answer != NOT_SEEN for anime_id, answer in profile.answers.items()}
        said |= dict.fromkeys(profile.seen, True)
        ids = sorted(said)
        places = self._asked.rows(ids, unknown="negative")
        seen = np.array([said[anime_id] for anime_id in ids], dtype=np.float64)
        return places[places >= 0], seen[places >= 0]

    def _never_begun(self, profile: Profile) -> NDArray[np.int64]:
        """Franchises whose first work the person has not seen."""
        not_seen = [anime_id for anime_id, answer in profile.answers.items() if answer == NOT_SEEN]
        entries = self.catalog.table.index.to_numpy()[self.franchises.entry_row]
        return np.flatnonzero(np.isin(entries, not_seen))

    def _genre_weight(self, profile: Profile) -> NDArray:
        weight = np.ones(len(self._asked))
        for genres, factor in ((profile.liked_genres, LIKED_GENRE), (profile.disliked_genres, DISLIKED_GENRE)):
            columns = [column for column, genre in enumerate(self.catalog.genres) if genre in genres]
            weight[self._genres[:, columns].any(axis=1)] *= factor
        return weight


def strategies(bundle: Bundle, seed: int = 0, franchises: Franchises | None = None) -> dict[str, Strategy]:
    """Every way of asking that the bundle's data allow, by name; "adaptive" and the entropies need its "ask." part.

    ``franchises`` are worked out where nobody has them yet.
    """
    table = bundle.catalog.table
    ids, n_ratings = table.index.to_numpy(dtype=np.int32), table["n_ratings"].to_numpy(dtype=np.float64)
    askable = _askable(bundle.catalog)

    def by(score: NDArray) -> FixedOrder:
        order = np.argsort(-score, kind="stable")
        return FixedOrder(ids[order[askable[order]]])

    found: dict[str, Strategy] = {
        "popularity": by(n_ratings),
        "random": by(np.random.default_rng(seed).random(len(ids))),
    }
    if f"{PART}entropy" in bundle.parts:
        entropy = bundle.parts[f"{PART}entropy"].astype(np.float64)
        frequency = np.log1p(n_ratings) / max(np.log1p(len(bundle.model.viewers)), 1)
        spread = entropy / LARGEST_RATING_ENTROPY
        found |= {
            "entropy": by(entropy),
            "popularity × entropy": by(np.log1p(n_ratings) * entropy),
            "HELF": by(2 * frequency * spread / np.maximum(frequency + spread, 1e-12)),
            "adaptive": _adaptive(bundle, franchises),
        }
    return found


def questionnaire(bundle: Bundle, franchises: Franchises | None = None) -> Strategy:
    """The adaptive questions where the bundle has what they need, else the order of popularity."""
    ways = strategies(bundle, franchises=franchises)
    return ways.get("adaptive", ways["popularity"])


def _adaptive(bundle: Bundle, franchises: Franchises | None) -> AdaptiveQuestions:
    known = franchises or group_franchises(bundle.catalog, bundle.model.anime_factors)
    return AdaptiveQuestions(SeenModel.of(bundle.parts), bundle.catalog, known)


def _askable(catalog: Catalog) -> NDArray[np.bool_]:
    return np.array([NEVER_ASKED.isdisjoint(genres) for genres in catalog.table["genres"]], dtype=bool)


def _gone(profile: Profile, shown: Collection[int]) -> set[int]:
    return {*profile.answers, *profile.seen, *profile.hidden, *map(int, shown)}
