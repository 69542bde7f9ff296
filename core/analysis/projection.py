"""Where each title stands on a map, and what the directions mean.

Two maps of the same factors. *Principal axes* (PCA, found in milliseconds) keep the largest differences and can be
read along their axes. The *neighbour map* (t-SNE, computed once after training and kept in the bundle) keeps near
titles near and says nothing by its axes or by the width of its gaps. Nearness in the model is cosine similarity.
"""

from __future__ import annotations

import re
from contextlib import redirect_stdout
from dataclasses import dataclass
from io import TextIOBase

import numpy as np
from numpy.typing import ArrayLike, NDArray

from core.analysis.map_quality import NEAREST, neighbour_recall, trustworthiness
from core.analysis.similarity import vectors_for
from core.data.catalog import Catalog
from core.data.progress_share import Tell, nobody, part

Floats = NDArray[np.float32]

PART = "map.tsne"
"""Name of the neighbour map among a bundle's parts, shape ``(n_anime, 2)``."""
QUALITY = "map.quality"
"""Name of the part that holds the trustworthiness and the neighbour recall of that map, shape ``(2,)``."""
PERPLEXITY, N_ITERATIONS = 30, 1_000
DRAWING = 0.95
"""Share of the time that the neighbour map takes before its quality is measured."""
MOST_ASKED = 10_000
"""Titles whose neighbours its quality is measured by: each is compared with every other."""
COMMON = 0.03
"""Share of the titles a genre needs to have a say in what an axis means."""
GENTLE, RACY = ("Romance", "Slice of Life"), ("Ecchi", "Harem")
"""Two kinds of titles that stand far apart, at an angle that did not change between trainings."""


@dataclass(frozen=True)
class PrincipalAxes:
    """The directions in which titles differ most."""

    mean: Floats
    """Shape ``(n_factors,)``."""
    directions: Floats
    """Unit vectors, shape ``(n_axes, n_factors)``."""
    explained_variance: Floats
    """Share of all variance along each axis, shape ``(n_axes,)``."""

    def place(self, vectors: ArrayLike) -> Floats:
        """Coordinates of vectors of factors, shape ``(n, n_axes)``."""
        return (np.asarray(vectors) - self.mean) @ self.directions.T


@dataclass(frozen=True)
class AxisMeaning:
    """Which genres stand at the two ends of an axis."""

    r2: float
    """Share of the axis that genres explain, allowing for their number (adjusted R²)."""
    low: tuple[str, ...]
    high: tuple[str, ...]


def principal_axes(factors: ArrayLike, catalog: Catalog, n_axes: int = 3) -> PrincipalAxes:
    """PCA of the factors ``(n, n_factors)`` of a catalog's titles, each axis pointing as ``orientation`` says.

    Where there are fewer directions than axes, the further axes are empty.
    """
    vectors = np.asarray(factors, dtype=np.float64)
    mean = vectors.mean(axis=0)
    _, lengths, directions = np.linalg.svd(vectors - mean, full_matrices=False)
    directions, lengths = np.pad(directions, ((0, n_axes), (0, 0)))[:n_axes], np.pad(lengths, (0, n_axes))
    directions = directions * orientation(vectors @ directions.T, catalog)[:, None]
    shares = lengths[:n_axes] ** 2 / max(float((lengths**2).sum()), np.finfo(float).tiny)
    return PrincipalAxes(mean.astype(np.float32), directions.astype(np.float32), shares.astype(np.float32))


def neighbour_map(factors: ArrayLike, seed: int = 0, tell: Tell = nobody) -> Floats:
    """A plane ``(n, 2)`` on which titles alike by cosine stand together (scikit-learn's t-SNE, one core).

    About 20 s for 5,000 titles. It starts from the principal axes, so equal factors give equal maps.
    """
    from sklearn.manifold import TSNE

    vectors = vectors_for(np.asarray(factors, dtype=np.float32), "cosine")
    if len(vectors) < 4:
        return np.zeros((len(vectors), 2), dtype=np.float32)
    perplexity = min(PERPLEXITY, (len(vectors) - 1) / 3)
    tsne = TSNE(2, perplexity=perplexity, max_iter=N_ITERATIONS, random_state=seed, verbose=2)
    with redirect_stdout(_Iterations(tell)):
        return tsne.fit_transform(vectors).astype(np.float32)


class _Iterations(TextIOBase):
    """Reads how far scikit-learn's t-SNE is from what it prints, as it calls nobody back."""

    def __init__(self, tell: Tell) -> None:
        self._tell = tell

    def write(self, text: str) -> int:
        if found := re.match(r"\[t-SNE\] Iteration (\d+)", text):
            self._tell(int(found[1]) / N_ITERATIONS)
        return len(text)


