"""What a viewer the model has never seen likes, from the few titles they rated: the fold-in.

A taste is ``m + B z``, the crowd's and some steps along the directions in which tastes differ
(:mod:`core.recommend.taste_prior`). At the crowd's taste the model predicts ``eₐ`` for anime ``a``, and the steps move
that by ``lₐ·z`` rating points. A rating varies around this with a variance ``σₐ²``, and both that and the spread of
``z`` are larger for some viewers than for others, by a factor ``κ``. With one row of ``L`` for each of the ratings
``r``, and their variances in the diagonal of ``N``, the posterior is closed (normal and inverse gamma, as in Gelman et
al., "Bayesian data analysis", chapter 14):

    z = S Lᵀ N⁻¹ (r − e),    S = (I + Lᵀ N⁻¹ L)⁻¹,    κ = (ν + (r − e)ᵀ N⁻¹ (r − e − L z)) / (ν + n)

Errors are in rating points, so that a 10 near the end of the sigmoid does not count for more than a 6 in its middle.
With no answers ``z = 0``; with few, the identity in ``S`` holds it near that.

What is shown is a little less than ``eₐ + lₐ·z`` and rises with the interest that co-watching finds: people rate
higher what they choose to watch, and a list is made of that.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from core.data.ratings import HIGHEST, LOWEST
from core.model.bundle import Bundle
from core.model.rating_model import RatingModel
from core.recommend.cowatching import CoWatching
from core.recommend.taste_prior import FoldInSettings, TastePrior, around

Floats = NDArray[np.floating]


@dataclass(frozen=True)
class Taste:
    """A viewer's vector and bias from their answers, with what their uncertainty is made of."""

    point: Floats
    """The vector, then the bias, shape ``(n_factors + 1,)``."""
    rows: NDArray[np.int64]
    """Anime rows of the ratings that were folded in, shape ``(n,)``."""
    ratings: Floats
    """Those ratings, shape ``(n,)``."""
    steps: Floats
    """z above: how far the taste is from the crowd's, shape ``(n_directions,)``."""
    covariance: Floats
    """S above: what is still unknown, shape ``(n_directions, n_directions)``."""
    surprise: float
    """Squared distance of the ratings from what the crowd would give; about ``n`` for most viewers."""

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

    Without a ``cowatching`` model, interest is 0 for every title.
    """

    def __init__(self, model: RatingModel, prior: TastePrior, cowatching: CoWatching | None = None) -> None:
        self.model = model
        self.prior = prior
        self.cowatching = cowatching
        expected, slopes = around(model, prior.crowd)
        self.means: Floats = expected + prior.offsets
        """e above, shape ``(n_anime,)``."""
        self.loadings: Floats = slopes @ prior.basis
        """L above for every anime, shape ``(n_anime, n_directions)``."""
        self.expected: Floats = self.predict(self.taste({}))
        """Predicted ratings with no answers, shape ``(n_anime,)``."""

    @classmethod
    def of(
        cls, bundle: Bundle, settings: FoldInSettings = FoldInSettings(), cowatching: CoWatching | None = None
    ) -> FoldIn:
        """A bundle's fold-in; raises ``BundleError`` if what it brings for that is damaged."""
        return cls(bundle.model, TastePrior.of(bundle, settings), cowatching or CoWatching.of(bundle))

    def taste(self, ratings: Mapping[int, float]) -> Taste:
        """The taste that explains the ratings best and is no more unusual than they demand."""
        return self.taste_of_rows(*known_ratings(self.model, ratings))

    def taste_of_rows(self, rows: NDArray[np.int64], ratings: Floats) -> Taste:
        """The same for ratings by anime row."""
        loadings, errors = self.loadings[rows], ratings - self.means[rows]
        weighted = loadings / self.prior.noise[rows, None]
        covariance = np.linalg.inv(np.eye(loadings.shape[1]) + loadings.T @ weighted)
        steps = covariance @ (weighted.T @ errors)
        surprise = float(errors / self.prior.noise[rows] @ (errors - loadings @ steps))
        return Taste(self.prior.crowd + self.prior.basis @ steps, rows, ratings, steps, covariance, surprise)

    def predict(self, taste: Taste) -> Floats:
        """Predicted rating of every anime, within 1…10, shape ``(n_anime,)``."""
        return self._respond(self.means + self.loadings @ taste.steps, self.interest(taste))

    def standard_deviation(self, taste: Taste, rows: NDArray[np.integer]) -> Floats:
        """Standard deviation of a rating around its prediction in rating points, shape ``(len(rows),)``.

        It has two parts: what is not known of the taste yet, and the noise that no answer removes. Both are scaled for
        this viewer, and so that about 68 % of ratings lie within it, as they would were they normally distributed.
        """
        loadings, evidence = self.loadings[rows], self.prior.evidence[0]
        scale = 1 + (taste.surprise - len(taste.rows)) / (evidence + len(taste.rows))
        variance = np.einsum("ij,ij->i", loadings @ taste.covariance, loadings) + self.prior.noise[rows]
        return self.prior.spread[rows] * np.sqrt(scale * variance)

    def predict_without_each(self, taste: Taste, rows: NDArray[np.integer]) -> Floats:
        """Predicted ratings of these anime had one rating not been given, shape ``(n_ratings, len(rows))``.

        A rating is taken out of the solution by a rank-one downdate (Sherman and Morrison), which gives exactly what a
        fresh fold-in of the others would.
        """
        loadings = self.loadings[taste.rows]
        reach = loadings @ taste.covariance
        left = self.prior.noise[taste.rows] - np.einsum("ij,ij->i", reach, loadings)
        errors = taste.ratings - self.means[taste.rows] - loadings @ taste.steps
        steps = taste.steps - reach * (errors / left)[:, None]
        interest: Floats | float = 0.0
        if self.cowatching:
            whole = self.interest(taste)
            interest = self.cowatching.interest_without_each(taste.rows, taste.ratings, whole, rows)
        return self._respond(self.means[rows] + steps @ self.loadings[rows].T, interest)

    def interest(self, taste: Taste) -> Floats:
        """What co-watching makes of the taste's ratings, shape ``(n_anime,)``."""
        if not self.cowatching:
            return np.zeros(len(self.means))
        return self.cowatching.interest(taste.rows, taste.ratings)

    def _respond(self, linear: Floats, interest: Floats | float) -> Floats:
        """The predicted rating of a linear prediction and an interest, within 1…10."""
        constant, slope, choice, beyond = self.prior.response
        chosen = choice * interest + beyond * np.maximum(interest - 1, 0)
        return np.clip(constant + slope * linear + chosen, LOWEST, HIGHEST)
