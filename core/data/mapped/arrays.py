"""Arrays in NumPy's own files, mapped into memory for reading and written piece by piece."""

from __future__ import annotations

from pathlib import Path
from tokenize import TokenError

import numpy as np
from numpy.lib import format as npy
from numpy.typing import DTypeLike, NDArray

from core.errors import DataError

_UNSOUND = (
    *(OSError, EOFError, ValueError, TypeError, OverflowError, MemoryError, RecursionError),
    *(SyntaxError, TokenError),
)
"""What NumPy raises for a damaged header, which it reads as the literals that Python writes."""


def mapped_array(path: Path) -> NDArray:
    """An array of a file, of which nothing is read yet; raises ``DataError`` where it is none."""
    try:
        return np.load(path, mmap_mode="r", allow_pickle=False)
    except _UNSOUND:
        raise damaged(path) from None


def damaged(path: Path) -> DataError:
    """The error of a file of converted ratings that cannot be used."""
    return DataError(f"{path} is missing or damaged. Convert the ratings again with “python -m core convert”.")


class GrowingArray:
    """A flat array that is written piece by piece: its file is whole at the end of the ``with`` block.

    Raises ``OSError``.
    """

    def __init__(self, path: Path, kind: DTypeLike) -> None:
        self._file, self._kind, self._length = path.open("wb"), np.dtype(kind), 0
        self._write_header()

    def __enter__(self) -> GrowingArray:
        return self

    def __exit__(self, *raised: object) -> None:
        with self._file:
            self._file.seek(0)
            self._write_header()

    def add(self, piece: NDArray) -> None:
        """Append numbers."""
        self._file.write(piece.astype(self._kind).tobytes())
        self._length += len(piece)

    def _write_header(self) -> None:
        """NumPy leaves room in it for a longer first axis, so that the header may be written again."""
        described = {"descr": npy.dtype_to_descr(self._kind), "fortran_order": False, "shape": (self._length,)}
        npy.write_array_header_1_0(self._file, described)
