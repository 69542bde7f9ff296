"""Maps: principal axes, the neighbour map, and what axes mean."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

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
from core.data.catalog import Catalog


def catalog_of(genres: list[tuple[str, ...]]) -> Catalog:
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


def test_axes_are_explained_by_the_genres_that_make_them() -> None:
    factors, catalog = two_worlds()
    axes = principal_axes(factors, catalog, n_axes=2)
    first, second = genre_axes(axes.place(factors), catalog)
    assert first.r2 > 0.95
    assert second.r2 > 0.95
    assert "Romance" in first.low + first.high
    assert "Ecchi" in second.low[:1] + second.high[:1]


def test_the_neighbour_map_keeps_two_tribes_apart_and_is_the_same_for_the_same_seed() -> None:
    random = np.random.default_rng(0)
    tribes = np.repeat([[5, 0, 0], [0, 5, 0]], 30, axis=0) + random.normal(size=(60, 3))
    places = neighbour_map(tribes, seed=3)
    assert places.shape == (60, 2)
    assert places.dtype == np.float32
    assert np.array_equal(places, neighbour_map(tribes, seed=3))
    nearest = np.argsort(np.linalg.norm(places[:, None] - places[None], axis=2), axis=1)[:, 1]
    assert ((nearest < 30) == (np.arange(60) < 30)).all()


@pytest.mark.parametrize("n", [0, 1, 3, 5])
def test_a_handful_of_titles_has_a_map_too(n: int) -> None:
    parts = map_parts(np.random.default_rng(0).normal(size=(n, 4)))
    assert parts[PART].shape == (n, 2)
    assert QUALITY not in parts


def test_a_taste_stands_between_the_titles_most_like_it() -> None:
    places = np.array([[0, 0], [4, 0], [100, 100]], dtype=np.float32)
    # weights over the runner-up at 0.1: 0.3 - 0.1 and 0.7 - 0.1
    expected = (0.2 * 0 + 0.6 * 4) / 0.8
    assert taste_place(places, [0.3, 0.7, 0.1], k=2) == pytest.approx([expected, 0], abs=1e-6)
