"""Whatever can recommend, by name: this project's recommender and what it is measured against.

To add a baseline write a function that fits it on a bundle, and name it in ``BASELINES``: the table, the JSON, the
comparisons and ``--against`` follow.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from core.data.bias_only import BiasOnly
from core.data.split import Rated
from core.model.bundle import Bundle
from core.profiles import Profile
from core.recommend.cowatching import CoWatching
from core.recommend.evidence import Evidence
from core.recommend.fold_in import FoldIn, known_ratings
from core.recommend.options import Options
from core.recommend.recommender import Recommender
from core.recommend.settings import RecommenderSettings

Floats = NDArray[np.floating]


@dataclass(frozen=True)
class BaselineScores:
    """What a baseline makes of one person's profile; both of shape ``(n_anime,)``."""

    ranking: Floats
    """Score to rank by, the highest first."""
    predicted: Floats | None = None
    """Ratings 1…10, from a baseline that predicts some."""
    listed: Floats | None = None
    """Score that the page lists by, where it is another."""


FittedBaseline = Callable[[Profile], BaselineScores]
"""A baseline that has learnt all it can from a bundle."""

Baseline = Callable[[Bundle], FittedBaseline]
"""Fits a baseline on a bundle, once for all people."""


def for_you(
    bundle: Bundle, settings: RecommenderSettings = RecommenderSettings(), options: Options = Options()
) -> FittedBaseline:
    """The list of For you: interest and predicted rating in one score, and as adventurous as the options say."""
    recommender = Recommender(bundle, settings)

    def scores(profile: Profile) -> BaselineScores:
        found = recommender.scores(profile)
        return BaselineScores(found.score, found.predicted, recommender.wanted(found, profile, options))

    return scores


def popularity(bundle: Bundle) -> FittedBaseline:
    """Titles with most ratings of ``HIGH`` and more first, the same for everybody.

    Scores are logarithms, so that between a franchise's parts a factor decides, as it does in interest.
    """
    n_high = bundle.catalog.table["n_high"].to_numpy(dtype=np.float64)
    scores = BaselineScores(np.log(np.maximum(n_high, 0.5)))
    return lambda profile: scores


def bias_only(bundle: Bundle) -> FittedBaseline:
    """Titles with the highest anime bias first; the predicted rating moves with the viewer's bias."""
    table, model = bundle.catalog.table, bundle.model
    means = table["data_mean"].to_numpy(dtype=np.float64, na_value=np.nan)
    biases = BiasOnly.of_means(table["n_ratings"].to_numpy(), means)
    everything = np.arange(len(model.anime))

    def scores(profile: Profile) -> BaselineScores:
        rows, ratings = known_ratings(model, profile.ratings)
        own = Rated(np.zeros(len(rows), np.int32), rows.astype(np.int32), ratings.astype(np.float32))
        viewer_bias = biases.viewer_biases(own, n_viewers=1)
        return BaselineScores(biases.anime_bias, biases.predict(viewer_bias, everything))

    return scores


def rating_model(bundle: Bundle) -> FittedBaseline:
    """Titles with the highest predicted rating of the folded-in taste first."""
    fold_in = FoldIn.of(bundle)

    def scores(profile: Profile) -> BaselineScores:
        predicted = fold_in.predict(fold_in.taste(profile.ratings))
        return BaselineScores(predicted, predicted)

    return scores


def co_watching(bundle: Bundle) -> FittedBaseline:
    """Titles with most interest first."""
    model = CoWatching.of(bundle)

    def scores(profile: Profile) -> BaselineScores:
        evidence = Evidence.of(profile, bundle.model.anime)
        return BaselineScores(model.interest(evidence.rows, evidence.ratings))

    return scores


BASELINES: dict[str, Baseline] = {
    "for-you": for_you,
    "popularity": popularity,
    "bias-only": bias_only,
    "rating-model": rating_model,
    "co-watching": co_watching,
}
"""Every baseline by its name, in the order of the table."""
