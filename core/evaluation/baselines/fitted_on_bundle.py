"""Recommenders that a bundle brings all for: this project's own, its parts, and the simplest of others."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from core.data.bias_only import BiasOnly
from core.data.ratings import HIGH
from core.data.split import Rated
from core.evaluation.baselines.scores import BaselineScores, FittedBaseline, Floats
from core.model.bundle import Bundle
from core.profiles import Profile
from core.recommend.evidence import Evidence
from core.recommend.fold_in import known_ratings
from core.recommend.options import Options
from core.recommend.recommender import Recommender

Baseline = Callable[[Recommender], FittedBaseline]
"""Fits a baseline on a bundle, given as its recommender, once for all people.

Baselines that are fitted on one recommender work out only once what they have in common.
"""


def for_you(recommender: Recommender, options: Options = Options()) -> FittedBaseline:
    """The list of For you: interest and predicted rating in one score, and as adventurous as the options say."""

    def scores(profile: Profile) -> BaselineScores:
        found = recommender.scores(profile)
        wanted, familiar = recommender.wanted(found, profile, options), recommender.familiar(found, profile)
        return BaselineScores(found.score, found.predicted, wanted, familiar)

    return scores


def popularity(recommender: Recommender) -> FittedBaseline:
    """Titles with most ratings of ``HIGH`` and more first, the same for everybody.

    Scores are logarithms, so that between a franchise's parts a factor decides, as it does in interest.
    """
    n_high = recommender.bundle.catalog.table["n_high"].to_numpy(dtype=np.float64)
    scores = BaselineScores(np.log(np.maximum(n_high, 0.5)))
    return lambda profile: scores


def bias_only(recommender: Recommender) -> FittedBaseline:
    """Titles with the highest anime bias first; the predicted rating moves with the viewer's bias."""
    biases, predict = _biases(recommender.bundle), predicted_by_biases(recommender.bundle)
    return lambda profile: BaselineScores(biases.anime_bias, predict(profile))


def predicted_by_biases(bundle: Bundle) -> Callable[[Profile], Floats]:
    """Predicts every title's rating by mean, anime bias and viewer bias, shape ``(n_anime,)``."""
    model, biases = bundle.model, _biases(bundle)
    everything = np.arange(len(model.anime))

    def predicted(profile: Profile) -> Floats:
        rows, ratings = known_ratings(model, profile.ratings)
        own = Rated(np.zeros(len(rows), np.int32), rows.astype(np.int32), ratings.astype(np.float32))
        return biases.predict(biases.viewer_biases(own, n_viewers=1), everything)

    return predicted


def _biases(bundle: Bundle) -> BiasOnly:
    table = bundle.catalog.table
    means = table["data_mean"].to_numpy(dtype=np.float64, na_value=np.nan)
    return BiasOnly.of_means(table["n_ratings"].to_numpy(), means)


def rating_model(recommender: Recommender) -> FittedBaseline:
    """Titles with the highest predicted rating of the folded-in taste first."""

    def scores(profile: Profile) -> BaselineScores:
        predicted = recommender.scores(profile).predicted
        return BaselineScores(predicted, predicted)

    return scores


def co_watching(recommender: Recommender) -> FittedBaseline:
    """Titles with most interest first."""
    return lambda profile: BaselineScores(recommender.scores(profile).interest)


def at_random(recommender: Recommender) -> FittedBaseline:
    """Titles in an order that the profile's titles alone decide: what chance finds."""
    n_anime = len(recommender.bundle.model.anime)

    def scores(profile: Profile) -> BaselineScores:
        return BaselineScores(np.random.default_rng(sorted(profile.watched)).random(n_anime))

    return scores


def similar(recommender: Recommender) -> FittedBaseline:
    """Titles whose vectors in the model point where those of the titles rated above the viewer's mean point."""
    model = recommender.bundle.model
    factors, anime = model.anime_factors.astype(np.float64), model.anime
    directions = factors / np.maximum(np.linalg.norm(factors, axis=1, keepdims=True), 1e-12)

    def scores(profile: Profile) -> BaselineScores:
        evidence = Evidence.of(profile, anime)
        ratings = np.where(evidence.is_rated, evidence.ratings, HIGH)
        above = ratings - ratings.mean() if len(np.unique(ratings)) > 1 else ratings
        return BaselineScores(directions @ (above @ directions[evidence.rows]))

    return scores
