"""What a viewer the model has never seen likes, from the few titles they rated: the fold-in.

A taste ``t`` is a vector and a bias in the model's own logit space. The viewers it was trained on say what
tastes are like: a covariance ``C`` around the taste ``m`` of the crowd, which is the one that best explains the
mean ratings of all anime. There the model predicts ``r̂ₐ`` for anime ``a``, and a step to another taste moves
that by ``jₐ·(t − m)`` rating points, with ``jₐ`` the slope through the sigmoid (for the neural network through
all of it). The taste of someone with ratings ``r`` is then the ridge solution

    t = m + S Jᵀ(r − r̂) / σ²,    S = (C⁻¹ + JᵀJ / σ²)⁻¹

with one row of ``J`` for each rating. Errors are in rating points, so that a 10 near the end of the sigmoid
does not count for more than a 6 in its middle. With no answers ``t = m``, the bias-only model; with few, ``C``
holds ``t`` near it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from core.data.catalog import Catalog
from core.data.ratings import HIGHEST, LOWEST
from core.model.rating_model import RatingModel

Floats = NDArray[np.floating]


@dataclass(frozen=True)
class FoldInSettings:
    """What was chosen by measurement."""

    noise: float = 1.3
    """Variance of a rating around the prediction, σ² in rating points squared."""
    shrinkage: float = 0.6
    """The trained viewers' covariance counts this much: they were chosen with many more ratings at hand than a person
    brings here."""
    bias_variance: float = 0.15
    """Variance of a viewer's bias beyond what the trained viewers show, in logits squared; the network shows none."""
    least_variance: float = 1e-4
    """Variance added to each direction of ``C``, so that it can be inverted."""
    crowd_steps: int = 3
    """Gauss–Newton steps to the crowd's taste; more change nothing."""


@dataclass(frozen=True)
class Taste:
    """A viewer's vector and bias from their answers, with what their uncertainty is made of."""

    point: Floats
    """The vector, then the bias, shape ``(n_factors + 1,)``."""
    rows: NDArray[np.int64]
    """Anime rows of the ratings that were folded in, shape ``(n,)``."""
    ratings: Floats
    """Those ratings, shape ``(n,)``."""
    covariance: Floats
    """S above: what is still unknown, shape ``(n_factors + 1, n_factors + 1)``."""

    @property
    def vector(self) -> Floats:
        return self.point[:-1]

    @property
    def bias(self) -> float:
        return float(self.point[-1])


def known_ratings(model: RatingModel, ratings: Mapping[int, float]) -> tuple[NDArray[np.int64], Floats]:
    """Anime rows and ratings, by ``anime_id`` until then, of those titles that the model knows.

    Raises ``ValueError`` for a rating outside 1…10.
    """
    values = np.fromiter(ratings.values(), dtype=np.float64, count=len(ratings))
    if not ((values >= LOWEST) & (values <= HIGHEST)).all():
        raise ValueError("A rating is a number from 1 to 10.")
    rows = model.anime.rows(np.fromiter(ratings, dtype=np.int64, count=len(ratings)), unknown="negative")
    return rows[rows >= 0], values[rows >= 0]


