"""What somebody watched, rated or not, as a few numbers that training can start from.

People who watched the same titles tend to like the same titles, and a title can be placed by who watched it, long
before it has ratings. The viewers x anime table of what was watched is cut down to its strongest directions: a
truncated singular value decomposition of the table, rows and columns scaled by the square root of their counts. It is
scikit-learn's ``randomized_svd`` written out (Halko, Martinsson and Tropp 2011), so that it can tell how far it is.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from core.data.progress_share import Tell, nobody, one_by_one, part
from core.data.split import Split

if TYPE_CHECKING:
    from scipy.sparse import csr_array

N_ROUNDS, SPARE = 3, 10
"""Power iterations, and directions followed beyond those that are wanted, so that these come out exact."""
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


def directions(data: Split, n: int, seed: int, tell: Tell = nobody) -> Directions:
    """The ``n`` strongest directions of what was watched; fewer where the table is smaller."""
    from scipy.sparse import csr_array

    viewer, anime = data.watched
    shape = len(data.viewers), len(data.anime)
    if n == 0:
        return Directions(*(np.zeros((rows, 0)) for rows in shape))
    by_viewer = np.bincount(viewer, minlength=shape[0]) + 1.0
    by_anime = np.bincount(anime, minlength=shape[1]) + 1.0
    cells = ((by_viewer**-0.5)[viewer] * (by_anime**-0.5)[anime]).astype(np.float32)
    table = csr_array((cells, (viewer, anime)), shape=shape)
    left, lengths, right = singular_vectors(table, min(n, *shape), seed, tell)
    return Directions(left * lengths, right.T * lengths)


def singular_vectors(table: csr_array, n: int, seed: int, tell: Tell = nobody) -> tuple[NDArray, NDArray, NDArray]:
    """Left singular vectors (columns), singular values and right singular vectors (rows) of a table, the ``n`` largest.

    They are those of ``sklearn.utils.extmath.randomized_svd`` with this seed.
    """
    if table.shape[0] < table.shape[1]:
        left, lengths, right = _of_tall(table.T.tocsr(), n, seed, tell)
        left, right = right.T, left.T
    else:
        left, lengths, right = _of_tall(table, n, seed, tell)
    signs = np.sign(left[np.abs(left).argmax(axis=0), np.arange(left.shape[1])])
    return (left * signs)[:, :n], lengths[:n], (right * signs[:, None])[:n]


def _of_tall(table: csr_array, n: int, seed: int, tell: Tell) -> tuple[NDArray, NDArray, NDArray]:
    from scipy.linalg import lu, qr, svd

    followed = np.random.RandomState(seed).normal(size=(table.shape[1], n + SPARE)).astype(table.dtype)
    for _ in one_by_one(range(N_ROUNDS), part(tell, 0, 0.8), every=1):
        followed, _ = lu(table @ followed, permute_l=True)
        followed, _ = lu(table.T @ followed, permute_l=True)
    base, _ = qr(table @ followed, mode="economic")
    tell(0.9)
    within, lengths, right = svd((table.T @ base).T, full_matrices=False)
    tell(1)
    return base @ within, lengths, right


def _scaled(vectors: NDArray) -> NDArray[np.float32]:
    rms = max(float(np.sqrt(np.mean(vectors**2))), 1e-12)
    return np.ascontiguousarray(vectors * (SCALE / rms), dtype=np.float32)
