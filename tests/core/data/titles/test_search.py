"""Names find their titles, however they are typed."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from core.data.titles import CatalogSearch, title_facts
from core.data.titles.search import SearchSettings, TitleSearch
from core.data.titles.spelling import words
from core.model.bundle import Bundle

NAMES = {
    1: ("Shingeki no Kyojin", "Attack on Titan", "AoT"),
    2: ("Shingeki no Kyojin OVA", "Attack on Titan OVA"),
    3: ("Mahou Shoujo Madoka★Magica", "Puella Magi Madoka Magica"),
    4: ("K-On!",),
    5: ("K-On!!", "K-On! Season 2"),
    6: ("Steins;Gate",),
    7: ("Hunter × Hunter",),
    8: ("Air", "エア"),
    9: ("Air Gear",),
}
FAME = {1: 0.9, 2: 0.5, 9: 1.0}


@pytest.fixture(scope="module")
def search() -> TitleSearch:
    return TitleSearch(NAMES, FAME)


@pytest.mark.parametrize(
    ("typed", "anime_id"),
    [
        ("attack on titan", 1),
        ("titan attack", 1),
        ("atack on tittan", 1),
        ("ATTACKONTITAN", 1),
        ("attack on ti", 1),
        ("aot", 1),
        ("attack on titan ova", 2),
        ("mahō shōjo madoka magica", 3),
        ("mahou shojo madoka", 3),
        ("kon", 4),
        ("k on 2nd season", 5),
        ("K-On! Season II", 5),
        ("steinsgate", 6),
        ("stiens gate", 6),
        ("hunter x hunter", 7),
        ("air", 8),
        ("air gear", 9),
        ("エア", 8),
    ],
)
def test_the_title_that_was_meant_comes_first(search: TitleSearch, typed: str, anime_id: int):
    assert search.find(typed)[0].anime_id == anime_id


def test_of_names_that_match_alike_the_best_known_comes_first():
    search = TitleSearch({1: ("Red Moon",), 2: ("Red Star",)}, {2: 1.0})
    assert [found.anime_id for found in search.find("red")] == [2, 1]


def test_the_name_that_is_the_text_comes_before_a_better_known_one_that_only_has_it(search: TitleSearch):
    assert [found.anime_id for found in search.find("air")] == [8, 9]


@pytest.mark.parametrize("typed", ["", "  ", "?!★", "zzzzzz"])
def test_nothing_is_found_for_no_word_and_for_one_that_no_name_has(search: TitleSearch, typed: str):
    assert search.find(typed) == []


def test_no_more_titles_are_found_than_asked_for_and_each_once(search: TitleSearch):
    assert [found.anime_id for found in search.find("shingeki", n=5)] == [1, 2]
    assert len(search.find("shingeki", n=1)) == 1


def test_a_short_word_and_a_number_allow_no_error():
    search = TitleSearch({1: ("K2",), 2: ("Eva 2000",)}, {})
    assert search.find("q2") == []
    assert search.find("eva 2001")[0].match < 0.9


@pytest.mark.parametrize(("typed", "errors"), [("bebop", 0), ("bebob", 1), ("cowboy", 0), ("cowbyo", 1)])
def test_an_error_costs_a_share_of_the_words_letters(typed: str, errors: int):
    cost = SearchSettings().error * errors / len(typed)
    assert TitleSearch({1: ("Cowboy Bebop",)}, {}).find(typed)[0].match == pytest.approx(1 - cost)


def test_without_names_nothing_is_found():
    assert TitleSearch({}, {}).find("naruto") == []


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("Shōjo Kakumei Utena", ["shojo", "kakumei", "utena"]),
        ("Shoujo Kakumei", ["shojo", "kakumei"]),
        ("Fate/stay night: II", ["fate", "stay", "night", "2"]),
        ("Hunter×Hunter", ["hunter", "x", "hunter"]),
        ("Howl’s & Kiki's", ["howls", "and", "kikis"]),
        ("The Second Season", ["the", "2", "season"]),
        ("SAO S2", ["sao", "2"]),
        ("Seven 7 VII One", ["7", "7", "7", "one"]),
        ("Mimi wo Sumaseba", ["mimi", "o", "sumaseba"]),
        ("Ore &amp; Omae", ["ore", "and", "omae"]),
    ],
)
def test_ways_to_write_a_word_are_one(text: str, plain: list[str]):
    assert words(text) == plain


@pytest.fixture(scope="module")
def shipped_search(shipped: Bundle) -> CatalogSearch:
    return CatalogSearch(shipped.catalog, title_facts())


@pytest.mark.slow
@pytest.mark.parametrize(
    ("file", "least"), [("titles_typed.tsv", 200), ("titles_mistyped.tsv", 200), ("titles_nicknames.tsv", 60)]
)
def test_names_and_nicknames_of_the_best_known_find_their_title_first_or_second(
    file: str, least: int, root: Path, shipped_search: CatalogSearch
):
    with (root / "tests" / "data" / file).open(encoding="utf-8", newline="") as lines:
        asked = [(line["typed"], int(line["anime_id"])) for line in csv.DictReader(lines, delimiter="\t")]
    missed = [typed for typed, anime_id in asked if anime_id not in shipped_search.find(typed).anime_ids[:2]]
    assert len(asked) >= least
    assert len(missed) <= 0.02 * len(asked), missed


def test_the_word_anime_beside_a_name_changes_nothing_and_alone_is_looked_for():
    search = TitleSearch({1: ("Toaru Index",), 2: ("Anime Tenchou",)}, {})
    assert [found.anime_id for found in search.find("index anime")] == [1]
    assert [found.anime_id for found in search.find("anime")] == [2]


@pytest.mark.parametrize("typed", ["2199", "amo"])
def test_a_number_or_a_short_word_is_meant_as_it_is_typed(typed):
    assert TitleSearch({1: ("Yamato 2198",), 2: ("Ami Story",)}, {}).find(typed) == []
