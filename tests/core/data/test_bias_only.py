"""The model of biases alone, by hand: what a bias is, and that its turns end where the ridge regression does."""

import math

import numpy as np
import pytest

from core.data.bias_only import DAMPING, BiasOnly, bias_only_rmse, ridge_bias
from core.data.split import Rated


def rated(*rows: tuple[int, int, float]) -> Rated:
    viewer, anime, rating = (np.array(column) for column in zip(*rows, strict=True))
    return Rated(viewer.astype(np.int32), anime.astype(np.int32), rating.astype(np.float32))


def test_a_bias_is_what_is_left_over_the_number_of_ratings_and_the_damping():
    assert ridge_bias([6, -4, 0], [1, 3, 0], damping=5) == pytest.approx([6 / (1 + 5), -4 / (3 + 5), 0])
    assert ridge_bias(6, 1) == pytest.approx(6 / (1 + DAMPING))


def test_one_turn_gives_anime_their_part_and_viewers_what_is_left():
    ratings = rated((0, 0, 9), (0, 1, 6), (1, 0, 6))
    model = BiasOnly.of_ratings(ratings, n_viewers=3, n_anime=3, damping=1, rounds=1)
    assert model.mean == 7
    assert model.anime_bias == pytest.approx([(2 - 1) / (2 + 1), -1 / (1 + 1), 0])
    assert model.viewer_biases(ratings, 3) == pytest.approx([(2 - 1 / 3 - 1 + 1 / 2) / (2 + 1), (-1 - 1 / 3) / 2, 0])


def test_the_turns_end_where_the_ridge_regression_does():
    from sklearn.linear_model import Ridge

    generator = np.random.default_rng(0)
    viewer, anime = (side.ravel() for side in np.meshgrid(np.arange(6), np.arange(5)))
    is_given = generator.random(30) < 0.6
    ratings = rated(*zip(viewer[is_given], anime[is_given], generator.integers(1, 11, is_given.sum()), strict=True))
    one_hot = np.concatenate([np.eye(6)[ratings.viewer], np.eye(5)[ratings.anime]], axis=1)
    model = BiasOnly.of_ratings(ratings, 6, 5, damping=2, rounds=300)
    oracle = Ridge(alpha=2, fit_intercept=False).fit(one_hot, ratings.rating - model.mean).coef_
    assert np.concatenate([model.viewer_biases(ratings, 6), model.anime_bias]) == pytest.approx(oracle, abs=1e-4)


def test_counts_and_means_alone_are_the_first_turn():
    ratings = rated((0, 0, 9), (0, 1, 6), (1, 0, 6), (1, 1, 3))
    first = BiasOnly.of_ratings(ratings, 2, 3, rounds=1)
    by_means = BiasOnly.of_means([2, 2, 0], [7.5, 4.5, math.nan])
    assert by_means.mean == pytest.approx(first.mean) == 6
    assert by_means.anime_bias == pytest.approx(first.anime_bias)
    assert by_means.anime_bias == pytest.approx([2 * 1.5 / (2 + 5), 2 * -1.5 / (2 + 5), 0])


def test_a_single_rating_of_a_single_anime_counts():
    model = BiasOnly.of_means([1, 0], [8.0, math.nan])
    assert (model.mean, model.anime_bias.tolist()) == (8, [0, 0])
    assert BiasOnly.of_means([1, 3], [4.0, 8.0]).anime_bias == pytest.approx([(4 - 7) / (1 + 5), 3 * (8 - 7) / (3 + 5)])


def test_a_model_of_no_ratings_at_all_has_no_bias():
    model = BiasOnly.of_means([0, 0], [math.nan, math.nan])
    assert (model.mean, model.anime_bias.tolist()) == (0, [0, 0])


def test_a_prediction_is_the_sum_within_the_scale():
    model = BiasOnly(mean=7, anime_bias=np.array([-1.0, 2.0]))
    assert model.predict(0.5, [0, 1]).tolist() == [6.5, 9.5]
    assert model.predict([1.5, -9], [1, 0]).tolist() == [10, 1]


def test_without_damping_the_fourth_rating_follows_from_three():
    train = rated((0, 0, 8), (1, 0, 6), (0, 1, 4))
    assert bias_only_rmse(train, rated((1, 1, 5)), damping=0, rounds=200) == pytest.approx(5 - (6 + 4 - 8), abs=1e-3)


def test_the_error_counts_viewers_and_anime_that_only_the_validation_rows_have():
    train = rated((0, 0, 8), (0, 0, 6))
    errors = (7 - 9, 7 - 4)
    assert bias_only_rmse(train, rated((2, 0, 9), (0, 3, 4))) == pytest.approx(
        math.sqrt((errors[0] ** 2 + errors[1] ** 2) / 2)
    )


def test_without_rows_to_learn_from_or_to_measure_on_there_is_no_error():
    some, none = rated((0, 0, 8)), Rated(np.zeros(0, np.int32), np.zeros(0, np.int32), np.zeros(0, np.float32))
    assert math.isnan(bias_only_rmse(some, none))
    assert math.isnan(bias_only_rmse(none, some))
    assert bias_only_rmse(some, some) == 0
