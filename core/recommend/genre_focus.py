"""Genres that somebody's liked titles clearly share, and what that does for titles of them in a list.

The order of :mod:`core.recommend.ranker` finds most of what people go on to love, and much of that is what nearly all
of them love. Who likes six titles of which six are of one genre asks for that genre more plainly than the order hears:
so a list leans towards it, as in Steck 2018, "Calibrated recommendations", but title by title, so that what each answer
does stays exact. A genre counts by the fourth power of how far the lower end of its share's Wilson interval is above
its share of all titles that people watched. With mixed answers, or few, a genre that clears that at all clears it by
little, of which such a power leaves next to nothing, and the order stays as it is.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from core.data.catalog import Catalog
from core.recommend.continuations import LIKED
from core.recommend.evidence import Evidence

Floats = NDArray[np.floating]


@dataclass(frozen=True)
class GenreFocusSettings:
    """What was chosen by measurement (docs/evaluation.md)."""

    weight: float = 800.0
    """What a genre adds to the score of its titles, times that power of the share by which it stands out."""
    power: int = 4
    """The higher, the less a genre moves that stands out by little."""
    sureness: float = 3.0
    """Standard deviations of a share that are taken off it: small numbers of titles prove little."""


@dataclass(frozen=True)
class GenreFocus:
    """The lean of one catalog's lists."""

    genres: NDArray[np.bool_]
    """Shape ``(n_anime, n_genres)``."""
    usual: Floats
    """Share of each genre among all titles that were watched, by how many watched them, shape ``(n_genres,)``."""
    settings: GenreFocusSettings = GenreFocusSettings()

    @classmethod
    def of(cls, catalog: Catalog, settings: GenreFocusSettings = GenreFocusSettings()) -> GenreFocus:
        n_seen = catalog.table["n_seen"].to_numpy(dtype=np.float64)
        return cls(catalog.genre_matrix, n_seen @ catalog.genre_matrix / max(n_seen.sum(), 1), settings)

    def shift(self, evidence: Evidence, rows: NDArray[np.integer] | slice) -> Floats:
        """What it adds to the score of each of these titles, shape ``(n_titles,)``."""
        [shift] = self._shifts(evidence, np.ones((1, len(evidence))), rows)
        return shift

    def shift_without_each(self, evidence: Evidence, rows: NDArray[np.integer]) -> Floats:
        """The same for each version of the evidence without one title, shape ``(len(evidence), len(rows))``."""
        return self._shifts(evidence, 1 - np.eye(len(evidence)), rows)

    def _shifts(self, evidence: Evidence, mask: Floats, rows: NDArray[np.integer] | slice) -> Floats:
        is_liked = mask * (np.nan_to_num(evidence.ratings) >= LIKED)
        n = is_liked.sum(axis=1, keepdims=True)
        share = is_liked @ self.genres[evidence.rows] / np.maximum(n, 1)
        standing_out = np.maximum(_wilson_low(share, n, self.settings.sureness) - self.usual, 0)
        moves = standing_out.any(axis=0)  # few genres do, and the product is one of Booleans, which takes its time
        return self.settings.weight * standing_out[:, moves] ** self.settings.power @ self.genres[rows][:, moves].T


def _wilson_low(share: Floats, n: Floats, z: float) -> Floats:
    """Lower end of the interval of a share of ``n`` by Wilson 1927, ``z`` standard deviations away; 0 for none."""
    n = np.maximum(n, 1e-9)
    middle, spread = share + z**2 / (2 * n), z * np.sqrt(share * (1 - share) / n + z**2 / (4 * n**2))
    return (middle - spread) / (1 + z**2 / n)
