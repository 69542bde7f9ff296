"""Predictions that can be followed number by number: a model small enough to add up by hand, and the real one.

The small model is the article's: three titles and two viewers, five numbers each.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from core.model.rating_model import RatingModel, to_rating

COMPONENTS = ("Romance", "Comedy", "Slice of life", "Harem", "Action")
TITLES = ("Oregairu", "Hyouka", "Tokyo Ghoul")
VIEWERS = ("Viewer 1", "Viewer 2")
MOST = 5.0
"""The largest number the small model's dials can be turned to."""

NUMBERS: dict[str, tuple[float, ...]] = {
    "Viewer 1": (1.2, 2, 4, 1, 4),
    "Viewer 2": (4, 3.5, 3, 4, 1),
    "Oregairu": (3.5, 3, 3.5, 3, 0.5),
    "Hyouka": (2.5, 3, 3.5, 1, 0.5),
    "Tokyo Ghoul": (1.5, 1, 3, 0, 4),
}
"""How much of each component a title has, or a viewer wants."""


def products(viewer: ArrayLike, titles: ArrayLike) -> NDArray[np.float64]:
    """What each component adds to each title's score, shape ``(n_titles, n_components)``; rows add up to the scores."""
    return np.asarray(titles, dtype=np.float64) * np.asarray(viewer, dtype=np.float64)


def winners(scores: ArrayLike) -> list[int]:
    """Places of the highest score; more than one where they are equal to a hundredth."""
    rounded = np.round(np.asarray(scores, dtype=np.float64), 2)
    return [int(place) for place in np.flatnonzero(rounded == rounded.max())]


@dataclass(frozen=True)
class Worked:
    """One prediction of a trained model, taken apart."""

    terms: NDArray[np.float32]
    """What each factor, or each unit of a network, adds, in logits, shape ``(n,)``."""
    biases: dict[str, float]
    """What is added whatever the factors say, in logits, by name."""
    logit: float
    """The sum of terms and biases."""
    rating: float
    """That sum through the sigmoid, in rating points."""


def work_out(model: RatingModel, viewer_row: int, anime_row: int) -> Worked:
    """The numbers behind one prediction; ``logit`` is the exact sum of the parts."""
    terms, biases = model.explain(viewer_row, anime_row)
    logit = float(terms.sum()) + sum(biases.values())
    return Worked(terms, biases, logit, float(to_rating(logit, model.y_range)))


def strongest(terms: ArrayLike, n: int) -> list[int]:
    """Places of the ``n`` terms that move the sum most, the strongest first."""
    return [int(place) for place in np.argsort(-np.abs(np.asarray(terms)), kind="stable")[:n]]
