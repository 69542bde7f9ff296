"""Fitting the fold-in's prior: on viewers drawn from a known one it is found again, and predictions are calibrated."""

from __future__ import annotations

from dataclasses import replace
from math import lgamma, log, pi

import numpy as np
import pandas as pd
import pytest

from core.data.catalog import Catalog
from core.data.ratings import Ratings
from core.data.split import Rated, Split
from core.data.vocabulary import Vocabulary
from core.recommend.cowatching import CoWatching, Regression
from core.recommend.fold_in import FoldIn, Taste
from core.recommend.fold_in_fit import FoldInFitSettings, fit_fold_in
from core.recommend.taste_prior import TastePrior, around
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


@pytest.mark.slow
def test_crowd_and_offsets_together_say_what_everybody_thinks_of_a_title(prior: TastePrior):
    assert FoldIn(DOT, prior).means == pytest.approx(FoldIn(DOT, TRUTH).means, abs=0.2)


@pytest.mark.slow
def test_the_noise_of_each_title_is_found_again(prior: TastePrior):
    assert np.sqrt(np.mean((prior.noise - TRUTH.noise) ** 2)) < 0.12, "about 600 ratings of each title"
    assert np.corrcoef(prior.noise, TRUTH.noise)[0, 1] > 0.95


def test_titles_of_one_name_are_a_franchise_and_others_stand_alone():
    assert Few().fit(ALL_TOLD).franchise.tolist() == TRUTH.franchise.tolist()


@pytest.mark.slow
def test_how_much_franchises_matter_is_found_from_below_and_from_above():
    world, few = World(1), replace(SETTINGS, n_steps=3, n_viewers=400)
    below, above = (world.fit(replace(few, attachment=start)).attachment[0] for start in (0.1, 1.2))
    assert 0.1 < below < ATTACHMENT < above < 1.2


@pytest.mark.slow
def test_the_covariance_of_what_tastes_predict_is_found_again(prior: TastePrior):
    found, truth = (FoldIn(DOT, each).loadings for each in (prior, TRUTH))
    variance, expected = np.sum(found**2, axis=1), np.sum(truth**2, axis=1)
    assert variance == pytest.approx(expected, rel=0.35, abs=0.1)
    assert variance.sum() == pytest.approx(expected.sum(), rel=0.1)


@pytest.mark.slow
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


@pytest.mark.slow
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


LISTS = [(range(9), range(9, 12)), (range(6, 14), range(20, 24)), (range(12, 29), ()), (range(21, 30), (3, 4))]
"""The rows of the titles that each of four viewers rated, those to learn from and those to predict."""
ALL_TOLD = FoldInFitSettings(
    n_steps=0, answers=(20,), least_ratings=11, response_ratings=3, n_bands=2, band_ratings=4, prior_viewers=2
)
"""Every training rating of a case is told, so that nothing is drawn."""


class Few:
    """Four viewers with ratings of their own; three of them make a case, one has nothing to predict."""

    def __init__(self) -> None:
        random = np.random.default_rng(11)
        self.lists = [
            [(np.array(rows, int), random.integers(1, 11, len(rows)).astype(float)) for rows in both] for both in LISTS
        ]
        train, valid = (self.rated(kind) for kind in (0, 1))
        viewers = Vocabulary([4, 5, 6, 7])
        self.split = Split(viewers, DOT.anime, train, valid, (train.viewer, train.anime), 0)
        both = Rated.joined([train, valid])
        self.given = Ratings.of(viewers.ids[both.viewer], DOT.anime.ids[both.anime], both.rating)

    def rated(self, kind: int) -> Rated:
        columns = [
            (viewer, row, rating)
            for viewer, both in enumerate(self.lists)
            for row, rating in zip(*both[kind], strict=True)
        ]
        viewers, rows, ratings = (np.array(column) for column in zip(*columns, strict=True))
        return Rated(viewers.astype(np.int32), rows.astype(np.int32), ratings.astype(np.float32))

    def fit(
        self, settings: FoldInFitSettings, tell=lambda share: None, cowatching: CoWatching = COWATCHING
    ) -> TastePrior:
        parts = fit_fold_in(DOT, CATALOG, cowatching, self.split, self.given, settings=settings, tell=tell)
        return TastePrior.from_parts(parts)

    def cases(self, fold: FoldIn) -> list[tuple[Taste, np.ndarray, np.ndarray]]:
        return [(fold.taste_of_rows(*train), *valid) for train, valid in self.lists if len(valid[0])]


