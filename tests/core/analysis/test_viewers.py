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


def test_the_cosine_with_each_viewer_is_told():
    # viewers (1, 0), (3, 1), (-2, 0), (0, 1)
    expected = [1, 3 / np.sqrt(10), -1, 0]
    assert cosines(MODEL, np.array([5, 0])) == pytest.approx(expected)


def test_a_fingerprint_weighs_titles_by_their_ratings_and_takes_the_mean_of_all_away(bundle):
    # above the average viewer: Fists a, Hearts b, Classic 0; they weigh 1 + 1, 5 + 1 and 9 + 1
    table = TABLE.assign(n_ratings=[1, 5, 9])
    own = replace(bundle, catalog=Catalog(table))
    a, b, _ = favourites(own, viewer_at(MODEL, 1), 3)["above"].reindex([ACTION, ROMANCE, CLASSIC])
    everything = (2 * a + 6 * b) / 18
    assert abs(everything) > 0.1
    expected = [2 * a / 12 - everything, 6 * b / 16 - everything]
    assert fingerprint(own, viewer_at(MODEL, 1), ["Action", "Romance"]) == pytest.approx(expected, abs=1e-5)


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


def test_what_a_viewer_rated_is_neither_unrated_nor_imputed():
    ratings = Ratings(
        viewer_id=np.array([5, 5, 5, 6], dtype=np.int32),
        anime_id=np.array([3, 1, 2, 3], dtype=np.int32),
        rating=np.array([4, -1, 9, 7], dtype=np.float32),
        imputed=np.array([False, False, True, False]),
    )
    assert ratings_of(ratings, 5).to_dict() == {3: 4}
    assert ratings_of(ratings, 6).to_dict() == {3: 7}
    assert ratings_of(ratings, 8).to_dict() == {}


def test_what_two_people_like_best_together_comes_first():
    one, other = pd.Series({1: 8.0, 2: 8.0, 3: 10.0, 4: 9.0}), pd.Series({4: 9.0, 3: 8.0, 2: 10.0, 1: 8.5})
    assert both_rated_highly(one, other).index.tolist() == [2, 3, 4, 1], "18 each of 2, 3 and 4, as they come; 16.5"


def test_favourites_in_common_are_among_the_first_of_both(bundle):
    # the first of viewers 5 and 6 are Classic (8.2) and Fists (9.5), and then the other way round
    one, other = viewer_at(MODEL, 0), viewer_at(MODEL, 1)
    assert both_predicted_highly(bundle, one, other, n=5, among=1).empty
    assert len(both_predicted_highly(bundle, other, other, n=1)) == 1
    assert both_predicted_highly(bundle, other, other, n=5).index.tolist() == [ACTION, CLASSIC]


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


def their_own_ratings(off_by: np.ndarray, row: int = 2) -> Ratings:
    """One rating of the title of a row by each of the model's viewers, off by so many points from what it predicts."""
    predicted = MODEL.predict(np.arange(4), np.full(4, row))
    return Ratings.of(MODEL.viewers.ids, np.full(4, MODEL.anime.ids[row]), predicted + off_by)


@pytest.mark.parametrize(("off_by", "are_theirs"), [(0, True), (1.20, True), (-1.20, True), (1.22, False)])
def test_evidence_is_at_most_a_tenth_further_off_than_the_card_says(bundle, off_by, are_theirs):
    assert bundle.card.metrics.valid_rmse == 1.1
    assert same_people(bundle, their_own_ratings(np.full(4, off_by))) == are_theirs


def test_ratings_of_the_first_title_are_evidence_too(bundle):
    assert same_people(bundle, their_own_ratings(np.zeros(4), row=0))


def test_evidence_is_a_root_mean_square(bundle):
    assert same_people(bundle, their_own_ratings(np.array([0, 0, 0, 2.4]))), "the root of 2.4² / 4 is 1.2"
    assert not same_people(bundle, their_own_ratings(np.array([0, 0, 0, 2.44])))


def test_evidence_needs_every_viewer_of_the_model_and_may_have_others(bundle):
    theirs = their_own_ratings(np.zeros(4))
    assert not same_people(bundle, theirs.select(np.arange(3)))
    others = replace(theirs, viewer_id=theirs.viewer_id + 100, rating=np.full(4, 1, np.float32))
    assert same_people(bundle, joined(theirs, others))


def test_rows_that_nothing_can_be_learnt_from_are_no_evidence_for_or_against(bundle):
    theirs = their_own_ratings(np.zeros(4))
    wrong = np.full(4, 1, np.float32)
    for others in (
        replace(theirs, rating=np.full(4, -1, np.float32)),
        replace(theirs, rating=wrong, imputed=np.ones(4, bool)),
        replace(theirs, rating=wrong, anime_id=np.full(4, 999, np.int32)),
    ):
        assert same_people(bundle, joined(theirs, others))
        assert same_people(bundle, joined(others, theirs))
        assert not same_people(bundle, others), "there is nothing else"


def test_of_many_ratings_every_so_many_th_is_looked_at(bundle):
    theirs = their_own_ratings(np.array([0, 9, 0, 9]))
    assert same_people(bundle, theirs, most=2)
    assert not same_people(bundle, theirs, most=3)
    assert not same_people(bundle, theirs, most=4)
    assert not same_people(bundle, theirs, most=9)


def joined(one: Ratings, other: Ratings) -> Ratings:
    return Ratings(
        np.concatenate([one.viewer_id, other.viewer_id]),
        np.concatenate([one.anime_id, other.anime_id]),
        np.concatenate([one.rating, other.rating]),
        np.concatenate([one.imputed, other.imputed]),
    )


def test_a_random_viewer_is_the_same_for_the_same_seed():
    drawn = [random_viewer(MODEL, seed) for seed in range(20)]
    assert drawn == [random_viewer(MODEL, seed) for seed in range(20)]
    assert set(drawn) == {5, 6, 7, 8}


@pytest.mark.parametrize("measure", ["dot", "cosine", "centred"])
def test_as_the_article_says_oregairu_and_hyouka_are_the_closest_of_the_trio(shipped, measure):
    model = shipped.model
    trio = pairwise(vectors_for(model.anime_factors, measure), model.anime.rows([14813, 12189, 22319]))
    assert trio[0, 1] > max(trio[0, 2], trio[1, 2])
