"""The fold-in: by hand with one factor, against a general solver, and what shrinkage promises."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.data.catalog import Catalog
from core.data.vocabulary import Vocabulary
from core.model.bundle import Bundle
from core.model.dot_bias import DotBiasModel
from core.model.neural import Layer, NeuralModel
from core.recommend.fold_in import FoldIn, FoldInSettings, known_ratings

RANDOM = np.random.default_rng(7)
N_ANIME = 30
CHOSEN = FoldInSettings()
ANSWER_LISTS = st.dictionaries(st.integers(1, N_ANIME), st.integers(1, 10).map(float), min_size=1, max_size=12)


def floats(*shape: int, scale: float = 1.0) -> np.ndarray:
    return (RANDOM.normal(size=shape) * scale).astype(np.float32)


DOT = DotBiasModel(
    Vocabulary(np.arange(50)),
    Vocabulary(np.arange(1, N_ANIME + 1)),
    floats(50, 4, scale=0.3),
    floats(N_ANIME, 4, scale=0.5),
    floats(50, scale=0.4),
    floats(N_ANIME) + 1,
    (0.5, 10.5),
)
NEURAL = NeuralModel(
    DOT.viewers,
    DOT.anime,
    DOT.viewer_factors,
    DOT.anime_factors,
    [Layer(floats(6, 8), floats(6)), Layer(floats(3, 6), floats(3)), Layer(floats(1, 3), floats(1) + 1)],
    (0.5, 10.5),
)
BOTH = pytest.mark.parametrize("model", [DOT, NEURAL], ids=["dot", "neural"])


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
    taste = FoldIn(still).taste({5: 9.0})
    assert taste.bias == pytest.approx(shift)
    assert taste.vector == pytest.approx([0])
    assert FoldIn(still).predict(taste) == pytest.approx([5 + slope * shift])


@BOTH
def test_no_answers_give_the_average_viewers_predictions(model):
    fold = FoldIn(model)
    nobody = fold.taste({})
    assert nobody.vector == pytest.approx(model.viewer_factors.mean(axis=0), abs=1e-6)
    as_model = np.clip(model.predict_taste(nobody.vector, nobody.bias), 1, 10)
    assert fold.predict(nobody) == pytest.approx(as_model, abs=1e-5)


@BOTH
def test_titles_the_model_does_not_know_teach_nothing(model):
    fold = FoldIn(model)
    assert fold.taste({999: 10.0}).point == pytest.approx(fold.taste({}).point)


@BOTH
def test_slopes_are_those_of_the_model_itself(model):
    fold = FoldIn(model)
    step = 1e-3
    for dimension in range(5):
        there, back = fold.crowd.copy(), fold.crowd.copy()
        there[dimension] += step
        back[dimension] -= step
        numeric = (
            model.predict_taste(there[:-1], there[-1]).astype(float) - model.predict_taste(back[:-1], back[-1])
        ) / (2 * step)
        assert fold.slopes[:, dimension] == pytest.approx(numeric, abs=0.02)


@BOTH
@given(answers=ANSWER_LISTS)
@settings(max_examples=25, deadline=None)
def test_the_taste_is_what_a_general_least_squares_solver_finds(model, answers):
    fold = FoldIn(model)
    rows, ratings = known_ratings(model, answers)
    root = np.linalg.cholesky(fold.precision).T
    left = np.vstack([fold.slopes[rows] / np.sqrt(CHOSEN.noise), root])
    right = np.concatenate([(ratings - fold.expected[rows]) / np.sqrt(CHOSEN.noise), np.zeros(len(root))])
    assert fold.taste(answers).point - fold.crowd == pytest.approx(np.linalg.lstsq(left, right)[0], abs=1e-6)


@BOTH
@given(answers=ANSWER_LISTS)
@settings(max_examples=25, deadline=None)
def test_leaving_a_rating_out_equals_folding_the_others_in(model, answers):
    fold = FoldIn(model)
    every = np.arange(N_ANIME)
    without = fold.predict_without_each(fold.taste(answers), every)
    for place, anime_id in enumerate(answers):
        others = {other: rating for other, rating in answers.items() if other != anime_id}
        assert without[place] == pytest.approx(fold.predict(fold.taste(others)), abs=1e-6)


@BOTH
def test_a_higher_rating_raises_what_is_expected_of_that_title(model):
    fold = FoldIn(model)
    row = model.anime.row(4)
    expected = [fold.predict(fold.taste({4: rating}))[row] for rating in (2.0, 5.0, 8.0)]
    assert expected == sorted(expected)


@BOTH
def test_answers_narrow_the_standard_deviation_but_never_below_the_noise(model):
    fold = FoldIn(model)
    every = np.arange(N_ANIME)
    before, after = (
        fold.standard_deviation(fold.taste(answers), every) for answers in ({}, dict.fromkeys(range(1, 21), 7.0))
    )
    assert (after < before).all()
    assert (after > np.sqrt(CHOSEN.noise)).all()


def test_the_crowds_taste_moves_towards_the_mean_ratings():
    """All means lie a point above what the mean viewer would give: the crowd is less strict than that viewer."""
    alone = FoldIn(DOT)
    catalog = with_means(alone.expected + 1)
    crowd = FoldIn(DOT, catalog)
    errors = [np.abs(fold.expected - catalog.table["data_mean"]).mean() for fold in (crowd, alone)]
    assert errors[0] < 0.3 < 0.9 < errors[1]


def test_titles_without_ratings_say_nothing_of_the_crowd():
    alone = FoldIn(DOT)
    catalog = with_means(np.full(N_ANIME, np.nan))
    assert FoldIn(DOT, catalog).crowd == pytest.approx(alone.crowd)


@pytest.mark.parametrize("rating", [0.0, 10.5, -1.0, float("nan")])
def test_a_rating_off_the_scale_is_refused(rating):
    with pytest.raises(ValueError, match="from 1 to 10"):
        FoldIn(DOT).taste({3: rating})


def test_a_model_of_one_viewer_still_folds_in(tiny_bundle: Bundle):
    model = tiny_bundle.model
    lone = replace(
        model,  # ty: ignore[invalid-argument-type]
        viewers=Vocabulary([1]),
        viewer_factors=model.viewer_factors[:1],
        viewer_bias=model.viewer_bias[:1],
    )
    fold = FoldIn(lone)
    assert np.isfinite(fold.predict(fold.taste({10: 9.0}))).all()


def with_means(means: np.ndarray) -> Catalog:
    import pandas as pd

    return Catalog(pd.DataFrame({"data_mean": means, "n_ratings": np.full(N_ANIME, 400)}, index=DOT.anime.ids))
