"""Fitting the fold-in's prior: on viewers drawn from a known one it is found again, and predictions are calibrated."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from core.data.catalog import Catalog
from core.data.ratings import Ratings
from core.data.split import Rated, Split
from core.data.vocabulary import Vocabulary
from core.recommend.cowatching import Regression
from core.recommend.fold_in import FoldIn
from core.recommend.fold_in_fit import FoldInFitSettings, fit_fold_in
from core.recommend.taste_prior import TastePrior
from tests.core.recommend.folding import ATTACHMENT, COWATCHING, DOT, N_ANIME, fitted, in_threes

N_VIEWERS, N_TRAIN, N_VALID = 1_500, 12, 6
TRUTH = replace(in_threes(fitted(DOT)), noise=np.linspace(0.5, 1.5, N_ANIME))
SETTINGS = FoldInFitSettings(
    n_steps=8, prior_viewers=5, noise_ratings=5, answers=(3, 6, 10), least_ratings=N_TRAIN + N_VALID
)
INTEREST = replace(COWATCHING, watched=Regression.of_base(COWATCHING.base))
"""The same for everybody: the base of each title."""


class World:
    """Viewers whose tastes and ratings are drawn from ``TRUTH``: some ratings to learn from, some to predict."""

    def __init__(self, seed: int, choice: float = 0.0, scales: bool = False) -> None:
        """``choice`` is what interest adds to the ratings to predict; with ``scales`` viewers differ in their noise."""
        random, fold = np.random.default_rng(seed), FoldIn(DOT, TRUTH)
        self.titles = np.array([random.permutation(N_ANIME)[: N_TRAIN + N_VALID] for _ in range(N_VIEWERS)])
        scale = 1 / random.gamma(4, 1 / 4, (N_VIEWERS, 1)) if scales else np.ones((N_VIEWERS, 1))
        steps = random.normal(size=(N_VIEWERS, fold.loadings.shape[1])) * np.sqrt(scale)
        means = fold.means[self.titles] + np.einsum("vtd,vd->vt", fold.loadings[self.titles], steps)
        liked = (
            random.normal(size=(N_VIEWERS, N_ANIME + 1))
            * np.sqrt(scale * ATTACHMENT)
            * (np.arange(N_ANIME + 1) < N_ANIME)
        )
        means += np.take_along_axis(liked, TRUTH.franchise[self.titles], axis=1)
        noise = random.normal(size=means.shape) * np.sqrt(scale * TRUTH.noise[self.titles])
        self.ratings = means + noise
        self.ratings[:, N_TRAIN:] += choice * INTEREST.base[self.titles[:, N_TRAIN:]]

    @property
    def split(self) -> Split:
        train, valid = (self._rated(slice(N_TRAIN)), self._rated(slice(N_TRAIN, None)))
        return Split(Vocabulary(np.arange(N_VIEWERS)), DOT.anime, train, valid, (train.viewer, train.anime), 0)

    def _rated(self, columns: slice) -> Rated:
        titles, ratings = self.titles[:, columns], self.ratings[:, columns]
        viewers = np.repeat(np.arange(N_VIEWERS), titles.shape[1])
        return Rated(viewers.astype(np.int32), titles.ravel().astype(np.int32), ratings.ravel().astype(np.float32))

    @property
    def given(self) -> Ratings:
        """All of them as a source hands them over; what a rating is does not matter there."""
        titles = self.titles.ravel()
        viewers = np.repeat(np.arange(N_VIEWERS), self.titles.shape[1])
        return Ratings.of(viewers, DOT.anime.ids[titles], np.full(len(titles), 7))

    def fit(self, settings: FoldInFitSettings = SETTINGS) -> TastePrior:
        return TastePrior.from_parts(fit_fold_in(DOT, CATALOG, INTEREST, self.split, self.given, settings=settings))


CATALOG = Catalog(
    pd.DataFrame(
        {
            "title": [f"{head * 4}{part}" for head in "ABCDEFGHI" for part in ("", " 2nd Season", " 3rd Season")]
            + ["Xenon", "Yonder", "Zebra"],
            "type": "TV",
            "genres": [("Action",)] * N_ANIME,
            "members": 1000,
            "data_mean": np.full(N_ANIME, np.nan),
            "n_ratings": np.arange(N_ANIME) * 10,
        },
        index=DOT.anime.ids,
    )
)


@pytest.fixture(scope="module")
def prior() -> TastePrior:
    return World(1).fit()


def test_crowd_and_offsets_together_say_what_everybody_thinks_of_a_title(prior: TastePrior):
    assert FoldIn(DOT, prior).means == pytest.approx(FoldIn(DOT, TRUTH).means, abs=0.2)


def test_the_noise_of_each_title_is_found_again(prior: TastePrior):
    assert np.sqrt(np.mean((prior.noise - TRUTH.noise) ** 2)) < 0.12, "about 600 ratings of each title"
    assert np.corrcoef(prior.noise, TRUTH.noise)[0, 1] > 0.95


def test_titles_of_one_name_are_a_franchise_and_others_stand_alone(prior: TastePrior):
    assert prior.franchise.tolist() == TRUTH.franchise.tolist()


@pytest.mark.slow
def test_how_much_franchises_matter_is_found_from_below_and_from_above():
    world, few = World(1), replace(SETTINGS, n_steps=3, n_viewers=400)
    below, above = (world.fit(replace(few, attachment=start)).attachment[0] for start in (0.1, 1.2))
    assert 0.1 < below < ATTACHMENT < above < 1.2


def test_the_covariance_of_what_tastes_predict_is_found_again(prior: TastePrior):
    found, truth = (FoldIn(DOT, each).loadings for each in (prior, TRUTH))
    variance, expected = np.sum(found**2, axis=1), np.sum(truth**2, axis=1)
    assert variance == pytest.approx(expected, rel=0.35, abs=0.1)
    assert variance.sum() == pytest.approx(expected.sum(), rel=0.1)


def test_without_choice_or_scales_there_is_next_to_no_response_and_much_evidence(prior: TastePrior):
    assert prior.response[1] == pytest.approx(1, abs=0.05)
    assert prior.response[2] == pytest.approx(0, abs=0.25)
    assert prior.evidence[0] >= 32
    assert prior.spread == pytest.approx(np.ones(N_ANIME), abs=0.06)


@pytest.mark.slow
def test_ratings_that_were_not_told_are_predicted_better_than_by_the_prior_by_hand():
    world = World(2)

    def error(n_steps: int) -> float:
        fold = FoldIn(DOT, world.fit(replace(SETTINGS, n_steps=n_steps, n_viewers=500)))
        tastes = [fold.taste_of_rows(world.titles[v, :N_TRAIN], world.ratings[v, :N_TRAIN]) for v in range(300)]
        errors = [fold.linear(tastes[v])[world.titles[v, N_TRAIN:]] - world.ratings[v, N_TRAIN:] for v in range(300)]
        return float(np.mean(np.square(errors)))

    assert max(error(1), error(8)) < 0.99 * error(0)


def test_titles_that_people_choose_are_predicted_higher_by_what_they_are_rated_higher():
    _, slope, choice, beyond = World(3, choice=1.0).fit(replace(SETTINGS, n_viewers=700)).response
    assert slope == pytest.approx(1.0, abs=0.1)
    assert choice == pytest.approx(1.0, abs=0.25)
    assert beyond == pytest.approx(0.0, abs=0.5)


def test_viewers_with_too_few_ratings_make_no_case_and_leave_predictions_linear():
    prior = World(9).fit(replace(SETTINGS, n_steps=1, n_viewers=50, least_ratings=N_TRAIN + N_VALID + 1))
    assert prior.response.tolist() == [0, 1, 0, 0]
    assert prior.spread.tolist() == [1] * N_ANIME
    assert np.isfinite(prior.evidence).all()


@pytest.mark.slow
def test_a_standard_deviation_holds_two_ratings_in_three_of_viewers_who_differ_in_scale():
    learnt, fresh = World(4, scales=True), World(5, scales=True)
    prior = learnt.fit(replace(SETTINGS, n_viewers=700))
    assert 4 <= prior.evidence[0] <= 16, "drawn from an inverse gamma distribution with 8"
    fold = FoldIn(DOT, prior, INTEREST)
    within = []
    for titles, ratings in zip(fresh.titles, fresh.ratings, strict=True):
        taste = fold.taste_of_rows(titles[:6], ratings[:6])
        errors = np.abs(ratings[N_TRAIN:] - fold.predict(taste)[titles[N_TRAIN:]])
        within.append(errors <= fold.standard_deviation(taste, titles[N_TRAIN:]))
    assert np.mean(within) == pytest.approx(0.683, abs=0.03)


def test_ratings_that_nobody_gave_say_nothing():
    world = World(6)
    data, given = world.split, world.given
    few = replace(SETTINGS, n_steps=1, n_viewers=300)
    known = given.select(np.arange(len(given)) % 3 > 0)
    imputed = replace(given, imputed=np.arange(len(given)) % 3 == 0)
    first, second = (fit_fold_in(DOT, CATALOG, INTEREST, data, each, settings=few) for each in (known, imputed))
    every = fit_fold_in(DOT, CATALOG, INTEREST, data, given, settings=few)
    for name, array in first.items():
        assert np.array_equal(array, second[name]), name
    assert not np.array_equal(first["foldin.noise"], every["foldin.noise"])


def test_it_tells_how_far_it_is_after_every_fifty_viewers_of_each_step():
    world, told = World(7), []
    few = replace(SETTINGS, n_steps=2, n_viewers=100)
    fit_fold_in(DOT, CATALOG, INTEREST, world.split, world.given, settings=few, tell=told.append)
    assert told[:4] == pytest.approx([0.3 * 50 / 100, 0.3, 0.3 + 0.3 * 50 / 100, 0.6])
    assert told == sorted(told) and told[-1] == 1


def test_only_the_main_directions_are_kept():
    two = World(8).fit(replace(SETTINGS, n_directions=2, n_viewers=200))
    assert two.basis.shape == (5, 2)


def test_a_handful_of_ratings_leaves_the_prior_near_the_one_by_hand(tiny_bundle, tiny_ratings):
    model, catalog = tiny_bundle.model, tiny_bundle.catalog
    train = Rated(np.array([0, 1], np.int32), np.array([0, 1], np.int32), np.array([9, 6], np.float32))
    valid = Rated(np.array([0], np.int32), np.array([1], np.int32), np.array([7], np.float32))
    data = Split(model.viewers, model.anime, train, valid, (train.viewer, train.anime), 0)
    nothing = replace(COWATCHING, watched=Regression.of_base(np.zeros(4)))
    arrays = fit_fold_in(model, catalog, nothing, data, tiny_ratings)
    found = TastePrior.of(replace(tiny_bundle, parts=arrays))
    by_hand = FoldIn(model, TastePrior.by_hand(model, catalog))
    assert FoldIn(model, found).predict(by_hand.taste({10: 9.0})) == pytest.approx(
        by_hand.predict(by_hand.taste({10: 9.0})), abs=0.5
    )
