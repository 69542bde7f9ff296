"""Simulated ratings, drawn from a trained model, to try training with no data at hand and to measure it at scale."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from core.data.catalog import COLUMNS, Catalog
from core.data.cleaning import CleaningReport, CleaningStep
from core.data.ratings import HIGHEST, LOWEST, UNRATED, Ratings
from core.data.sources import LoadedRatings
from core.data.vocabulary import Vocabulary
from core.errors import DataError
from core.model.bundle import Bundle
from core.model.rating_model import RatingModel

LIST_LENGTH_SPREAD = 1.1
"""Standard deviation of the logarithm of a list's length; the real sample has 1.3."""
PULL_OF_TASTE = 0.7
"""How much taste moves what a simulated viewer watches, beside popularity, in standard deviations."""
_CHUNK = 2_000


def simulate(bundle: Bundle, n_viewers: int, n_ratings: int, seed: int = 0) -> LoadedRatings:
    """Ratings of viewers who do not exist, as the bundle's model would have them; labelled as simulated.

    Tastes are drawn from the normal distribution of the model's viewers, list lengths from a log-normal one; what
    is watched follows popularity and taste (the Gumbel-max trick draws titles without repetition), and a rating is
    the model's prediction plus noise as large as its validation error, rounded to 1…10. The share of unrated rows
    is that of the model's own data. Raises ``DataError`` for a size that cannot be.
    """
    longest = len(bundle.catalog) // 2
    if n_viewers < 2 or not n_viewers <= n_ratings <= n_viewers * longest:
        raise DataError(
            f"{n_ratings:,} ratings of {n_viewers:,} viewers cannot be simulated with {len(bundle.catalog):,} anime: "
            f"ask for at least 2 viewers and from 1 to {longest:,} ratings a viewer."
        )
    rng = np.random.default_rng(seed)
    model = _with_new_viewers(bundle.model, n_viewers, rng)
    lengths = _list_lengths(n_viewers, n_ratings, longest, rng)
    anime_rows = np.concatenate(list(_watched(bundle, model, lengths, rng)))
    viewer_rows = np.repeat(np.arange(n_viewers), lengths)
    rating = _rated(bundle, model, viewer_rows, anime_rows, rng)
    ratings = Ratings.of(model.viewers.ids[viewer_rows], model.anime.ids[anime_rows], rating)
    source = f"Simulated: {n_viewers:,} viewers who do not exist, drawn from the model {bundle.name}"
    report = CleaningReport((CleaningStep("Rows simulated", n_ratings, "no real person gave these ratings"),))
    plain = Catalog(bundle.catalog.table[list(COLUMNS)])
    return LoadedRatings(ratings, plain, report, source, simulated=True)


def _with_new_viewers(model: RatingModel, n_viewers: int, rng: np.random.Generator) -> RatingModel:
    known = model.viewer_numbers()
    mean, covariance = known.mean(axis=0), np.atleast_2d(np.cov(known, rowvar=False))
    try:
        drawn = rng.multivariate_normal(mean, covariance, n_viewers, method="cholesky")
    except np.linalg.LinAlgError:  # fewer viewers than numbers of each: no spread in some directions
        drawn = rng.multivariate_normal(mean, covariance, n_viewers, method="svd", check_valid="ignore")
    return model.with_viewers(Vocabulary(np.arange(1, n_viewers + 1)), drawn)


def _list_lengths(n_viewers: int, n_ratings: int, longest: int, rng: np.random.Generator) -> NDArray[np.int64]:
    """How many titles each viewer watched: at least 1, at most ``longest``, ``n_ratings`` in all."""
    weights = rng.lognormal(sigma=LIST_LENGTH_SPREAD, size=n_viewers)
    lengths = np.ones(n_viewers, dtype=np.int64)
    while (missing := n_ratings - int(lengths.sum())) > 0:
        free = np.flatnonzero(lengths < longest)
        more = rng.multinomial(missing, weights[free] / weights[free].sum())
        lengths[free] = np.minimum(lengths[free] + more, longest)
    return lengths


def _watched(
    bundle: Bundle, model: RatingModel, lengths: NDArray[np.int64], rng: np.random.Generator
) -> Iterator[NDArray[np.int64]]:
    """Anime rows of each viewer's list, viewer after viewer."""
    popularity = np.log1p(bundle.catalog.table["n_seen"].to_numpy(dtype=np.float32))
    factors = model.anime_factors - model.anime_factors.mean(axis=0)
    for start in range(0, len(lengths), _CHUNK):
        chunk = slice(start, start + _CHUNK)
        pull = model.viewer_factors[chunk] @ factors.T
        pull *= PULL_OF_TASTE / (pull.std() or np.float32(1))
        pull += popularity - np.log(rng.standard_exponential(pull.shape, dtype=np.float32) + 1e-30)
        for scores, length in zip(pull, lengths[chunk], strict=True):
            yield np.argpartition(scores, -length)[-length:]


def _rated(
    bundle: Bundle,
    model: RatingModel,
    viewer_rows: NDArray[np.int64],
    anime_rows: NDArray[np.int64],
    rng: np.random.Generator,
) -> NDArray[np.float32]:
    """A rating for each pair of rows, -1 for as large a share of them as in the data the model saw."""
    noise = bundle.card.metrics.valid_rmse
    data = bundle.card.data
    unrated = data.unrated / max(data.unrated + data.ratings, 1)
    rating = np.empty(len(viewer_rows), dtype=np.float32)
    for start in range(0, len(rating), 500_000):
        part = slice(start, start + 500_000)
        predicted = model.predict(viewer_rows[part], anime_rows[part])
        predicted += rng.normal(0, noise, len(predicted)).astype(np.float32)
        rating[part] = np.rint(predicted).clip(LOWEST, HIGHEST)
        rating[part][rng.random(len(predicted)) < unrated] = UNRATED
    return rating
