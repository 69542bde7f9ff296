"""The one genre that stands for a title."""

from __future__ import annotations

from core.data.genres import leading_genre
from core.model.bundle import Bundle


def test_the_rarest_of_a_titles_genres_stands_for_it(tiny_bundle: Bundle) -> None:
    # Comedy has two titles, Action and Romance one each; the last title has none of them
    assert leading_genre(tiny_bundle.catalog, ("Action", "Comedy", "Romance")).tolist() == [0, 2, 1, 3]


def test_a_genre_the_catalog_does_not_know_stands_for_nothing(tiny_bundle: Bundle) -> None:
    assert leading_genre(tiny_bundle.catalog, ("Vampire",)).tolist() == [1, 1, 1, 1]
