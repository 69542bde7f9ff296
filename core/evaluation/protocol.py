"""Who is measured and on what: viewers the model has never seen, and what of their titles is told, held out, relevant.

Only titles the model knows count. A viewer's titles are divided at random, by the seed and the viewer's id alone, in
one of two ways:

- For recommenders (:func:`answered_cases`) some ratings, drawn at random, are told; all other ratings are held out.
- For ways of asking (:func:`halvings`) one half of all watched titles may be asked about: a title of it that the viewer
  rated is answered with that rating, one watched without a rating with "seen", any other title with "not seen". The
  other half is never shown, so that all ways of asking face the same relevant titles.

*Relevant*, what a list should find, are held-out titles rated at least ``HIGH`` and at least the viewer's median. A
division that leaves nothing relevant is left out.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from core.data.ratings import HIGH, Ratings
from core.errors import DataError
from core.evaluation.settings import EvaluationSettings
from core.model.bundle import Bundle
from core.profiles import Profile

Floats = NDArray[np.floating]
Rows = NDArray[np.int64]


@dataclass(frozen=True)
class ColdStartViewer:
    """A viewer the model has never seen and the titles they watched that it knows; arrays of shape ``(n_titles,)``."""

    viewer_id: int
    anime_ids: NDArray[np.int32]
    rows: Rows
    """Anime rows of these titles."""
    ratings: Floats
    """1…10, NaN where the viewer gave none."""

    @cached_property
    def is_rated(self) -> NDArray[np.bool_]:
        return ~np.isnan(self.ratings)

    @cached_property
    def is_liked(self) -> NDArray[np.bool_]:
        """Which titles are relevant where they are held out."""
        return self.ratings >= max(HIGH, np.median(self.ratings[self.is_rated]))

    def random(self, seed: int) -> np.random.Generator:
        """What the viewer's divisions are drawn from."""
        return np.random.default_rng([seed, self.viewer_id])


@dataclass(frozen=True)
class Case:
    """One person asking for a list: what is known of them and what a good answer is."""

    viewer_id: int
    profile: Profile
    seen: Rows
    """Anime rows that are known to be watched; no list holds them."""
    relevant: Rows
    """Anime rows that a good list holds."""
    held_out: Rows
    """Anime rows whose ratings are to be predicted, shape ``(n_held_out,)``."""
    ratings: Floats
    """Those ratings, shape ``(n_held_out,)``."""

    @cached_property
    def to_find(self) -> frozenset[int]:
        """The relevant rows."""
        return frozenset(self.relevant.tolist())

    def asks_for_the_list_of(self, other: Case) -> bool:
        """Whether everything a list is made of and judged by is the same, as in all draws of nothing told."""
        same = self.profile == other.profile and self.to_find == other.to_find
        return same and np.array_equal(self.seen, other.seen)


def cold_start_viewers(
    bundle: Bundle, ratings: Ratings, settings: EvaluationSettings = EvaluationSettings()
) -> list[ColdStartViewer]:
    """The viewers the bundle has never seen who gave enough ratings to titles it knows, in rising order of their ids.

    Raises ``DataError`` where there are none.
    """
    is_new = bundle.model.viewers.rows(ratings.viewer_id, unknown="negative") < 0
    if not is_new.any():
        raise DataError(
            f"The model “{bundle.name}” was trained on every viewer of these ratings, so they cannot tell how it does "
            "for viewers it has never seen. Train it with --hold-out-viewers 0.1, or evaluate it on ratings of other "
            "viewers."
        )
    theirs = ratings.select(is_new)
    found = [viewer for viewer in _by_viewer(bundle, theirs) if viewer.is_rated.sum() >= settings.least_ratings]
    if not found:
        raise DataError(
            f"None of the {theirs.n_viewers:,} viewers that “{bundle.name}” has not seen gave {settings.least_ratings} "
            "ratings or more. Hold out more viewers when training, or evaluate on more ratings."
        )
    return found


