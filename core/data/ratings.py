"""Who rated what: one row for each viewer and anime they watched."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, fields
from functools import cached_property
from typing import Protocol

import numpy as np
from numpy.typing import ArrayLike, NDArray

UNRATED = -1
"""In the file: watched, but not rated."""

LOWEST, HIGHEST = 1, 10
ROWS_TOGETHER = 1_000_000
"""Rows that are looked at together where all would take too much memory."""
HIGH = 8
"""A rating from which a title counts as rated highly."""


@dataclass(frozen=True)
class Histogram:
    """How many ratings fall to each of 1…10; imputed ones are rounded."""

    given: tuple[int, ...]
    imputed: tuple[int, ...]

    def __post_init__(self) -> None:
        if not all(len(counts) == HIGHEST - LOWEST + 1 and min(counts) >= 0 for counts in (self.given, self.imputed)):
            raise ValueError(f"given and imputed do not count ratings of {LOWEST} to {HIGHEST}")


class RatingRows(Protocol):
    """Ratings in memory or on disk, which can be looked at some viewers at a time."""

    def __len__(self) -> int: ...

    def by_viewers(self) -> Iterator[Ratings]:
        """All rows, those of whole viewers at a time."""
        ...

    def of_viewers(self, ids: NDArray[np.int32]) -> RatingRows:
        """All rows of these viewers."""
        ...

    def together(self) -> Ratings:
        """The rows in memory."""
        ...


@dataclass(frozen=True, repr=False)
class Ratings:
    """One row for each viewer and anime they watched; the four arrays have the same length.

    >>> ratings = Ratings.of([1, 1, 2], [5114, 1535, 5114], [10, 9, UNRATED])
    >>> ratings
    Ratings(3 rows, 2 viewers, 2 anime)
    >>> ratings.rated
    array([ True,  True, False])

    ``viewer_id`` and ``anime_id`` are int32, ``rating`` is float32 in 1…10 or -1 where the viewer gave none,
    ``imputed`` is true where the rating was filled in by :func:`core.data.imputation.impute`.
    """

    viewer_id: NDArray[np.int32]
    anime_id: NDArray[np.int32]
    rating: NDArray[np.float32]
    imputed: NDArray[np.bool_]

    def __post_init__(self) -> None:
        if len({len(self.viewer_id), len(self.anime_id), len(self.rating), len(self.imputed)}) > 1:
            raise ValueError("The four arrays of ratings need one length.")

    @classmethod
    def of(cls, viewer_id: ArrayLike, anime_id: ArrayLike, rating: ArrayLike) -> Ratings:
        """Ratings as they stand in a file, nothing imputed."""
        return cls(
            np.asarray(viewer_id, np.int32),
            np.asarray(anime_id, np.int32),
            np.asarray(rating, np.float32),
            np.zeros(np.shape(rating), bool),
        )

    @classmethod
    def joined(cls, parts: Sequence[Ratings]) -> Ratings:
        """The rows of several ratings, one after the other."""
        names = [field.name for field in fields(cls)]
        return cls(*(np.concatenate([getattr(part, name) for part in parts]) for name in names))

    def __repr__(self) -> str:
        return f"Ratings({len(self):,} rows, {self.n_viewers:,} viewers, {self.n_anime:,} anime)"

    def __len__(self) -> int:
        return len(self.rating)

    @cached_property
    def rated(self) -> NDArray[np.bool_]:
        """True where the row has a rating, given or imputed."""
        return self.rating != UNRATED

    @cached_property
    def n_viewers(self) -> int:
        return len(np.unique(self.viewer_id))

    @cached_property
    def n_anime(self) -> int:
        return len(np.unique(self.anime_id))

    def by_viewers(self, rows: int = ROWS_TOGETHER) -> Iterator[Ratings]:
        """All rows, those of whole viewers at a time, about so many of them; a viewer's rows keep their order.

        Fewer rows than that come as they are, and rows in the order of their viewers are not copied.
        """
        if len(self) <= rows:
            yield self
            return
        is_sorted = bool((self.viewer_id[1:] >= self.viewer_id[:-1]).all())
        order = None if is_sorted else np.argsort(self.viewer_id, kind="stable")
        ids = self.viewer_id if order is None else self.viewer_id[order]
        start = 0
        while start < len(ids):
            last = ids[min(start + rows, len(ids)) - 1]
            end = int(np.searchsorted(ids, last, side="right"))
            yield self.select(slice(start, end) if order is None else order[start:end])
            start = end

    def of_viewers(self, ids: NDArray[np.int32]) -> Ratings:
        """All rows of these viewers."""
        theirs = np.isin(self.viewer_id, ids)
        return self if theirs.all() else self.select(theirs)

    def together(self) -> Ratings:
        """The rows in memory, where they are."""
        return self

    def select(self, mask: NDArray | slice) -> Ratings:
        """The rows of a bool mask, an array of row numbers or a slice."""
        return Ratings(self.viewer_id[mask], self.anime_id[mask], self.rating[mask], self.imputed[mask])

    def histogram(self) -> Histogram:
        """How many ratings fall to each of 1…10, given and imputed apart."""
        return Histogram(*(self._counts(mask) for mask in (self.rated & ~self.imputed, self.imputed)))

    def _counts(self, mask: NDArray[np.bool_]) -> tuple[int, ...]:
        whole = np.rint(self.rating[mask]).astype(np.int64)
        return tuple(np.bincount(whole, minlength=HIGHEST + 1)[LOWEST : HIGHEST + 1].tolist())
