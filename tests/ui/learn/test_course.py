"""The course as a whole: stations in order, told apart, under the article's headings."""

from __future__ import annotations

import re

import pytest

from ui.app.menu import ENTRIES
from ui.learn.course import SLUGS, STATIONS, chapters

HEADINGS = [
    "Introduction",
    "The Basic Intuition behind CF",
    "CF in fastai2",
    "Embedding Dot Bias Model",
    "The Neural Network Model",
    "Model Interpretation & making Recommendations",
    "Understanding User Weight/Embedding",
    "A drawback of CF & potential solution",
]
"""Of the article, in its order."""


def test_stations_are_told_apart_in_links_and_by_name() -> None:
    assert len(set(SLUGS)) == len({station.name for station in STATIONS}) == len(STATIONS)
    assert all(re.fullmatch(r"[a-z-]+", slug) for slug in SLUGS)


def test_stations_stand_under_the_headings_of_the_article_in_its_order() -> None:
    assert [heading for heading, _ in chapters()] == HEADINGS


def test_the_menu_knows_what_the_first_station_is_headed_with() -> None:
    assert ENTRIES["learn"].heading == STATIONS[0].question


@pytest.mark.parametrize("station", STATIONS, ids=SLUGS)
def test_a_station_asks_one_question_and_has_one_sentence_to_remember(station) -> None:
    assert station.question.endswith("?")
    assert "\n" not in station.remember
    assert max(map(len, station.code.splitlines())) <= 59
