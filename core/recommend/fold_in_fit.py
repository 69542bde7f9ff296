"""Fitting what the fold-in starts from: how tastes differ, how titles' ratings vary, and what people choose.

The prior of tastes is the one under which the ratings of trained viewers are most likely (empirical Bayes, by
expectation and maximisation: Dempster, Laird and Rubin 1977). Each step folds every viewer in and then moves the crowd,
the covariance, each title's offset and noise to where these tastes and what is unknown of them say. Titles with few
ratings keep near all others.

What a new viewer's rating does beyond that is read off cases like theirs: a few of a viewer's training ratings are
told, their validation ratings, which no factor was fitted to, are predicted. From these come the response to interest,
the viewers' scale of noise, and the share of ratings that a standard deviation holds.

Most titles of a catalog are never shown to a person, and of equal predictions those at the top of a list turn out
higher: what puts them there, what similar viewers loved, says more of a rating than the response can. The more was
told the more it says. So in fitting the response a title that the case's list would show counts for many others, else
the few that people see would be predicted too low for the sake of the many that they do not.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from core.data.catalog import Catalog
from core.data.progress_share import Tell, nobody, one_by_one, part
from core.data.ratings import RatingRows, Ratings
from core.data.split import Rated, SplitRows
from core.model.rating_model import RatingModel
from core.recommend.cowatching import CoWatching
from core.recommend.fold_in import FoldIn, Taste
from core.recommend.franchises import group_franchises
from core.recommend.settings import RankingSettings
from core.recommend.taste_prior import FoldInSettings, TastePrior, around

Floats = NDArray[np.floating]
Rows = NDArray[np.int64]

STEPS_SHARE, CASES_SHARES = 0.6, (0.6, 0.7, 0.8, 1.0)
"""Of the time that fitting takes: the steps, and where making the cases and reading things off them begin and end."""
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
    attachment: float = 0.4
    """Where the variance of what somebody thinks of a franchise begins; 0 leaves it out."""
    answers: tuple[int, ...] = (3, 5, 10, 20)
    """How many ratings are told in a viewer's cases."""
    least_ratings: int = 40
    """Ratings a viewer needs to make a case, so that all numbers of answers are told by viewers of one kind."""
    response_ratings: float = 50.0
    """Ratings by which the response is drawn towards none."""
    n_shown: int = 10
    """Titles that a case's list would show."""
    shown_counts: float = 10.0
    """Ratings for which that of a shown title counts in the response; of a sample's ratings to predict one in twenty is
    of a shown title, so that these have a third of the weight."""
    n_bands: int = 5
    """Bands of popularity in which it is counted how many ratings a standard deviation holds."""
    band_ratings: float = 100.0
    """Ratings by which that is drawn towards 68%."""
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
    data: SplitRows,
    ratings: RatingRows,
    by_hand: FoldInSettings = FoldInSettings(),
    settings: FoldInFitSettings = FoldInFitSettings(),
    tell: Tell = nobody,
) -> dict[str, NDArray]:
    """Arrays of the prior for a bundle's parts, from the split that the model learnt from.

    ``catalog`` is the bundle's. ``ratings`` are those that the split was drawn from; imputed rows of the split, which
    nobody gave, say nothing.
    """
    random = np.random.default_rng(settings.seed)
    viewers = random.permutation(len(data.viewers))[: settings.n_viewers]
    given = _pairs(data, ratings.of_viewers(data.viewers.ids[viewers]).together())
    train, valid = (_lists(part, given, data, viewers) for part in data.of_viewers(viewers))
    n_ratings = catalog.table["n_ratings"].to_numpy(dtype=np.float64)
    prior = _along_main_directions(TastePrior.by_hand(model, catalog, by_hand), model, n_ratings, settings)
    prior = replace(prior, franchise=_franchises(catalog, model), attachment=np.array([settings.attachment]))
    for step in range(settings.n_steps):
        of_step = part(tell, STEPS_SHARE * step / settings.n_steps, STEPS_SHARE * (step + 1) / settings.n_steps)
        prior = _improved(FoldIn(model, prior), train, settings, of_step)
    fold_in = FoldIn(model, prior, cowatching)
    lists = list(zip(train, valid, strict=True))
    cases = list(_cases(fold_in, lists, random, settings, part(tell, *CASES_SHARES[:2])))
    prior = replace(prior, evidence=_evidence(cases))
    if cases:
        prior = replace(prior, response=_response(fold_in, cases, settings, part(tell, *CASES_SHARES[1:3])))
        told = FoldIn(model, prior, cowatching)
        prior = replace(prior, spread=_spread(told, cases, n_ratings, settings, part(tell, *CASES_SHARES[2:])))
    return prior.parts()


def _pairs(data: SplitRows, ratings: Ratings) -> Rows:
    """A number for each viewer and anime of these ratings that the split knows and somebody gave."""
    given = ratings.select(ratings.rated & ~ratings.imputed)
    return data.viewers.rows(given.viewer_id) * len(data.anime) + data.anime.rows(given.anime_id, unknown="negative")


def _lists(rated: Rated, given: Rows, data: SplitRows, viewers: Rows) -> list[tuple[Rows, Floats]]:
    """The anime rows and ratings of each of these viewers, those that somebody gave, in the order of the viewers."""
    place_of = np.full(len(data.viewers), -1)
    place_of[viewers] = np.arange(len(viewers))
    theirs = rated.select(place_of[rated.viewer] >= 0)
    theirs = theirs.select(np.isin(theirs.viewer.astype(np.int64) * len(data.anime) + theirs.anime, given))
    anime, rating, place = theirs.anime.astype(np.int64), theirs.rating.astype(np.float64), place_of[theirs.viewer]
    order = np.argsort(place, kind="stable")
    ends = np.searchsorted(place[order], np.arange(1, len(viewers)))
    return [(anime[own], rating[own]) for own in np.split(order, ends)]


