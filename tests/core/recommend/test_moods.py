"""Moods: which titles fit, and that each that can be chosen has a list and questions."""

from __future__ import annotations

import pandas as pd
import pytest

from core.data.catalog import Catalog
from core.model.bundle import Bundle
from core.recommend.moods import MOODS, Mood
from core.recommend.options import CatalogFilter, Options

CATALOG = Catalog(
    pd.DataFrame(
        {
            "title": ["One", "Two", "Three", "Four"],
            "genres": [("Drama", "Romance"), ("Drama",), ("Drama", "Horror", "Romance"), ()],
            "type": "TV",
        }
    ).assign(episodes=1, mean_rating=7.0, members=10)
)


@pytest.mark.parametrize(
    ("mood", "fits"),
    [
        (Mood(), [True, True, True, True]),
        (Mood(all_of={"Drama"}), [True, True, True, False]),
        (Mood(all_of={"Drama"}, one_of={"Romance", "Space"}), [True, False, True, False]),
        (Mood(all_of={"Drama"}, one_of={"Romance"}, none_of={"Horror"}), [True, False, False, False]),
        (Mood(all_of={"Drama", "Space"}), [False, False, False, False]),
        (Mood(one_of={"Space"}), [False, False, False, False]),
    ],
)
def test_a_title_fits_with_all_of_some_genres_one_of_others_and_none_of_a_third_kind(mood: Mood, fits: list[bool]):
    assert mood.fitting(CATALOG).tolist() == fits
    assert CatalogFilter(CATALOG).allowed(Options(mood=mood)).tolist() == fits


@pytest.mark.parametrize("name", MOODS)
def test_every_mood_names_genres_that_there_are_and_leaves_enough_to_list(name: str, shipped: Bundle):
    mood = MOODS[name]
    assert mood.all_of | mood.one_of | mood.none_of <= set(shipped.catalog.genres)
    assert mood.fitting(shipped.catalog).sum() >= 100
