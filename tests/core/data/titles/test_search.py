"""Names find their titles, however they are typed."""

from __future__ import annotations

import csv
from math import log
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


@pytest.mark.parametrize(
    ("known", "typed", "errors"),
    [
        ("bcd", "bxd", None),
        ("bcdf", "bxdf", 1),
        ("bcdfgh", "bxdfgh", 1),
        ("bcdfgh", "bxdfgx", None),
        ("bcdfghj", "bxdfgxj", 2),
        ("bcdfghjklm", "bxdfgxjxlm", None),
    ],
)
def test_a_word_of_four_letters_may_have_one_error_and_one_of_seven_two(known: str, typed: str, errors: int | None):
    found = TitleSearch({1: (f"{known} qqqqqqqqqqqqqqqq",)}, {}).find(typed)
    assert [each.match for each in found] == ([] if errors is None else [pytest.approx(1 - 1.2 * errors / len(typed))])


@pytest.mark.parametrize(("typed", "known"), [("cow", 3 / 6), ("cowb", 4 / 6), ("b", 1 / 5), ("cowboy", 1)])
def test_the_beginning_of_a_word_is_worth_the_more_the_more_of_it_there_is(typed: str, known: float):
    [found] = TitleSearch({1: ("Cowboy Bebop",)}, {}).find(typed)
    assert found.match == pytest.approx(0.8 + 0.2 * known)


def test_a_word_counts_the_more_the_fewer_names_have_it():
    """Three names have a word that begins with "cow", none of them whole; one has "bebop"."""
    search = TitleSearch({1: ("Cowboy Bebop",), 2: ("Cowboy Story",), 3: ("Cowgirl Moon",)}, {})
    [found] = search.find("cow bebop")
    of_three, of_one = log(1 + 3 / 3), log(1 + 3 / 1)
    assert found.match == pytest.approx((of_three * (0.8 + 0.2 * 3 / 6) + of_one * 1) / (of_three + of_one))


def test_a_name_that_has_the_word_whole_makes_it_rarer_than_those_that_begin_with_it():
    search = TitleSearch({1: ("Air Gear",), 2: ("Airmaster Gear",), 3: ("Moon",)}, {})
    first, second = search.find("air gear")
    air, gear = log(1 + 3 / 1), log(1 + 3 / 2)
    assert (first.anime_id, first.match) == (1, 1)
    assert second.match == pytest.approx((air * (0.8 + 0.2 * 3 / 9) + gear) / (air + gear))


def test_a_word_that_no_name_has_counts_as_one():
    search = TitleSearch({1: ("Cowboy Bebop",)}, {}, SearchSettings(least=0.1))
    [found] = search.find("bebop zzzzzzzz")
    assert found.match == pytest.approx(log(1 + 1 / 1) / (log(1 + 1 / 1) + 1))


def test_words_run_together_are_compared_letter_by_letter():
    """Ten of eleven letters stand in both in the same order; below 0.7 names have nothing in common."""
    [found] = TitleSearch({1: ("Cowboy Bebop",)}, {}).find("cowbyobebop")
    assert found.match == pytest.approx(0.5 + 0.5 * (10 / 11 - 0.7) / (1 - 0.7))
    assert found.score == pytest.approx(found.match + 0.1 * found.match)
    same, close = TitleSearch({1: ("Steins Gate",), 2: ("Steins Gates",)}, {}).find("steinsgate")
    assert (same.match, same.score) == (1, pytest.approx(1 + 0.1 + 0.15))
    assert close.match == pytest.approx(0.5 + 0.5 * (2 * 10 / 21 - 0.7) / (1 - 0.7))


def test_the_order_goes_by_how_much_of_the_name_is_named_by_the_whole_name_and_by_fame():
    search = TitleSearch({1: ("Cowboy Bebop",), 2: ("Cowboy",), 3: ("Cowboy Star", "Cowboy Cowboy")}, {1: 0.5, 3: 0.25})
    scores = {found.anime_id: found.score for found in search.find("cowboy")}
    assert scores == {
        2: pytest.approx(1 + 0.1 + 0.15),
        1: pytest.approx(1 + 0.1 * 6 / 11 + 0.2 * 0.5),
        3: pytest.approx(1 + 0.1 * 6 / 10 + 0.2 * 0.25),
    }


def test_of_a_long_text_the_first_twelve_words_are_looked_for():
    search = TitleSearch({1: ("Moon",)}, {}, SearchSettings(least=0.01))
    others = "qa qb qc qd qe qf qg qh qi qj qk "
    assert search.find(others + "moon") and not search.find(others + "ql moon")


def test_a_name_that_accounts_for_just_as_much_as_is_asked_is_found():
    assert TitleSearch({1: ("Moon",)}, {}, SearchSettings(least=1.0)).find("moon")


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
