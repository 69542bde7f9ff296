"""Regions of a model's titles: groups that the same people love, found without genres and named by them afterwards."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from core.analysis.similarity import vectors_for
from core.data.catalog import Catalog

PART = "map.regions"
"""Name of the part of a bundle that holds the number of each title's region, or −1, shape ``(n_anime,)``."""
N_TITLES = 1_000
"""Most rated titles among which regions are looked for: the factors of rarer ones are mostly chance."""
N_DIRECTIONS = 8
"""Principal directions in which regions are looked for: in all factors every title is far from every other."""
SMALLEST, CLOSE = 15, 3
"""Titles that a region needs, and those near a title that make it part of a dense place."""
LEAST_SHARE, LEAST_LIFT = 0.25, 2.0
"""Share of a region's titles that have a genre it is named by, and how much larger that is than among all titles."""
MOST_GENRES = 2


@dataclass(frozen=True)
class Region:
    """A dense group of titles."""

    rows: NDArray[np.int64]
    """Places of its titles in the catalog."""
    genres: tuple[str, ...]
    """The genres that set it apart, the most telling first; empty where none does."""


def region_parts(factors: ArrayLike, n_ratings: ArrayLike) -> dict[str, NDArray[np.int16]]:
    """The region of each title, or −1, as a part of a bundle; both arrays have a row for each title of the catalog.

    scikit-learn's HDBSCAN (Campello, Moulavi and Sander, 2013) on the direction of the factors ``(n, n_factors)`` of
    the most rated titles; titles in no dense place belong to no region.
    """
    factors = np.asarray(factors, dtype=np.float32)
    most_rated = np.argsort(-np.asarray(n_ratings), kind="stable")[:N_TITLES]
    labels = np.full(len(factors), -1, dtype=np.int16)
    if len(most_rated) >= 2 * SMALLEST:
        labels[most_rated] = _labels(factors[most_rated])
    return {PART: labels}


def regions(labels: NDArray, catalog: Catalog) -> list[Region]:
    """The regions that these numbers, one for each title of the catalog, divide it into."""
    numbers, sizes = np.unique(labels[labels >= 0], return_counts=True)
    members = [np.flatnonzero(labels == number) for number in numbers[sizes >= SMALLEST]]
    return [Region(rows, telling_genres(rows, catalog)) for rows in members]


def _labels(factors: NDArray[np.float32]) -> NDArray[np.int64]:
    from sklearn.cluster import HDBSCAN

    vectors = vectors_for(factors, "centred")
    left, lengths, _ = np.linalg.svd(vectors - vectors.mean(axis=0), full_matrices=False)
    directions = vectors_for((left * lengths)[:, :N_DIRECTIONS], "cosine")
    return HDBSCAN(SMALLEST, min_samples=CLOSE, cluster_selection_method="leaf", copy=True).fit_predict(directions)


def telling_genres(rows: NDArray[np.int64], catalog: Catalog) -> tuple[str, ...]:
    """The genres that many of these titles have and few of all, by how unlikely that is (binomial z-score)."""
    has = catalog.genre_matrix.astype(np.float64)
    usual, here = has.mean(axis=0), has[rows].mean(axis=0)
    score = (here - usual) / np.sqrt(np.maximum(usual * (1 - usual), 1e-9) / len(rows))
    telling = (here >= LEAST_SHARE) & (here >= LEAST_LIFT * usual)
    return tuple(catalog.genres[place] for place in np.argsort(-score) if telling[place])[:MOST_GENRES]
