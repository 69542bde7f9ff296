"""Vectors of length 1, one for each title, that take no memory of their own.

A table of 30,000 titles is 15 MB in 64 bits. Here it stays what it was, numbers of 32 bits or truth values, and every
product is made in 64 bits, some rows at a time, and divided by the lengths at last.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.floating]

BLOCK = 2_048
"""Rows multiplied together: so few that they stay close to the processor."""


@dataclass(frozen=True)
class UnitRows:
    """The rows of a table whose columns count so much, each divided by its length; a row of zeros stays one."""

    table: NDArray
    """Shape ``(n, n_columns)``."""
    weights: Floats
    """Shape ``(n_columns,)``."""
    lengths: Floats
    """Shape ``(n,)``, never 0."""

    @classmethod
    def of(cls, table: NDArray, weights: Floats | None = None) -> UnitRows:
        """These rows; where no weights are given all columns count the same."""
        weights = np.ones(table.shape[1]) if weights is None else weights
        lengths = np.concatenate([np.linalg.norm(block * weights, axis=1) for block in _blocks(table)])
        return cls(table, weights, np.where(lengths > 0, lengths, 1.0))

    def __getitem__(self, rows: NDArray[np.integer]) -> Floats:
        """Some of the vectors, shape ``(len(rows), n_columns)``."""
        return self.table[rows] * self.weights / self.lengths[rows, None]

    def along(self, vectors: Floats, wanted: NDArray[np.integer] | slice) -> Floats:
        """Products of other vectors with the wanted ones of these, shape ``(len(vectors), n_wanted)``."""
        weighted = vectors * self.weights
        products = [weighted @ block.T for block in _blocks(self.table[wanted])]
        return np.concatenate(products, axis=1) / self.lengths[wanted]


def _blocks(table: NDArray) -> Iterator[Floats]:
    """The table from its first row to its last, in 64 bits; one block of an empty one."""
    for start in range(0, max(len(table), 1), BLOCK):
        yield table[start : start + BLOCK].astype(np.float64)
