"""A model's arrays as they come from disk, and what is said where one of them cannot be right.

What was learnt of viewers grows with them, and a server looks at a few of them at a time; the same goes for what is
watched together with each title. Such a table stays in its file where it is large (:class:`StoredRows`), everything
else is read.
"""

from __future__ import annotations

import json
import math
import weakref
from collections.abc import Iterable, Iterator, Mapping
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

import numpy as np
from numpy.typing import DTypeLike, NDArray
from safetensors import SafetensorError, safe_open

from core.data.vocabulary import Vocabulary
from core.errors import BundleError

LARGEST_ID = np.iinfo(np.int32).max
LARGEST_NUMBER = 10_000.0
"""Of anything that is learnt, whatever its sign: a hundred times what is, and small enough to reckon with."""


A_ROW_AT_A_TIME = frozenset(
    {"viewer_factors", "viewer_bias"}
    | {f"part.cowatch.{kind}{name}" for kind in ("", "loved.") for name in ("targets", "weights")}
)
"""Arrays of which few rows are looked at together; they stay in the file where they are large."""
MOST_READ = 4 * 2**20
"""Bytes of such an array up to which it is read: 16,000 viewers of 64 factors, 10,000 titles' companions."""
BLOCK = 50_000
"""Viewers looked at together, in about 10 MB."""
_UNSOUND = (SafetensorError, OSError, ValueError, KeyError, TypeError, AttributeError)
_KINDS = {"F16": "<f2", "F32": "<f4", "F64": "<f8", "I8": "<i1", "U8": "<u1", "U16": "<u2", "I32": "<i4"}
"""Of the numbers that may stay in the file."""


class Flaw(Exception):
    """What is wrong inside a bundle, as the end of the sentence “The model … cannot be opened: …”."""


@dataclass(frozen=True, eq=False)
class StoredRows:
    """A table of numbers that stays in its file: rows are read when they are asked for, as from an array.

    Numbers with a fraction are read in 32 bits, however many the file has.
    The file stays open, so that a model that takes its place is not mixed up with this one, and is mapped only while
    rows are read, so that none of it stays in memory.
    """

    file: BinaryIO
    offset: int
    in_file: np.dtype
    shape: tuple[int, ...]

    def __len__(self) -> int:
        return self.shape[0]

    def __getitem__(self, rows: int | np.integer | slice | NDArray) -> NDArray:
        """A copy of these rows; raises ``BundleError`` where the file is no longer what it was."""
        try:
            return np.array(np.memmap(self.file, self.in_file, "r", self.offset, self.shape)[rows], self.dtype)
        except (OSError, ValueError):
            raise BundleError("A model's file was changed while it was open. Load the page again.") from None

    def __array__(self, dtype: DTypeLike | None = None, copy: bool | None = None) -> NDArray:
        """All of it, in memory."""
        return self[:].astype(dtype or self.dtype, copy=False)

    @property
    def dtype(self) -> np.dtype:
        """Of the rows as they are read."""
        return np.dtype(np.float32) if self.in_file.kind == "f" else self.in_file

    @property
    def ndim(self) -> int:
        return len(self.shape)

    @property
    def size(self) -> int:
        """How many numbers there are."""
        return math.prod(self.shape)


Rows = NDArray[np.float32] | StoredRows
"""A table with a row for each viewer, in memory or not."""
Table = NDArray | StoredRows
"""Numbers of any kind, in memory or not."""


def blocks(rows: Table, n: int = BLOCK) -> Iterator[NDArray]:
    """The table from its first row to its last, ``n`` rows at a time."""
    for start in range(0, len(rows), n):
        yield rows[start : start + n]


