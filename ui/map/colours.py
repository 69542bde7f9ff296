"""By what the titles of the map can be coloured, and how."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from core.data.genres import HEADLINES, leading_genre
from core.model.bundle import Bundle
from ui.app import formats
from ui.map.view import biases_in_points

TYPES = ("TV", "OVA", "Movie", "Special", "ONA", "Music")
OTHER = "Other"
EDGE = 2.0
"""Percentiles left out at either end of a scale, so that a few extremes do not bleach the rest."""


@dataclass(frozen=True)
class Colouring:
    """One way to colour titles: by category, or along a scale."""

    label: str
    values: NDArray
    """Place among the categories, or a value (NaN where there is none), shape ``(n,)``."""
    names: tuple[str, ...] = ()
    """Categories, the last of them for everything else; empty for a scale."""
    show: Callable[[float], str] = formats.rating
    """How people read a value of the scale."""
    diverging: bool = False
    """Whether the middle of the scale is zero."""

    @property
    def is_categorical(self) -> bool:
        return bool(self.names)

    @property
    def ends(self) -> tuple[float, float]:
        """Lowest and highest value of the scale."""
        known = self.values[np.isfinite(self.values)]
        low, high = np.percentile(known, [EDGE, 100 - EDGE]) if len(known) else (0.0, 1.0)
        if self.diverging:
            low, high = -max(abs(low), abs(high)), max(abs(low), abs(high))
        return float(low), float(max(high, low + 1e-6))

    def take(self, rows: NDArray) -> Colouring:
        """The same for some titles only."""
        return replace(self, values=self.values[rows])

    def as_data(self) -> dict[str, object]:
        """What the atlas in the browser needs to know."""
        if self.is_categorical:
            return {"kind": "categories", "names": list(self.names), "of": self.values.tolist()}
        low, high = self.ends
        parts = ((self.values.astype(np.float64) - low) / (high - low)).clip(0, 1).round(3).tolist()
        return {
            "kind": "diverging" if self.diverging else "scale",
            "label": self.label,
            "of": [None if math.isnan(part) else part for part in parts],
            "low": self.show(low),
            "high": self.show(high),
        }


def colourings(bundle: Bundle, predicted: NDArray | None) -> dict[str, Callable[[], Colouring]]:
    """The ways to colour by name; ``predicted`` are a person's predicted ratings, where they have answered."""
    table = bundle.catalog.table
    ways: dict[str, Callable[[], Colouring]] = {
        "Genre": lambda: Colouring("Genre", leading_genre(bundle.catalog, HEADLINES), (*HEADLINES, OTHER)),
        "Type": lambda: Colouring("Type", _type(bundle), (*TYPES, OTHER)),
        "Mean rating": lambda: Colouring("Mean rating", values=table["data_mean"].to_numpy(dtype=np.float64)),
        "Number of ratings": lambda: Colouring(
            "Ratings",
            values=np.log10(table["n_ratings"].to_numpy(dtype=np.float64).clip(min=1)),
            show=lambda power: formats.count(10**power),
        ),
    }
    if bundle.model.has_biases:
        ways["Bias"] = lambda: Colouring(
            "Bias in points", values=biases_in_points(bundle), show=formats.signed, diverging=True
        )
    if predicted is not None:
        ways["My predicted rating"] = lambda: Colouring("Predicted for me", values=predicted)
    return ways


def _type(bundle: Bundle) -> NDArray[np.int64]:
    places = {name: place for place, name in enumerate(TYPES)}
    return np.array([places.get(name, len(TYPES)) for name in bundle.catalog.table["type"]])
