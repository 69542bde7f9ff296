"""What is known of a taste and of each title's ratings before any answer: where the fold-in starts.

A taste is a vector and a bias in the model's own logit space. Before any answer it is that of the crowd, give or take
some steps along a few directions in which tastes differ, each about as likely as its length says. Beside that people
like some franchises more, and some less, than their taste says. A bundle brings what :mod:`core.recommend.fold_in_fit`
found by evidence; for one trained before there was such a fit, the covariance of the trained viewers and two constants
stand in.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import MISSING, dataclass, field, fields

import numpy as np
from numpy.typing import NDArray

from core.data.catalog import Catalog
from core.errors import BundleError
from core.model.bundle import Bundle
from core.model.rating_model import RatingModel
from core.model.stored import Table, blocks, mean_and_covariance

PREFIX = "foldin."

Floats = NDArray[np.floating]


@dataclass(frozen=True)
class FoldInSettings:
    """What was chosen by measurement for a prior without a fit, from which the fit too begins."""

    noise: float = 1.3
    """Variance of a rating around the prediction, in rating points squared."""
    shrinkage: float = 0.6
    """The trained viewers' covariance counts this much: they were chosen with many more ratings at hand than a person
    brings here."""
    bias_variance: float = 0.15
    """Variance of a viewer's bias beyond what the trained viewers show, in logits squared; the network shows none."""
    least_variance: float = 1e-4
    """Variance added to each direction of the covariance, so that it has a square root."""
    crowd_steps: int = 3
    """Gauss–Newton steps to the crowd's taste; more change nothing."""


@dataclass(frozen=True)
class TastePrior:
    """A taste is ``crowd + basis @ z``, with ``z`` standard normal; ratings of a title vary with a noise of its own."""

    crowd: Floats
    """The crowd's vector, then its bias, shape ``(n_factors + 1,)``."""
    basis: Floats
    """Directions in which tastes differ, as columns one standard deviation long, shape ``(n_factors + 1, n)``."""
    offsets: Floats
    """Rating points by which the crowd rates each title higher than the model says, shape ``(n_anime,)``."""
    noise: Floats
    """Variance of a rating around a known taste's prediction, in rating points squared, shape ``(n_anime,)``."""
    evidence: Floats
    """Answers that it takes to move a viewer's scale of noise halfway from everybody's, shape ``(1,)``."""
    response: Floats
    """What a predicted rating is made of, shape ``(4,)``: a constant, so much of the linear prediction, so much of the
    interest that co-watching finds, and so much more of the interest beyond 1, which a title on one's list has. People
    rate what they choose to watch higher than what they come across."""
    spread: Floats
    """What a title's standard deviation is multiplied by so that it holds as many ratings as a normal distribution's,
    shape ``(n_anime,)``."""
    franchise: NDArray[np.int32] = field(default_factory=lambda: np.zeros(0, np.int32))
    """Number of each title's franchise, −1 for one that stands alone, shape ``(n_anime,)``; ``(0,)`` where nothing is
    known of franchises."""
    attachment: Floats = field(default_factory=lambda: np.zeros(1))
    """Variance of what somebody thinks of a franchise beyond their taste, in rating points squared, shape ``(1,)``."""

    @classmethod
    def of(cls, bundle: Bundle, settings: FoldInSettings = FoldInSettings()) -> TastePrior:
        """The bundle's fitted prior, or the one by hand; raises ``BundleError`` if its arrays do not fit the bundle."""
        if not any(name.startswith(PREFIX) for name in bundle.parts):
            try:
                return cls.by_hand(bundle.model, bundle.catalog, settings)
            except np.linalg.LinAlgError as wrong:
                raise damaged(bundle, "no taste explains its numbers") from wrong
        try:
            prior = cls.from_parts(bundle.parts)
        except KeyError as missing:
            raise damaged(bundle, f"it lacks {missing}") from missing
        if flaw := prior._flaw(bundle.model):
            raise damaged(bundle, flaw)
        return prior

    @classmethod
    def from_parts(cls, parts: Mapping[str, Table]) -> TastePrior:
        """The prior from the arrays that were fitted; ``KeyError`` for one that is missing."""
        arrays = {
            each.name: np.asarray(parts[PREFIX + each.name])
            for each in fields(cls)
            if each.default_factory is MISSING or PREFIX + each.name in parts
        }
        return cls(**{name: _as_kept(array, np.float64) for name, array in arrays.items()})

    @classmethod
    def by_hand(
        cls, model: RatingModel, catalog: Catalog | None = None, settings: FoldInSettings = FoldInSettings()
    ) -> TastePrior:
        """The trained viewers' covariance around the taste that explains all mean ratings best.

        ``catalog`` is the bundle's, in the model's row order; without it the mean of the trained viewers stands in.
        """
        tastes = map(np.column_stack, zip(blocks(model.viewer_factors), blocks(model.viewer_bias), strict=True))
        crowd, covariance = mean_and_covariance(tastes, ddof=0)
        covariance *= settings.shrinkage
        covariance[np.diag_indices_from(covariance)] += settings.least_variance
        covariance[-1, -1] += settings.bias_variance
        if catalog is not None:
            crowd = _taste_of_means(model, catalog, crowd, np.linalg.inv(covariance), settings)
        titles = np.ones(len(model.anime))
        return cls(
            crowd=crowd,
            basis=np.linalg.cholesky(covariance),
            offsets=0 * titles,
            noise=settings.noise * titles,
            evidence=np.array([np.inf]),
            response=np.array([0.0, 1.0, 0.0, 0.0]),
            spread=titles,
        )

    def parts(self) -> dict[str, NDArray]:
        """The arrays as a bundle keeps them."""
        return {PREFIX + each.name: _as_kept(getattr(self, each.name), np.float32) for each in fields(self)}

    def _flaw(self, model: RatingModel) -> str | None:
        """What does not fit a model, as the end of a sentence."""
        n_anime, n_numbers = len(model.anime), model.viewer_factors.shape[1] + 1
        arrays: dict[str, NDArray] = {each.name: getattr(self, each.name) for each in fields(self)}
        kinds = {name: array.dtype.kind for name, array in arrays.items()}
        if self.basis.ndim != 2 or kinds.pop("franchise") != "i" or set(kinds.values()) != {"f"}:
            return "it is not made of lists and tables of numbers"
        shapes = {"crowd": (n_numbers,), "basis": (n_numbers, self.basis.shape[1]), "response": (4,)}
        shapes |= {"evidence": (1,), "attachment": (1,)}
        if not self.attachment.any():
            shapes["franchise"] = self.franchise.shape
        for name, array in arrays.items():
            if array.shape != shapes.get(name, (n_anime,)):
                return f"{name} is of another shape than the model"
        if not all(np.isfinite(array).all() for array in arrays.values()):
            return "it holds values that are not finite numbers"
        positive = all((array > 0).all() for array in (self.noise, self.spread, self.evidence))
        if not positive or (self.attachment < 0).any():
            return "it holds variances that are not above 0"
        known = (self.franchise >= -1) & (self.franchise < n_anime)
        return None if known.all() else "it names franchises that there are not"