def test_a_step_counts_what_the_tastes_and_what_is_unknown_of_them_say():
    few = Few()
    settings = replace(ALL_TOLD, offset_ratings=3, noise_ratings=2)
    before, after = few.fit(settings), few.fit(replace(settings, n_steps=1))
    fold, n = FoldIn(DOT, before), before.basis.shape[1]
    tastes = [fold.taste_of_rows(*train) for train, _ in few.lists]
    steps = np.array([taste.steps[:n] for taste in tastes])
    mean = steps.mean(axis=0)
    spread = sum(np.outer(each - mean, each - mean) for each in steps) + sum(t.covariance[:n, :n] for t in tastes)
    covariance = (spread + 2 * np.eye(n)) / (4 + 2)
    assert after.crowd == pytest.approx(before.crowd + before.basis @ mean, abs=1e-5)
    assert after.basis @ after.basis.T == pytest.approx(before.basis @ covariance @ before.basis.T, abs=1e-5)

    errors, squares, franchises = [[] for _ in range(N_ANIME)], [[] for _ in range(N_ANIME)], [1.0]
    for taste in tastes:
        linear, loadings = fold.linear(taste), fold.loadings_of(taste.rows, taste.franchises)
        for row, rating, loading in zip(taste.rows, taste.ratings, loadings, strict=True):
            errors[row].append(rating - linear[row])
            squares[row].append(errors[row][-1] ** 2 + loading @ taste.covariance @ loading)
        for place, franchise in enumerate(taste.franchises, start=n):
            if np.sum(before.franchise[taste.rows] == franchise) >= 2:
                franchises.append(taste.steps[place] ** 2 + taste.covariance[place, place])
    noise = np.mean(np.concatenate(squares))
    assert {len(each) for each in errors} == {1, 2}
    assert after.offsets == pytest.approx([sum(each) / (len(each) + 3) for each in errors], abs=1e-5)
    assert after.noise == pytest.approx([(sum(each) + 2 * noise) / (len(each) + 2) for each in squares], abs=1e-4)
    assert after.attachment == pytest.approx(before.attachment * np.mean(franchises), abs=1e-5)
    # the offsets of a second step begin at those of the first, which count as three ratings of 0 again
    second = few.fit(replace(settings, n_steps=2))
    fold = FoldIn(DOT, after)
    left = np.zeros(N_ANIME)
    for train, _ in few.lists:
        left[train[0]] += train[1] - fold.linear(fold.taste_of_rows(*train))[train[0]]
    number = np.array([len(each) for each in errors])
    assert second.offsets == pytest.approx(after.offsets + (left - 3 * after.offsets) / (number + 3), abs=1e-4)


SHOWING = replace(ALL_TOLD, n_shown=18)
"""So many that some of the titles to predict are shown, and some only because others were told."""
LOVING = replace(COWATCHING, loved=Regression.of_base(COWATCHING.base[::-1] ** 8))
"""Co-watching that also says what is loved, the other way round than what is of interest."""


def of_cases(few: Few, fold: FoldIn) -> list[np.ndarray]:
    """Linear prediction, interest and rating of each title to predict, and whether the case's list would show it."""
    found = []
    for taste, rows, ratings in few.cases(fold):
        linear, interest = fold.linear(taste), fold.interest(taste)
        score = np.log(np.maximum(interest, 1e-3))
        if fold.cowatching is LOVING:
            love = LOVING.love(taste.rows, taste.ratings)
            assert love is not None
            score = 0.7 * score + 0.3 * np.log(np.maximum(love, 3e-4))
        score += 0.15 * linear
        listed = [row for row in np.argsort(-score) if row not in taste.rows][: SHOWING.n_shown]
        found.append((linear[rows], interest[rows], ratings, np.isin(rows, listed)))
    return [np.concatenate(each) for each in zip(*found, strict=True)]


@pytest.mark.parametrize(
    ("cowatching", "listed"), [(COWATCHING, [1, 4, 1]), (LOVING, [3, 3, 2])], ids=["interest", "interest-and-love"]
)
def test_the_response_is_a_ridge_regression_of_the_errors_of_every_case_shown_titles_counting_for_many(
    cowatching: CoWatching, listed: list[int]
):
    few = Few()
    prior = few.fit(replace(SHOWING, shown_counts=4), cowatching=cowatching)
    found, (linear, interest, ratings, shown) = prior.response, of_cases(few, FoldIn(DOT, prior, cowatching))
    assert len(ratings) == 3 + 4 + 2 and interest.min() < 1 < interest.max()
    assert [each.sum() for each in np.split(shown, [3, 7])] == listed, "of each viewer's titles to predict"
    features = np.column_stack(
        [np.ones(len(linear)), linear - linear.mean(), interest, np.where(interest > 1, interest - 1, 0)]
    )
    # a shown title counts as if it were there four times, a penalty of 3 as three more rows of errors 0 for each number
    times = np.where(shown, 4, 1)
    left = np.vstack([np.repeat(features, times, axis=0), *[np.eye(4)] * 3])
    (constant, slope, choice, beyond), *_ = np.linalg.lstsq(
        left, np.append(np.repeat(ratings - linear, times), np.zeros(12))
    )
    expected = [constant - slope * linear.mean(), 1 + slope, choice, beyond]
    assert found == pytest.approx(expected, abs=1e-4)


