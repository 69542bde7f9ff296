"""What somebody watched, rated or not, as a few numbers that training can start from.

People who watched the same titles tend to like the same titles, and a title can be placed by who watched it, long
before it has ratings. The viewers x anime table of what was watched is cut down to its strongest directions: a
truncated singular value decomposition of the table, rows and columns scaled by the square root of their counts.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from core.data.split import Split

SCALE = 0.2
"""Root mean square of a side feature: small, so that they are learnt from as gently as the factors themselves."""


@dataclass(frozen=True)
class Directions:
    """The strongest directions of what was watched, the strongest first."""

    viewers: NDArray[np.float64]
    """Shape ``(n_viewers, n)``."""
    anime: NDArray[np.float64]
    """Shape ``(n_anime, n)``."""

    def side_features(self, n: int) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
        """The first ``n`` of the viewers and of the anime as a model is steered by them; fewer where there are."""
        return _scaled(self.viewers[:, :n]), _scaled(self.anime[:, :n])


def directions(data: Split, n: int, seed: int) -> Directions:
    """The ``n`` strongest directions of what was watched; fewer where the table is smaller."""
    from scipy.sparse import csr_matrix
    from sklearn.utils.extmath import randomized_svd

    viewer, anime = data.watched
    shape = len(data.viewers), len(data.anime)
    if n == 0:
        return Directions(*(np.zeros((rows, 0)) for rows in shape))
    by_viewer = np.bincount(viewer, minlength=shape[0]) + 1.0
    by_anime = np.bincount(anime, minlength=shape[1]) + 1.0
    cells = ((by_viewer**-0.5)[viewer] * (by_anime**-0.5)[anime]).astype(np.float32)
    table = csr_matrix((cells, (viewer, anime)), shape=shape)
    left, lengths, right = randomized_svd(table, min(n, *shape), n_iter=3, random_state=seed)
    return Directions(left * lengths, right.T * lengths)


def _scaled(vectors: NDArray) -> NDArray[np.float32]:
    rms = max(float(np.sqrt(np.mean(vectors**2))), 1e-12)
    return np.ascontiguousarray(vectors * (SCALE / rms), dtype=np.float32)
