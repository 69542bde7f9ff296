"""Twins, opposites, favourites and fingerprints of viewers whose vectors can be read off."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from core.analysis.similarity import pairwise, vectors_for
from core.analysis.viewers import (
    average_viewer,
    both_predicted_highly,
    both_rated_highly,
    common_genres,
    cosines,
    favourites,
    fingerprint,
    random_viewer,
    ratings_of,
    same_people,
    twin_and_opposite,
    viewer_at,
)
from core.data.catalog import Catalog
from core.data.ratings import Ratings
from core.data.sources import load_folder
from core.data.vocabulary import Vocabulary
from core.model.bundle import Bundle
from core.model.dot_bias import DotBiasModel
from core.model.rating_model import to_rating

ACTION, ROMANCE, CLASSIC = 10, 20, 30
MODEL = DotBiasModel(
    Vocabulary([5, 6, 7, 8]),
    Vocabulary([ACTION, ROMANCE, CLASSIC]),
    viewer_factors=np.array([[1, 0], [3, 1], [-2, 0], [0, 1]], dtype=np.float32),
    anime_factors=np.array([[1, 0], [-1, 0], [0, 0]], dtype=np.float32),
    viewer_bias=np.zeros(4, dtype=np.float32),
    anime_bias=np.array([0, 0, 1.5], dtype=np.float32),
    y_range=(0.0, 10.0),
)
TABLE = pd.DataFrame(
    {
        "title": ["Fists", "Hearts", "Classic"],
        "genres": [("Action",), ("Romance",), ("Action", "Romance")],
        "n_ratings": [9, 9, 19],
    },
    index=MODEL.anime.ids,
)


@pytest.fixture
def bundle(tiny_bundle):
    return Bundle(MODEL, Catalog(TABLE), tiny_bundle.card)


def test_the_average_viewer_is_the_mean_of_vectors_and_biases():
    vector, bias = average_viewer(replace(MODEL, viewer_bias=np.array([1, 1, 0, 4], dtype=np.float32)))
    assert (vector.tolist(), bias) == ([(1 + 3 - 2 + 0) / 4, (0 + 1 + 0 + 1) / 4], (1 + 1 + 0 + 4) / 4)


def test_the_viewer_of_a_row_is_its_vector_and_its_bias():
    vector, bias = viewer_at(replace(MODEL, viewer_bias=np.array([1, 2, 0, 4], dtype=np.float32)), 1)
    assert (vector.tolist(), bias) == ([3, 1], 2)


def test_the_twin_has_the_smallest_angle_and_the_opposite_the_largest_and_neither_is_the_viewer():
    twin, opposite = twin_and_opposite(cosines(MODEL, MODEL.viewer_factors[0]), self_row=0)
    assert (twin.row, opposite.row) == (1, 2)
    assert (twin.cosine, opposite.cosine) == pytest.approx((3 / np.sqrt(3**2 + 1), -1))


def test_somebody_the_model_has_never_seen_may_match_any_viewer():
    twin, _ = twin_and_opposite(cosines(MODEL, np.array([2, 0])))
    assert (twin.row, twin.cosine) == (0, pytest.approx(1))


def test_favourites_have_the_anime_bias_in_their_score(bundle):
    table = favourites(bundle, viewer_at(MODEL, 0), 3)
    assert table["title"].tolist() == ["Classic", "Fists", "Hearts"]
    assert table["predicted"].to_numpy() == pytest.approx(to_rating(np.array([1.5, 1, -1]), (0, 10)))
    average = (1 + 3 - 2 + 0) / 4
    assert table["above"].loc[ACTION] == pytest.approx(to_rating(1, (0, 10)) - to_rating(average, (0, 10)), abs=1e-5)
    assert table["above"].loc[CLASSIC] == pytest.approx(0)


def test_a_fingerprint_is_a_genres_mean_less_the_mean_of_all_weighted_by_ratings(bundle):
    average = (1 + 3 - 2 + 0) / 4
    fists = to_rating(1, (0, 10)) - to_rating(average, (0, 10))
    hearts = to_rating(-1, (0, 10)) - to_rating(-average, (0, 10))
    overall = (fists * 10 + hearts * 10 + 0 * 20) / 40
    expected = [fists * 10 / 30 - overall, hearts * 10 / 30 - overall]
    assert fingerprint(bundle, viewer_at(MODEL, 0), ["Action", "Romance"]) == pytest.approx(expected, abs=1e-5)
    assert common_genres(bundle.catalog, 2) == ["Action", "Romance"]


def test_evidence_is_what_both_gave_eight_or_more_imputed_ratings_aside():
    ratings = Ratings(
        viewer_id=np.array([5, 5, 5, 5, 6, 6, 6, 6, 7], dtype=np.int32),
        anime_id=np.array([1, 2, 3, 4, 1, 2, 3, 4, 1], dtype=np.int32),
        rating=np.array([8, 10, 7, 9, 8, 9, 10, 9, 10], dtype=np.float32),
        imputed=np.array([False] * 7 + [True, False]),
    )
    shared = both_rated_highly(ratings_of(ratings, 5), ratings_of(ratings, 6))
    assert shared.index.tolist() == [2, 1]
    assert shared.to_numpy().tolist() == [[10, 9], [8, 8]]


def test_without_ratings_the_favourites_in_common_stand_in(bundle):
    shared = both_predicted_highly(bundle, viewer_at(MODEL, 0), viewer_at(MODEL, 1), n=5)
    assert shared.index.tolist() == [CLASSIC], "8.2 for both; Fists has 7.3 for one of them"
    assert shared.loc[CLASSIC].to_numpy() == pytest.approx(to_rating(np.array([1.5, 1.5]), (0, 10)))


def test_what_is_a_viewers_own_may_rank_before_what_everybody_likes(bundle):
    assert favourites(bundle, viewer_at(MODEL, 1), 1, own=True)["title"].tolist() == ["Fists"]


def test_ratings_are_evidence_only_if_the_model_predicts_them(shipped, real_data):
    ratings = load_folder(real_data).ratings
    assert same_people(shipped, ratings)
    rng = np.random.default_rng(0)
    assert not same_people(shipped, replace(ratings, viewer_id=rng.permutation(ratings.viewer_id)))
    assert not same_people(shipped, ratings.select(ratings.viewer_id > 1_000))


def test_a_random_viewer_is_the_same_for_the_same_seed():
    drawn = [random_viewer(MODEL, seed) for seed in range(20)]
    assert drawn == [random_viewer(MODEL, seed) for seed in range(20)]
    assert set(drawn) == {5, 6, 7, 8}


@pytest.mark.parametrize("measure", ["dot", "cosine", "centred"])
def test_as_the_article_says_oregairu_and_hyouka_are_the_closest_of_the_trio(shipped, measure):
    model = shipped.model
    trio = pairwise(vectors_for(model.anime_factors, measure), model.anime.rows([14813, 12189, 22319]))
    assert trio[0, 1] > max(trio[0, 2], trio[1, 2])
