"""Which matrix row belongs to which id, in both directions."""

from __future__ import annotations

from functools import cached_property
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray

MOST_HASHED = 100_000
"""Ids up to which a dictionary finds them; of a million it would take 100 MB."""
_SMALLEST, _LARGEST = np.iinfo(np.int32).min, np.iinfo(np.int32).max

_AT_ONCE = 1_000_000
"""Ids that are looked up together."""


class Vocabulary:
    """Ids in row order; the caller says what an unknown id means.

    Parameters are any unique integer ids; the order given is the row order.
    """

    def __init__(self, ids: ArrayLike) -> None:
        self.ids: NDArray[np.int32] = np.asarray(ids, dtype=np.int32)
        if self.ids.ndim != 1 or not (self._is_rising or len(np.unique(self.ids)) == len(self.ids)):
            raise ValueError("A vocabulary needs a flat list of unique ids.")

    def __repr__(self) -> str:
        return f"Vocabulary({len(self):,} ids)"

    def __len__(self) -> int:
        return len(self.ids)

    def __contains__(self, id_: int) -> bool:
        if len(self) > MOST_HASHED:
            return bool(self.rows(id_, unknown="negative") >= 0)
        return id_ in self._row_of

    @cached_property
    def _row_of(self) -> dict[int, int]:
        """For one id at a time: NumPy would let other threads have their turn before it looks that one up."""
        return {id_: row for row, id_ in enumerate(self.ids.tolist())}

    @cached_property
    def _is_rising(self) -> bool:
        return bool((self.ids[1:] > self.ids[:-1]).all())

    @cached_property
    def _sorted(self) -> tuple[NDArray[np.int64] | None, NDArray[np.int32]]:
        """Rows in the order of their ids, none where that is their own, and these ids."""
        if self._is_rising:
            return None, self.ids
        order = np.argsort(self.ids, kind="stable")
        return order, self.ids[order]

    def rows(self, ids: ArrayLike, unknown: Literal["error", "negative"] = "error") -> NDArray[np.int64]:
        """Row of each id, shape ``(n,)``; an unknown id raises ``KeyError`` or becomes -1.

        >>> Vocabulary([5114, 1535, 20]).rows([20, 9999], unknown="negative")
        array([ 2, -1])
        """
        wanted = np.asarray(ids, dtype=np.int64)
        if not len(self) or not wanted.size:
            found = np.full(wanted.shape, -1, dtype=np.int64)
        else:
            order, sorted_ids = self._sorted
            # of another type, all ids would be copied
            alike = np.minimum(np.maximum(wanted, _SMALLEST), _LARGEST).astype(np.int32)
            places = np.minimum(np.searchsorted(sorted_ids, alike), len(self) - 1)
            found = np.where(sorted_ids[places] == wanted, places if order is None else order[places], -1)
        if unknown == "error" and (found < 0).any():
            raise KeyError(int(wanted[found < 0][0]))
        return found

    def rows32(self, ids: NDArray[np.int32]) -> NDArray[np.int32]:
        """The same in 32 bits, so many at a time that what it takes to find them stays small; ``KeyError``."""
        found = np.empty(len(ids), dtype=np.int32)
        for start in range(0, len(ids), _AT_ONCE):
            found[start : start + _AT_ONCE] = self.rows(ids[start : start + _AT_ONCE])
        return found

    def row(self, id_: int) -> int:
        """Row of one id; ``KeyError`` if it is unknown."""
        return int(self.rows(id_)) if len(self) > MOST_HASHED else self._row_of[id_]
