"""What a trained model computes, in NumPy alone, whatever its architecture: this is all that the project asks of it.

A viewer and an anime are a vector of factors each; the two vectors, and biases where the architecture has some, make
one number, the *logit*, which a sigmoid stretched to ``y_range`` turns into a rating. How they make it is what tells
one architecture from another: ``dot_bias`` adds up products, ``neural`` asks a small network. torch is needed to
train them and never to use them; a test holds each of them against fastai's own forward pass.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import ClassVar, NamedTuple, Protocol, Self

import numpy as np
from numpy.typing import ArrayLike, NDArray

from core.data.vocabulary import Vocabulary
from core.model.stored import Rows, Stored, blocks

Floats = NDArray[np.float32]


class Parts(NamedTuple):
    """The logit of one prediction, taken apart into what is added up."""

    terms: NDArray[np.float32]
    """What each factor, or each unit of a network, adds, shape ``(n_terms,)``."""
    biases: dict[str, float]
    """What is added whatever the factors say, by a name for people."""


@dataclass(frozen=True)
class ArchitectureWords:
    """How the pages speak of an architecture."""

    name: str
    """Of the architecture, in a list of models: ``Dot product and biases``."""
    noun: str
    """What a model of it is, as in “This model is …”."""
    term: str
    """One part of a logit: ``Factor``."""
    terms: str
    """Several of them: ``products``."""
    how_to_read: str
    """What the parts of a logit are, under a figure of them."""
    beyond_taste: str
    """What it does about generous viewers and titles that please everybody."""
    likeness: str = ""
    """A reservation about calling two titles alike because their vectors are; empty if there is none."""


class RatingModel(Protocol):
    """A trained model of any architecture; rows are matrix rows, as its vocabularies number viewers and anime."""

    kind: ClassVar[str]
    """Its architecture's name on disk and on the command line."""
    words: ClassVar[ArchitectureWords]
    has_biases: ClassVar[bool]
    """Whether it learns a bias for each viewer and each anime."""
    one_space: ClassVar[bool]
    """Whether a viewer's vector points to the titles they like, so that both can stand on one map."""

    @property
    def viewers(self) -> Vocabulary: ...
    @property
    def anime(self) -> Vocabulary: ...
    @property
    def viewer_factors(self) -> Rows:
        """Shape ``(n_viewers, n_factors)``; of a large model they stay in its file, see :class:`StoredRows`."""
        ...

    @property
    def anime_factors(self) -> Floats:
        """Shape ``(n_anime, n_factors)``."""
        ...

    @property
    def viewer_bias(self) -> Rows:
        """In logits, shape ``(n_viewers,)``; zeros where the architecture has none."""
        ...

    @property
    def anime_bias(self) -> Floats:
        """In logits, shape ``(n_anime,)``; zeros where the architecture has none."""
        ...

    @property
    def mean_viewer(self) -> tuple[Floats, float]:
        """Vector and bias of a viewer who is the mean of all viewers."""
        ...

    @property
    def y_range(self) -> tuple[float, float]: ...

    def predict(self, viewer_rows: ArrayLike, anime_rows: ArrayLike) -> Floats:
        """Predicted rating of each pair of rows, in rating points, shape ``(n,)``."""
        ...

    def predict_taste(self, vector: ArrayLike, bias: float = 0.0) -> Floats:
        """Predicted rating of every anime for one viewer's vector and bias, shape ``(n_anime,)``.

        The bias is added to the logit, in an architecture that has no biases of its own too.
        """
        ...

    def slopes(self, vector: NDArray[np.floating]) -> NDArray[np.float64]:
        """How the logit of every anime moves with each number of a vector, shape ``(n_anime, n_factors)``."""
        ...

    def explain(self, viewer_row: int, anime_row: int) -> Parts:
        """What adds up to the logit of one prediction."""
        ...

    def viewer_numbers(self) -> Iterator[Floats]:
        """All it learnt of each viewer, so many at a time, shape ``(n, n_numbers)``: factors, then the bias, if any."""
        ...

    def with_viewers(self, viewers: Vocabulary, numbers: NDArray[np.floating]) -> Self:
        """The same model for other viewers, of whom there are the ``viewer_numbers``."""
        ...

    @property
    def n_parameters(self) -> int:
        """How many numbers it has learnt."""
        ...

    def arrays(self) -> Mapping[str, Rows]:
        """All it has learnt, by the names these arrays have on disk."""
        ...

    @classmethod
    def from_arrays(cls, stored: Stored) -> Self:
        """The model of such arrays; raises ``Flaw`` where one is missing, of another shape or not finite."""
        ...


def mean_of(rows: Rows) -> NDArray[np.float64]:
    """The mean of all rows of a table that need not be in memory."""
    return sum(block.sum(axis=0, dtype=np.float64) for block in blocks(rows)) / np.float64(len(rows))


def to_rating(logits: ArrayLike, y_range: tuple[float, float]) -> Floats:
    """Rating points of a sum of factors and biases: a sigmoid stretched to ``y_range``.

    >>> to_rating([-2, 0, 2], (0.5, 10.5)).round(2)
    array([1.69, 5.5 , 9.31])
    """
    low, high = y_range
    logits = np.asarray(logits)
    return low + (high - low) / (1 + np.exp(-logits))


def to_logit(ratings: ArrayLike, y_range: tuple[float, float]) -> Floats:
    """Inverse of :func:`to_rating`; ratings at the ends of ``y_range`` are infinite, so keep inside it.

    >>> to_logit([1, 5.5, 10], (0.5, 10.5)).round(2)
    array([-2.94,  0.  ,  2.94])
    """
    low, high = y_range
    share = (np.asarray(ratings) - low) / (high - low)
    return np.log(share) - np.log1p(-share)


def size_of(arrays: Mapping[str, Rows]) -> int:
    """How many numbers there are in all arrays together."""
    return sum(array.size for array in arrays.values())
