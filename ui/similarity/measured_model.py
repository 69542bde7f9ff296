"""A model seen through one measure of similarity, with the titles that may be listed."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from core.analysis.similarity import Measure, PairDistribution
from core.model.bundle import Bundle
from ui.app.per_bundle import per_bundle, title_vectors
from ui.app.title_choice import well_known

MEASURES: dict[Measure, str] = {"cosine": "Cosine", "dot": "Dot product", "centred": "Centred cosine"}
"""The measures of similarity in words."""


@per_bundle
def _pair_distribution(bundle: Bundle, measure: Measure) -> PairDistribution:
    """How the measure spreads over all pairs of titles."""
    return PairDistribution.of(title_vectors(bundle, measure))


@dataclass(frozen=True)
class MeasuredModel:
    """A model seen through one measure, with the titles that may be listed."""

    bundle: Bundle
    measure: Measure
    least: int

    @property
    def word(self) -> str:
        """The measure in words."""
        return MEASURES[self.measure]

    @property
    def vectors(self) -> NDArray[np.float32]:
        """Vectors of all titles whose dot products are the measure."""
        return title_vectors(self.bundle, self.measure)

    @property
    def pairs(self) -> PairDistribution:
        """How the measure spreads over all pairs."""
        return _pair_distribution(self.bundle, self.measure)

    @property
    def listed(self) -> NDArray[np.bool_]:
        """Rows of titles that may be listed."""
        return well_known(self.bundle, self.least)

    def title(self, row: int) -> str:
        """Title of a row of the model."""
        return self.bundle.catalog.title(int(self.bundle.model.anime.ids[row]))
