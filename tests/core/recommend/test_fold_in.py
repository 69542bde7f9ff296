"""The fold-in: by hand with one factor, against a general solver, and what shrinkage promises."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings

from core.data.vocabulary import Vocabulary
from core.model.bundle import Bundle
from core.model.dot_bias import DotBiasModel
from core.recommend.fold_in import FoldIn, known_ratings
from core.recommend.taste_prior import FoldInSettings, TastePrior
from tests.core.recommend.folding import ANSWER_LISTS, ATTACHMENT, COWATCHING, DOT, N_ANIME, NEURAL, fitted, in_threes

CHOSEN = FoldInSettings()
EVERY = np.arange(N_ANIME)
BY_HAND = [FoldIn(model, TastePrior.by_hand(model)) for model in (DOT, NEURAL)]
FITTED = [FoldIn(model, fitted(model), COWATCHING) for model in (DOT, NEURAL)]
FRANCHISES = FoldIn(DOT, in_threes(fitted(DOT)), COWATCHING)
BOTH = pytest.mark.parametrize("fold", BY_HAND, ids=["dot", "neural"])
ALL = pytest.mark.parametrize(
    "fold",
    [*BY_HAND, *FITTED, FRANCHISES, FoldIn(DOT, fitted(DOT))],
    ids=["dot", "neural", "dot-fitted", "neural-fitted", "dot-franchises", "dot-without-interest"],
)


def test_one_rating_folded_in_by_hand():
    """One factor that no viewer varies in, so that only the bias can move: ridge on a single number."""
    still = DotBiasModel(
        Vocabulary([1, 2]),
        Vocabulary([5]),
        np.zeros((2, 1), np.float32),
        np.zeros((1, 1), np.float32),
        np.array([-0.5, 0.5], np.float32),
        np.zeros(1, np.float32),
        (0.0, 10.0),
    )
    slope = 10 * 0.5 * 0.5
    variance = 0.5**2 * CHOSEN.shrinkage + CHOSEN.least_variance + CHOSEN.bias_variance
    shift = variance * slope * (9 - 5) / (slope**2 * variance + CHOSEN.noise)
    prior = TastePrior.by_hand(still)
    taste = FoldIn(still, prior).taste({5: 9.0})
    assert taste.bias == pytest.approx(shift)
    assert taste.vector == pytest.approx([0])
    assert FoldIn(still, prior).predict(taste) == pytest.approx([5 + slope * shift])
    assert taste.surprise == pytest.approx((9 - 5) ** 2 / (slope**2 * variance + CHOSEN.noise))


@BOTH
def test_no_answers_give_the_average_viewers_predictions(fold: FoldIn):
    nobody = fold.taste({})
    assert nobody.vector == pytest.approx(np.asarray(fold.model.viewer_factors).mean(axis=0), abs=1e-6)
    as_model = np.clip(fold.model.predict_taste(nobody.vector, nobody.bias), 1, 10)
    assert fold.predict(nobody) == pytest.approx(as_model, abs=1e-5)
    assert fold.expected == pytest.approx(as_model, abs=1e-5)


@ALL
def test_titles_the_model_does_not_know_teach_nothing(fold: FoldIn):
    assert fold.taste({999: 10.0}).point == pytest.approx(fold.taste({}).point)
    assert fold.predict(fold.taste({999: 10.0})) == pytest.approx(fold.expected)


@ALL
@given(answers=ANSWER_LISTS)
@settings(max_examples=25, deadline=None)
def test_the_taste_is_what_a_general_least_squares_solver_finds(fold: FoldIn, answers):
    rows, ratings = known_ratings(fold.model, answers)
    deviation = np.sqrt(fold.prior.noise[rows])
    taste, directions = fold.taste(answers), fold.loadings.shape[1]
    loadings = fold.loadings_of(rows, taste.franchises)
    left = np.vstack([loadings / deviation[:, None], np.eye(loadings.shape[1])])
    right = np.concatenate([(ratings - fold.means[rows]) / deviation, np.zeros(loadings.shape[1])])
    steps, *_ = np.linalg.lstsq(left, right)
    assert taste.steps == pytest.approx(steps, abs=1e-6)
    assert taste.covariance == pytest.approx(np.linalg.inv(left.T @ left), abs=1e-6)
    assert taste.point == pytest.approx(fold.prior.crowd + fold.prior.basis @ steps[:directions], abs=1e-6)
    assert taste.surprise == pytest.approx(np.sum((left @ steps - right) ** 2), abs=1e-6)


@ALL
@given(answers=ANSWER_LISTS)
@settings(max_examples=25, deadline=None)
def test_leaving_a_rating_out_equals_folding_the_others_in(fold: FoldIn, answers):
    without = fold.predict_without_each(fold.taste(answers), EVERY)
    for place, anime_id in enumerate(answers):
        others = {other: rating for other, rating in answers.items() if other != anime_id}
        assert without[place] == pytest.approx(fold.predict(fold.taste(others)), abs=1e-6)


@ALL
def test_a_higher_rating_raises_what_is_expected_of_that_title(fold: FoldIn):
    row = fold.model.anime.row(4)
    expected = [fold.predict(fold.taste({4: rating}))[row] for rating in (2.0, 5.0, 8.0)]
    assert expected == sorted(expected)


@BOTH
def test_answers_narrow_the_standard_deviation_but_never_below_the_noise(fold: FoldIn):
    before, after = (
        fold.standard_deviation(fold.taste(answers), EVERY) for answers in ({}, dict.fromkeys(range(1, 21), 7.0))
    )
    assert (after < before).all()
    assert (after > np.sqrt(CHOSEN.noise)).all()


def test_a_predicted_rating_is_a_little_less_than_the_linear_one_and_rises_with_interest():
    fold, answers = FITTED[0], {3: 9.0, 8: 6.0}
    rows, ratings = known_ratings(DOT, answers)
    linear = fold.means + fold.loadings @ fold.taste(answers).steps
    interest = COWATCHING.interest(rows, ratings)
    assert interest.min() < 1 < interest.max()
    expected = 0.3 + 0.9 * linear + np.where(interest < 1, 0.5 * interest, 0.5 + 0.3 * (interest - 1))
    assert fold.predict(fold.taste(answers)) == pytest.approx(np.clip(expected, 1, 10))


def test_a_viewer_whose_ratings_surprise_gets_a_larger_standard_deviation_on_the_evidence_there_is():
    fold = FITTED[0]
    tame = fold.taste(dict(zip(range(1, 7), np.clip(fold.means[:6], 1, 10), strict=True)))
    wild = fold.taste(dict(zip(range(1, 7), [1.0, 10.0] * 3, strict=True)))
    fixed = replace(fold.prior, evidence=np.array([np.inf]))
    for taste in (tame, wild):
        plain = FoldIn(DOT, fixed).standard_deviation(taste, EVERY)
        scale = (8 + taste.surprise) / (8 + 6)
        assert fold.standard_deviation(taste, EVERY) == pytest.approx(plain * np.sqrt(scale))
    assert wild.surprise > 6 > tame.surprise


def test_the_noise_and_the_spread_of_a_title_are_its_own():
    fold = FITTED[0]
    unknown = np.sum(fold.loadings**2, axis=1)
    deviation = fold.standard_deviation(fold.taste({}), EVERY)
    assert deviation == pytest.approx(
        np.linspace(0.9, 1.2, N_ANIME) * np.sqrt(unknown + np.linspace(0.6, 2.4, N_ANIME))
    )


@pytest.mark.parametrize("title", [1, 4])
def test_what_somebody_thinks_of_a_franchise_moves_all_its_titles_by_hand(title: int):
    """Nobody's taste varies, so a rating two points above the mean says something of its franchise alone."""
    prior = in_threes(fitted(DOT))
    still = replace(prior, basis=0 * prior.basis, noise=np.ones(N_ANIME), response=np.array([0.0, 1.0, 0.0, 0.0]))
    fold = FoldIn(DOT, still)
    answer = float(np.clip(fold.means[title] + 2, 1, 10))
    taste = fold.taste({int(DOT.anime.ids[title]): answer})
    shift = ATTACHMENT / (ATTACHMENT + 1) * (answer - fold.means[title])
    expected = fold.means + np.where(title // 3 == EVERY // 3, shift, 0)
    assert fold.predict(taste) == pytest.approx(np.clip(expected, 1, 10))
    unknown = np.where(title // 3 == EVERY // 3, ATTACHMENT / (ATTACHMENT + 1), ATTACHMENT * (prior.franchise >= 0))
    spread = still.spread * np.sqrt((1 + (taste.surprise - 1) / (still.evidence[0] + 1)) * (unknown + 1))
    assert fold.standard_deviation(taste, EVERY) == pytest.approx(spread)


@pytest.mark.parametrize("rating", [0.0, 10.5, -1.0, float("nan")])
def test_a_rating_off_the_scale_is_refused(rating):
    with pytest.raises(ValueError, match="from 1 to 10"):
        BY_HAND[0].taste({3: rating})


def test_a_model_of_one_viewer_still_folds_in(tiny_bundle: Bundle):
    model = tiny_bundle.model
    lone = replace(
        model,  # ty: ignore[invalid-argument-type]
        viewers=Vocabulary([1]),
        viewer_factors=model.viewer_factors[:1],
        viewer_bias=model.viewer_bias[:1],
    )
    fold = FoldIn(lone, TastePrior.by_hand(lone))
    assert np.isfinite(fold.predict(fold.taste({10: 9.0}))).all()
