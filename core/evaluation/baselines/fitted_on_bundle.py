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
from core.recommend.cowatching import CoWatching
from core.recommend.evidence import Evidence
from core.recommend.fold_in import FoldIn, known_ratings
from core.recommend.options import Options
from core.recommend.recommender import Recommender
from core.recommend.settings import RecommenderSettings

Baseline = Callable[[Bundle], FittedBaseline]
"""Fits a baseline on a bundle, once for all people."""


def for_you(
    bundle: Bundle, settings: RecommenderSettings = RecommenderSettings(), options: Options = Options()
) -> FittedBaseline:
    """The list of For you: interest and predicted rating in one score, and as adventurous as the options say."""
    recommender = Recommender(bundle, settings)

    def scores(profile: Profile) -> BaselineScores:
        found = recommender.scores(profile)
        wanted, familiar = recommender.wanted(found, profile, options), recommender.familiar(found, profile)
        return BaselineScores(found.score, found.predicted, wanted, familiar)

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
    biases, predict = _biases(bundle), predicted_by_biases(bundle)
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


def rating_model(bundle: Bundle) -> FittedBaseline:
    """Titles with the highest predicted rating of the folded-in taste first."""
    fold_in = FoldIn.of(bundle)

    def scores(profile: Profile) -> BaselineScores:
        predicted = fold_in.predict(fold_in.taste(profile.opinions))
        return BaselineScores(predicted, predicted)

    return scores


def co_watching(bundle: Bundle) -> FittedBaseline:
    """Titles with most interest first."""
    model = CoWatching.of(bundle)

    def scores(profile: Profile) -> BaselineScores:
        evidence = Evidence.of(profile, bundle.model.anime)
        return BaselineScores(model.interest(evidence.rows, evidence.ratings))

    return scores


def at_random(bundle: Bundle) -> FittedBaseline:
    """Titles in an order that the profile's titles alone decide: what chance finds."""
    n_anime = len(bundle.model.anime)

    def scores(profile: Profile) -> BaselineScores:
        return BaselineScores(np.random.default_rng(sorted(profile.watched)).random(n_anime))

    return scores


def similar(bundle: Bundle) -> FittedBaseline:
    """Titles whose vectors in the model point where those of the titles rated above the viewer's mean point."""
    factors, anime = bundle.model.anime_factors.astype(np.float64), bundle.model.anime
    directions = factors / np.maximum(np.linalg.norm(factors, axis=1, keepdims=True), 1e-12)

    def scores(profile: Profile) -> BaselineScores:
        evidence = Evidence.of(profile, anime)
        ratings = np.where(evidence.is_rated, evidence.ratings, HIGH)
        above = ratings - ratings.mean() if len(np.unique(ratings)) > 1 else ratings
        return BaselineScores(directions @ (above @ directions[evidence.rows]))

    return scores