def _by_viewer(bundle: Bundle, ratings: Ratings) -> Iterator[ColdStartViewer]:
    """Each viewer's titles that the model knows, in the order of the ratings."""
    rows = bundle.model.anime.rows(ratings.anime_id, unknown="negative")
    known = np.flatnonzero(rows >= 0)
    order = known[np.argsort(ratings.viewer_id[known], kind="stable")]
    rating = np.where(ratings.rated & ~ratings.imputed, ratings.rating, np.nan)
    ids, starts = np.unique(ratings.viewer_id[order], return_index=True)
    for viewer_id, own in zip(ids.tolist(), np.split(order, starts[1:]), strict=True):
        yield ColdStartViewer(viewer_id, ratings.anime_id[own], rows[own], rating[own].astype(np.float64))


def answered_cases(
    viewers: Iterable[ColdStartViewer], n_answers: int, settings: EvaluationSettings = EvaluationSettings()
) -> Iterator[Case]:
    """Each viewer's cases at a number of answers; fewer answers are the first of more."""
    for viewer in viewers:
        random, rated = viewer.random(settings.seed), np.flatnonzero(viewer.is_rated)
        for _ in range(settings.n_draws):
            drawn = random.permutation(rated)
            told, held = drawn[:n_answers], drawn[n_answers:]
            if viewer.is_liked[held].any():
                ids, ratings = viewer.anime_ids[told].tolist(), viewer.ratings[told].tolist()
                answers = {} if settings.told_as_seen else dict(zip(ids, ratings, strict=True))
                yield _case(viewer, Profile(answers, seen=frozenset(ids)), told, held)


@dataclass(frozen=True)
class Halving:
    """A viewer who answers questions from their own list, divided in one way."""

    viewer: ColdStartViewer
    withheld: NDArray[np.bool_]
    """Which of the viewer's titles are never shown."""

    @cached_property
    def withheld_ids(self) -> frozenset[int]:
        return frozenset(self.viewer.anime_ids[self.withheld].tolist())

    @cached_property
    def answers(self) -> dict[int, float]:
        """Rating, NaN for watched without one, of the titles that may be asked about, by ``anime_id``."""
        titles, ratings = self.viewer.anime_ids[~self.withheld], self.viewer.ratings[~self.withheld]
        return dict(zip(titles.tolist(), ratings.tolist(), strict=True))

    def profile(self, shown: Sequence[int]) -> Profile:
        """What is known once these titles were shown."""
        watched = {anime_id: self.answers[anime_id] for anime_id in shown if anime_id in self.answers}
        seen = frozenset(anime_id for anime_id, rating in watched.items() if math.isnan(rating))
        return Profile(
            ratings={anime_id: rating for anime_id, rating in watched.items() if anime_id not in seen},
            not_seen=frozenset(shown).difference(watched),
            seen=seen,
        )

    def case(self, shown: Sequence[int]) -> Case:
        """The list that the person gets once these titles were shown, judged by the withheld half."""
        known = ~self.withheld & np.isin(self.viewer.anime_ids, shown)
        held = self.withheld & self.viewer.is_rated
        return _case(self.viewer, self.profile(shown), np.flatnonzero(known), np.flatnonzero(held))


def halvings(
    viewers: Iterable[ColdStartViewer], settings: EvaluationSettings = EvaluationSettings()
) -> Iterator[Halving]:
    """Each viewer once for each halving of their titles."""
    for viewer in viewers:
        random = viewer.random(settings.seed)
        for _ in range(settings.n_draws):
            withheld = random.random(len(viewer.rows)) < 0.5
            if (withheld & viewer.is_liked).any():
                yield Halving(viewer, withheld)


def _case(viewer: ColdStartViewer, profile: Profile, seen: Rows, held_out: Rows) -> Case:
    """The case of a viewer whose titles at these places are known to be watched and held out."""
    return Case(
        viewer_id=viewer.viewer_id,
        profile=profile,
        seen=viewer.rows[seen],
        relevant=viewer.rows[held_out[viewer.is_liked[held_out]]],
        held_out=viewer.rows[held_out],
        ratings=viewer.ratings[held_out],
    )
