"""Batches: every row once, in an order that the seed and the epoch decide."""

from __future__ import annotations

import numpy as np
import pytest

from core.data.split import Rated
from core.training.batches import RatingBatches, batch_size_for


@pytest.mark.slow
def test_every_row_is_in_one_batch_and_the_order_depends_on_seed_and_epoch():
    n = 103
    rated = Rated(np.arange(n, dtype=np.int32), np.zeros(n, np.int32), np.ones(n, np.float32))

    def order(seed: int, epoch: int, rank: int = 0, n_processes: int = 1) -> list[int]:
        batches = RatingBatches(rated, 10, "cpu", seed, rank, n_processes)
        batches.epoch = epoch
        return [int(row) for pairs, _ in batches for row in pairs[:, 0]]

    assert sorted(order(0, 0)) == list(range(n))
    assert order(0, 0) == order(0, 0) != order(0, 1) != order(1, 1)
    assert sorted(order(0, 0, 0, 2) + order(0, 0, 1, 2)) == list(range(n))
    assert len(RatingBatches(rated, 10, "cpu")) == 10


@pytest.mark.parametrize(("n_ratings", "size"), [(100, 64), (500_000, 16_384), (6_000_000, 131_072), (10**9, 131_072)])
def test_the_batch_grows_with_the_ratings(n_ratings: int, size: int):
    assert batch_size_for(n_ratings) == size