def map_parts(factors: ArrayLike, seed: int = 0, tell: Tell = nobody) -> dict[str, Floats]:
    """The neighbour map and its quality, as parts of a bundle."""
    places = neighbour_map(factors, seed, part(tell, 0, DRAWING))
    if len(places) <= 2 * NEAREST + 1:
        return {PART: places}
    quality = [
        trustworthiness(factors, places, n_asked=MOST_ASKED, tell=part(tell, DRAWING, 0.98)),
        neighbour_recall(factors, places, n_asked=MOST_ASKED, tell=part(tell, 0.98, 1)),
    ]
    return {PART: places, QUALITY: np.array(quality, dtype=np.float32)}


def orientation(coordinates: ArrayLike, catalog: Catalog) -> Floats:
    """+1 or −1 for each axis, so that a map of a retrained model is not the mirror image of the one before.

    The sign of an axis is an accident of the arithmetic, and two axes of nearly equal length may even change places.
    Genres are the compass. In the plane of the first two axes the way from ``RACY`` to ``GENTLE`` titles turns to the
    left, and both together lie to the upper right. Any further axis, or all of them where the catalog lacks those
    genres, points so that the cubes of its correlations with all common genres add up to a positive number.
    """
    along = _standardised(np.asarray(coordinates, dtype=np.float64))
    genres, _ = _common_genres(catalog)
    signs = np.where(((along.T @ _standardised(genres)) ** 3).sum(axis=1) < 0, -1, 1)
    if along.shape[1] >= 2:
        racy, gentle = (along[:, :2].T @ _standardised(_has_any(catalog, names)) for names in (RACY, GENTLE))
        turn = float(racy[0] * gentle[1] - racy[1] * gentle[0])
        if turn:
            there = racy + gentle
            handed = np.array([1, np.sign(turn)])
            signs[:2] = handed if float(handed @ there) >= 0 else -handed
    return signs.astype(np.float32)


def genre_axes(coordinates: ArrayLike, catalog: Catalog, n_genres: int = 3) -> list[AxisMeaning]:
    """What each axis ``(n, n_axes)`` means: a least-squares regression on the genres that 3% of the titles have."""
    indicators, names = _common_genres(catalog)
    genres, along = _standardised(indicators), _standardised(np.asarray(coordinates, dtype=np.float64))
    weights = np.linalg.lstsq(genres, along, rcond=None)[0]
    left = ((along - genres @ weights) ** 2).mean(axis=0)  # of a variance of 1
    n, p = genres.shape
    adjusted = 1 - left * (n - 1) / max(n - p - 1, 1)
    return [
        AxisMeaning(max(float(r2), 0.0), _strongest(-weight, names, n_genres), _strongest(weight, names, n_genres))
        for r2, weight in zip(adjusted, weights.T, strict=True)
    ]


def taste_place(coordinates: ArrayLike, likeness: ArrayLike, k: int = NEAREST) -> Floats:
    """Where a taste stands on any map, shape ``(n_axes,)``: the mean of the ``k`` titles most like it.

    ``likeness`` (n,) rises with how close a title is; each of the ``k`` weighs what it exceeds the next one by.
    """
    likeness = np.asarray(likeness, dtype=np.float64)
    order = np.argsort(-likeness)
    chosen = order[:k]
    weights = likeness[chosen] - likeness[order[min(k, len(order) - 1)]] + 1e-9
    return (weights @ np.asarray(coordinates)[chosen] / weights.sum()).astype(np.float32)


def _standardised(columns: NDArray) -> NDArray[np.float64]:
    centred = columns - columns.mean(axis=0)
    return centred / np.maximum(centred.std(axis=0), 1e-12)


def _common_genres(catalog: Catalog) -> tuple[NDArray[np.float64], list[str]]:
    matrix = catalog.genre_matrix
    common = matrix.mean(axis=0) >= COMMON
    return matrix[:, common].astype(np.float64), [
        name for name, kept in zip(catalog.genres, common, strict=True) if kept
    ]


def _has_any(catalog: Catalog, names: tuple[str, ...]) -> NDArray[np.float64]:
    return np.array([not set(names).isdisjoint(genres) for genres in catalog.table["genres"]], dtype=np.float64)


def _strongest(weights: NDArray, names: list[str], n: int) -> tuple[str, ...]:
    return tuple(names[place] for place in np.argsort(-weights)[:n] if weights[place] > 0)