def _along_main_directions(
    prior: TastePrior, model: RatingModel, n_ratings: Floats, settings: FoldInFitSettings
) -> TastePrior:
    """The prior with only those directions that move predicted ratings most; the evidence starts with none for all."""
    _, slopes = around(model, prior.crowd)
    weight = np.sqrt(n_ratings)[:, None]
    _, _, directions = np.linalg.svd(weight * (slopes @ prior.basis), full_matrices=False)
    return replace(prior, basis=prior.basis @ directions[: settings.n_directions].T)


def _franchises(catalog: Catalog, model: RatingModel) -> NDArray[np.int32]:
    """The number of each title's franchise, −1 for titles that are alone in theirs."""
    group = group_franchises(catalog, model.anime_factors).group
    return np.where(np.bincount(group)[group] > 1, group, -1).astype(np.int32)


def _improved(
    fold_in: FoldIn, lists: Sequence[tuple[Rows, Floats]], settings: FoldInFitSettings, tell: Tell
) -> TastePrior:
    """The prior after one step of expectation and maximisation."""
    prior, n_anime, n = fold_in.prior, len(fold_in.means), fold_in.prior.basis.shape[1]
    steps, unknown, attachments = [], np.zeros((n, n)), []
    number, errors, squares = np.zeros(n_anime), np.zeros(n_anime), np.zeros(n_anime)
    for rows, ratings in one_by_one(lists, tell):
        taste = fold_in.taste_of_rows(rows, ratings)
        loadings = fold_in.loadings_of(rows, taste.franchises)
        error = ratings - fold_in.means[rows] - loadings @ taste.steps
        number[rows] += 1
        errors[rows] += error
        squares[rows] += error**2 + np.einsum("ij,ij->i", loadings @ taste.covariance, loadings)
        steps.append(taste.steps[:n])
        unknown += taste.covariance[:n, :n]
        several = (loadings[:, n:] > 0).sum(axis=0) > 1  # of one rating it cannot be told whether it is the franchise's
        attachments.append((taste.steps**2 + np.diag(taste.covariance))[n:][several])
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
        attachment=prior.attachment * np.append(np.concatenate(attachments), 1).mean(),
    )


def _cases(
    fold_in: FoldIn,
    lists: Sequence[tuple[tuple[Rows, Floats], tuple[Rows, Floats]]],
    random: np.random.Generator,
    settings: FoldInFitSettings,
    tell: Tell,
) -> Iterator[_Case]:
    """The cases of each viewer with ratings enough: some training ratings told, the validation ratings to predict."""
    for (rows, ratings), (held_rows, held_ratings) in one_by_one(lists, tell):
        if len(rows) + len(held_rows) < settings.least_ratings or not len(held_rows):
            continue
        for n in settings.answers:
            told = random.permutation(len(rows))[:n]
            yield _Case(fold_in.taste_of_rows(rows[told], ratings[told]), held_rows, held_ratings)


def _response(fold_in: FoldIn, cases: Sequence[_Case], settings: FoldInFitSettings, tell: Tell) -> Floats:
    """The response that brings the predictions nearest to the ratings, above all to those of titles that are shown.

    By ridge regression, weighted.
    """
    said = [_said(fold_in, case, settings) for case in one_by_one(cases, tell)]
    linear, interest, weight = (np.concatenate(each) for each in zip(*said, strict=True))
    errors = np.concatenate([case.ratings for case in cases]) - linear
    middle = linear.mean()
    features = np.column_stack([np.ones(len(linear)), linear - middle, interest, np.maximum(interest - 1, 0)])
    weighted = features * weight[:, None]
    penalty = settings.response_ratings * np.eye(4)
    constant, slope, choice, beyond = np.linalg.solve(weighted.T @ features + penalty, weighted.T @ errors)
    return np.array([constant - slope * middle, 1 + slope, choice, beyond])


def _said(fold_in: FoldIn, case: _Case, settings: FoldInFitSettings) -> tuple[Floats, Floats, Floats]:
    """Linear prediction and interest of each title that a case predicts, and for how many ratings its own counts."""
    linear, interest = fold_in.linear(case.told), fold_in.interest(case.told)
    love = fold_in.cowatching.love(case.told.rows, case.told.ratings) if fold_in.cowatching else None
    score = RankingSettings().blend(interest, love, linear)
    score[case.told.rows] = -np.inf
    n_last = max(len(score) - settings.n_shown, 0)
    shown = score[case.rows] >= np.partition(score, n_last)[n_last]
    return linear[case.rows], interest[case.rows], np.where(shown, settings.shown_counts, 1.0)


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


def _spread(
    fold_in: FoldIn, cases: Sequence[_Case], n_ratings: Floats, settings: FoldInFitSettings, tell: Tell
) -> Floats:
    """By what each title's standard deviation is multiplied, from how large errors are at titles as well known."""
    rows = np.concatenate([case.rows for case in cases])
    errors = np.concatenate(
        [
            np.abs(case.ratings - fold_in.predict(case.told)[case.rows])
            / fold_in.standard_deviation(case.told, case.rows)
            for case in one_by_one(cases, tell)
        ]
    )
    popularity = np.log1p(n_ratings)
    order, drawn = np.argsort(popularity[rows], kind="stable"), settings.band_ratings
    bands = [band for band in np.array_split(order, settings.n_bands) if len(band)]
    middles = [float(np.median(popularity[rows[band]])) for band in bands]
    spreads = [(len(band) * np.quantile(errors[band], WITHIN_ONE) + drawn) / (len(band) + drawn) for band in bands]
    return np.interp(popularity, middles, spreads)
