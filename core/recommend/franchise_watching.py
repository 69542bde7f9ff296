"""What people who know the same series watched and loved: the co-watching model with franchises in place of titles.

Seasons of one series say nearly the same of a person, and a list shows one card of each franchise anyway. Counted by
franchise, evidence that is thin for each title adds up. The weights are fitted as those of titles are
(:mod:`core.recommend.cowatching_fit`), on lists in which a franchise counts as the part of it that was rated highest.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from core.data.ratings import UNRATED, Ratings
from core.data.vocabulary import Vocabulary
from core.errors import BundleError
from core.model.bundle import Bundle
from core.model.stored import Table
from core.recommend.cowatching import CoWatching, CoWatchingSettings, Regression
from core.recommend.cowatching_fit import fit_cowatching
from core.recommend.evidence import Evidence

PREFIX = "franchises."
PLACE = PREFIX + "place"
MOST_FRANCHISES = 3_000
"""Franchises that are modelled, those that most viewers know; the others are seldom told of."""
SETTINGS = CoWatchingSettings(n_kept=100)
"""There are fewer franchises than titles, and fewer of them have to do with each other."""

Floats = NDArray[np.floating]
Places = NDArray[np.int32]


@dataclass(frozen=True)
class FranchiseWatching:
    """The fitted model as it is served; franchises are by their place in it."""

    place: Places
    """The franchise of each title, −1 for those that are not modelled, shape ``(n_anime,)``."""
    model: CoWatching

    @classmethod
    def of(cls, bundle: Bundle) -> FranchiseWatching | None:
        """The bundle's; None where it has none. Raises ``BundleError`` if its arrays do not fit the bundle."""
        if PLACE not in bundle.parts:
            return None
        try:
            return cls.from_parts(bundle.parts, len(bundle.model.anime))
        except ValueError as wrong:
            raise BundleError(
                f"The model “{bundle.name}” cannot recommend: what it knows of franchises is damaged, {wrong}. "
                "Train it again."
            ) from wrong

    @classmethod
    def from_parts(cls, parts: Mapping[str, Table], n_anime: int) -> FranchiseWatching:
        """The model from the arrays that were fitted; ``ValueError`` says what is wrong with them."""
        place = np.asarray(parts[PLACE])
        if place.dtype != np.int32 or place.shape != (n_anime,) or place.min(initial=0) < -1:
            raise ValueError("it is not of the same anime as the model")
        own = {name.removeprefix(PREFIX): array for name, array in parts.items() if name.startswith(PREFIX)}
        model = CoWatching.checked(own, int(place.max(initial=-1)) + 1, SETTINGS)
        if model.loved is None:
            raise ValueError("it does not say what was loved")
        return cls(place, model)

    def said(self, evidence: Evidence, mask: Floats) -> tuple[Floats, Floats]:
        """Interest in every title's franchise and love of it, each ``(n_versions, n_anime)``; 0 of those not modelled.

        ``mask`` says which told titles each version of the person keeps, shape ``(n_versions, n_told)``.
        """
        told, worth = self._told(evidence, mask)
        n_typical = np.array([self.model.settings.typical_answers(n) for n in (~np.isneginf(worth)).sum(axis=1)])
        worth = np.where(np.isneginf(worth), 0.0, worth)
        assert self.model.loved is not None
        watched, loved = (
            self._of_titles(each, told, worth, n_typical) for each in (self.model.watched, self.model.loved)
        )
        return watched, loved

    def _told(self, evidence: Evidence, mask: Floats) -> tuple[Places, Floats]:
        """The franchises told of, and what each is worth in each version: its best title; −∞ where none is kept."""
        place = self.place[evidence.rows]
        modelled = np.flatnonzero(place >= 0)
        modelled = modelled[np.argsort(place[modelled], kind="stable")]
        told, starts = np.unique(place[modelled], return_index=True)
        worth = self.model.settings.worth(evidence.ratings[modelled], self.model.mean_rating)
        kept = np.where(mask[:, modelled] > 0, worth, -np.inf)
        return told, np.maximum.reduceat(kept, starts, axis=1) if len(told) else kept

    def _of_titles(self, regression: Regression, told: Places, worth: Floats, n_typical: Floats) -> Floats:
        """What a regression says of every title, for each version, shape ``(n_versions, n_anime)``."""
        shares = regression.shares(told, np.ones(len(told)), slice(None))
        said = regression.base - n_typical[:, None] * regression.typical + worth @ shares
        return np.column_stack([said, np.zeros(len(said))])[:, self.place]


def fit_franchise_watching(ratings: Ratings, anime: Vocabulary, franchise: NDArray[np.integer]) -> dict[str, NDArray]:
    """Arrays of the model for a bundle's parts, from these viewers' lists.

    ``franchise`` is the number of each title's franchise, counted from 0, shape ``(n_anime,)``. Rows of anime outside
    the vocabulary are left out.
    """
    merged = by_franchise(ratings, anime, franchise)
    n_viewers = np.bincount(merged.anime_id, minlength=int(franchise.max(initial=-1)) + 1)
    known = np.sort(np.argsort(-n_viewers, kind="stable")[:MOST_FRANCHISES]).astype(np.int32)
    place = np.full(len(n_viewers), -1, dtype=np.int32)
    place[known] = np.arange(len(known))
    fitted = fit_cowatching(merged, Vocabulary(known), SETTINGS)
    return {PREFIX + name: array for name, array in fitted.items()} | {PLACE: place[franchise]}


def by_franchise(ratings: Ratings, anime: Vocabulary, franchise: NDArray[np.integer]) -> Ratings:
    """One row for each viewer and franchise, with the highest rating they gave to a part of it, if they gave any.

    Franchises stand in the place of anime ids, by their numbers.
    """
    rows = anime.rows(ratings.anime_id, unknown="negative")
    known = ratings.select(rows >= 0)
    number = franchise[rows[rows >= 0]]
    rating = np.where(known.rated & ~known.imputed, known.rating, UNRATED)
    order = np.lexsort((-rating, number, known.viewer_id))
    viewer, number, rating = known.viewer_id[order], number[order], rating[order]
    is_first = np.ones(len(order), dtype=bool)
    is_first[1:] = (np.diff(viewer) != 0) | (np.diff(number) != 0)
    return Ratings.of(viewer[is_first], number[is_first], rating[is_first])
