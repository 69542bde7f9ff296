from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.data.catalog import Catalog
from core.data.imputation import UNRATED_CHOICES, impute
from core.data.ratings import Histogram, Ratings
from core.errors import DataError


def test_drop_leaves_only_the_ratings_given(tiny_ratings: Ratings):
    dropped = impute(tiny_ratings, "drop")
    assert dropped.rating.tolist() == [9, 7, 6, 10]
    assert not dropped.imputed.any()


def test_anime_mean_is_the_sites_mean_and_else_the_mean_of_all_ratings(tiny_ratings: Ratings, tiny_catalog: Catalog):
    filled = impute(tiny_ratings, "anime-mean", tiny_catalog)
    everyone = (9 + 7 + 6 + 10) / 4
    assert filled.rating.tolist() == [9, 7, 6, 7.5, 10, everyone]
    assert filled.imputed.tolist() == [False, False, False, True, False, True]


def test_anime_mean_without_a_catalog_is_the_mean_at_hand(tiny_ratings: Ratings):
    assert impute(tiny_ratings, "anime-mean").rating[3] == 7 / 1


def test_viewer_mean_is_the_mean_of_what_the_viewer_gave(tiny_ratings: Ratings):
    filled = impute(tiny_ratings, "viewer-mean")
    assert filled.rating.tolist() == [9, 7, 6, 6 / 1, 10, 10 / 1]


def test_ratings_without_a_single_rating_are_refused(tiny_ratings: Ratings):
    with pytest.raises(DataError, match="Not one row"):
        impute(tiny_ratings.select(~tiny_ratings.rated), "viewer-mean")


def test_viewers_and_anime_are_counted_once_each(tiny_ratings: Ratings):
    assert (tiny_ratings.n_viewers, tiny_ratings.n_anime) == (3, 4)


@pytest.mark.parametrize("name", ["viewer_id", "anime_id", "rating", "imputed"])
def test_the_four_arrays_have_one_length(tiny_ratings: Ratings, name: str):
    with pytest.raises(ValueError, match="one length"):
        replace(tiny_ratings, **{name: vars(tiny_ratings)[name][:-1]})


def test_a_histogram_counts_ten_ratings_from_zero_on():
    ten = tuple(range(10))
    assert Histogram(ten, ten).given == ten
    for wrong in (ten[1:], (*ten, 1), (-1, *ten[1:]), ()):
        with pytest.raises(ValueError, match="ratings of 1 to 10"):
            Histogram(wrong, ten)
        with pytest.raises(ValueError, match="ratings of 1 to 10"):
            Histogram(ten, wrong)


def test_a_histogram_of_low_ratings_has_all_ten_places_and_rounds():
    ratings = Ratings.of(*np.array([(1, 1, 1), (2, 1, 1), (3, 1, 2)]).T)
    assert ratings.histogram() == Histogram((2, 1, 0, 0, 0, 0, 0, 0, 0, 0), (0,) * 10)
    filled = Ratings.of(*np.array([(1, 1, 6.6), (2, 1, 1.4)]).T)
    assert replace(filled, imputed=np.ones(2, bool)).histogram().imputed == (1, 0, 0, 0, 0, 0, 1, 0, 0, 0)


def test_what_is_imputed_twice_stays_marked(tiny_ratings: Ratings):
    filled = impute(tiny_ratings, "viewer-mean")
    again = impute(replace(filled, rating=np.where(filled.rating == 7, -1, filled.rating)), "anime-mean")
    assert again.imputed.tolist() == [False, True, False, True, False, True]


def test_another_way_to_impute_is_refused(tiny_ratings: Ratings):
    with pytest.raises(ValueError, match="unrated must be one of"):
        impute(tiny_ratings, "zero")  # ty: ignore[invalid-argument-type]


def test_histogram_tells_imputed_ratings_apart(tiny_ratings: Ratings):
    histogram = impute(tiny_ratings, "viewer-mean").histogram()
    assert histogram.given == (0, 0, 0, 0, 0, 1, 1, 0, 1, 1)
    assert histogram.imputed == (0, 0, 0, 0, 0, 1, 0, 0, 0, 1)


@given(
    st.lists(st.tuples(st.integers(1, 5), st.integers(1, 5), st.sampled_from([-1, *range(1, 11)])), min_size=1).filter(
        lambda rows: any(rating > 0 for _, _, rating in rows)
    ),
    st.sampled_from(list(UNRATED_CHOICES)),
)
def test_imputing_leaves_nothing_unrated_and_given_ratings_alone(rows, unrated):
    ratings = Ratings.of(*(np.array(column) for column in zip(*rows, strict=True)))
    filled = impute(ratings, unrated)
    assert filled.rated.all()
    assert filled.rating.min() >= 1 and filled.rating.max() <= 10
    assert filled.rating[~filled.imputed].tolist() == ratings.rating[ratings.rated].tolist()


@given(st.lists(st.tuples(st.integers(0, 6), st.integers(0, 3)), max_size=30), st.integers(1, 12), st.booleans())
def test_blocks_of_whole_viewers_are_all_rows_with_each_viewers_in_their_order(rows, at_once, is_sorted):
    rows = sorted(rows, key=lambda row: row[0]) if is_sorted else rows
    viewers, anime = (np.array(column, dtype=np.int32) for column in (list(zip(*rows, strict=True)) or [[], []]))
    blocks = list(Ratings.of(viewers, anime, np.arange(len(rows))).by_viewers(at_once))
    found = [set(block.viewer_id.tolist()) for block in blocks]
    assert sum(map(len, found)) == len(set().union(*found)), "no viewer is in two of them"
    expected = [[place for place, row in enumerate(rows) if row[0] == viewer] for viewer in range(7)]
    together = Ratings.joined(blocks)
    assert [together.rating[together.viewer_id == viewer].tolist() for viewer in range(7)] == expected
    assert all(len(block) >= at_once or block is blocks[-1] for block in blocks)
