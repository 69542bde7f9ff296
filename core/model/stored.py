"""A model's arrays as they come from disk, and what is said where one of them cannot be right."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from safetensors import SafetensorError
from safetensors.numpy import load_file

from core.data.vocabulary import Vocabulary

LARGEST_ID = np.iinfo(np.int32).max


class Flaw(Exception):
    """What is wrong inside a bundle, as the end of the sentence “The model … cannot be opened: …”."""


@dataclass(frozen=True)
class Stored:
    """What a model is made of again: its vocabularies, what the card says of its shape, and arrays by name."""

    viewers: Vocabulary
    anime: Vocabulary
    n_factors: int
    y_range: tuple[float, float]
    arrays: Mapping[str, NDArray]

    def floats(self, name: str, *shape: int) -> NDArray[np.float32]:
        """The array of this name; raises ``Flaw`` unless it has this shape and holds finite numbers."""
        array = self.arrays.get(name)
        if array is None:
            raise Flaw(f"{name} is missing from its weights")
        if array.shape != shape or array.dtype.kind != "f":
            raise Flaw(f"{name} should be numbers of shape {shape}, but is {array.dtype} of shape {array.shape}")
        if not np.isfinite(array).all():
            raise Flaw(f"{name} holds values that are not finite numbers")
        return array.astype(np.float32)

    def factors(self) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
        """The vectors of viewers and anime; raises ``Flaw`` as :meth:`floats` does."""
        return (
            self.floats("viewer_factors", len(self.viewers), self.n_factors),
            self.floats("anime_factors", len(self.anime), self.n_factors),
        )


def read_arrays(file: Path) -> dict[str, NDArray]:
    """Every array of a safetensors file by name; raises ``Flaw`` for what cannot be read or is no finite number."""
    try:
        arrays = load_file(file)
    except (SafetensorError, OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise Flaw(f"its weights cannot be read ({type(error).__name__})") from None
    for name, array in arrays.items():
        if not array.ndim or array.dtype.kind not in "iuf":
            raise Flaw(f"{name[:80]} is not a list or table of numbers")
        if array.dtype.kind == "f" and not np.isfinite(array).all():
            raise Flaw(f"{name[:80]} holds values that are not finite numbers")
    return arrays


def vocabulary(arrays: Mapping[str, NDArray], name: str) -> Vocabulary:
    """The ids of this name in row order; raises ``Flaw`` unless they are a list of unique ids."""
    ids = arrays.get(name)
    if ids is None or ids.ndim != 1 or ids.dtype.kind not in "iu" or len(np.unique(ids)) != len(ids) or not len(ids):
        raise Flaw(f"{name} is missing or not a list of unique ids")
    if ids.min() < 0 or ids.max() > LARGEST_ID:
        raise Flaw(f"{name} holds ids outside 0 to {LARGEST_ID:,}")
    return Vocabulary(ids)
