"""Side features of viewers who are read block by block: those of ``core.training.side_features``, kept nowhere.

A viewer's side features are the row of what they watched times the anime's directions. These are the strongest of the
viewers x anime table, found by subspace iteration (Halko, Martinsson and Tropp 2011): of the table nothing is needed
but its product with a few columns, which is a sum over blocks; so blocks that are enough stay in memory meanwhile.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from core.data.mapped.split import StreamedSplit
from core.data.over_processes import Sum
from core.data.progress_share import Tell, nobody
from core.data.split import Rows
from core.training.side_features import N_ROUNDS, SCALE, SPARE

if TYPE_CHECKING:
    from scipy.sparse import csr_array

Floats = NDArray[np.floating]

MOST_WATCHED = 20_000_000
"""Rows of blocks drawn at random from which the directions are found, 160 MB: more say the same."""


@dataclass(frozen=True)
class StreamedFeatures:
    """The anime's directions, and with them the side features of any viewers."""

    anime: NDArray[np.float32]
    """Side features of the anime, shape ``(n_anime, n)``."""
    directions: NDArray[np.float32]
    """What the row of a viewer's list is multiplied with, shape ``(n_anime, n)``."""
    weight: Floats
    """Of each anime in a list, shape ``(n_anime,)``."""

    def of_viewers(self, watched: tuple[Rows, Rows], n_viewers: int) -> NDArray[np.float32]:
        """Side features of viewers by what they watched, shape ``(n_viewers, n)``."""
        return _table(watched, n_viewers, self.weight) @ self.directions


def streamed_features(
    data: StreamedSplit, n: int, seed: int, numbers: Iterable[int], summed: Sum, tell: Tell = nobody
) -> StreamedFeatures:
    """The ``n`` strongest directions of what was watched, from these blocks of this process and those of others."""
    weight = (data.n_seen + 1.0) ** -0.5
    n = min(n, len(data.anime), len(data.viewers))
    followed = np.random.RandomState(seed).normal(size=(len(data.anime), min(n + SPARE, len(data.anime))))
    blocks = data.blocks(data.some_of(numbers, MOST_WATCHED))
    tables = [_table(block.watched, block.n_viewers, weight) for block in blocks]
    n_viewers = float(summed(np.array([float(sum(table.shape[0] for table in tables))]))[0])
    within = np.zeros((0, 0))
    for number in range(N_ROUNDS + 1):
        followed, _ = np.linalg.qr(followed)
        squared = summed(_squared(tables, followed))
        within = followed.T @ squared
        if number < N_ROUNDS:
            followed = squared
        tell((number + 1) / (N_ROUNDS + 1))
    strength, turn = np.linalg.eigh((within + within.T) / 2)
    order = np.argsort(-strength)[:n]
    directions, squares = followed @ turn[:, order], np.maximum(strength[order], 0)
    directions *= np.where(directions[np.abs(directions).argmax(axis=0), np.arange(n)] < 0, -1, 1)
    anime = directions * np.sqrt(squares)
    of_viewers = SCALE / max(float(np.sqrt(squares.sum() / (n_viewers * max(n, 1)))), 1e-12)
    of_anime = SCALE / max(float(np.sqrt(np.mean(anime**2))), 1e-12)
    return StreamedFeatures(
        np.ascontiguousarray(anime * of_anime, dtype=np.float32), (directions * of_viewers).astype(np.float32), weight
    )


def _squared(tables: Iterable[csr_array], followed: NDArray) -> NDArray:
    """The table's transpose times the table, whose rows are those of several tables, times some columns."""
    product, columns = np.zeros_like(followed), followed.astype(np.float32)
    for table in tables:
        product += table.T @ (table @ columns)
    return product


def _table(watched: tuple[Rows, Rows], n_viewers: int, weight: Floats) -> csr_array:
    """What was watched, rows and columns scaled by the square root of their counts."""
    from scipy.sparse import csr_array

    viewer, anime = watched
    of_viewer = (np.bincount(viewer, minlength=n_viewers) + 1.0) ** -0.5
    cells = (of_viewer[viewer] * weight[anime]).astype(np.float32)
    return csr_array((cells, (viewer, anime)), shape=(n_viewers, len(weight)))
