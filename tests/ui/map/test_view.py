"""What the Map shows of a model: titles, places, nearest titles, and how good the map is."""

from __future__ import annotations

import pytest

from core.model.bundle import Bundle
from ui.map.view import LAYOUTS, Layout, map_quality, map_view, near_rows, sizes


def test_a_title_outside_the_most_rated_joins_the_map_when_it_is_chosen(shipped: Bundle) -> None:
    rare = int(shipped.catalog.table["n_ratings"].to_numpy().argmin())
    assert rare not in map_view(shipped, "pca", 100, None).rows
    view = map_view(shipped, "pca", 100, rare)
    assert view.rows[-1] == rare
    assert len(view.places) == 101


@pytest.mark.parametrize("layout", list(LAYOUTS))
def test_a_title_beside_a_map_moves_no_other_and_has_the_axes_computed_once(shipped: Bundle, layout: Layout) -> None:
    rare = int(shipped.catalog.table["n_ratings"].to_numpy().argmin())
    alone, beside = (map_view(shipped, layout, 250, row) for row in (None, rare))
    assert beside.axes is alone.axes
    assert (beside.places[:-1] == alone.places).all()
    whole = map_view(shipped, layout, len(shipped.catalog), rare)
    if layout == "neighbours":
        assert (beside.places[-1] == whole.places[whole.rows == rare]).all()


def test_a_title_of_the_map_does_not_stand_on_it_twice(shipped: Bundle) -> None:
    view = map_view(shipped, "pca", 100, None)
    assert map_view(shipped, "pca", 100, int(view.rows[5])) is view


def test_only_axes_that_mean_something_have_meanings(shipped: Bundle) -> None:
    assert [len(map_view(shipped, layout, 250, None).meanings) for layout in LAYOUTS] == [2, 3, 0]


def test_nearest_titles_are_on_the_map_and_never_the_title_itself(shipped: Bundle) -> None:
    view = map_view(shipped, "pca", 100, None)
    row = int(view.rows[3])
    near = near_rows(shipped, row, view.rows)
    assert row not in [other for other, _ in near]
    assert {other for other, _ in near} <= set(view.rows.tolist())
    assert [cosine for _, cosine in near] == sorted((cosine for _, cosine in near), reverse=True)


def test_sizes_end_with_the_whole_catalog(shipped: Bundle) -> None:
    assert sizes(shipped)[0] == 100
    assert sizes(shipped)[-1] == len(shipped.catalog)


def test_the_quality_of_the_whole_neighbour_map_is_good(shipped: Bundle) -> None:
    quality = map_quality(shipped, "neighbours", len(shipped.catalog))
    assert quality is not None
    assert quality[0] >= 0.90


@pytest.mark.parametrize(("layout", "n_axes"), [("pca", 2), ("pca3", 3), ("neighbours", 2)])
def test_every_size_and_layout_goes_to_the_same_canvas(shipped: Bundle, layout: Layout, n_axes: int) -> None:
    for n in (100, len(shipped.catalog)):
        assert map_view(shipped, layout, n, None).places.shape == (n, n_axes)
