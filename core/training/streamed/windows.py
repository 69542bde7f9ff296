"""Which viewers are learnt from together: blocks drawn in random order, some of them at a time."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from core.data.mapped.split import Block, StreamedSplit
from core.data.split import Rated, Rows

WINDOW_ROWS = 8_000_000
"""Training rows of a window, about: as many as Kaggle's full set has, for which the settings were chosen."""


@dataclass(frozen=True)
class Window:
    """Some viewers with their rows; ``viewer`` is the row among them."""

    viewers: Rows
    """The model's row of each."""
    train: Rated
    valid: Rated
    lists: tuple[tuple[tuple[Rows, Rows], int], ...]
    """What was watched, block by block: viewer rows in the block and anime rows, and how many viewers it has."""

    @classmethod
    def of(cls, blocks: Sequence[Block]) -> Window:
        """The viewers of some blocks, one block after the other."""
        starts = np.cumsum([0, *(block.n_viewers for block in blocks)])
        viewers = [np.arange(block.first, block.first + block.n_viewers, dtype=np.int32) for block in blocks]
        sides = [
            Rated.joined([side.from_viewer(int(start)) for side, start in zip(of_all, starts, strict=False)])
            for of_all in ([block.train for block in blocks], [block.valid for block in blocks])
        ]
        lists = tuple((block.watched, block.n_viewers) for block in blocks)
        return cls(np.concatenate(viewers), *sides, lists)

    @cached_property
    def is_rated(self) -> NDArray[np.bool_]:
        """Whether each viewer has a training rating."""
        return np.bincount(self.train.viewer, minlength=len(self.viewers)) > 0


@dataclass(frozen=True)
class Windows:
    """The windows of one process of several, as many as each of the others has."""

    data: StreamedSplit
    numbers: tuple[int, ...]
    """The blocks of this process."""
    n_windows: int
    n_processes: int

    @classmethod
    def of(cls, data: StreamedSplit, rows: int, rank: int = 0, n_processes: int = 1) -> Windows:
        """Those of the process ``rank``: blocks are dealt in turn."""
        fewest_blocks = max(1, data.n_blocks // n_processes)
        n_windows = min(max(1, round(data.n_train / n_processes / rows)), fewest_blocks)
        return cls(data, tuple(range(rank, data.n_blocks, n_processes)), n_windows, n_processes)

    def in_order(self) -> Iterator[Window]:
        """Every viewer once, in the order of the blocks."""
        yield from self._cut(np.array(self.numbers))

    def dealt(self, seed: int, epoch: int) -> Iterator[Window]:
        """Every viewer once, the blocks dealt to windows anew by seed and epoch."""
        yield from self._cut(np.random.default_rng([seed, epoch, 5]).permutation(self.numbers))

    def _cut(self, numbers: NDArray[np.int64]) -> Iterator[Window]:
        """The windows of these blocks, the next of which is read meanwhile; the only one is read once."""
        if self.n_windows == 1:
            yield self._only
            return
        parts = [np.sort(own).tolist() for own in np.array_split(numbers, self.n_windows)]
        with ThreadPoolExecutor(1) as reader:
            coming = reader.submit(self._read, parts[0])
            for following in parts[1:]:
                window, coming = coming.result(), reader.submit(self._read, following)
                yield window
            yield coming.result()

    @cached_property
    def _only(self) -> Window:
        return self._read(self.numbers)

    def _read(self, numbers: Sequence[int]) -> Window:
        return Window.of(list(self.data.blocks(numbers)))
