"""Windows as batches for fastai: each is opened in the model before its first batch and closed after its last."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np

from core.data.split import Rated
from core.training.batches import VALIDATION_BATCH, dealt_rows
from core.training.streamed.tables import ViewerTables
from core.training.streamed.windows import Windows

if TYPE_CHECKING:
    from torch import Tensor


class OfOneProcess:
    """A data loader of which fastai need not gather anything from other processes."""

    n_inp = 1

    def to_detach(self, batch: object, cpu: bool = True, gather: bool = True) -> object:
        """As fastai asks for it before it reckons losses."""
        from fastai.torch_core import to_detach

        return to_detach(batch, cpu, gather=False)


class StreamedBatches(OfOneProcess):
    """What a fastai ``Learner`` needs of a data loader: every training row once, in an order of its own each epoch.

    Every window is cut into the same number of batches, so that all processes take the same number of steps; ``size``
    is that of the batches of all of them together.
    """

    def __init__(self, windows: Windows, tables: ViewerTables, size: int, device: str, seed: int) -> None:
        self.windows, self.tables, self.device, self.seed, self.epoch = windows, tables, device, seed, 0
        self.of_window = max(1, round(windows.data.n_train / windows.n_windows / size))

    def __len__(self) -> int:
        return self.windows.n_windows * self.of_window

    def __iter__(self) -> Iterator[tuple[Tensor, Tensor]]:
        epoch, self.epoch = self.epoch, self.epoch + 1
        for number, window in enumerate(self.windows.dealt(self.seed, epoch)):
            self.tables.open(window, epoch * self.of_window)
            random = np.random.default_rng([self.seed, epoch, 6, number])
            order = dealt_rows(len(window.train), self.of_window, random)
            yield from _cut(window.train, order, self.of_window, self.device)
            self.tables.close()


class StreamedValidation(OfOneProcess):
    """The same of the validation rows, in the order in which they lie."""

    def __init__(self, windows: Windows, tables: ViewerTables, device: str) -> None:
        self.windows, self.tables, self.device, self.n_rows = windows, tables, device, 0
        n_rows = windows.data.n_valid / windows.n_processes
        self.of_window = max(1, round(n_rows / windows.n_windows / VALIDATION_BATCH))

    def __len__(self) -> int:
        return self.windows.n_windows * self.of_window

    def __iter__(self) -> Iterator[tuple[Tensor, Tensor]]:
        self.n_rows = 0
        for window in self.windows.in_order():
            self.n_rows += len(window.valid)
            self.tables.open(window, 0)
            yield from _cut(window.valid, None, self.of_window, self.device)
            self.tables.close()


def _cut(rated: Rated, order: np.ndarray | None, n_batches: int, device: str) -> Iterator[tuple[Tensor, Tensor]]:
    """The rows in this order, in so many parts that differ in size by at most one; none that would be empty."""
    import torch

    ends = [len(rated) * number // n_batches for number in range(n_batches + 1)]
    for start, end in pairwise(ends):
        if start == end:
            continue
        part = slice(start, end) if order is None else order[start:end]
        viewer, anime, rating = (torch.from_numpy(column[part]) for column in (rated.viewer, rated.anime, rated.rating))
        yield torch.stack([viewer, anime]).to(device).long().T, rating.to(device)
