"""Who is like whom: a viewer's twin and opposite, their favourites, and the genres that set them apart."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from core.analysis.similarity import rank, vectors_for
from core.data.catalog import Catalog
from core.data.ratings import HIGH, Ratings
from core.model.bundle import Bundle
from core.model.rating_model import RatingModel
from core.model.stored import blocks


class Viewer(NamedTuple):
    """One person as the model sees them: a vector of shape ``(n_factors,)`` and a bias in logits."""

    vector: NDArray[np.float32]
    bias: float


class Match(NamedTuple):
    """Another viewer and the cosine between their vector and the one asked for."""

    row: int
    cosine: float


def viewer_at(model: RatingModel, row: int) -> Viewer:
    """The viewer of a row."""
    return Viewer(model.viewer_factors[row], float(model.viewer_bias[row]))


def average_viewer(model: RatingModel) -> Viewer:
    """A viewer who is the mean of all viewers."""
    return Viewer(*model.mean_viewer)


def random_viewer(model: RatingModel, seed: int) -> int:
    """Id of a viewer drawn at random, the same for the same seed."""
    return int(model.viewers.ids[np.random.default_rng(seed).integers(len(model.viewers))])


def cosines(model: RatingModel, vector: NDArray) -> NDArray[np.float32]:
    """Cosine between a vector and that of every viewer, shape ``(n_viewers,)``."""
    [unit] = vectors_for(np.atleast_2d(vector), "cosine")
    return np.concatenate([vectors_for(block, "cosine") @ unit for block in blocks(model.viewer_factors)])


def twin_and_opposite(scores: NDArray, self_row: int | None = None) -> tuple[Match, Match]:
    """The nearest and the farthest viewer by their cosines; ``self_row`` is never one of them."""
    allowed = np.ones(len(scores), dtype=bool)
    if self_row is not None:
        allowed[self_row] = False
    (twin,), (near,) = rank(scores, 1, allowed)
    (opposite,), (far,) = rank(scores, 1, allowed, lowest=True)
    return Match(int(twin), float(near)), Match(int(opposite), float(far))


def favourites(
    bundle: Bundle, viewer: Viewer, n: int, allowed: NDArray[np.bool_] | None = None, own: bool = False
) -> pd.DataFrame:
    """The ``n`` titles with the highest predicted rating (or ``above``), the anime bias in it, by ``anime_id``.

    Columns: ``title``, ``predicted`` in rating points, and ``above``, the prediction minus the one for
    the average viewer: what is this viewer's own and not everybody's. ``own`` ranks by the latter.
    """
    model = bundle.model
    predicted = model.predict_taste(viewer.vector, viewer.bias)
    above = predicted - model.predict_taste(*average_viewer(model))
    rows = rank(above if own else predicted, n, allowed).rows
    ids = model.anime.ids[rows]
    return pd.DataFrame(
        {
            "title": [bundle.catalog.title(int(anime_id)) for anime_id in ids],
            "predicted": predicted[rows],
            "above": above[rows],
        },
        index=ids,
    )


def fingerprint(bundle: Bundle, viewer: Viewer, genres: list[str]) -> NDArray[np.float32]:
    """How much more than other titles a viewer likes each genre, in rating points, shape ``(len(genres),)``.

    For each title the prediction minus the one for the average viewer; of that, the mean over the genre's titles
    minus the mean over all. Titles count by the number of their ratings.
    """
    model, catalog = bundle.model, bundle.catalog
    above = model.predict_taste(viewer.vector, viewer.bias) - model.predict_taste(*average_viewer(model))
    weight = catalog.table["n_ratings"].to_numpy(dtype=np.float64) + 1
    columns = [catalog.genres.index(genre) for genre in genres]
    weights = catalog.genre_matrix[:, columns] * weight[:, None]
    return (above @ weights / weights.sum(axis=0) - above @ weight / weight.sum()).astype(np.float32)


def common_genres(catalog: Catalog, n: int) -> list[str]:
    """The ``n`` genres that most titles have, in alphabetical order."""
    return sorted(catalog.genres[:n])


def ratings_of(ratings: Ratings, viewer_id: int) -> pd.Series:
    """What one viewer rated, by ``anime_id``; imputed and unrated rows do not count."""
    rows = ratings.rated & ~ratings.imputed & (ratings.viewer_id == viewer_id)
    return pd.Series(ratings.rating[rows], index=ratings.anime_id[rows])


def both_rated_highly(one: pd.Series, other: pd.Series) -> pd.DataFrame:
    """Titles that two people both gave ``HIGH`` or more, indexed by ``anime_id``, the best liked first.

    Columns: ``one`` and ``other``, their ratings.
    """
    shared = pd.DataFrame({"one": one[one >= HIGH], "other": other[other >= HIGH]}).dropna()
    return shared.loc[(-shared.sum(axis=1)).sort_values(kind="stable").index]


def both_predicted_highly(bundle: Bundle, one: Viewer, other: Viewer, n: int, among: int = 100) -> pd.DataFrame:
    """At most ``n`` titles that are among the first ``among`` favourites of both, as :func:`both_rated_highly`."""
    first, second = (favourites(bundle, viewer, among)["predicted"] for viewer in (one, other))
    return both_rated_highly(first, second).head(n)


def same_people(bundle: Bundle, ratings: Ratings, most: int = 20_000) -> bool:
    """Whether these are ratings of the model's own viewers, so that they may serve as evidence.

    All its viewers must be among them, and it must predict their ratings about as well as its card says: other
    people may go by the same numbers.
    """
    model = bundle.model
    viewer_rows = model.viewers.rows(ratings.viewer_id, unknown="negative")
    anime_rows = model.anime.rows(ratings.anime_id, unknown="negative")
    known = np.flatnonzero((viewer_rows >= 0) & (anime_rows >= 0) & ratings.rated & ~ratings.imputed)
    if len(np.unique(viewer_rows[viewer_rows >= 0])) < len(model.viewers) or not len(known):
        return False
    some = known[:: max(len(known) // most, 1)]
    errors = model.predict(viewer_rows[some], anime_rows[some]) - ratings.rating[some]
    return float(np.sqrt(np.mean(errors**2))) < 1.1 * bundle.card.metrics.valid_rmse
