"""How the sources and the file made by hand become one table."""

from __future__ import annotations

from pathlib import Path

from core.data.titles.facts import TitleTable
from scripts.titles import read_set, rows, table
from tests.core.data.test_kaggle_sets import ANIME_2020, LISTS_2020

SITES = {
    "mal": {"title": "MyAnimeList", "type": "info"},
    "aniList": {"title": "AniList", "type": "info"},
    "netflix": {"title": "Netflix", "urlTemplate": "https://netflix.example/{{id}}", "type": "onair"},
    "bilibili": {"title": "B", "urlTemplate": "https://b.example/{{id}}", "regions": ["CN"], "type": "onair"},
}


def item(title: str, begin: str, *sites: dict, english: tuple[str, ...] = (), kind: str = "tv") -> dict:
    return {"title": title, "titleTranslate": {"en": list(english)}, "type": kind, "begin": begin, "sites": list(sites)}


def built(items: list[dict], arm: list[dict], names: dict[int, dict[str, str]]) -> TitleTable:
    return TitleTable(table(rows({"items": items, "siteMeta": SITES}, arm, names), SITES))


def test_a_title_of_the_source_is_dated_in_japans_time_and_has_its_ids_and_streams():
    sites = (
        {"site": "mal", "id": "7"},
        {"site": "aniList", "id": "70"},
        {"site": "netflix", "id": "n7", "begin": "2013-04-10T15:00:00.000Z", "regions": ["JP"]},
        {"site": "bilibili", "id": "b7", "begin": ""},
        {"site": "bilibili", "id": "a b\nc"},
    )
    table = built([item("七", "2012-12-31T16:00:00.000Z", *sites, english=("SEVEN SEAS",))], [], {})
    facts = table.get(7)
    assert facts
    assert (facts.japanese, facts.english, facts.year, facts.season) == ("七", "Seven Seas", 2013, "winter")
    assert (facts.anilist_id, facts.well_known) == (70, False)
    assert [(each.url, each.regions, str(each.since)) for each in facts.streams] == [
        ("https://netflix.example/n7", ("JP",), "2013-04-10"),
        ("https://b.example/b7", ("CN",), "None"),
    ]


def test_a_series_that_starts_in_the_last_week_of_a_quarter_belongs_to_the_next_season():
    table = built([item("A", "2013-03-27T12:00:00.000Z", {"site": "mal", "id": "1"})], [], {})
    facts = table.get(1)
    assert facts and (facts.year, facts.season) == (2013, "spring")


def test_a_film_has_no_season_and_a_title_without_a_date_no_year():
    film = item("F", "2013-03-01T12:00:00.000Z", {"site": "mal", "id": "1"}, kind="movie")
    undated = item("U", "", {"site": "mal", "id": "2"})
    table = built([film, undated], [], {})
    assert [(each.year, each.season) for id_ in (1, 2) if (each := table.get(id_))] == [(2013, ""), (None, "")]


def test_of_two_entries_for_one_title_the_earlier_counts_and_the_later_adds():
    first = item("One", "2001-01-05T00:00:00.000Z", {"site": "mal", "id": "1"}, english=("One",))
    again = item("Two", "2005-01-05T00:00:00.000Z", {"site": "mal", "id": "1"}, {"site": "aniList", "id": "9"})
    facts = built([again, first], [], {}).get(1)
    assert facts
    assert (facts.japanese, facts.year, facts.anilist_id) == ("One", 2001, 9)


def test_the_other_sources_ids_count_where_it_has_some():
    arm = [{"mal_id": 3, "anilist_id": 33, "annict_id": 4, "syobocal_tid": 5}, {"mal_id": 4}, {"anilist_id": 6}]
    table = built([], arm, {})
    assert list(table) == [3]
    facts = table.get(3)
    assert facts and (facts.anilist_id, facts.annict_id, facts.syobocal_id) == (33, 4, 5)


def test_what_was_written_by_hand_counts_and_each_name_stands_once():
    source = item("七", "2013-01-10T00:00:00.000Z", {"site": "mal", "id": "7"}, english=("seven seas", "VII"))
    line = {"title": "Nana", "english": "Seven Seas", "aliases": "SS; Sv; 7", "year": "2012"}
    facts = built([source], [], {7: line}).get(7)
    assert facts
    assert (facts.title, facts.english, facts.aliases) == ("Nana", "Seven Seas", ("SS", "Sv", "7"))
    assert (facts.year, facts.well_known) == (2012, True)


def test_a_newer_set_adds_names_and_years_where_the_sources_have_none(tmp_path: Path):
    (tmp_path / "anime.csv").write_text(ANIME_2020, encoding="utf-8")
    (tmp_path / "animelist.csv").write_text(LISTS_2020)
    known = item("ビバップ", "1999-01-05T00:00:00.000Z", {"site": "mal", "id": "1"}, english=("Bebop",))
    found = TitleTable(table(rows({"items": [known], "siteMeta": SITES}, [], {}, [read_set(tmp_path)]), SITES))
    old, new = found.get(1), found.get(48492)
    assert old and (old.english, old.japanese, old.year) == ("Bebop", "ビバップ", 1999)
    assert new and (new.english, new.japanese, new.year) == ("", "SCARLET NEXUS", 2021)
