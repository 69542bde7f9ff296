"""Batches for fastai cut from tensors that lie in memory as a whole: no pandas, no Python list of row numbers."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from core.data.split import Rated, Split

if TYPE_CHECKING:
    from fastai.data.core import DataLoaders
    from torch import Tensor

BATCHES_AN_EPOCH = 32
SMALLEST, LARGEST = 64, 131_072
VALIDATION_BATCH = 65_536


def batch_size_for(n_ratings: int) -> int:
    """A power of two that cuts an epoch into about ``BATCHES_AN_EPOCH`` steps."""
    size = SMALLEST
    while size < LARGEST and size * 2 * BATCHES_AN_EPOCH <= n_ratings * 1.3:
        size *= 2
    return size


class RatingBatches:
    """What a fastai ``Learner`` needs of a data loader, for pairs of (viewer row, anime row) and their ratings.

    With a seed the rows are dealt to the batches anew at each pass, by seed and ``epoch`` alone, so a resumed training
    sees what it would have seen. Every row is used: batches differ in size by at most one. Within a batch the rows keep
    their order: ratings sorted by viewer find neighbouring rows of the factors in the processor's cache. Of each batch,
    process ``rank`` of ``n_processes`` gets its own part.
    """

    n_inp = 1

    def __init__(
        self, rated: Rated, size: int, device: str, seed: int | None = None, rank: int = 0, n_processes: int = 1
    ) -> None:
        import torch

        columns = (rated.viewer, rated.anime, rated.rating)
        self.viewer, self.anime, self.rating = (torch.from_numpy(column).to(device) for column in columns)
        self.n_batches = max(1, round(len(rated) / size))
        self.device, self.seed, self.epoch = device, seed, 0
        self.rank, self.n_processes = rank, n_processes

    def __len__(self) -> int:
        return self.n_batches

    def __iter__(self) -> Iterator[tuple[Tensor, Tensor]]:
        import torch

        order = None if self.seed is None else self._dealt(self.seed)
        n = len(self.rating)
        for batch in range(self.n_batches):
            start, end = n * batch // self.n_batches, n * (batch + 1) // self.n_batches
            part = slice(start + self.rank, end, self.n_processes)
            viewer, anime, rating = (
                column[part] if order is None else column.index_select(0, order[part])
                for column in (self.viewer, self.anime, self.rating)
            )
            yield torch.stack([viewer, anime]).long().T, rating

    def _dealt(self, seed: int) -> Tensor:
        """The rows batch by batch, within each in their own order."""
        import torch

        order = dealt_rows(len(self.rating), self.n_batches, np.random.default_rng([seed, self.epoch]))
        self.epoch += 1
        return torch.from_numpy(order).to(self.device)


def dealt_rows(n: int, n_batches: int, random: np.random.Generator) -> NDArray[np.int64]:
    """``n`` rows batch by batch, dealt at random to batches that differ in size by at most one, in each in order."""
    batch_of_row = np.resize(np.arange(n_batches, dtype=np.min_scalar_type(n_batches)), n)
    random.shuffle(batch_of_row)
    return np.argsort(batch_of_row, kind="stable")


def data_loaders(data: Split, size: int, device: str, seed: int, rank: int = 0, n_processes: int = 1) -> DataLoaders:
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
