"""What each answer to an unrated row does: to the ratings that are learnt from, and to the error of a simple model."""

from __future__ import annotations

import numpy as np
import pandas as pd

from core.data.bias_only import bias_only_rmse
from core.data.catalog import Catalog
from core.data.imputation import UNRATED_CHOICES, Unrated, impute
from core.data.ratings import HIGHEST, LOWEST, Ratings
from core.data.split import Rated
from core.data.vocabulary import Vocabulary


def distributions(ratings: Ratings, catalog: Catalog) -> pd.DataFrame:
    """Share of all rows at each rating 1…10 under each answer, 0…1, given and imputed rows together.

    Indexed by rating, one column an answer.
    """
    shares = {}
    for unrated in UNRATED_CHOICES:
        counts = impute(ratings, unrated, catalog).histogram()
        total = np.add(counts.given, counts.imputed)
        shares[unrated] = total / total.sum()
    return pd.DataFrame(shares, index=range(LOWEST, HIGHEST + 1))


def sample_of_viewers(ratings: Ratings, most: int = 1_000_000, seed: int = 0) -> Ratings:
    """All rows of viewers drawn at random until there are about ``most`` rows; all ratings where they are fewer."""
    if len(ratings) <= most:
        return ratings
    viewers, row, size = np.unique(ratings.viewer_id, return_inverse=True, return_counts=True)
    order = np.random.default_rng(seed).permutation(len(viewers))
    drawn = np.zeros(len(viewers), dtype=bool)
    drawn[order[: max(int(np.searchsorted(size[order].cumsum(), most, side="right")), 1)]] = True
    return ratings.select(drawn[row])


def effects(ratings: Ratings, catalog: Catalog, valid: float = 0.1, seed: int = 0) -> pd.DataFrame:
    """What each answer comes to, indexed by answer.

    Columns: ``rows`` learnt from, of them ``imputed``, their ``mean`` and ``standard_deviation``, and two errors
    (RMSE in rating points) of a model of biases alone: ``rmse_given`` on the same given ratings, held out before
    anything is imputed, and ``rmse_own`` on rows drawn from the filled ratings, as the article measured: there,
    imputed rows are easy to guess and make an answer look better than it is.
    """
    table = {}
    for unrated in UNRATED_CHOICES:
        filled = impute(ratings, unrated, catalog)
        table[unrated] = {
            "rows": len(filled),
            "imputed": int(filled.imputed.sum()),
            "mean": float(filled.rating.mean(dtype=np.float64)),
            "standard_deviation": float(filled.rating.std(dtype=np.float64)),
            "rmse_given": _rmse(*_held_out(ratings, unrated, catalog, valid, seed)),
            "rmse_own": _rmse(*_drawn(filled, valid, seed)),
        }
    return pd.DataFrame.from_dict(table, orient="index").astype({"rows": int, "imputed": int})


def _held_out(ratings: Ratings, unrated: Unrated, catalog: Catalog, valid: float, seed: int) -> tuple[Ratings, Ratings]:
    """Training rows, imputed without a look at the held-out given ratings, and those."""
    given = np.flatnonzero(ratings.rated & ~ratings.imputed)
    held = np.zeros(len(ratings), dtype=bool)
    held[np.random.default_rng(seed).permutation(given)[: round(len(given) * valid)]] = True
    return impute(ratings.select(~held), unrated, catalog), ratings.select(held)


def _drawn(filled: Ratings, valid: float, seed: int) -> tuple[Ratings, Ratings]:
    held = np.zeros(len(filled), dtype=bool)
    held[np.random.default_rng(seed).permutation(len(filled))[: round(len(filled) * valid)]] = True
    return filled.select(~held), filled.select(held)


def _rmse(train: Ratings, valid: Ratings) -> float:
    viewers = Vocabulary(np.union1d(train.viewer_id, valid.viewer_id))
    anime = Vocabulary(np.union1d(train.anime_id, valid.anime_id))

    def by_row(side: Ratings) -> Rated:
        viewer, title = viewers.rows(side.viewer_id), anime.rows(side.anime_id)
        return Rated(viewer.astype(np.int32), title.astype(np.int32), side.rating)

    return bias_only_rmse(by_row(train), by_row(valid))
