"""What a list depends on beside the bundle, the person and their options: numbers chosen by measurement."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from core.recommend.cowatching import CoWatchingSettings
from core.recommend.genre_focus import GenreFocusSettings
from core.recommend.not_seen import NotSeenSettings
from core.recommend.taste_prior import FoldInSettings
from core.recommend.wishes import WishSettings

Floats = NDArray[np.floating]


@dataclass(frozen=True)
class RankingSettings:
    """What was chosen on held-out viewers (docs/evaluation.md)."""

    rating_weight: float = 0.15
    """What one point of predicted rating adds to the score."""
    love_weight: float = 0.3
    """How much of the score is love instead of interest; their logarithms are averaged."""
    autoencoder_weight: float = 0.2
    """What the logarithm of a title's share by the autoencoder adds to the learnt order's score."""
    least_love: float = 3e-4
    """As ``least_interest``, of love."""
    least_interest: float = 1e-3
    """Less interest than this, even below 0, says nothing more: the predicted rating then decides."""
    adventure: float = 2.4
    """How much of the logarithm of a title's popularity the most adventurous list takes off its score."""
    adventure_start: float = 3.0
    """Told titles that everybody is taken to have told beyond their own, so that the control moves the first list."""
    adventure_answers: float = 28.0
    """With few told titles, beside this number, a little adventure takes less off: of whom little is known, what most
    people love is best."""
    liked_genre: float = 0.4
    """What a liked genre adds to the score: interest times 1.5."""
    disliked_genre: float = -0.8
    """What a disliked genre adds: interest times 0.45."""

    def adventure_of(self, adventurous: float, n_told: int) -> float:
        """How much of log popularity a list takes off, from 0 at 0 to ``adventure`` at 1, whatever was told."""
        evidence = (n_told + self.adventure_start) / (n_told + self.adventure_answers)
        return self.adventure * (evidence * adventurous**0.5 + (1 - evidence) * adventurous**3)

    def blend(self, interest: Floats, love: Floats | None, predicted: Floats) -> Floats:
        """The score without a ranker, from interest, love and predicted rating of the same titles."""
        score = np.log(np.maximum(interest, self.least_interest))
        if love is not None:
            score += self.love_weight * (np.log(np.maximum(love, self.least_love)) - score)
        return score + self.rating_weight * predicted


@dataclass(frozen=True)
class RecommenderSettings:
    """Everything that a list depends on beside the bundle, the person and their options."""

    ranking: RankingSettings = RankingSettings()
    fold_in: FoldInSettings = FoldInSettings()
    cowatching: CoWatchingSettings = CoWatchingSettings()
    not_seen: NotSeenSettings = NotSeenSettings()
    genre_focus: GenreFocusSettings = GenreFocusSettings()
    wishes: WishSettings = WishSettings()
