"""Who rated what: the ratings themselves, and what an unrated row is taken to mean."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from typing import Literal, get_args

import numpy as np
from numpy.typing import NDArray

from core.catalog import Catalog
from core.errors import DataError

UNRATED = -1
"""In the file: watched, but not rated."""

LOWEST, HIGHEST = 1, 10
HIGH = 8
"""A rating from which a title counts as rated highly."""

Unrated = Literal["drop", "anime-mean", "viewer-mean"]
"""What to do with unrated rows: leave them out, or fill in a mean rating."""

UNRATED_CHOICES: tuple[Unrated, ...] = get_args(Unrated)


@dataclass(frozen=True)
class Ratings:
    """One row for each viewer and anime they watched; the four arrays have the same length.

    ``viewer_id`` and ``anime_id`` are int32, ``rating`` is float32 in 1…10 or -1 where the viewer gave none,
    ``imputed`` is true where the rating was filled in by :func:`impute`.
    """

    viewer_id: NDArray[np.int32]
    anime_id: NDArray[np.int32]
    rating: NDArray[np.float32]
    imputed: NDArray[np.bool_]

    def __post_init__(self) -> None:
        if len({len(self.viewer_id), len(self.anime_id), len(self.rating), len(self.imputed)}) > 1:
            raise ValueError("The four arrays of ratings need one length.")

    @classmethod
    def of(cls, viewer_id: NDArray, anime_id: NDArray, rating: NDArray) -> Ratings:
        """Ratings as they stand in a file, nothing imputed."""
        return cls(
            np.asarray(viewer_id, np.int32),
            np.asarray(anime_id, np.int32),
            np.asarray(rating, np.float32),
            np.zeros(len(rating), bool),
        )

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

    def select(self, mask: NDArray) -> Ratings:
        """The rows of a bool mask or an array of row numbers."""
        return Ratings(self.viewer_id[mask], self.anime_id[mask], self.rating[mask], self.imputed[mask])

    def histogram(self) -> dict[str, list[int]]:
        """How many ratings fall to each of 1…10, given and imputed apart; imputed ones rounded."""
        counts = {}
        for name, mask in (("given", self.rated & ~self.imputed), ("imputed", self.imputed)):
            whole = np.rint(self.rating[mask]).astype(np.int64)
            counts[name] = np.bincount(whole, minlength=HIGHEST + 1)[LOWEST : HIGHEST + 1].tolist()
        return counts


def impute(ratings: Ratings, unrated: Unrated, catalog: Catalog | None = None) -> Ratings:
    """Ratings in which no row is unrated any more.

    ``drop`` leaves unrated rows out. ``anime-mean`` fills in the site's mean rating of the anime (or, where the
    catalog has none, the mean of the ratings at hand), ``viewer-mean`` the mean of the viewer's own ratings;
    where there is no such mean, the mean of all ratings stands in. Raises ``DataError`` if no rating is left.
    """
    if not ratings.rated.any():
        raise DataError(
            "Not one row of these ratings has a rating from 1 to 10. "
            "A model learns from ratings: add rows that have one."
        )
    if unrated == "drop":
        return ratings.select(ratings.rated)
    if unrated == "viewer-mean":
        means = _group_means(ratings.viewer_id, ratings)
    elif unrated == "anime-mean":
        means = _group_means(ratings.anime_id, ratings)
        if catalog is not None:
            site = catalog.table["mean_rating"].reindex(ratings.anime_id).to_numpy(dtype=np.float32)
            means = np.where(np.isnan(site), means, site)
    else:
        raise ValueError(f"unrated must be one of {UNRATED_CHOICES}, not {unrated!r}")
    missing = ~ratings.rated
    return replace(
        ratings,
        rating=np.where(missing, means, ratings.rating).astype(np.float32),
        imputed=ratings.imputed | missing,
    )


def _group_means(group: NDArray[np.int32], ratings: Ratings) -> NDArray[np.float32]:
    """Mean rating of each row's group, shape ``(len(ratings),)``; the overall mean where a group has none."""
    _, row = np.unique(group, return_inverse=True)
    rated = ratings.rated
    sums = np.bincount(row[rated], weights=ratings.rating[rated], minlength=row.max() + 1)
    counts = np.bincount(row[rated], minlength=row.max() + 1)
    overall = ratings.rating[rated].mean(dtype=np.float64)
    means = np.divide(sums, counts, out=np.full(len(sums), overall), where=counts > 0)
    return means[row].astype(np.float32)
