"""Several dot models, the members, made into one that predicts better than each of them.

The members differ in their start, in the order of the ratings and in how many side features steer them, and so in
their mistakes. The mean of their logits is a dot model again: their factors side by side, each table divided by the
square root of the number of members, and the means of their biases. A weighted singular value decomposition cuts the
factors back to as many as one member has; what the weakest directions held was mostly noise.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from core.data.split import Split
from core.model.dot_bias import DotBiasModel
from core.training.config import MOST_NUMBERS, TrainConfig, settings

FEWEST, MOST = 0.25, 5.0
"""Side features of the first and of the last member, as multiples of what is configured."""
SEEDS_APART = 1_000
WEIGHT = 0.25
"""A row of ``n`` ratings counts ``(n + 1) ** (2 * WEIGHT)`` in the cut: what is often asked for is kept best."""


def members_of(config: TrainConfig) -> list[TrainConfig]:
    """What each member is trained with; the configuration itself where there is one model only."""
    if config.members == 1 or not settings()["members"].is_for(config.model):
        return [config]
    shares = np.geomspace(FEWEST, MOST, config.members)
    return [
        replace(
            config,
            side_features=min(round(config.side_features * share), MOST_NUMBERS),
            seed=(config.seed + SEEDS_APART * number) % 2**32,
        )
        for number, share in enumerate(shares)
    ]


def combine(models: Sequence[DotBiasModel], data: Split) -> DotBiasModel:
    """One model with as many factors as each of ``models`` has; its logits are the mean of theirs, but for the cut."""
    first, *others = models
    if not others:
        return first
    scale = len(models) ** -0.5
    viewer_factors, anime_factors = _cut(
        scale * np.hstack([model.viewer_factors for model in models]),
        scale * np.hstack([model.anime_factors for model in models]),
        _weights(data.train.viewer, len(data.viewers)),
        _weights(data.train.anime, len(data.anime)),
        first.anime_factors.shape[1],
    )
    return replace(
        first,
        viewer_factors=viewer_factors,
        anime_factors=anime_factors,
        viewer_bias=np.stack([model.viewer_bias for model in models]).mean(axis=0),
        anime_bias=np.stack([model.anime_bias for model in models]).mean(axis=0),
    )


def _weights(rows: NDArray[np.int32], n: int) -> NDArray[np.float64]:
    return np.power(np.bincount(rows, minlength=n) + 1.0, WEIGHT).reshape(n, 1)


def _cut(
    left: NDArray, right: NDArray, left_weights: NDArray, right_weights: NDArray, n: int
) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """The two tables of ``n`` columns whose products are nearest to those of ``left`` and ``right``, by weight.

    The product of the tables is never written out: its singular vectors are found in the small product of their
    triangular parts (Golub and Van Loan, *Matrix Computations*, 5.2 and 8.6).
    """
    left_base, left_rest = np.linalg.qr(left * left_weights)
    right_base, right_rest = np.linalg.qr(right * right_weights)
    turn, lengths, turn_back = np.linalg.svd(left_rest @ right_rest.T, full_matrices=False)
    roots = np.sqrt(lengths[:n])
    tables = left_base @ (turn[:, :n] * roots) / left_weights, right_base @ (turn_back[:n].T * roots) / right_weights
    lacking = ((0, 0), (0, n - len(roots)))
    left_cut, right_cut = (np.pad(table, lacking).astype(np.float32) for table in tables)
    return left_cut, right_cut