def around(model: RatingModel, taste: Floats) -> tuple[Floats, Floats]:
    """Predicted ratings of all anime at a taste, and how many rating points a step away from it is worth.

    Shapes ``(n_anime,)`` and ``(n_anime, n_factors + 1)``; the slope goes through the sigmoid, for the neural network
    through all of it.
    """
    low, high = model.y_range
    expected = model.predict_taste(taste[:-1], float(taste[-1])).astype(np.float64)
    share = (expected - low) / (high - low)
    steepness = (high - low) * share * (1 - share)
    slopes = np.column_stack([model.slopes(taste[:-1]), np.ones(len(expected))])
    return expected, steepness[:, None] * slopes


def _taste_of_means(
    model: RatingModel, catalog: Catalog, mean: Floats, precision: Floats, settings: FoldInSettings
) -> Floats:
    """The taste that best explains every anime's mean rating, each weighed by its number of ratings."""
    means = catalog.table["data_mean"].to_numpy(dtype=np.float64, na_value=np.nan)
    n_ratings = catalog.table["n_ratings"].to_numpy(dtype=np.float64)
    weights = np.where(np.isnan(means), 0, n_ratings) / settings.noise
    taste = mean
    for _ in range(settings.crowd_steps):
        expected, slopes = around(model, taste)
        weighted = slopes * weights[:, None]
        aims = np.nan_to_num(means) - expected + slopes @ (taste - mean)
        taste = mean + np.linalg.solve(precision + weighted.T @ slopes, weighted.T @ aims)
    return taste


def _as_kept(array: NDArray, floats: type[np.floating]) -> NDArray:
    """Whole numbers as they are, others as ``floats``."""
    return array.astype(floats) if array.dtype.kind == "f" else array


def damaged(bundle: Bundle, flaw: str) -> BundleError:
    return BundleError(
        f"The model “{bundle.name}” cannot predict ratings: its fold-in part is damaged, {flaw}. Train it again."
    )
