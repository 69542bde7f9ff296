"""How processes that share the viewers add up what each of them has counted."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import islice
from typing import TypeVar

from numpy.typing import NDArray

T = TypeVar("T")

Sum = Callable[[NDArray], NDArray]
"""Sums an array over all processes; each of them has to ask for the same sums in the same order."""


def alone(array: NDArray) -> NDArray:
    """The sum where there is one process."""
    return array


@dataclass(frozen=True)
class Share:
    """What process number ``rank`` of ``n`` does of a work; by itself all of it."""

    rank: int = 0
    n: int = 1
    summed: Sum = alone

    def of(self, pieces: Iterable[T]) -> Iterator[T]:
        """Every ``n``-th of the pieces, from that of its rank on."""
        return islice(pieces, self.rank, None, self.n)


ALONE = Share()
"""All of a work, where there is one process."""
