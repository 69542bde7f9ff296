"""More like this, less like this: what a person's wishes about single titles do for all others.

How like another a title is, is how much interest in it grows with somebody who has just loved that one, as a share of
the most that interest in any title grows. A wish moves the score by that, whatever the person's answers are; so the
reasons stay exact.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from core.data.vocabulary import Vocabulary
from core.profiles import Profile
from core.recommend.cowatching import CoWatching

Floats = NDArray[np.floating]


@dataclass(frozen=True)
class WishSettings:
    """How much a wish counts."""

    weight: float = 1.2
    """What it adds to the score of the title itself and of the one most like it, or takes off."""
    loved: float = 10.0
    """The rating that makes interest grow."""
    least_interest: float = 1e-3


@dataclass(frozen=True)
class Wishes:
    """The wishes as they move one catalog's lists."""

    anime: Vocabulary
    cowatching: CoWatching
    settings: WishSettings = WishSettings()

    def shift(self, profile: Profile) -> Floats:
        """What they add to each title's score, shape ``(n_anime,)``; 0 everywhere without wishes."""
        return self.settings.weight * (self._likeness(profile.more_like) - self._likeness(profile.less_like))

    def _likeness(self, anime_ids: Collection[int]) -> Floats:
        """How like these titles each one is, 0…1 for each of them, summed; 0 for what is no more like than any."""
        rows = self.anime.rows(sorted(anime_ids), unknown="negative")
        least, likeness = self.settings.least_interest, np.zeros(len(self.anime))
        for row in rows[rows >= 0]:
            interest = self.cowatching.interest(np.array([row]), np.array([self.settings.loved]))
            growth = np.maximum(np.log(np.maximum(interest, least)) - self._log_base, 0)
            growth[row] = max(growth.max(), least)
            likeness += growth / growth[row]
        return likeness

    @cached_property
    def _log_base(self) -> Floats:
        """Logarithm of each title's interest with no answers, shape ``(n_anime,)``."""
        return np.log(np.maximum(self.cowatching.base, self.settings.least_interest))
