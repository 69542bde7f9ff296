"""Two models side by side: whether their errors may be compared, and how alike they see the same titles."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from core.analysis.biases import bias_points
from core.analysis.similarity import nearest
from core.model.bundle import Bundle
from core.model.card import Card


class Aligned(NamedTuple):
    """A point cloud turned, mirrored and scaled onto another."""

    points: NDArray[np.float64]
    """Shape ``(n, n_axes)``, in the other cloud's coordinates."""
    disparity: float
    """Share of the other cloud's variance that is not explained, 0…1."""


def procrustes(reference: NDArray, points: NDArray) -> Aligned:
    """The points moved, turned, mirrored and scaled so that they lie as near as possible to the reference.

    Both have shape ``(n, n_axes)``, row by row the same titles. Orthogonal Procrustes analysis (Schönemann 1966):
    of the centred clouds ``A`` and ``B``, the rotation is ``U Vᵀ`` of the singular value decomposition of ``Bᵀ A``.
    """
    centre = reference.mean(axis=0)
    target, moved = (np.asarray(cloud, dtype=np.float64) - cloud.mean(axis=0) for cloud in (reference, points))
    left, strengths, right = np.linalg.svd(moved.T @ target)
    size = max(float((moved**2).sum()), np.finfo(float).tiny)
    scale = strengths.sum() / size
    aligned = scale * moved @ left @ right
    variance = max(float((target**2).sum()), np.finfo(float).tiny)
    return Aligned(aligned + centre, float(((target - aligned) ** 2).sum() / variance))


def shared_titles(one: Bundle, other: Bundle, least: int = 1) -> NDArray[np.int32]:
    """Ids of titles that both models know and whose ratings number at least ``least`` in both, most rated first."""
    counts = one.catalog.table["n_ratings"].to_frame("one").join(other.catalog.table["n_ratings"], how="inner")
    kept = counts[counts.min(axis=1) >= least].sort_values("one", ascending=False, kind="stable")
    return kept.index.to_numpy(dtype=np.int32)


def neighbour_overlap(one: NDArray, other: NDArray, k: int = 10) -> NDArray[np.float64]:
    """Share of each row's ``k`` nearest that both sets of vectors agree on, 0…1, shape ``(n,)``.

    Rows are the same titles in both; nearness is the dot product, so give unit vectors for the cosine.
    """
    k = min(k, len(one) - 1)
    shared = np.zeros(len(one))
    for first in range(0, len(one), 256):
        block = np.arange(first, min(first + 256, len(one)))
        found = []
        for vectors in (one, other):
            scores = vectors[block] @ vectors.T
            scores[np.arange(len(block)), block] = -np.inf
            chosen = np.zeros(scores.shape, dtype=bool)
            np.put_along_axis(chosen, np.argpartition(-scores, k - 1, axis=1)[:, :k], True, axis=1)
            found.append(chosen)
        shared[block] = (found[0] & found[1]).sum(axis=1) / k
    return shared


def bias_pairs(one: Bundle, other: Bundle, anime_ids: NDArray[np.int32]) -> pd.DataFrame:
    """What each title's bias is worth in rating points in either model, indexed by ``anime_id``.

    Columns: ``title``, ``one``, ``other``.
    """
    points = [bias_points(bundle.model)[bundle.model.anime.rows(anime_ids)] for bundle in (one, other)]
    return pd.DataFrame(
        {
            "title": [one.catalog.title(int(anime_id)) for anime_id in anime_ids],
            "one": points[0],
            "other": points[1],
        },
        index=anime_ids,
    )


def nearest_titles(bundle: Bundle, vectors: NDArray, anime_id: int, among: NDArray, n: int = 10) -> list[int]:
    """Ids of the ``n`` titles among these ids that are nearest to a title, by the vectors of all the model's titles."""
    anime = bundle.model.anime
    allowed = np.zeros(len(anime), dtype=bool)
    allowed[anime.rows(among)] = True
    return [int(anime.ids[row]) for row in nearest(vectors, anime.row(anime_id), n, allowed).rows]


def measured_alike(one: Card, other: Card) -> bool | None:
    """Whether both errors were measured on the same validation rows; ``None`` where a card does not tell its rows."""
    if one.split.fingerprint is None or other.split.fingerprint is None:
        return None
    return one.split.fingerprint == other.split.fingerprint


def differences(one: Card, other: Card) -> dict[str, tuple[object, object]]:
    """Both values of each setting of the training that is not the same; ``None`` where a card does not have it."""
    values = {name: (one.training.get(name), other.training.get(name)) for name in {*one.training, *other.training}}
    return {name: pair for name, pair in values.items() if pair[0] != pair[1]}
