"""What a trained model computes, in NumPy alone: from factors and biases to a predicted rating.

Both architectures are fastai's. ``DotBiasModel`` is ``EmbeddingDotBias``: the dot product of the viewer's and the
anime's factors plus both biases goes through a sigmoid stretched to ``y_range``. ``NeuralModel`` is ``EmbeddingNN``:
the two vectors are laid end to end and go through a small network of fully connected layers, then the same sigmoid.
torch is needed to train them and never to use them; a test holds these classes against fastai's own forward pass.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Literal, Protocol

import numpy as np
from numpy.typing import ArrayLike, NDArray

from core.data.vocabulary import Vocabulary

Floats = NDArray[np.float32]
Kind = Literal["dot", "nn"]


class RatingModel(Protocol):
    """What the pages, the fold-in and the ranking may ask of either architecture."""

    @property
    def kind(self) -> Kind: ...
    @property
    def viewers(self) -> Vocabulary: ...
    @property
    def anime(self) -> Vocabulary: ...
    @property
    def viewer_factors(self) -> Floats:
        """Shape ``(n_viewers, n_factors)``."""
        ...

    @property
    def anime_factors(self) -> Floats:
        """Shape ``(n_anime, n_factors)``."""
        ...

    @property
    def y_range(self) -> tuple[float, float]: ...

    def predict(self, viewer_rows: ArrayLike, anime_rows: ArrayLike) -> Floats:
        """Predicted rating of each pair of rows, in rating points, shape ``(n,)``."""
        ...

    def predict_taste(self, vector: ArrayLike, bias: float = 0.0) -> Floats:
        """Predicted rating of every anime for one viewer's vector and bias, shape ``(n_anime,)``."""
        ...


def to_rating(logits: ArrayLike, y_range: tuple[float, float]) -> Floats:
    """Rating points of a sum of factors and biases: a sigmoid stretched to ``y_range``."""
    low, high = y_range
    logits = np.asarray(logits)
    return low + (high - low) / (1 + np.exp(-logits))


def to_logit(ratings: ArrayLike, y_range: tuple[float, float]) -> Floats:
    """Inverse of :func:`to_rating`; ratings at the ends of ``y_range`` are infinite, so keep inside it."""
    low, high = y_range
    share = (np.asarray(ratings) - low) / (high - low)
    return np.log(share) - np.log1p(-share)


@dataclass(frozen=True)
class DotBiasModel:
    """fastai's ``EmbeddingDotBias``: ``low + (high - low) * sigmoid(u·v + viewer bias + anime bias)``."""

    viewers: Vocabulary
    anime: Vocabulary
    viewer_factors: Floats
    anime_factors: Floats
    viewer_bias: Floats
    anime_bias: Floats
    y_range: tuple[float, float]
    kind: Kind = "dot"

    def predict(self, viewer_rows: ArrayLike, anime_rows: ArrayLike) -> Floats:
        viewer, anime = np.asarray(viewer_rows), np.asarray(anime_rows)
        products = np.einsum("ij,ij->i", self.viewer_factors[viewer], self.anime_factors[anime])
        return to_rating(products + self.viewer_bias[viewer] + self.anime_bias[anime], self.y_range)

    def predict_taste(self, vector: ArrayLike, bias: float = 0.0) -> Floats:
        return to_rating(self.anime_factors @ np.asarray(vector) + self.anime_bias + bias, self.y_range)


@dataclass(frozen=True)
class Layer:
    """One fully connected layer: ``weight`` has shape ``(n_out, n_in)``, ``bias`` ``(n_out,)``."""

    weight: Floats
    bias: Floats


@dataclass(frozen=True)
class NeuralModel:
    """fastai's ``EmbeddingNN`` in evaluation: fully connected layers with ReLU between, sigmoid at the end.

    fastai puts a batch normalisation after each ReLU; in evaluation that is a fixed scale and shift, which the
    export folds into the next layer's weights, so it does not appear here.
    """

    viewers: Vocabulary
    anime: Vocabulary
    viewer_factors: Floats
    anime_factors: Floats
    layers: Sequence[Layer]
    y_range: tuple[float, float]
    kind: Kind = "nn"

    def predict(self, viewer_rows: ArrayLike, anime_rows: ArrayLike) -> Floats:
        viewer, anime = np.asarray(viewer_rows), np.asarray(anime_rows)
        return self._finish(self.viewer_factors[viewer] @ self._viewer_weight.T + self._anime_part[anime])

    def predict_taste(self, vector: ArrayLike, bias: float = 0.0) -> Floats:
        """As the protocol says; this network has no viewer bias, so ``bias`` is added to the last layer's sum."""
        return self._finish(np.asarray(vector) @ self._viewer_weight.T + self._anime_part, bias)

    @property
    def _viewer_weight(self) -> Floats:
        return self.layers[0].weight[:, : self.viewer_factors.shape[1]]

    @cached_property
    def _anime_part(self) -> Floats:
        """The anime's share of the first layer's sums, the same for every viewer, shape ``(n_anime, n_out)``."""
        first = self.layers[0]
        return self.anime_factors @ first.weight[:, self.viewer_factors.shape[1] :].T + first.bias

    def _finish(self, first_sums: Floats, bias: float = 0.0) -> Floats:
        sums = first_sums
        for layer in self.layers[1:]:
            sums = np.maximum(sums, 0) @ layer.weight.T + layer.bias
        return to_rating(sums[:, 0] + bias, self.y_range)
