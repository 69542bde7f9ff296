"""Predictions that can be followed number by number: a model small enough to add up by hand, and the real one.

The small model is the article's: three titles and two viewers, five numbers each.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from core.model.rating_model import DotBiasModel, NeuralModel, RatingModel, to_rating

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
    """What each factor (dot model) or each unit of the last hidden layer (network) adds, in logits, shape ``(n,)``."""
    biases: dict[str, float]
    """What is added whatever the factors say, in logits, by name."""
    logit: float
    """The sum of terms and biases."""
    rating: float
    """That sum through the sigmoid, in rating points."""


def work_out(model: RatingModel, viewer_row: int, anime_row: int) -> Worked:
    """The numbers behind one prediction; ``logit`` is the exact sum of the parts."""
    if isinstance(model, DotBiasModel):
        terms = model.viewer_factors[viewer_row] * model.anime_factors[anime_row]
        biases = {
            "This viewer's bias": float(model.viewer_bias[viewer_row]),
            "This title's bias": float(model.anime_bias[anime_row]),
        }
    elif isinstance(model, NeuralModel):
        terms, biases = _last_layer(model, viewer_row, anime_row)
    else:
        raise ValueError(f"A model of kind {model.kind!r} cannot be taken apart.")
    logit = float(terms.sum()) + sum(biases.values())
    return Worked(terms, biases, logit, float(to_rating(logit, model.y_range)))


def strongest(terms: ArrayLike, n: int) -> list[int]:
    """Places of the ``n`` terms that move the sum most, the strongest first."""
    return [int(place) for place in np.argsort(-np.abs(np.asarray(terms)), kind="stable")[:n]]


def _last_layer(model: NeuralModel, viewer_row: int, anime_row: int) -> tuple[NDArray[np.float32], dict[str, float]]:
    values = np.concatenate([model.viewer_factors[viewer_row], model.anime_factors[anime_row]])
    *hidden, last = model.layers
    for layer in hidden:
        values = np.maximum(layer.weight @ values + layer.bias, 0)
    return last.weight[0] * values, {"The last layer's bias": float(last.bias[0])}
