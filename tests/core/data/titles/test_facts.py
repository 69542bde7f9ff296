"""The table that comes with the project, and what a row says."""

from __future__ import annotations

from datetime import date

import pandas as pd
import pytest

from core.data.titles import Stream, title_facts
from core.data.titles.facts import FILE
from core.model.bundle import Bundle
from scripts.titles import NAMES
from tests.core.data.titles.tables import table_of

BEST_KNOWN = 1000


@pytest.fixture(scope="module")
def by_hand() -> pd.DataFrame:
    table = pd.read_csv(NAMES, sep="\t", index_col="anime_id", keep_default_na=False, quoting=3)
    assert table.index.is_unique
    return table


def test_the_table_is_at_most_a_megabyte():
    assert FILE.stat().st_size <= 10**6


def test_the_names_of_the_thousand_best_known_titles_were_looked_through(shipped: Bundle, by_hand: pd.DataFrame):
    best = shipped.catalog.table.nlargest(BEST_KNOWN, "members")
    lines = by_hand.loc[best.index]
    assert lines["title"].tolist() == best["title"].tolist()
    assert lines["english"].str.len().min() > 0
    assert by_hand["checked"].str.len().min() > 0
    assert title_facts().well_known == set(by_hand.index)


def test_the_table_was_built_from_the_names_as_they_stand(by_hand: pd.DataFrame):
    facts = {anime_id: title_facts().get(anime_id) for anime_id in by_hand.index}
    assert {id_: (each.title, each.english) for id_, each in facts.items() if each} == {
        id_: (title, english) for id_, title, english in by_hand[["title", "english"]].itertuples()
    }


def test_the_year_of_each_of_the_best_known_is_known(shipped: Bundle):
    best = shipped.catalog.table.nlargest(BEST_KNOWN, "members").index
    assert [anime_id for anime_id in best if anime_id not in title_facts().years] == []


def test_a_title_has_its_names_its_first_broadcast_its_ids_and_its_streams():
    facts = title_facts().get(16498)
    assert facts
    assert (facts.title, facts.english, facts.japanese) == ("Shingeki no Kyojin", "Attack on Titan", "進撃の巨人")
    assert {"AoT", "SnK"} < set(facts.names)
    assert (facts.year, facts.season, facts.anilist_id) == (2013, "spring", 16498)
    assert {"Netflix", "U-NEXT"} <= {stream.site for stream in facts.streams}


def test_a_season_is_a_quarter_of_its_year_and_a_year_alone_comes_after_its_seasons(shipped: Bundle):
    releases, table = title_facts().releases, shipped.catalog.table
    films = [title_facts().get(anime_id) for anime_id in table.index[table["type"] == "Movie"] if anime_id in releases]
    film = next(facts for facts in films if facts and not facts.season)
    assert releases[16498] == 2013 + 1 / 4
    assert releases[film.anime_id] == (film.year or 0) + 0.9


def test_the_seasons_are_quarters_of_a_year_from_winter_on():
    seasons = ["winter", "spring", "summer", "autumn", None]
    table = table_of(*({"anime_id": id_, "year": 2000, "season": season} for id_, season in enumerate(seasons)))
    assert table.releases == {0: 2000.0, 1: 2000.25, 2: 2000.5, 3: 2000.75, 4: 2000.9}
    assert table_of({"anime_id": 7, "season": "winter"}).releases == {}


def test_what_a_title_says_of_all_titles():
    table = table_of(
        {"anime_id": 7, "english": "Seven", "aliases": ["VII", "Seven"], "anilist_id": 5, "well_known": True},
        {"anime_id": 8, "title": "Hachi", "japanese": "八", "english": ""},
        {"anime_id": 9},
    )
    assert table.english == {7: "Seven"}
    assert table.names == {7: ("Seven", "VII"), 8: ("Hachi", "八")}
    assert table.well_known == {7}
    assert (table.of_anilist(5), table.of_anilist(0), table.pictures) == (7, None, {})


def test_anilists_ids_lead_to_the_titles():
    assert title_facts().of_anilist(154587) == 52991
    assert title_facts().of_anilist(-1) is None


def test_what_a_row_does_not_say_is_empty():
    facts = table_of({"anime_id": 7}).get(7)
    assert facts
    assert (facts.names, facts.year, facts.season, facts.streams, facts.shown) == ((), None, "", (), "")


def test_a_stream_has_an_address_its_countries_and_its_day():
    streams = [
        {"site": "netflix", "place": "5", "since": date(2020, 1, 2), "regions": "JP US"},
        {"site": "netflix", "place": "https://own.example/7", "since": None, "regions": None},
        {"site": "gone", "place": "5", "since": None, "regions": None},
    ]
    facts = table_of({"anime_id": 7, "english": "Seven", "streams": streams}).get(7)
    assert facts
    assert facts.streams == (
        Stream("Netflix", "https://netflix.example/5", ("JP", "US"), date(2020, 1, 2)),
        Stream("Netflix", "https://own.example/7", (), None),
    )
    assert facts.shown == "Seven"


def test_a_table_knows_what_it_holds():
    table = table_of({"anime_id": 7}, {"anime_id": 9})
    assert (len(table), list(table), 7 in table, 8 in table, table.get(8)) == (2, [7, 9], True, False, None)
