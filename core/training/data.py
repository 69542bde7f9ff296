"""Batches for fastai cut from tensors that lie in memory as a whole: no pandas, no Python list of row numbers."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from core.training.splits import Rated, Split

if TYPE_CHECKING:
    from torch import Tensor

BATCHES_AN_EPOCH = 64
SMALLEST, LARGEST = 64, 16_384
VALIDATION_BATCH = 65_536


def batch_size_for(n_ratings: int) -> int:
    """A power of two that cuts an epoch into about ``BATCHES_AN_EPOCH`` steps."""
    size = SMALLEST
    while size < LARGEST and size * 2 * BATCHES_AN_EPOCH <= n_ratings * 1.3:
        size *= 2
    return size


class RatingBatches:
    """What a fastai ``Learner`` needs of a data loader, for pairs of (viewer row, anime row) and their ratings.

    With a seed the rows are shuffled anew at each pass, in an order that depends on seed and ``epoch`` alone, so a
    resumed training sees what it would have seen. Every row is used: batches differ in size by at most one. Of each
    batch, process ``rank`` of ``n_processes`` gets its own part.
    """

    n_inp = 1

    def __init__(
        self, rated: Rated, size: int, device: str, seed: int | None = None, rank: int = 0, n_processes: int = 1
    ) -> None:
        import numpy as np
        import torch

        self.pairs = torch.from_numpy(np.stack([rated.viewer, rated.anime]).astype(np.int64)).to(device)
        self.rating = torch.from_numpy(rated.rating).to(device)
        self.n_batches = max(1, round(len(rated) / size))
        self.device, self.seed, self.epoch = device, seed, 0
        self.rank, self.n_processes = rank, n_processes

    def __len__(self) -> int:
        return self.n_batches

    def __iter__(self) -> Iterator[tuple[Tensor, Tensor]]:
        pairs, rating = self._shuffled() if self.seed is not None else (self.pairs, self.rating)
        n = len(rating)
        for batch in range(self.n_batches):
            start, end = n * batch // self.n_batches, n * (batch + 1) // self.n_batches
            part = slice(start + self.rank, end, self.n_processes)
            yield pairs[:, part].T, rating[part]

    def _shuffled(self) -> tuple[Tensor, Tensor]:
        import torch

        generator = torch.Generator().manual_seed((self.seed or 0) * 1_000_003 + self.epoch)
        self.epoch += 1
        order = torch.randperm(len(self.rating), generator=generator).to(self.device)
        return self.pairs[:, order], self.rating[order]


def data_loaders(data: Split, size: int, device: str, seed: int, rank: int = 0, n_processes: int = 1) -> Any:
    """fastai ``DataLoaders`` of a split; every process validates on all validation rows."""
    from fastai.data.core import DataLoaders

    batches = RatingBatches if n_processes == 1 else _shared_batches()
    train = batches(data.train, size, device, seed, rank, n_processes)
    return DataLoaders(train, batches(data.valid, VALIDATION_BATCH, device))


def _shared_batches() -> type[RatingBatches]:
    """``RatingBatches`` that fastai takes for a loader it need not divide among processes itself."""
    from fastai.distributed import DistributedDL

    class SharedBatches(RatingBatches, DistributedDL):
        pass

    return SharedBatches
