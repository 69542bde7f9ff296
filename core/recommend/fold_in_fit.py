"""Fitting what the fold-in starts from: how tastes differ, how titles' ratings vary, and what people choose.

The prior of tastes is the one under which the ratings of trained viewers are most likely (empirical Bayes, by
expectation and maximisation: Dempster, Laird and Rubin 1977). Each step folds every viewer in and then moves the crowd,
the covariance, each title's offset and noise to where these tastes and what is unknown of them say. Titles with few
ratings keep near all others.

What a new viewer's rating does beyond that is read off cases like theirs: a few of a viewer's training ratings are
told, their validation ratings, which no factor was fitted to, are predicted. From these come the response to interest,
the viewers' scale of noise, and the share of ratings that a standard deviation holds.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from core.data.catalog import Catalog
from core.data.ratings import Ratings
from core.data.split import Rated, Split
from core.model.rating_model import RatingModel
from core.recommend.cowatching import CoWatching
from core.recommend.fold_in import FoldIn, Taste
from core.recommend.taste_prior import FoldInSettings, TastePrior, around

Floats = NDArray[np.floating]
Rows = NDArray[np.int64]

WITHIN_ONE = math.erf(math.sqrt(0.5))
"""Share of a normal distribution within one standard deviation, 0.68."""
EVIDENCE = (2.0, 3.0, 4.0, 6.0, 8.0, 12.0, 16.0, 24.0, 32.0, 64.0, 128.0)
"""What is tried for the evidence on which a viewer's scale of noise stands."""


@dataclass(frozen=True)
class FoldInFitSettings:
    """What was chosen by measurement (benchmarks/fold_in.py)."""

    n_directions: int = 32
    """Directions in which tastes differ; more change nothing and cost time."""
    n_steps: int = 4
    """Steps of expectation and maximisation."""
    n_viewers: int = 5_000
    """Most viewers that are looked at, drawn at random."""
    prior_viewers: float = 50.0
    """Viewers that the covariance by hand counts for."""
    offset_ratings: float = 10.0
    """Ratings by which a title's offset is drawn towards 0."""
    noise_ratings: float = 50.0
    """Ratings by which a title's noise is drawn towards that of all."""
    answers: tuple[int, ...] = (3, 5, 10, 20)
    """How many ratings are told in a viewer's cases."""
    least_ratings: int = 40
    """Ratings a viewer needs to make a case, so that all numbers of answers are told by viewers of one kind."""
    response_ratings: float = 50.0
    """Ratings by which the response is drawn towards none."""
    n_bands: int = 5
    """Bands of popularity in which it is counted how many ratings a standard deviation holds."""
    band_ratings: float = 100.0
    """Ratings by which that is drawn towards 68 %."""
    seed: int = 0
    """Decides which viewers and ratings are drawn."""


@dataclass(frozen=True)
class _Case:
    """A trained viewer who told a few ratings as a new one would, and others that are to be predicted."""

    told: Taste
    rows: Rows
    ratings: Floats


def fit_fold_in(
    model: RatingModel,
    catalog: Catalog,
    cowatching: CoWatching,
    data: Split,
    ratings: Ratings,
    by_hand: FoldInSettings = FoldInSettings(),
    settings: FoldInFitSettings = FoldInFitSettings(),
    may_go_on: Callable[[int, int], bool] = lambda step, steps: True,
) -> dict[str, NDArray]:
    """Arrays of the prior for a bundle's parts, from the split that the model learnt from.

    ``catalog`` is the bundle's. ``ratings`` are those that the split was drawn from; imputed rows of the split, which
    nobody gave, say nothing. ``may_go_on`` is asked before each step, with its number and how many there are; once it
    says no there are no arrays.
    """
    given = _pairs(data, ratings.select(ratings.rated & ~ratings.imputed))
    train, valid = (_lists(part, given, data) for part in (data.train, data.valid))
    random = np.random.default_rng(settings.seed)
    viewers = random.permutation(len(train))[: settings.n_viewers]
    n_ratings = catalog.table["n_ratings"].to_numpy(dtype=np.float64)
    prior = _along_main_directions(TastePrior.by_hand(model, catalog, by_hand), model, n_ratings, settings)
    for step in range(1, settings.n_steps + 1):
        if not may_go_on(step, settings.n_steps + 1):
            return {}
        prior = _improved(FoldIn(model, prior), [train[viewer] for viewer in viewers], settings)
    if not may_go_on(settings.n_steps + 1, settings.n_steps + 1):
        return {}
    fold_in = FoldIn(model, prior, cowatching)
    cases = list(_cases(fold_in, [(train[viewer], valid[viewer]) for viewer in viewers], random, settings))
    prior = replace(prior, evidence=_evidence(cases))
    if cases:
        prior = replace(prior, response=_response(fold_in, cases, settings))
        prior = replace(prior, spread=_spread(FoldIn(model, prior, cowatching), cases, n_ratings, settings))
    return prior.parts()


def _pairs(data: Split, given: Ratings) -> Rows:
    """A number for each viewer and anime of these ratings, those that the split knows."""
    viewer = data.viewers.rows(given.viewer_id, unknown="negative")
    return (viewer * len(data.anime) + data.anime.rows(given.anime_id, unknown="negative"))[viewer >= 0]


def _lists(rated: Rated, given: Rows, data: Split) -> list[tuple[Rows, Floats]]:
    """Each viewer's anime rows and ratings, those that somebody gave, in the order of the viewers."""
    kept = np.isin(rated.viewer.astype(np.int64) * len(data.anime) + rated.anime, given)
    viewer, anime, rating = rated.viewer[kept], rated.anime[kept].astype(np.int64), rated.rating[kept]
    order = np.argsort(viewer, kind="stable")
    ends = np.searchsorted(viewer[order], np.arange(1, len(data.viewers)))
    return [(anime[own], rating[own].astype(np.float64)) for own in np.split(order, ends)]


