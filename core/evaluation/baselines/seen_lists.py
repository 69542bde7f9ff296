"""What the trained viewers have watched, as the matrix that the field's usual recommenders learn from."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from core.data.ratings import Ratings
from core.data.vocabulary import Vocabulary
from core.evaluation.baselines.scores import BaselineScores, FittedBaseline
from core.model.bundle import Bundle
from core.profiles import Profile

if TYPE_CHECKING:
    from scipy.sparse import csr_array

Floats = NDArray[np.floating]

ScoresOfTold = Callable[[NDArray[np.int64]], Floats]
"""Scores of every title, shape ``(n_anime,)``, of what a person told, given as anime rows."""


@dataclass(frozen=True)
class SeenLists:
    """One row for each title that a trained viewer watched, rated or not; both arrays have the same length."""

    anime: Vocabulary
    viewer: NDArray[np.int64]
    """Numbers of the viewers, from 0 on."""
    title: NDArray[np.int64]
    """Anime rows."""

    @classmethod
    def of(cls, bundle: Bundle, ratings: Ratings) -> SeenLists:
        """The lists of those of the viewers whom the bundle knows; nobody it was not trained on is looked at."""
        model = bundle.model
        viewer = model.viewers.rows(ratings.viewer_id, unknown="negative")
        title = model.anime.rows(ratings.anime_id, unknown="negative")
        known = (viewer >= 0) & (title >= 0)
        _, number = np.unique(viewer[known], return_inverse=True)
        return cls(model.anime, number, title[known])

    def __len__(self) -> int:
        """How many viewers there are."""
        return int(self.viewer.max(initial=-1)) + 1

    @cached_property
    def matrix(self) -> csr_array:
        """1 where a viewer watched a title, shape ``(n_viewers, n_anime)``."""
        from scipy.sparse import csr_array

        ones = np.ones(len(self.viewer), dtype=np.float32)
        matrix = csr_array((ones, (self.viewer, self.title)), shape=(len(self), len(self.anime)))
        matrix.sum_duplicates()
        matrix.data[:] = 1
        return matrix

    @cached_property
    def together(self) -> NDArray[np.float32]:
        """How many viewers watched each pair of titles, shape ``(n_anime, n_anime)``."""
        return np.asarray((self.matrix.T @ self.matrix).todense(order="C"), dtype=np.float32)

    def fitted(self, scores_of: ScoresOfTold) -> FittedBaseline:
        """The baseline that ranks by scores of what a person told; by popularity of nothing."""
        return FittedOnLists(self.anime, self.popularity, scores_of)

    @cached_property
    def popularity(self) -> Floats:
        """How many viewers watched each title, shape ``(n_anime,)``."""
        return np.asarray(self.matrix.sum(axis=0), dtype=np.float64)


@dataclass(frozen=True)
class FittedOnLists:
    """A baseline that has learnt all it can from lists, as plain arrays, so that one process can fit it for another."""

    anime: Vocabulary
    popularity: Floats
    """What titles are ranked by for a person who told of nothing, shape ``(n_anime,)``."""
    scores_of: ScoresOfTold

    def __call__(self, profile: Profile) -> BaselineScores:
        rows = self.anime.rows(sorted(profile.watched), unknown="negative")
        told = rows[rows >= 0]
        return BaselineScores(self.scores_of(told) if len(told) else self.popularity)
