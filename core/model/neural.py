"""fastai's ``EmbeddingNN``: both vectors laid end to end go through a small network of fully connected layers."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import ClassVar, Self

import numpy as np
from numpy.typing import ArrayLike, NDArray

from core.data.vocabulary import Vocabulary
from core.model.rating_model import ArchitectureWords, Floats, Parts, mean_of, size_of, to_rating
from core.model.stored import Flaw, Rows, Stored, blocks


@dataclass(frozen=True)
class Layer:
    """One fully connected layer: ``weight`` has shape ``(n_out, n_in)``, ``bias`` ``(n_out,)``."""

    weight: Floats
    bias: Floats


@dataclass(frozen=True, repr=False)
class NeuralModel:
    """The network in evaluation: fully connected layers with ReLU between, sigmoid at the end.

    fastai puts a batch normalisation after each ReLU; in evaluation that is a fixed scale and shift, which the
    export folds into the next layer's weights, so it does not appear here.
    """

    viewers: Vocabulary
    anime: Vocabulary
    viewer_factors: Rows
    anime_factors: Floats
    layers: Sequence[Layer]
    y_range: tuple[float, float]

    kind: ClassVar[str] = "nn"
    has_biases: ClassVar[bool] = False
    one_space: ClassVar[bool] = False
    words: ClassVar[ArchitectureWords] = ArchitectureWords(
        name="Neural network",
        noun="a network",
        term="Unit",
        terms="units",
        how_to_read="The viewer's and the title's numbers are laid end to end and go through the network's layers. "
        "Each step is one unit of its last hidden layer times its weight; a unit below zero is cut off to nothing.",
        beyond_taste="The dot-product model has *biases* for that; this network has none and must find it in its "
        "layers.",
        likeness="This model is a network: it never multiplies two titles with each other, so likeness of its vectors "
        "says less about taste than in the dot-product model.",
    )

    def __repr__(self) -> str:
        return f"NeuralModel({len(self.viewers):,} viewers × {len(self.anime):,} anime, {self.n_parameters:,} numbers)"

    @cached_property
    def viewer_bias(self) -> Floats:
        return np.zeros(len(self.viewers), np.float32)

    @cached_property
    def anime_bias(self) -> Floats:
        return np.zeros(len(self.anime), np.float32)

    def predict(self, viewer_rows: ArrayLike, anime_rows: ArrayLike) -> Floats:
        viewer, anime = np.asarray(viewer_rows), np.asarray(anime_rows)
        return self._finish(self.viewer_factors[viewer] @ self._viewer_weight.T + self._anime_part[anime])

    def predict_taste(self, vector: ArrayLike, bias: float = 0.0) -> Floats:
        """As the protocol says; this network has no viewer bias, so ``bias`` is added to the last layer's sum."""
        return self._finish(np.asarray(vector) @ self._viewer_weight.T + self._anime_part, bias)

    def slopes(self, vector: NDArray[np.floating]) -> NDArray[np.float64]:
        """As the protocol says, by the chain rule: each ReLU lets the slope of an active unit through."""
        first = self.layers[0]
        to_viewer, to_anime = np.split(first.weight, [len(vector)], axis=1)
        sums = vector @ to_viewer.T + self.anime_factors @ to_anime.T + first.bias
        active = []
        for layer in self.layers[1:]:
            active.append(sums > 0)
            sums = np.maximum(sums, 0) @ layer.weight.T + layer.bias
        slopes = np.ones((len(self.anime), 1))
        for layer, is_active in zip(self.layers[:0:-1], active[::-1], strict=True):
            slopes = (slopes @ layer.weight) * is_active
        return slopes @ to_viewer

    def explain(self, viewer_row: int, anime_row: int) -> Parts:
        """As the protocol says: a term is what a unit of the last hidden layer adds to the output."""
        values = np.concatenate([self.viewer_factors[viewer_row], self.anime_factors[anime_row]])
        *hidden, last = self.layers
        for layer in hidden:
            values = np.maximum(layer.weight @ values + layer.bias, 0)
        return Parts(last.weight[0] * values, {"The last layer's bias": float(last.bias[0])})

    @cached_property
    def mean_viewer(self) -> tuple[Floats, float]:
        return mean_of(self.viewer_factors).astype(np.float32), 0.0

    def viewer_numbers(self) -> Iterator[Floats]:
        return blocks(self.viewer_factors)

    def with_viewers(self, viewers: Vocabulary, numbers: NDArray[np.floating]) -> Self:
        return replace(self, viewers=viewers, viewer_factors=numbers.astype(np.float32))

    @property
    def n_parameters(self) -> int:
        return size_of(self.arrays())

    def arrays(self) -> Mapping[str, Rows]:
        arrays: dict[str, Rows] = {"viewer_factors": self.viewer_factors, "anime_factors": self.anime_factors}
        for number, layer in enumerate(self.layers):
            arrays |= {f"layers.{number}.weight": layer.weight, f"layers.{number}.bias": layer.bias}
        return arrays

    @classmethod
    def from_arrays(cls, stored: Stored) -> Self:
        """As the protocol says; the last layer must end in one number."""
        return cls(stored.viewers, stored.anime, *stored.factors(), _layers(stored), stored.y_range)

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


def _layers(stored: Stored) -> list[Layer]:
    layers: list[Layer] = []
    n_in = 2 * stored.n_factors
    while (name := f"layers.{len(layers)}.weight") in stored.arrays:
        n_out = stored.arrays[name].size // max(n_in, 1)
        bias = stored.floats(f"layers.{len(layers)}.bias", n_out)
        layers.append(Layer(stored.floats(name, n_out, n_in), bias))
        n_in = n_out
    if not layers or n_in != 1 or sum(name.startswith("layers.") for name in stored.arrays) != 2 * len(layers):
        raise Flaw("its network does not end in one number")
    return layers
