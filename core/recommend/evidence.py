"""What a person told of titles they watched, as arrays: the one place that says what counts as evidence of interest."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from core.data.vocabulary import Vocabulary
from core.profiles import Profile


@dataclass(frozen=True)
class Evidence:
    """The watched titles that the model knows: those with a rating in the order given, then those without one."""

    rows: NDArray[np.int64]
    """Their anime rows, shape ``(n,)``."""
    ratings: NDArray[np.float64]
    """Ratings 1…10, NaN for a title watched without one, shape ``(n,)``."""

    @classmethod
    def of(cls, profile: Profile, anime: Vocabulary) -> Evidence:
        """What this person told."""
        opinions, seen = profile.opinions, sorted(profile.seen - profile.dropped)
        ratings = np.array([*opinions.values(), *[np.nan] * len(seen)], dtype=np.float64)
        rows = anime.rows(np.array([*opinions, *seen], dtype=np.int64), unknown="negative")
        return cls(rows[rows >= 0], ratings[rows >= 0])

    def __len__(self) -> int:
        return len(self.rows)

    @property
    def is_rated(self) -> NDArray[np.bool_]:
        return ~np.isnan(self.ratings)
