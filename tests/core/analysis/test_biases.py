"""What a bias is worth, and where the crowd says something else, on three titles and two viewers."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from core.analysis.biases import (
    bias_points,
    bias_steps,
    bias_table,
    expected_means,
    line,
    mean_predictions,
)
from core.data.catalog import Catalog
from core.data.vocabulary import Vocabulary
from core.model.bundle import Bundle
from core.model.dot_bias import DotBiasModel
from core.model.neural import Layer, NeuralModel
from core.model.rating_model import to_rating

Y_RANGE = (0.0, 10.0)
VIEWERS, ANIME = Vocabulary([7, 8]), Vocabulary([1, 2, 3])
DOT = DotBiasModel(
    VIEWERS,
    ANIME,
    viewer_factors=np.array([[2], [0]], dtype=np.float32),
    anime_factors=np.array([[0], [1], [0]], dtype=np.float32),
    viewer_bias=np.array([1, -1], dtype=np.float32),
    anime_bias=np.array([-1, 0, 1], dtype=np.float32),
    y_range=Y_RANGE,
)
NETWORK = NeuralModel(
    VIEWERS,
    ANIME,
    viewer_factors=np.array([[1], [-1]], dtype=np.float32),
    anime_factors=np.array([[0], [1], [2]], dtype=np.float32),
    layers=[Layer(np.array([[1, 1]], dtype=np.float32), np.array([0], dtype=np.float32))],
    y_range=Y_RANGE,
)


def sigmoid(x):
    return 1 / (1 + np.exp(-x))


def test_a_bias_is_worth_the_rating_with_it_minus_the_rating_with_the_mean_bias():
    assert DOT.has_biases
    assert bias_points(DOT) == pytest.approx(
        [
            10 * sigmoid(1 * 0 - 1) - 10 * sigmoid(0),
            10 * sigmoid(1 * 1 + 0) - 10 * sigmoid(1),
            10 * sigmoid(1 * 0 + 1) - 10 * sigmoid(0),
        ]
    )


def test_the_average_viewer_has_a_bias_and_so_has_the_average_title():
    # viewers: vectors 2 and 0, biases 2 and 0; titles: factors 0, 1, 0, biases -1, 0, 2.5
    model = replace(
        DOT,
        viewer_bias=np.array([2, 0], dtype=np.float32),
        anime_bias=np.array([-1, 0, 2.5], dtype=np.float32),
    )
    without = [0 * 1 + 1 + 0.5, 1 * 1 + 1 + 0.5, 0 * 1 + 1 + 0.5]
    with_its_own = [0 * 1 + 1 - 1, 1 * 1 + 1 + 0, 0 * 1 + 1 + 2.5]
    expected = 10 * (sigmoid(np.array(with_its_own)) - sigmoid(np.array(without)))
    assert bias_points(model) == pytest.approx(expected, abs=1e-5)
    assert bias_steps(model) == pytest.approx([10 * sigmoid(1 + 0.5 + step) for step in (-1, 0, 1)], abs=1e-5)


def test_predictions_are_averaged_over_viewers_spread_evenly_over_all():
    viewers = Vocabulary(np.arange(5))
    biases = np.array([-2, 5, 0, 5, 2], dtype=np.float32)
    model = replace(DOT, viewers=viewers, viewer_factors=np.zeros((5, 1), np.float32), viewer_bias=biases)
    expected = [np.mean([10 * sigmoid(bias + own) for bias in (-2, 0, 2)]) for own in (-1, 0, 1)]
    assert mean_predictions(model, n_viewers=3) == pytest.approx(expected, abs=1e-5)


def test_a_logit_is_worth_less_near_the_end_of_the_scale():
    assert bias_steps(DOT, (0, 1, 2)) == pytest.approx([10 * sigmoid(0), 10 * sigmoid(1), 10 * sigmoid(2)])


def test_a_networks_mean_prediction_stands_in_for_a_bias():
    means = [10 * (sigmoid(a + 1) + sigmoid(a - 1)) / 2 for a in (0, 1, 2)]
    assert not NETWORK.has_biases
    assert mean_predictions(NETWORK) == pytest.approx(means)
    assert bias_points(NETWORK) == pytest.approx(np.array(means) - np.mean(means), abs=1e-5)


def test_the_line_is_the_weighted_least_squares_line():
    x, y = pd.Series([0.0, 1.0, 1.0]), pd.Series([1.0, 3.0, 6.0])
    assert line(x, y, pd.Series([1, 2, 1])) == pytest.approx(((2 * 3 + 6) / 3 - 1, 1))
    assert line(pd.Series([2.0, 2.0]), pd.Series([1.0, 3.0]), pd.Series([1, 1])) == (0.0, 2.0)


def test_means_on_the_line_in_logits_are_expected_exactly():
    logits, weight = pd.Series([-1.0, 0.0, 2.0]), pd.Series([5, 1, 9])
    means = pd.Series(to_rating(0.5 + 2 * logits.to_numpy(), Y_RANGE))
    assert expected_means(logits, means, weight, Y_RANGE) == pytest.approx(means.to_numpy())


def test_a_mean_at_the_end_of_the_range_stays_finite():
    expected = expected_means(pd.Series([0.0, 1.0]), pd.Series([0.0, 10.0]), pd.Series([1, 1]), Y_RANGE)
    assert expected == pytest.approx([0.01 * 10, 0.99 * 10])


def test_the_table_is_in_order_of_ratings_and_leaves_unrated_titles_out(tiny_bundle):
    catalog = pd.DataFrame(
        {
            "title": ["One", "Two", "Three"],
            "genres": [("Action",), (), ()],
            "type": "TV",
            "episodes": pd.array([1, 1, 1], dtype="Int64"),
            "mean_rating": 7.0,
            "members": 1,
            "n_ratings": [2, 0, 5],
            "n_high": 0,
            "n_seen": 5,
            "data_mean": [4.0, np.nan, 8.0],
        },
        index=ANIME.ids,
    )
    table = bias_table(Bundle(DOT, Catalog(catalog), tiny_bundle.card))
    assert table["title"].tolist() == ["Three", "One"]
    assert table["bias"].tolist() == [1, -1]
    assert table["expected"].to_numpy() == pytest.approx([8, 4]), "two titles lie on their own line"
    assert table["gap"].to_numpy() == pytest.approx([0, 0], abs=1e-6)


def test_at_the_ends_of_a_range_a_mean_is_pulled_in_by_a_hundredth_of_it():
    expected = expected_means(pd.Series([0.0, 1.0]), pd.Series([2.0, 10.0]), pd.Series([1, 1]), (2.0, 10.0))
    assert expected == pytest.approx([2 + 0.01 * 8, 10 - 0.01 * 8])


def catalog_of(n_ratings: list[int], means: list[float]) -> Catalog:
    table = {"title": ["One", "Two", "Three"], "n_ratings": n_ratings, "data_mean": means}
    return Catalog(pd.DataFrame(table, index=ANIME.ids))


@pytest.mark.parametrize(
    ("n_ratings", "means", "listed"),
    [
        ([1, 2, 3], [4.0, 5.0, 6.0], [3, 2, 1]),
        ([1, 0, 3], [4.0, 5.0, 6.0], [3, 1]),
        ([1, 2, 3], [4.0, np.nan, 6.0], [3, 1]),
        ([2, 2, 2], [4.0, 5.0, 6.0], [1, 2, 3]),
    ],
)
def test_a_title_with_one_rating_is_listed_and_one_without_a_rating_or_a_mean_is_not(
    tiny_bundle, n_ratings, means, listed
):
    table = bias_table(Bundle(DOT, catalog_of(n_ratings, means), tiny_bundle.card))
    assert table.index.tolist() == listed


def test_means_that_a_network_predicts_are_all_on_its_line(tiny_bundle):
    predicted = mean_predictions(NETWORK)
    table = bias_table(Bundle(NETWORK, catalog_of([1, 2, 3], predicted.tolist()), tiny_bundle.card))
    assert table["bias"].to_numpy() == pytest.approx(predicted[::-1])
    assert table["expected"].to_numpy() == pytest.approx(predicted[::-1], abs=1e-5)
    assert table["gap"].to_numpy() == pytest.approx([0, 0, 0], abs=1e-5)
    assert table["points"].to_numpy() == pytest.approx((predicted - predicted.mean())[::-1], abs=1e-6)


def test_a_gap_is_the_mean_less_what_the_line_leads_to_expect(tiny_bundle):
    table = bias_table(Bundle(DOT, catalog_of([1, 1, 1], [4.0, 9.0, 6.0]), tiny_bundle.card))
    assert table["gap"].to_numpy() == pytest.approx(table["mean_rating"] - table["expected"])
    assert table["gap"].loc[2] > 1 > -0.5 > table["gap"].loc[1]


@pytest.mark.parametrize("bundle", ["shipped", "shipped_neural"])
def test_as_the_article_says_highest_rated_titles_have_high_biases_and_lowest_rated_low_ones(bundle, request):
    table = bias_table(request.getfixturevalue(bundle)).query("n_ratings >= 100").sort_values("mean_rating")
    middle = table["bias"].median()
    assert (table["bias"].tail(5) > table["bias"].quantile(0.95)).all()
    assert (table["bias"].head(5) < table["bias"].quantile(0.05)).all()
    assert table["bias"].head(5).mean() < middle < table["bias"].tail(5).mean()
    assert np.corrcoef(table["bias"], table["mean_rating"])[0, 1] > 0.9