def _along_main_directions(
    prior: TastePrior, model: RatingModel, n_ratings: Floats, settings: FoldInFitSettings
) -> TastePrior:
    """The prior with only those directions that move predicted ratings most; the evidence starts with none for all."""
    _, slopes = around(model, prior.crowd)
    weight = np.sqrt(n_ratings)[:, None]
    _, _, directions = np.linalg.svd(weight * (slopes @ prior.basis), full_matrices=False)
    return replace(prior, basis=prior.basis @ directions[: settings.n_directions].T)


def _improved(fold_in: FoldIn, lists: Sequence[tuple[Rows, Floats]], settings: FoldInFitSettings) -> TastePrior:
    """The prior after one step of expectation and maximisation."""
    prior, n_anime = fold_in.prior, len(fold_in.means)
    steps, unknown = [], np.zeros((prior.basis.shape[1],) * 2)
    number, errors, squares = np.zeros(n_anime), np.zeros(n_anime), np.zeros(n_anime)
    for rows, ratings in lists:
        taste, loadings = fold_in.taste_of_rows(rows, ratings), fold_in.loadings[rows]
        error = ratings - fold_in.means[rows] - loadings @ taste.steps
        number[rows] += 1
        errors[rows] += error
        squares[rows] += error**2 + np.einsum("ij,ij->i", loadings @ taste.covariance, loadings)
        steps.append(taste.steps)
        unknown += taste.covariance
    mean = np.mean(steps, axis=0)
    around_mean = np.array(steps) - mean
    by_hand = settings.prior_viewers
    covariance = unknown + around_mean.T @ around_mean + by_hand * np.eye(len(mean))
    covariance /= len(steps) + by_hand
    drawn = settings.offset_ratings
    noise = squares.sum() / number.sum()
    return replace(
        prior,
        crowd=prior.crowd + prior.basis @ mean,
        basis=prior.basis @ np.linalg.cholesky(covariance),
        offsets=prior.offsets + (errors - drawn * prior.offsets) / (number + drawn),
        noise=(squares + settings.noise_ratings * noise) / (number + settings.noise_ratings),
    )


def _cases(
    fold_in: FoldIn,
    lists: Sequence[tuple[tuple[Rows, Floats], tuple[Rows, Floats]]],
    random: np.random.Generator,
    settings: FoldInFitSettings,
) -> Iterator[_Case]:
    """The cases of each viewer with ratings enough: some training ratings told, the validation ratings to predict."""
    for (rows, ratings), (held_rows, held_ratings) in lists:
        if len(rows) + len(held_rows) < settings.least_ratings or not len(held_rows):
            continue
        for n in settings.answers:
            told = random.permutation(len(rows))[:n]
            yield _Case(fold_in.taste_of_rows(rows[told], ratings[told]), held_rows, held_ratings)


def _response(fold_in: FoldIn, cases: Sequence[_Case], settings: FoldInFitSettings) -> Floats:
    """The response that brings the predictions nearest to the ratings, by ridge regression."""
    linear = np.concatenate(
        [fold_in.means[case.rows] + fold_in.loadings[case.rows] @ case.told.steps for case in cases]
    )
    interest = np.concatenate([fold_in.interest(case.told)[case.rows] for case in cases])
    errors = np.concatenate([case.ratings for case in cases]) - linear
    middle = linear.mean()
    features = np.column_stack([np.ones(len(linear)), linear - middle, interest, np.maximum(interest - 1, 0)])
    penalty = settings.response_ratings * np.eye(4)
    constant, slope, choice, beyond = np.linalg.solve(features.T @ features + penalty, features.T @ errors)
    return np.array([constant - slope * middle, 1 + slope, choice, beyond])


def _evidence(cases: Sequence[_Case]) -> Floats:
    """The evidence under which the told ratings, which follow a Student distribution, are most likely."""
    if not cases:
        return np.array([EVIDENCE[-1]])
    surprise = np.array([case.told.surprise for case in cases])
    n = np.array([len(case.told.rows) for case in cases])

    def likelihood(evidence: float) -> float:
        gammas = sum(math.lgamma((evidence + each) / 2) - math.lgamma(evidence / 2) for each in n)
        tails = n * math.log(evidence) + (evidence + n) * np.log1p(surprise / evidence)
        return gammas - float(tails.sum()) / 2

    return np.array([max(EVIDENCE, key=likelihood)])


def _spread(fold_in: FoldIn, cases: Sequence[_Case], n_ratings: Floats, settings: FoldInFitSettings) -> Floats:
    """By what each title's standard deviation is multiplied, from how large errors are at titles as well known."""
    rows = np.concatenate([case.rows for case in cases])
    errors = np.concatenate(
        [
            np.abs(case.ratings - fold_in.predict(case.told)[case.rows])
            / fold_in.standard_deviation(case.told, case.rows)
            for case in cases
        ]
    )
    popularity = np.log1p(n_ratings)
    order, drawn = np.argsort(popularity[rows], kind="stable"), settings.band_ratings
    bands = [band for band in np.array_split(order, settings.n_bands) if len(band)]
    middles = [float(np.median(popularity[rows[band]])) for band in bands]
    spreads = [(len(band) * np.quantile(errors[band], WITHIN_ONE) + drawn) / (len(band) + drawn) for band in bands]
    return np.interp(popularity, middles, spreads)
