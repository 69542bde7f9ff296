"""What a viewer the model has never seen likes, from the few titles they rated: the fold-in.

A taste is ``m + B z``, the crowd's and some steps along the directions in which tastes differ
(:mod:`core.recommend.taste_prior`). At the crowd's taste the model predicts ``eₐ`` for anime ``a``, and the steps move
that by ``lₐ·z`` rating points. Beside the directions ``z`` holds a step for each franchise of which something was told,
along which all its titles move alike: what somebody thinks of one season they mostly think of the next. A rating varies
around this with a variance ``σₐ²``, and both that and the spread of ``z`` are larger for some viewers than for others,
by a factor ``κ``. With one row of ``L`` for each of the ratings
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
from core.recommend.taste_prior import FoldInSettings, TastePrior, around, damaged

MOST_TOLD = 1e9
"""Of one rating about a taste, as a share of what is not known of it; a real one tells less than 100."""

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
    """z above: how far the taste is from the crowd's, then each told franchise's step, shape ``(n_steps,)``."""
    covariance: Floats
    """S above: what is still unknown, shape ``(n_steps, n_steps)``."""
    franchises: NDArray[np.integer]
    """Numbers of the told franchises in the order of their steps."""
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
        self._attachment = float(np.sqrt(prior.attachment[0]))
        self.expected: Floats = self.predict(self.taste({}))
        """Predicted ratings with no answers, shape ``(n_anime,)``."""

    @classmethod
    def of(
        cls, bundle: Bundle, settings: FoldInSettings = FoldInSettings(), cowatching: CoWatching | None = None
    ) -> FoldIn:
        """A bundle's fold-in; raises ``BundleError`` if what it brings for that is damaged."""
        fold_in = cls(bundle.model, TastePrior.of(bundle, settings), cowatching or CoWatching.of(bundle))
        if not fold_in.is_solvable:
            raise damaged(bundle, "one answer outweighs everything else")
        return fold_in

    @property
    def is_solvable(self) -> bool:
        """Whether no rating says so much that S above could not be told from the inverse of a singular matrix."""
        variance = np.einsum("ij,ij->i", self.loadings, self.loadings) + self.prior.attachment
        return bool((variance <= MOST_TOLD * self.prior.noise).all())

    def taste(self, ratings: Mapping[int, float]) -> Taste:
        """The taste that explains the ratings best and is no more unusual than they demand."""
        return self.taste_of_rows(*known_ratings(self.model, ratings))

    def taste_of_rows(self, rows: NDArray[np.int64], ratings: Floats) -> Taste:
        """The same for ratings by anime row."""
        franchises = self._franchises_of(rows)
        loadings, errors = self.loadings_of(rows, franchises), ratings - self.means[rows]
        weighted = loadings / self.prior.noise[rows, None]
        precision = np.eye(loadings.shape[1]) + loadings.T @ weighted
        covariance = _inverse(precision, self.loadings.shape[1])
        steps = covariance @ (weighted.T @ errors)
        surprise = float(errors / self.prior.noise[rows] @ (errors - loadings @ steps))
        point = self.prior.crowd + self.prior.basis @ steps[: self.loadings.shape[1]]
        return Taste(point, rows, ratings, steps, covariance, franchises, surprise)

    def predict(self, taste: Taste) -> Floats:
        """Predicted rating of every anime, within 1…10, shape ``(n_anime,)``."""
        return self._respond(self.linear(taste), self.interest(taste))

    def linear(self, taste: Taste) -> Floats:
        """``eₐ + lₐ·z`` of every anime, shape ``(n_anime,)``."""
        steps, of_franchises = np.split(taste.steps, [self.loadings.shape[1]])
        found = self.means + self.loadings @ steps
        if self._attachment:
            moved = np.zeros(len(found) + 1)  # the last is for titles that stand alone
            moved[taste.franchises] = self._attachment * of_franchises
            found += moved[self.prior.franchise]
        return found

    def standard_deviation(self, taste: Taste, rows: NDArray[np.integer]) -> Floats:
        """Standard deviation of a rating around its prediction in rating points, shape ``(len(rows),)``.

        It has two parts: what is not known of the taste yet, and the noise that no answer removes. Both are scaled for
        this viewer, and so that about 68% of ratings lie within it, as they would were they normally distributed.
        """
        loadings, evidence = self.loadings_of(rows, taste.franchises), self.prior.evidence[0]
        scale = 1 + (taste.surprise - len(taste.rows)) / (evidence + len(taste.rows))
        variance = np.einsum("ij,ij->i", loadings @ taste.covariance, loadings) + self.prior.noise[rows]
        if self._attachment:
            is_told = loadings[:, self.loadings.shape[1] :].any(axis=1)
            variance += self._attachment**2 * ((self.prior.franchise[rows] >= 0) & ~is_told)
        return self.prior.spread[rows] * np.sqrt(scale * variance)

    def predict_without_each(self, taste: Taste, rows: NDArray[np.integer]) -> Floats:
        """Predicted ratings of these anime had one rating not been given, shape ``(n_ratings, len(rows))``.

        A rating is taken out of the solution by a rank-one downdate (Sherman and Morrison), which gives exactly what a
        fresh fold-in of the others would.
        """
        loadings = self.loadings_of(taste.rows, taste.franchises)
        reach = loadings @ taste.covariance
        left = self.prior.noise[taste.rows] - np.einsum("ij,ij->i", reach, loadings)
        errors = taste.ratings - self.means[taste.rows] - loadings @ taste.steps
        steps = taste.steps - reach * (errors / left)[:, None]
        interest: Floats | float = 0.0
        if self.cowatching:
            whole = self.interest(taste)
            interest = self.cowatching.interest_without_each(taste.rows, taste.ratings, whole, rows)
        return self._respond(self.means[rows] + steps @ self.loadings_of(rows, taste.franchises).T, interest)

    def interest(self, taste: Taste) -> Floats:
        """What co-watching makes of the taste's ratings, shape ``(n_anime,)``."""
        if not self.cowatching:
            return np.zeros(len(self.means))
        return self.cowatching.interest(taste.rows, taste.ratings)

    def _franchises_of(self, rows: NDArray[np.integer]) -> NDArray[np.int32]:
        """Numbers of the franchises that these anime belong to, those of several titles, in rising order."""
        franchises = np.unique(self.prior.franchise[rows]) if self._attachment else np.zeros(0, np.int32)
        return franchises[franchises >= 0]

    def loadings_of(self, rows: NDArray[np.integer], franchises: NDArray[np.integer]) -> Floats:
        """Loadings of these anime on the directions and on these franchises, shape ``(len(rows), n_steps)``."""
        if not len(franchises):
            return self.loadings[rows]
        n = self.loadings.shape[1]
        loadings = np.empty((len(rows), n + len(franchises)))
        loadings[:, :n] = self.loadings[rows]
        loadings[:, n:] = self._attachment * (self.prior.franchise[rows, None] == franchises)
        return loadings

    def _respond(self, linear: Floats, interest: Floats | float) -> Floats:
        """The predicted rating of a linear prediction and an interest, within 1…10."""
        constant, slope, choice, beyond = self.prior.response
        chosen = choice * interest + beyond * np.maximum(interest - 1, 0)
        return np.clip(constant + slope * linear + chosen, LOWEST, HIGHEST)


def _inverse(precision: Floats, n: int) -> Floats:
    """Inverse of a matrix that is diagonal beyond its first ``n`` rows, since no title is of two franchises.

    By the Schur complement of that diagonal (Golub and Van Loan, *Matrix Computations*, 3.2).
    """
    main, across, own = precision[:n, :n], precision[:n, n:], np.diag(precision)[n:]
    scaled, inverse = across / own, np.empty_like(precision)
    inverse[:n, :n] = np.linalg.inv(main - scaled @ across.T)
    inverse[:n, n:] = side = -inverse[:n, :n] @ scaled
    inverse[n:, :n] = side.T
    inverse[n:, n:] = np.diag(1 / own) - scaled.T @ side
    return inverse
