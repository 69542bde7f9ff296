"""Counts, shares and long tails of ratings that can be counted by hand."""

import numpy as np
import pandas as pd
import pytest

from core.data.statistics import (
    by_size,
    counts,
    generosity,
    genre_by_type,
    long_tail,
    share_of_top,
    title_counts,
)


def test_counts_are_in_falling_order():
    assert counts(np.array([7, 3, 7, 7, 3, 9], dtype=np.int32)).tolist() == [3, 2, 1]


def test_the_long_tail_adds_up_shares_from_the_most_rated_on():
    tail = long_tail([1, 6, 3])
    assert tail["ids"].to_numpy() == pytest.approx([0, 1 / 3, 2 / 3, 1])
    assert tail["rows"].to_numpy() == pytest.approx([0, 6 / 10, 9 / 10, 1])
    assert share_of_top([1, 6, 3], 1 / 3) == pytest.approx(0.6)


def test_one_rating_of_one_title_is_all_there_is():
    assert long_tail([1]).to_numpy().tolist() == [[0, 0], [1, 1]]
    assert long_tail([1, 6, 3]).index.tolist() == [0, 1, 2, 3]
    assert long_tail([]).to_numpy().tolist() == [[0, 0]]


def test_sizes_double_from_step_to_step():
    table = by_size([0, 1, 1, 2, 3, 4, 9])
    assert list(zip(table["rows"], table["ids"], strict=True)) == [("1", 2), ("2–3", 2), ("4–7", 1), ("8–15", 1)]


def test_a_title_is_counted_by_its_given_ratings(tiny_ratings, tiny_catalog):
    table = title_counts(tiny_ratings, tiny_catalog)
    assert table["n_ratings"].tolist() == [2, 1, 1, 0]
    assert table["data_mean"].tolist()[:3] == [(9 + 6) / 2, 7, 10]
    assert np.isnan(table.loc[40, "data_mean"])


def test_a_genre_and_type_has_the_mean_of_its_ratings_not_of_its_titles():
    titles = pd.DataFrame(
        {
            "genres": [("Action",), ("Action", "Drama"), ("Drama",)],
            "type": ["TV", "TV", "Movie"],
            "n_ratings": [1, 3, 2],
            "data_mean": [9.0, 5.0, 7.0],
        }
    )
    number, mean = genre_by_type(titles)
    assert number.loc["Action", "TV"] == 4
    assert mean.loc["Action", "TV"] == pytest.approx((1 * 9 + 3 * 5) / 4)
    assert mean.loc["Drama", "Movie"] == 7
    assert np.isnan(mean.loc["Action", "Movie"])


TITLES = pd.DataFrame(
    {
        "genres": [("Drama",), ("Action", "Drama"), ("Comedy",), ("Comedy",), ()],
        "type": ["TV", "Movie", "TV", "TV", "OVA"],
        "n_ratings": [3, 5, 4, 0, 9],
        "data_mean": [6.0, 8.0, 7.0, np.nan, 9.0],
    }
)


def test_genres_and_types_with_most_ratings_come_first():
    number, mean = genre_by_type(TITLES)
    # Drama has 3 + 5, Action 5, Comedy 4; TV has 3 + 4, and Movie 5 for each of the two genres of its title
    assert number.index.tolist() == mean.index.tolist() == ["Drama", "Action", "Comedy"]
    assert number.columns.tolist() == mean.columns.tolist() == ["Movie", "TV"]
    assert number.to_numpy().tolist() == [[5, 3], [5, 0], [0, 4]]
    assert genre_by_type(TITLES, n_genres=2)[0].index.tolist() == ["Drama", "Action"]


def test_a_title_without_a_rating_leaves_the_mean_of_its_genre_as_it_is():
    assert genre_by_type(TITLES)[1].loc["Comedy", "TV"] == 7


def test_a_mean_is_told_from_so_many_ratings_on():
    assert genre_by_type(TITLES, least=5)[1].loc["Drama"].fillna(0).tolist() == [8, 0]
    assert genre_by_type(TITLES, least=3)[1].loc["Drama"].tolist() == [8, 6]


def test_people_are_generous_from_a_mean_of_seven_on():
    assert generosity([0] * 6 + [4, 0, 0, 0]).startswith("People are generous: the mean rating is 7.00, and 100%")
    assert generosity([0] * 5 + [1, 0, 0, 0, 0]) == "The mean rating is 6.00, and 0% are 7 or more."


def test_generosity_is_told_in_a_sentence():
    assert generosity([0] * 5 + [1, 0, 0, 0, 3]) == (
        "People are generous: the mean rating is 9.00, and 75% are 7 or more."
    )
    assert generosity([1, 1] + [0] * 8) == "The mean rating is 1.50, and 0% are 7 or more."
    assert generosity([0] * 10) == "There is no rating yet."
