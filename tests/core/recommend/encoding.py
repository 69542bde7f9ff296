"""An autoencoder of drawn numbers, for tests that need some."""

from __future__ import annotations

import numpy as np

from core.recommend.autoencoder import Autoencoder


def autoencoder(n_anime: int = 30, n_titles: int = 20, d: int = 4, seed: int = 0) -> Autoencoder:
    """One that knows the first titles of so many, in numbers that one byte for each number of a title holds exactly."""
    random = np.random.default_rng(seed)

    def drawn(*shape: int) -> np.ndarray:
        return random.normal(size=shape).astype(np.float32)

    def table() -> np.ndarray:
        units = random.integers(-127, 128, (n_titles, d)).astype(np.float32)
        units[:, 0] = 127
        return units / 64

    base = np.log(random.dirichlet(np.ones(n_anime))).astype(np.float32)
    rows, mean = np.arange(n_titles, dtype=np.int32), np.array([7.5], np.float32)
    of_titles = table(), table(), table(), drawn(n_titles)
    return Autoencoder(rows, base, mean, *of_titles, drawn(d + 2, d), drawn(d), drawn(d, d), drawn(d))
