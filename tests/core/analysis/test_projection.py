"""Maps: principal axes, the neighbour map, and what axes mean."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn.manifold import TSNE

from core.analysis.map_quality import neighbour_recall, trustworthiness
from core.analysis.projection import (
    PART,
    QUALITY,
    genre_axes,
    map_parts,
    neighbour_map,
    orientation,
    principal_axes,
    taste_place,
)
from core.analysis.similarity import vectors_for
from core.data.catalog import Catalog


def catalog_of(genres: Sequence[tuple[str, ...]]) -> Catalog:
    table = pd.DataFrame({"title": [f"Title {place}" for place in range(len(genres))], "genres": genres})
    return Catalog(table.set_index(pd.RangeIndex(1, len(genres) + 1, name="anime_id")))


def two_worlds(n: int = 40) -> tuple[np.ndarray, Catalog]:
    """Titles whose first factor is high for Romance and whose second is high for Ecchi, with a little noise."""
    noise = np.random.default_rng(0).normal(0, 0.05, (n, 4)).astype(np.float32)
    gentle, racy = np.arange(n) % 2 == 0, np.arange(n) % 4 < 2
    factors = noise + np.outer(gentle * 3.0, [1, 0, 0, 0]) + np.outer(racy * 1.0, [0, 1, 0, 0])
    genres = [("Romance",) * bool(g) + ("Ecchi",) * bool(r) for g, r in zip(gentle, racy, strict=True)]
    return factors.astype(np.float32), catalog_of(genres)


def test_the_first_axis_is_the_way_the_points_are_spread() -> None:
    line = np.array([[-2, -2], [-1, -1], [1, 1], [2, 2]], dtype=np.float32)
    axes = principal_axes(line, catalog_of([("Action",), ("Action",), (), ()]), n_axes=2)
    assert axes.explained_variance == pytest.approx([1, 0], abs=1e-6)
    assert np.abs(axes.directions[0]) == pytest.approx([0.5**0.5, 0.5**0.5])
    assert np.abs(axes.place(line)[:, 0]) == pytest.approx([8**0.5, 2**0.5, 2**0.5, 8**0.5])


def test_places_are_told_from_the_middle_of_all_points() -> None:
    line = np.array([[8, 3], [10, 3], [15, 3]], dtype=np.float32)
    axes = principal_axes(line, catalog_of([(), (), ()]), n_axes=2)
    assert axes.mean.tolist() == [11, 3]
    assert np.abs(axes.directions[0]) == pytest.approx([1, 0])
    assert np.abs(axes.place(line)[:, 0]) == pytest.approx([3, 1, 4], abs=1e-5)
    assert axes.explained_variance == pytest.approx([1, 0], abs=1e-6)


@pytest.mark.parametrize("n_axes", [1, 2, 3])
def test_where_there_are_fewer_directions_than_axes_the_further_ones_are_empty(n_axes: int) -> None:
    axes = principal_axes(np.array([[-1.0], [0.0], [4.0]]), catalog_of([(), (), ()]), n_axes)
    assert axes.explained_variance.tolist() == [1, 0, 0][:n_axes]
    assert np.abs(axes.directions).tolist() == [[1], [0], [0]][:n_axes]
    assert np.abs(axes.place([[2.0]])).tolist() == [[1, 0, 0][:n_axes]]


def test_titles_that_are_all_the_same_differ_along_no_axis() -> None:
    axes = principal_axes(np.ones((3, 2)), catalog_of([(), (), ()]), n_axes=2)
    assert axes.explained_variance.tolist() == [0, 0]


def test_explained_shares_fall_and_do_not_pass_one() -> None:
    factors, catalog = two_worlds()
    explained = principal_axes(factors, catalog, n_axes=3).explained_variance
    assert list(explained) == sorted(explained, reverse=True)
    assert explained.sum() <= 1


@given(st.sampled_from([-1, 1]), st.sampled_from([-1, 1]), st.booleans())
def test_a_mirrored_or_swapped_map_is_turned_back_to_one_handedness(x: int, y: int, swap: bool) -> None:
    factors, catalog = two_worlds()
    places = principal_axes(factors, catalog, n_axes=2).place(factors)
    other = places * [x, y]
    other = other[:, ::-1] if swap else other
    turned = other * orientation(other, catalog)
    sides = np.linalg.svd(places.T @ turned)
    assert np.linalg.det(sides.U @ sides.Vh) == pytest.approx(1)


def test_without_the_compass_genres_an_axis_follows_its_strongest_genre() -> None:
    catalog = catalog_of([("Action",), ("Action",), ("Drama",), ("Drama", "Action"), (), ()])
    along = np.array([[-3.0], [-2.0], [0.1], [-1.0], [2.0], [3.0]])
    assert orientation(along, catalog) == pytest.approx([-1])


def test_one_strong_genre_outweighs_three_weak_ones() -> None:
    along = np.array([[-3.0], [-2.0], [-1.0], [1.0], [2.0], [3.0]])
    weak = ("Comedy", "Drama", "Music")
    catalog = catalog_of([(), weak, weak, ("Action",), ("Action",), ("Action",)])
    # correlations: 0.93 with Action, -0.49 with each of the others; the sum is negative, that of the cubes positive
    assert orientation(along, catalog).tolist() == [1]
    assert orientation(-along, catalog).tolist() == [-1]


def test_an_axis_without_any_genre_stays_as_it_is() -> None:
    assert orientation(np.array([[1.0, 2.0], [3.0, 1.0]]), catalog_of([(), ()])).tolist() == [1, 1]


COMPASS = np.array([[2.0, 0.0], [0.0, 2.0], [-2.0, 0.0], [0.0, -2.0]])
"""The racy title to the right, the gentle one above: from the one to the other it is a quarter turn to the left."""


@pytest.mark.parametrize("flip", [(1, 1), (-1, 1), (1, -1), (-1, -1)])
@pytest.mark.parametrize(("racy", "gentle"), [("Ecchi", "Romance"), ("Harem", "Slice of Life")])
def test_from_racy_to_gentle_titles_the_way_turns_left_and_both_lie_to_the_upper_right(
    racy: str, gentle: str, flip: tuple[int, int]
) -> None:
    catalog = catalog_of([(racy,), (gentle,), (), ()])
    assert orientation(COMPASS * flip, catalog).tolist() == list(flip)


def test_where_both_ways_would_do_the_first_axis_stays() -> None:
    # axes swapped: from (0, 2) to (2, 0) the way turns right, and either axis may be mirrored to mend that
    assert orientation(COMPASS[:, ::-1], catalog_of([("Ecchi",), ("Romance",), (), ()])).tolist() == [1, -1]


def test_a_third_axis_follows_its_genres_beside_the_compass() -> None:
    third = np.array([[-1.0], [1.0], [3.0], [-3.0]])
    catalog = catalog_of([("Ecchi",), ("Romance",), (), ("Action",)])
    assert orientation(np.hstack([COMPASS, third]), catalog).tolist() == [1, 1, -1]


def test_without_the_compass_both_axes_follow_their_genres() -> None:
    assert orientation(COMPASS, catalog_of([(), (), ("Action",), ("Drama",)])).tolist() == [-1, -1]


ALONG = np.array([[-3.0], [-1.0], [1.0], [3.0]])
"""Variance 5; the means of the two halves are -2 and 2, whose variance is 4."""


@pytest.mark.parametrize(
    ("genres", "n_genres", "r2"),
    [
        ([(), (), ("Action",), ("Action",)], 1, 1 - (1 - 4 / 5) * 3 / 2),
        ([("Drama",), ("Drama",), ("Action",), ("Action",)], 2, 1 - (1 - 4 / 5) * 3 / 1),
        ([("Action",), (), ("Action",), ()], 1, 0),
    ],
)
def test_what_genres_explain_allows_for_their_number(genres: list[tuple[str, ...]], n_genres: int, r2: float) -> None:
    (meaning,) = genre_axes(ALONG, catalog_of(genres))
    assert meaning.r2 == pytest.approx(r2)
    assert len(meaning.low + meaning.high) == n_genres


def test_the_genres_at_either_end_are_named_the_strongest_first() -> None:
    along = np.array([[-4.0], [-3.0], [-1.0], [-0.5], [0.5], [1.0], [3.0], [4.0]])
    genres = [("A",), ("A", "B"), ("B",), (), (), ("C",), ("C", "D"), ("D",)]
    (meaning,) = genre_axes(along, catalog_of(genres))
    assert (meaning.low, meaning.high) == (("A", "B"), ("D", "C"))
    (meaning,) = genre_axes(along, catalog_of(genres), n_genres=1)
    assert (meaning.low, meaning.high) == (("A",), ("D",))


def test_a_genre_of_three_titles_in_a_hundred_has_a_say_and_one_of_two_has_none() -> None:
    genres = [("Action",)] * 3 + [("Drama",)] * 2 + [()] * 95
    along = np.array([[5.0]] * 3 + [[9.0]] * 2 + [[0.0]] * 95)
    (meaning,) = genre_axes(along, catalog_of(genres))
    assert meaning.low + meaning.high == ("Action",)


def test_axes_are_explained_by_the_genres_that_make_them() -> None:
    factors, catalog = two_worlds()
    axes = principal_axes(factors, catalog, n_axes=2)
    first, second = genre_axes(axes.place(factors), catalog)
    assert first.r2 > 0.95
    assert second.r2 > 0.95
    assert "Romance" in first.low + first.high
    assert "Ecchi" in second.low[:1] + second.high[:1]


def test_the_neighbour_map_is_t_sne_of_the_directions_and_keeps_two_tribes_apart() -> None:
    random = np.random.default_rng(0)
    tribes = np.repeat([[5, 0, 0], [0, 5, 0]], 10, axis=0) + random.normal(size=(20, 3))
    places = neighbour_map(tribes, seed=3)
    assert places.shape == (20, 2)
    assert places.dtype == np.float32
    nearest = np.argsort(np.linalg.norm(places[:, None] - places[None], axis=2), axis=1)[:, 1]
    assert ((nearest < 10) == (np.arange(20) < 10)).all()
    directions = vectors_for(tribes.astype(np.float32), "cosine")
    oracle = TSNE(2, perplexity=(20 - 1) / 3, init="pca", learning_rate="auto", random_state=3, n_jobs=1)
    assert places == pytest.approx(oracle.fit_transform(directions), abs=1e-3)


@pytest.mark.parametrize(("n", "is_spread_out"), [(0, False), (1, False), (3, False), (4, True)])
def test_a_handful_of_titles_has_a_map_too(n: int, is_spread_out: bool) -> None:
    parts = map_parts(np.random.default_rng(0).normal(size=(n, 4)))
    assert parts[PART].shape == (n, 2)
    assert bool(parts[PART].any()) == is_spread_out
    assert QUALITY not in parts


@pytest.mark.parametrize(("n", "is_told"), [(2 * 15 + 1, False), (2 * 15 + 2, True)])
def test_how_far_a_map_can_be_trusted_is_told_where_there_are_enough_titles(n: int, is_told: bool) -> None:
    factors = np.random.default_rng(0).normal(size=(n, 4))
    parts = map_parts(factors)
    assert (QUALITY in parts) == is_told
    if is_told:
        expected = [trustworthiness(factors, parts[PART], 15), neighbour_recall(factors, parts[PART], 15)]
        assert parts[QUALITY] == pytest.approx(expected)


def test_a_taste_among_as_many_titles_as_count_stands_at_the_one_most_like_it() -> None:
    places = np.array([[0, 0], [4, 8]], dtype=np.float32)
    # nothing is left to compare with, so the last of the two weighs nothing
    assert taste_place(places, [0.3, 0.7], k=2) == pytest.approx([4, 8], abs=1e-5)


def test_a_taste_stands_between_the_titles_most_like_it() -> None:
    places = np.array([[0, 0], [4, 0], [100, 100]], dtype=np.float32)
    # weights over the runner-up at 0.1: 0.3 - 0.1 and 0.7 - 0.1
    expected = (0.2 * 0 + 0.6 * 4) / 0.8
    assert taste_place(places, [0.3, 0.7, 0.1], k=2) == pytest.approx([expected, 0], abs=1e-6)


def test_the_map_tells_every_fifty_of_its_steps_and_then_how_it_is_measured(monkeypatch: pytest.MonkeyPatch) -> None:
    """Two blocks of titles, of 256 and of 44, are looked at for each of the two measures."""
    monkeypatch.setattr("core.analysis.projection.N_ITERATIONS", 250)
    told: list[float] = []
    map_parts(np.random.default_rng(0).normal(size=(300, 4)), tell=told.append)
    steps = [0.95 * step / 250 for step in (50, 100, 150, 200, 250)]
    assert told == pytest.approx([*steps, 0.965, 0.98, 0.99, 1])


def test_four_titles_are_enough_for_a_neighbour_map_and_three_are_not() -> None:
    corners = np.eye(4, dtype=np.float32)
    assert np.ptp(neighbour_map(corners), axis=0).min() > 0
    assert neighbour_map(corners[:3]).tolist() == [[0, 0]] * 3


def test_a_genre_speaks_for_an_axis_as_far_as_it_tells_titles_apart() -> None:
    """A genre of every other title moves the axis by 1, one of every tenth by 1.5: the first explains more of it."""
    genres = [("Action",) * (place % 2) + ("Drama",) * (place < 2) for place in range(20)]
    along = np.array([[("Action" in names) + 1.5 * ("Drama" in names)] for names in genres])
    (meaning,) = genre_axes(along, catalog_of(genres))
    assert (meaning.low, meaning.high) == ((), ("Action", "Drama"))


def test_an_axis_along_which_no_title_differs_has_no_genre_at_either_end() -> None:
    genres = [("Action",) * (place % 2) + ("Drama",) * (place < 5) for place in range(20)]
    coordinates = np.column_stack([np.arange(20), np.zeros(20)])
    moving, still = genre_axes(coordinates, catalog_of(genres))
    assert moving.low[0] == "Drama"
    assert still.low == still.high == ()
