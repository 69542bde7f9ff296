"""What an unrated row is taken to mean: it is left out, or a mean rating is filled in."""

from __future__ import annotations

from dataclasses import replace
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from core.data.catalog import Catalog
from core.data.ratings import Ratings
from core.errors import DataError

Unrated = Literal["drop", "anime-mean", "viewer-mean"]
"""What to do with unrated rows: leave them out, or fill in a mean rating."""

UNRATED_CHOICES: dict[Unrated, str] = {
    "drop": "Left out",
    "anime-mean": "The anime's mean",
    "viewer-mean": "The viewer's mean",
}
"""The same in words."""


def impute(ratings: Ratings, unrated: Unrated, catalog: Catalog | None = None) -> Ratings:
    """Ratings in which no row is unrated any more.

    ``drop`` leaves unrated rows out. ``anime-mean`` fills in the site's mean rating of the anime (or, where the
    catalog has none, the mean of the ratings at hand), ``viewer-mean`` the mean of the viewer's own ratings;
    where there is no such mean, the mean of all ratings stands in. Raises ``DataError`` if no rating is left.
    """
    check_any_rated(int(ratings.rated.sum()))
    return fill(ratings, unrated, catalog, float(ratings.rating[ratings.rated].mean(dtype=np.float64)))


def check_any_rated(n_rated: int) -> None:
    """Raise ``DataError`` where there is no rating to learn from."""
    if not n_rated:
        raise DataError(
            "Not one row of these ratings has a rating from 1 to 10. "
            "A model learns from ratings: add rows that have one."
        )


def fill(ratings: Ratings, unrated: Unrated, catalog: Catalog | None, overall: float) -> Ratings:
    """The same for some of the ratings, those of whole viewers, of which ``overall`` is the mean of all.

    ``anime-mean`` is then the same only where the catalog has every mean.
    """
    if unrated == "drop":
        return ratings.select(ratings.rated)
    if unrated == "viewer-mean":
        means = _group_means(ratings.viewer_id, ratings, overall)
    elif unrated == "anime-mean":
        means = _group_means(ratings.anime_id, ratings, overall)
        if catalog is not None:
            site = catalog.table["mean_rating"].reindex(ratings.anime_id).to_numpy(dtype=np.float32)
            means = np.where(np.isnan(site), means, site)
    else:
        raise ValueError(f"unrated must be one of {list(UNRATED_CHOICES)}, not {unrated!r}")
    missing = ~ratings.rated
    return replace(
        ratings,
        rating=np.where(missing, means, ratings.rating).astype(np.float32),
        imputed=ratings.imputed | missing,
    )


def _group_means(group: NDArray[np.int32], ratings: Ratings, overall: float) -> NDArray[np.float32]:
    """Mean rating of each row's group, shape ``(len(ratings),)``; the overall mean where a group has none."""
    groups, row = np.unique(group, return_inverse=True)
    rated = ratings.rated
    sums = np.bincount(row[rated], weights=ratings.rating[rated], minlength=len(groups))
    counts = np.bincount(row[rated], minlength=len(groups))
    means = np.divide(sums, counts, out=np.full(len(sums), overall), where=counts > 0)
    return means[row].astype(np.float32)