def test_the_more_a_shown_title_counts_the_nearer_are_predictions_of_shown_titles_to_their_ratings():
    few, errors = Few(), []
    for counts in (1, 10, 1000):
        prior = few.fit(replace(SHOWING, shown_counts=counts))
        linear, interest, ratings, shown = of_cases(few, FoldIn(DOT, prior, COWATCHING))
        constant, slope, choice, beyond = prior.response
        predicted = constant + slope * linear + choice * interest + beyond * np.maximum(interest - 1, 0)
        errors.append(float(np.sum((ratings - predicted)[shown] ** 2)))
    assert errors[0] > errors[1] > errors[2]


def test_in_a_catalog_with_no_more_titles_than_a_list_all_are_shown_and_count_alike():
    """As if the ridge were that much weaker."""
    few = Few()
    whole = few.fit(replace(ALL_TOLD, n_shown=N_ANIME, shown_counts=6, response_ratings=3))
    alike = few.fit(replace(ALL_TOLD, shown_counts=1, response_ratings=0.5))
    assert whole.response == pytest.approx(alike.response, abs=1e-4)


def test_the_evidence_is_the_one_that_makes_the_told_ratings_most_likely():
    """Near the crowd's they say that viewers are alike, and further away less and less."""
    few, found = Few(), []
    middle, drawn = FoldIn(DOT, few.fit(ALL_TOLD)).means, [both[0] for both in few.lists]
    for scale in (0.5, 0.55, 0.6, 0.65, 0.8):
        for both, (rows, ratings) in zip(few.lists, drawn, strict=True):
            both[0] = rows, middle[rows] + scale * (ratings - 5.5)
        few.split = replace(few.split, train=few.rated(0))
        prior = few.fit(ALL_TOLD)
        likely = {
            evidence: likelihood(few, FoldIn(DOT, prior), evidence)
            for evidence in (2, 3, 4, 6, 8, 12, 16, 24, 32, 64, 128)
        }
        assert prior.evidence.tolist() == [max(likely, key=likely.__getitem__)]
        found += prior.evidence.tolist()
    assert found == [128, 16, 8, 4, 2]


def likelihood(few: Few, fold: FoldIn, evidence: float) -> float:
    """Logarithm of how likely the told ratings are where they follow a Student distribution (Kotz and Nadarajah)."""
    found = 0.0
    for taste, *_ in few.cases(fold):
        n, loadings = len(taste.rows), fold.loadings_of(taste.rows, taste.franchises)
        shape = loadings @ loadings.T + np.diag(fold.prior.noise[taste.rows])
        error = taste.ratings - fold.means[taste.rows]
        distance = error @ np.linalg.inv(shape) @ error
        found += lgamma((evidence + n) / 2) - lgamma(evidence / 2) - n / 2 * log(evidence * pi)
        found -= (evidence + n) / 2 * log(1 + distance / evidence) + np.linalg.slogdet(shape)[1] / 2
    return found


def test_the_spread_of_a_title_is_that_of_errors_at_titles_as_well_known():
    few = Few()
    settings = replace(ALL_TOLD, n_bands=3)
    found = few.fit(settings)
    fold = FoldIn(DOT, replace(found, spread=np.ones(N_ANIME)), COWATCHING)
    errors = sorted(
        (row, abs(rating - fold.predict(taste)[row]) / fold.standard_deviation(taste, np.array([row]))[0])
        for taste, rows, ratings in few.cases(fold)
        for row, rating in zip(rows, ratings, strict=True)
    )
    assert len(errors) == 9, "the catalog's titles are the better known the later they stand"
    middles, spreads = [], []
    for band in (errors[:3], errors[3:6], errors[6:]):
        smallest, middle, largest = sorted(error for _, error in band)
        # 68.27% of the ratings: that far from the first of three to the last, at 2 · 0.6827 steps
        within = middle + (2 * 0.6826895 - 1) * (largest - middle)
        middles.append(np.log(1 + 10 * band[1][0]))
        spreads.append((3 * within + 4 * 1) / (3 + 4))
        assert smallest <= middle < within < largest
    assert found.spread == pytest.approx(np.interp(np.log(1 + 10 * np.arange(N_ANIME)), middles, spreads), abs=1e-5)


def test_the_directions_kept_are_those_that_move_the_ratings_of_well_known_titles_most():
    few = Few()
    by_hand = TastePrior.by_hand(DOT, CATALOG)
    kept = few.fit(replace(ALL_TOLD, n_directions=2))
    _, slopes = around(DOT, by_hand.crowd)
    weight = np.sqrt(10 * np.arange(N_ANIME))[:, None]
    assert kept.basis.shape == (5, 2)
    lengths = np.linalg.svd(weight * (slopes @ by_hand.basis), compute_uv=False)
    assert np.linalg.norm(weight * (slopes @ kept.basis), axis=0) == pytest.approx(lengths[:2], rel=1e-4)


def test_it_tells_how_far_it_is_after_each_step_and_each_thing_read_off_the_cases():
    told: list[float] = []
    Few().fit(replace(ALL_TOLD, n_steps=3), told.append)
    assert told == pytest.approx([0.2, 0.4, 0.6, 0.7, 0.8, 1.0])