class FoldIn:
    """The fold-in of one model; what does not depend on a person's ratings is computed once.

    ``catalog`` is the bundle's, in the model's row order: its mean ratings say what the crowd's taste is.
    Without it the mean of the trained viewers stands in.
    """

    def __init__(
        self, model: RatingModel, catalog: Catalog | None = None, settings: FoldInSettings = FoldInSettings()
    ) -> None:
        self.model = model
        self.settings = settings
        tastes = np.column_stack([model.viewer_factors, model.viewer_bias]).astype(np.float64)
        covariance = np.atleast_2d(np.cov(tastes, rowvar=False, ddof=0)) * settings.shrinkage
        covariance[np.diag_indices_from(covariance)] += settings.least_variance
        covariance[-1, -1] += settings.bias_variance
        self.precision: Floats = np.linalg.inv(covariance)
        """C⁻¹ above, shape ``(n_factors + 1, n_factors + 1)``."""
        self.crowd: Floats = tastes.mean(axis=0)
        """m above, shape ``(n_factors + 1,)``: the vector, then the bias."""
        if catalog is not None:
            self.crowd = self._taste_of_means(catalog)
        self.expected, self.slopes = self._around(self.crowd)
        """Predicted ratings with no answers, shape ``(n_anime,)``, and J, shape ``(n_anime, n_factors + 1)``."""

    def taste(self, ratings: Mapping[int, float]) -> Taste:
        """The taste that explains the ratings best and is no more unusual than they demand."""
        rows, values = known_ratings(self.model, ratings)
        slopes = self.slopes[rows]
        covariance = np.linalg.inv(self.precision + slopes.T @ slopes / self.settings.noise)
        shift = covariance @ (slopes.T @ (values - self.expected[rows])) / self.settings.noise
        return Taste(self.crowd + shift, rows, values, covariance)

    def predict(self, taste: Taste) -> Floats:
        """Predicted rating of every anime, within 1…10, shape ``(n_anime,)``."""
        return np.clip(self.expected + self.slopes @ (taste.point - self.crowd), LOWEST, HIGHEST)

    def standard_deviation(self, taste: Taste, rows: NDArray[np.integer]) -> Floats:
        """Standard deviation of a rating around its prediction in rating points, shape ``(len(rows),)``.

        It has two parts: what is not known of the taste yet, and the noise that no answer removes.
        """
        slopes = self.slopes[rows]
        return np.sqrt(np.einsum("ij,ij->i", slopes @ taste.covariance, slopes) + self.settings.noise)

    def predict_without_each(self, taste: Taste, rows: NDArray[np.integer]) -> Floats:
        """Predicted ratings of these anime had one rating not been given, shape ``(n_ratings, len(rows))``.

        A rating is taken out of the ridge solution by a rank-one downdate (Sherman and Morrison), which gives
        exactly what a fresh fold-in of the others would.
        """
        slopes = self.slopes[taste.rows]
        reach = slopes @ taste.covariance
        left = self.settings.noise - np.einsum("ij,ij->i", reach, slopes)
        errors = taste.ratings - self.expected[taste.rows] - slopes @ (taste.point - self.crowd)
        shifts = taste.point - self.crowd - reach * (errors / left)[:, None]
        return np.clip(self.expected[rows] + shifts @ self.slopes[rows].T, LOWEST, HIGHEST)

    def _taste_of_means(self, catalog: Catalog) -> Floats:
        """The taste that best explains every anime's mean rating, each weighed by its number of ratings."""
        means = catalog.table["data_mean"].to_numpy(dtype=np.float64, na_value=np.nan)
        n_ratings = catalog.table["n_ratings"].to_numpy(dtype=np.float64)
        weights = np.where(np.isnan(means), 0, n_ratings) / self.settings.noise
        point = self.crowd
        for _ in range(self.settings.crowd_steps):
            expected, slopes = self._around(point)
            weighted = slopes * weights[:, None]
            aims = np.nan_to_num(means) - expected + slopes @ (point - self.crowd)
            shift = np.linalg.solve(self.precision + weighted.T @ slopes, weighted.T @ aims)
            point = self.crowd + shift
        return point

    def _around(self, point: Floats) -> tuple[Floats, Floats]:
        """Predicted ratings of all anime at a taste, and how many rating points a step away from it is worth."""
        low, high = self.model.y_range
        expected = self.model.predict_taste(point[:-1], float(point[-1])).astype(np.float64)
        share = (expected - low) / (high - low)
        steepness = (high - low) * share * (1 - share)
        slopes = np.column_stack([self.model.slopes(point[:-1]), np.ones(len(expected))])
        return expected, steepness[:, None] * slopes
