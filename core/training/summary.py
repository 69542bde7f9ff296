"""What a bundle says of the training it comes from: counts, histograms, the split, and the metrics."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from core.data.catalog import Catalog
from core.data.ratings import HIGH, Histogram, RatingRows, Ratings
from core.data.sources import LoadedRatings, StreamedLoaded
from core.data.split import SplitRows
from core.data.vocabulary import Vocabulary
from core.model.card import DataCard, SplitCard
from core.model.rating_model import RatingModel

_CHUNK = 65_536


def measure(model: RatingModel, data: SplitRows) -> dict[str, float]:
    """``valid_mse``, ``valid_rmse`` and ``valid_mae`` of a model on the validation rows."""
    squares, errors = 0.0, 0.0
    for valid in data.valid_blocks():
        chunks = [slice(start, start + _CHUNK) for start in range(0, len(valid), _CHUNK)]
        predicted = [model.predict(valid.viewer[chunk], valid.anime[chunk]) for chunk in chunks]
        error = np.concatenate([*predicted, []]).astype(np.float64) - valid.rating
        squares += float(np.sum(error**2))
        errors += float(np.sum(np.abs(error)))
    mse = squares / data.n_valid
    return {"valid_mse": mse, "valid_rmse": mse**0.5, "valid_mae": errors / data.n_valid}


def counted(catalog: Catalog, ratings: RatingRows, viewers: Vocabulary, anime: Vocabulary) -> Catalog:
    """The catalog in the model's row order, with counts of what these viewers, the model's, rated and watched.

    ``n_ratings`` and ``n_high`` count given ratings, ``n_seen`` all rows, ``data_mean`` is NaN without a rating.
    """
    n = len(anime)
    counts = {name: np.zeros(n, dtype=np.int64) for name in ("n_ratings", "n_high", "n_seen")}
    sums = np.zeros(n)
    for seen in _of_viewers(ratings, viewers):
        given = seen.select(seen.rated)
        rows = anime.rows(given.anime_id)
        counts["n_ratings"] += np.bincount(rows, minlength=n)
        counts["n_high"] += np.bincount(rows[given.rating >= HIGH], minlength=n)
        counts["n_seen"] += np.bincount(anime.rows(seen.anime_id), minlength=n)
        sums += np.bincount(rows, given.rating, minlength=n)
    mean = np.divide(sums, counts["n_ratings"], out=np.full(n, np.nan), where=counts["n_ratings"] > 0)
    return Catalog(catalog.take(anime.ids.tolist()).table.assign(**counts, data_mean=mean))


def split_card(data: SplitRows, valid: float, hold_out_viewers: float, seed: int) -> SplitCard:
    """How rows and viewers were held out."""
    return SplitCard(
        valid=valid,
        train_rows=data.n_train,
        valid_rows=data.n_valid,
        hold_out_viewers=hold_out_viewers,
        held_out_viewers=data.held_out_viewers,
        seed=seed,
        how="rows drawn at random from the viewers kept; a title or viewer seen only there has its bias alone",
        fingerprint=data.fingerprint,
    )


def data_card(
    loaded: LoadedRatings | StreamedLoaded, filled: RatingRows, viewers: Vocabulary, anime: Vocabulary
) -> DataCard:
    """What the model saw, for the pages where no ratings are at hand; held-out viewers are left out."""
    kept = [(int(block.rated.sum()), len(block)) for block in _of_viewers(loaded.ratings, viewers)]
    n_rated, n_rows = (sum(each) for each in zip(*kept, strict=True))
    histograms = [block.histogram() for block in _of_viewers(filled, viewers)]
    given, imputed = (
        tuple(map(sum, zip(*each, strict=True)))
        for each in ([one.given for one in histograms], [one.imputed for one in histograms])
    )
    return DataCard(
        viewers=len(viewers),
        anime=len(anime),
        ratings=n_rated,
        unrated=n_rows - n_rated,
        histogram=Histogram(given, imputed),
        source=loaded.source,
        simulated=loaded.simulated,
        cleaning=loaded.report.steps,
        points=loaded.points,
    )


def _of_viewers(ratings: RatingRows, viewers: Vocabulary) -> Iterator[Ratings]:
    """The rows of these viewers, block by block."""
    for block in ratings.by_viewers():
        yield block.of_viewers(viewers.ids)
