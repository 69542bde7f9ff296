"""What ratings look like before anything is learnt from them: who rated how much, which titles, which genres."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray

from core.data.catalog import Catalog
from core.data.ratings import Ratings

GENEROUS = 7.0
"""Mean rating from which people count as generous; the middle of the scale is 5.5."""


def counts(ids: NDArray[np.int32]) -> NDArray[np.int64]:
    """How many rows each id has, the most first, shape ``(number of ids,)``."""
    return np.sort(np.unique(ids, return_counts=True)[1])[::-1]


def long_tail(per_id: ArrayLike) -> pd.DataFrame:
    """How the rows are spread over titles or viewers: the most rated first, as shares from 0 to 1.

    Columns: ``ids``, the share of ids taken so far, and ``rows``, the share of all rows they have.
    """
    falling = np.sort(np.asarray(per_id))[::-1].astype(np.float64)
    taken = np.arange(1, len(falling) + 1) / max(len(falling), 1)
    table = pd.DataFrame({"ids": taken, "rows": falling.cumsum() / max(falling.sum(), 1)})
    return pd.concat([pd.DataFrame({"ids": [0.0], "rows": [0.0]}), table], ignore_index=True)


def share_of_top(per_id: ArrayLike, share: float) -> float:
    """Share of all rows that the given share of ids with most rows has, 0…1."""
    tail = long_tail(per_id)
    return float(np.interp(share, tail["ids"], tail["rows"]))


def by_size(per_id: ArrayLike) -> pd.DataFrame:
    """How many ids have 1, 2–3, 4–7, 8–15 … rows: columns ``rows`` (as text) and ``ids``."""
    sizes = np.asarray(per_id)
    sizes = sizes[sizes > 0]
    power = np.floor(np.log2(sizes)).astype(np.int64)
    held = np.bincount(power)
    names = [f"{2**p:,}" if p == 0 else f"{2**p:,}–{2 ** (p + 1) - 1:,}" for p in range(len(held))]
    return pd.DataFrame({"rows": names, "ids": held})


def title_counts(ratings: Ratings, catalog: Catalog) -> pd.DataFrame:
    """The catalog's ``title``, ``genres`` and ``type`` with ``n_ratings`` and ``data_mean`` of given ratings."""
    given = ratings.rated & ~ratings.imputed
    grouped = pd.Series(ratings.rating[given]).groupby(ratings.anime_id[given]).agg(["size", "mean"])
    grouped = grouped.reindex(catalog.table.index)
    return catalog.table[["title", "genres", "type"]].assign(
        n_ratings=grouped["size"].fillna(0).astype(np.int64), data_mean=grouped["mean"]
    )


def genre_by_type(titles: pd.DataFrame, n_genres: int = 15, least: int = 1) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Number of ratings and mean rating of each genre and type; the genres with most ratings, first on top.

    ``titles`` needs ``genres, type, n_ratings, data_mean``. A title counts once for each of its genres; where there
    are fewer than ``least`` ratings, the mean is NaN.
    """
    rows = titles.explode("genres").dropna(subset=["genres"])
    rows = rows.assign(total=(rows["n_ratings"] * rows["data_mean"]).fillna(0.0))
    sums = rows.groupby(["genres", "type"])[["n_ratings", "total"]].sum()
    number = sums["n_ratings"].unstack(fill_value=0)
    genres = number.sum(axis=1).sort_values(ascending=False, kind="stable").index[:n_genres]
    types = number.sum(axis=0).sort_values(ascending=False, kind="stable").index
    number = number.loc[genres, types]
    total = sums["total"].unstack(fill_value=0.0).loc[genres, types]
    return number, (total / number.where(number >= least)).astype(np.float64)


def generosity(given: Sequence[int]) -> str:
    """A sentence on a histogram of ratings 1…10: their mean, and how many are 7 and more."""
    total = sum(given)
    if not total:
        return "There is no rating yet."
    mean = sum(rating * count for rating, count in enumerate(given, start=1)) / total
    opening = "People are generous: the" if mean >= GENEROUS else "The"
    return f"{opening} mean rating is {mean:.2f}, and {100 * sum(given[6:]) / total:.0f}% are 7 or more."