def mean_and_covariance(parts: Iterable[NDArray], ddof: int = 1) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Mean and covariance of the rows of several tables of equal width, as of one: shapes ``(n,)`` and ``(n, n)``."""
    n, total, products = 0, np.zeros(()), np.zeros(())
    for part in parts:
        exact = part.astype(np.float64)
        n, total, products = n + len(part), total + exact.sum(axis=0), products + exact.T @ exact
    mean = total / n
    return mean, (products - n * np.outer(mean, mean)) / (n - ddof)


@dataclass(frozen=True)
class Stored:
    """What a model is made of again: its vocabularies, what the card says of its shape, and arrays by name."""

    viewers: Vocabulary
    anime: Vocabulary
    n_factors: int
    y_range: tuple[float, float]
    arrays: Mapping[str, Table]

    def floats(self, name: str, *shape: int) -> NDArray[np.float32]:
        """The array of this name; raises ``Flaw`` unless it has this shape and can be reckoned with."""
        return np.asarray(self._checked(name, *shape), np.float32)

    def of_viewers(self, name: str, *shape: int) -> Rows:
        """The same with a row for each viewer, in the file where there are many; raises ``Flaw`` too."""
        array = self._checked(name, len(self.viewers), *shape)
        return array if isinstance(array, StoredRows) else array.astype(np.float32)

    def factors(self) -> tuple[Rows, NDArray[np.float32]]:
        """The vectors of viewers and anime; raises ``Flaw`` as :meth:`floats` does."""
        viewers = self.of_viewers("viewer_factors", self.n_factors)
        return viewers, self.floats("anime_factors", len(self.anime), self.n_factors)

    def _checked(self, name: str, *shape: int) -> Table:
        array = self.arrays.get(name)
        if array is None:
            raise Flaw(f"{name} is missing from its weights")
        if array.shape != shape or array.dtype.kind != "f":
            raise Flaw(f"{name} should be numbers of shape {shape}, but is {array.dtype} of shape {array.shape}")
        for block in blocks(array):
            _check_numbers(name, block)
        return array


def read_arrays(file: Path, most_read: int = MOST_READ) -> dict[str, Table]:
    """Every array of a safetensors file by name; raises ``Flaw`` for what cannot be read or reckoned with.

    Those of ``A_ROW_AT_A_TIME`` that take more than ``most_read`` bytes stay in the file, and are checked by who asks
    for them.
    """
    try:
        with safe_open(file, "numpy") as tensors:
            slices = {name: tensors.get_slice(name) for name in list(tensors.keys())}
            sizes = {name: _bytes_of(one.get_dtype(), one.get_shape()) for name, one in slices.items()}
            large = {name for name in A_ROW_AT_A_TIME & sizes.keys() if sizes[name] > most_read}
            arrays: dict[str, Table] = {name: tensors.get_tensor(name) for name in sizes if name not in large}
        arrays |= {name: _left_in(file, name) for name in large}
    except _UNSOUND as error:
        raise Flaw(f"its weights cannot be read ({type(error).__name__})") from None
    for name, array in arrays.items():
        if not array.shape or array.dtype.kind not in "iuf":
            raise Flaw(f"{name[:80]} is not a list or table of numbers")
        if array.dtype.kind == "f" and isinstance(array, np.ndarray):
            _check_numbers(name, array)
    return arrays


def _bytes_of(kind: str, shape: list[int]) -> int:
    """How many bytes a table of such numbers takes; none for any other, which is read whatever its size."""
    return np.dtype(_KINDS[kind]).itemsize * math.prod(shape) if kind in _KINDS else 0


def _left_in(file: Path, name: str) -> StoredRows:
    """An array of a safetensors file that was found sound: after the length of its header comes that, as JSON."""
    with ExitStack() as closing:
        opened = closing.enter_context(file.open("rb"))
        length = int.from_bytes(opened.read(8), "little")
        tensor = json.loads(opened.read(length))[name]
        offset = 8 + length + tensor["data_offsets"][0]
        rows = StoredRows(opened, offset, np.dtype(_KINDS[tensor["dtype"]]), tuple(tensor["shape"]))
        weakref.finalize(rows, closing.pop_all().close)
    return rows


def vocabulary(arrays: Mapping[str, Table], name: str) -> Vocabulary:
    """The ids of this name in row order; raises ``Flaw`` unless they are a list of unique ids."""
    ids = arrays.get(name)
    if not isinstance(ids, np.ndarray) or ids.ndim != 1 or ids.dtype.kind not in "iu" or not len(ids):
        raise Flaw(f"{name} is missing or not a list of unique ids")
    if ids.min() < 0 or ids.max() > LARGEST_ID:
        raise Flaw(f"{name} holds ids outside 0 to {LARGEST_ID:,}")
    try:
        return Vocabulary(ids)
    except ValueError:
        raise Flaw(f"{name} is missing or not a list of unique ids") from None


def _check_numbers(name: str, array: NDArray) -> None:
    if not (np.abs(array) <= LARGEST_NUMBER).all():
        raise Flaw(f"{name[:80]} holds values that are not finite numbers up to {LARGEST_NUMBER:,.0f}")
