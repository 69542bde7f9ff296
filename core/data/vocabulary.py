"""Which matrix row belongs to which id, in both directions."""

from __future__ import annotations

from functools import cached_property
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray


class Vocabulary:
    """Ids in row order; the caller says what an unknown id means.

    Parameters are any unique integer ids; the order given is the row order.
    """

    def __init__(self, ids: ArrayLike) -> None:
        self.ids: NDArray[np.int32] = np.asarray(ids, dtype=np.int32)
        if self.ids.ndim != 1 or len(np.unique(self.ids)) != len(self.ids):
            raise ValueError("A vocabulary needs a flat list of unique ids.")

    def __repr__(self) -> str:
        return f"Vocabulary({len(self):,} ids)"

    def __len__(self) -> int:
        return len(self.ids)

    def __contains__(self, id_: int) -> bool:
        return bool(self.rows([id_], unknown="negative")[0] >= 0)

    @cached_property
    def _sorted(self) -> tuple[NDArray[np.int64], NDArray[np.int32]]:
        order = np.argsort(self.ids, kind="stable")
        return order, self.ids[order]

    def rows(self, ids: ArrayLike, unknown: Literal["error", "negative"] = "error") -> NDArray[np.int64]:
        """Row of each id, shape ``(n,)``; an unknown id raises ``KeyError`` or becomes -1."""
        wanted = np.asarray(ids, dtype=np.int64)
        if not len(self):
            found = np.full(wanted.shape, -1, dtype=np.int64)
        else:
            order, sorted_ids = self._sorted
            places = np.searchsorted(sorted_ids, wanted).clip(max=len(self) - 1)
            found = np.where(sorted_ids[places] == wanted, order[places], -1)
        if unknown == "error" and (found < 0).any():
            raise KeyError(int(wanted[found < 0][0]))
        return found

    def row(self, id_: int) -> int:
        """Row of one id; ``KeyError`` if it is unknown."""
        return int(self.rows([id_])[0])
