"""What can be said of a rating without any factors: a model of biases alone, the line a model of taste has to beat.

    predicted = mean + viewer bias + anime bias,    within 1…10

Each bias is the ridge solution given the others: what is left of the ratings it explains, summed and divided by their
number and ``DAMPING`` more (Koren 2010, "Factor in the neighbors", section 2.1).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from core.data.mapped.split import StreamedSplit
from core.data.over_processes import ALONE, Share
from core.data.ratings import HIGHEST, LOWEST
from core.data.split import Rated

Floats = NDArray[np.floating]

DAMPING = 5.0
"""The ridge: ratings of no bias at all that are added to those a bias is worked out from."""
ROUNDS = 10
"""Turns in which anime and viewers take what the other left; more change nothing."""
STILL = 1e-3
"""Rating points that change no RMSE in its fourth digit."""
MOST_ROWS = 20_000_000
"""Rows that anime biases of ratings on disk are worked out from, 240 MB: more say the same."""


def ridge_bias(rest: ArrayLike, n: ArrayLike, damping: float = DAMPING) -> Floats:
    """The bias that explains ``n`` ratings of which ``rest`` is left in sum; element by element."""
    return np.asarray(rest, dtype=np.float64) / (np.asarray(n) + damping)


@dataclass(frozen=True)
class BiasOnly:
    """A fitted model of biases; a viewer's bias is worked out from their ratings, whoever they are."""

    mean: float
    """Of all ratings, in rating points."""
    anime_bias: Floats
    """In rating points, shape ``(n_anime,)``."""
    damping: float = DAMPING

    @classmethod
    def of_ratings(
        cls, ratings: Rated, n_viewers: int, n_anime: int, damping: float = DAMPING, rounds: int = ROUNDS
    ) -> BiasOnly:
        """The model that explains these ratings: ridge regression on both biases, solved by turns in closed form."""
        model = cls(float(ratings.rating.mean(dtype=np.float64)), np.zeros(n_anime), damping)
        viewer_bias = np.zeros(n_viewers)
        n_by_anime = np.bincount(ratings.anime, minlength=n_anime)
        for _ in range(rounds):
            rest = ratings.rating - model.mean - viewer_bias[ratings.viewer]
            anime_bias = ridge_bias(np.bincount(ratings.anime, rest, n_anime), n_by_anime, damping)
            model = cls(model.mean, anime_bias, damping)
            viewer_bias = model.viewer_biases(ratings, n_viewers)
        return model

    @classmethod
    def of_means(cls, n_ratings: ArrayLike, mean_ratings: ArrayLike, damping: float = DAMPING) -> BiasOnly:
        """The model of each anime's number of ratings and their mean, where who gave them is not known.

        It is the first turn of :meth:`of_ratings`. A mean of no ratings may be NaN. Both have shape ``(n_anime,)``.
        """
        n = np.asarray(n_ratings, dtype=np.float64)
        sums = np.where(n > 0, n * np.asarray(mean_ratings, dtype=np.float64), 0)
        mean = float(sums.sum() / max(n.sum(), 1))
        return cls(mean, ridge_bias(sums - n * mean, n, damping), damping)

    def viewer_biases(self, ratings: Rated, n_viewers: int) -> Floats:
        """Bias of each viewer from their ratings, 0 for one without any, shape ``(n_viewers,)``."""
        rest = ratings.rating - self.mean - self.anime_bias[ratings.anime]
        sums = np.bincount(ratings.viewer, rest, n_viewers)
        return ridge_bias(sums, np.bincount(ratings.viewer, minlength=n_viewers), self.damping)

    def predict(self, viewer_bias: ArrayLike, anime: ArrayLike) -> Floats:
        """Predicted rating of these anime rows by viewers with these biases, shape ``(n,)``."""
        return np.clip(self.mean + np.asarray(viewer_bias) + self.anime_bias[np.asarray(anime)], LOWEST, HIGHEST)


def bias_only_rmse(train: Rated, valid: Rated, damping: float = DAMPING, rounds: int = ROUNDS) -> float:
    """RMSE on the validation rows of the biases of the training rows, in rating points; NaN where either are none."""
    if not len(train) or not len(valid):
        return float("nan")
    n_viewers = 1 + int(max(train.viewer.max(), valid.viewer.max()))
    n_anime = 1 + int(max(train.anime.max(), valid.anime.max()))
    model = BiasOnly.of_ratings(train, n_viewers, n_anime, damping, rounds)
    viewer_bias = model.viewer_biases(train, n_viewers)
    predicted = model.predict(viewer_bias[valid.viewer], valid.anime)
    return float(np.sqrt(np.mean((predicted - valid.rating) ** 2)))


def streamed_bias_only_rmse(
    data: StreamedSplit,
    damping: float = DAMPING,
    rounds: int = ROUNDS,
    most_rows: int = MOST_ROWS,
    share: Share = ALONE,
) -> float:
    """The same of a split that stays on disk; of more than ``most_rows`` so many, in blocks drawn at random, teach.

    Biases take turns until none of an anime moves by ``STILL`` any more. Of several processes each reads its share.
    """
    n, mean = len(data.anime), float(data.sums.sum() / data.n_train)
    numbers = list(share.of(data.some_of(range(data.n_blocks), most_rows)))
    learnt = [(block.train, block.n_viewers) for block in data.blocks(numbers)]
    n_by_anime = share.summed(sum((np.bincount(train.anime, minlength=n) for train, _ in learnt), np.zeros(n)))
    viewer_biases = [np.zeros(n_viewers) for _, n_viewers in learnt]
    model = BiasOnly(mean, np.zeros(n), damping)
    for _ in range(rounds):
        rest = np.zeros(n)
        for (train, _), viewer_bias in zip(learnt, viewer_biases, strict=True):
            rest += np.bincount(train.anime, train.rating - mean - viewer_bias[train.viewer], n)
        before, model = model, BiasOnly(mean, ridge_bias(share.summed(rest), n_by_anime, damping), damping)
        if np.abs(model.anime_bias - before.anime_bias).max() < STILL:
            break
        viewer_biases = [model.viewer_biases(train, n_viewers) for train, n_viewers in learnt]
    squares = np.zeros(1)
    for block in data.blocks(list(share.of(range(data.n_blocks)))):
        viewer_bias, valid = model.viewer_biases(block.train, block.n_viewers), block.valid
        squares += ((model.predict(viewer_bias[valid.viewer], valid.anime) - valid.rating) ** 2).sum()
    return float(share.summed(squares)[0] / data.n_valid) ** 0.5
