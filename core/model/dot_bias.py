"""fastai's ``EmbeddingDotBias``: the dot product of the viewer's and the anime's factors, plus both biases."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import ClassVar, Self

import numpy as np
from numpy.typing import ArrayLike, NDArray

from core.data.vocabulary import Vocabulary
from core.model.rating_model import ArchitectureWords, Floats, Parts, mean_of, size_of, to_rating
from core.model.stored import Rows, Stored, blocks


@dataclass(frozen=True, repr=False)
class DotBiasModel:
    """``low + (high - low) * sigmoid(u·v + viewer bias + anime bias)``."""

    viewers: Vocabulary
    anime: Vocabulary
    viewer_factors: Rows
    anime_factors: Floats
    viewer_bias: Rows
    anime_bias: Floats
    y_range: tuple[float, float]

    kind: ClassVar[str] = "dot"
    has_biases: ClassVar[bool] = True
    one_space: ClassVar[bool] = True
    words: ClassVar[ArchitectureWords] = ArchitectureWords(
        name="Dot product and biases",
        noun="a dot product with biases",
        term="Factor",
        terms="products",
        how_to_read="Each step is one factor of the viewer times the same factor of the title; the eight that move the "
        "sum most are shown one by one.",
        beyond_taste="A *bias* for each viewer and one for each title take that out of the products, which are left "
        "with what is personal.",
    )

    def __repr__(self) -> str:
        return f"DotBiasModel({len(self.viewers):,} viewers × {len(self.anime):,} anime, {self.n_parameters:,} numbers)"

    def predict(self, viewer_rows: ArrayLike, anime_rows: ArrayLike) -> Floats:
        viewer, anime = np.asarray(viewer_rows), np.asarray(anime_rows)
        products = np.einsum("ij,ij->i", self.viewer_factors[viewer], self.anime_factors[anime])
        return to_rating(products + self.viewer_bias[viewer] + self.anime_bias[anime], self.y_range)

    def predict_taste(self, vector: ArrayLike, bias: float = 0.0) -> Floats:
        return to_rating(self.anime_factors @ np.asarray(vector) + self.anime_bias + bias, self.y_range)

    def slopes(self, vector: NDArray[np.floating]) -> NDArray[np.float64]:
        """As the protocol says: the anime's factors, at any vector."""
        return self.anime_factors.astype(np.float64)

    def explain(self, viewer_row: int, anime_row: int) -> Parts:
        return Parts(
            self.viewer_factors[viewer_row] * self.anime_factors[anime_row],
            {
                "This viewer's bias": float(self.viewer_bias[viewer_row]),
                "This title's bias": float(self.anime_bias[anime_row]),
            },
        )

    @cached_property
    def mean_viewer(self) -> tuple[Floats, float]:
        return mean_of(self.viewer_factors).astype(np.float32), float(mean_of(self.viewer_bias))

    def viewer_numbers(self) -> Iterator[Floats]:
        for factors, bias in zip(blocks(self.viewer_factors), blocks(self.viewer_bias), strict=True):
            yield np.column_stack([factors, bias])

    def with_viewers(self, viewers: Vocabulary, numbers: NDArray[np.floating]) -> Self:
        factors, bias = numbers[:, :-1].astype(np.float32), numbers[:, -1].astype(np.float32)
        return replace(self, viewers=viewers, viewer_factors=factors, viewer_bias=bias)

    @property
    def n_parameters(self) -> int:
        return size_of(self.arrays())

    def arrays(self) -> Mapping[str, Rows]:
        return {
            "viewer_factors": self.viewer_factors,
            "anime_factors": self.anime_factors,
            "viewer_bias": self.viewer_bias,
            "anime_bias": self.anime_bias,
        }

    @classmethod
    def from_arrays(cls, stored: Stored) -> Self:
        return cls(
            stored.viewers,
            stored.anime,
            *stored.factors(),
            stored.of_viewers("viewer_bias"),
            stored.floats("anime_bias", len(stored.anime)),
            stored.y_range,
        )
