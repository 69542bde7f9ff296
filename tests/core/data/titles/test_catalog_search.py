"""What a catalog has is found by any name, and what it lacks is told of in words."""

from __future__ import annotations

import pandas as pd
import pytest

from core.data.catalog import Catalog
from core.data.titles import CatalogSearch, Naming, last_year, named, other_name
from core.data.titles.facts import TitleFacts, TitleTable
from tests.core.data.titles.tables import table_of

MANY = range(1000, 1010)
"""As many titles of one year as make it one of the ratings'."""


@pytest.fixture
def dated_catalog(tiny_catalog: Catalog) -> Catalog:
    """The four titles with ten more."""
    more = tiny_catalog.table.iloc[[3] * len(MANY)].set_index(pd.Index(MANY))
    return Catalog(pd.concat([tiny_catalog.table, more]))


@pytest.fixture
def facts() -> TitleTable:
    """Red and Green have one English name; two titles are in no catalog, one of them newer than the others."""
    return table_of(
        {"anime_id": 10, "english": "Dawn", "aliases": ["RD"], "year": 2010},
        {"anime_id": 20, "english": "BLUE!", "year": 2011},
        {"anime_id": 30, "english": "Dawn", "year": 2011},
        {"anime_id": 50, "title": "Sousou", "english": "Frieren", "year": 2023, "well_known": True},
        {"anime_id": 60, "english": "One Piece", "year": 1999, "well_known": True},
        *({"anime_id": anime_id, "year": 2011} for anime_id in MANY),
    )


def test_a_title_is_found_by_its_english_name_and_by_a_short_one(tiny_catalog: Catalog, facts: TitleTable):
    search = CatalogSearch(tiny_catalog, facts)
    assert search.find("red").anime_ids[0] == 10
    assert search.find("rd").anime_ids == (10,)
    assert search.find("dawn").anime_ids == (10, 30)
    assert search.find("dawn", n=1).anime_ids == (10,)


@pytest.mark.parametrize(("typed", "missing"), [("frieren", 50), ("sousou", 50), ("one pice", 60)])
def test_a_known_title_that_the_catalog_lacks_is_named(
    tiny_catalog: Catalog, facts: TitleTable, typed: str, missing: int
):
    answer = CatalogSearch(tiny_catalog, facts).find(typed)
    assert answer.missing is not None
    assert (answer.anime_ids, answer.missing.anime_id) == ((), missing)


@pytest.mark.parametrize(
    ("members", "of_the_best_known", "is_missing"),
    [
        (400, 400, False),
        (40, 400, False),  # log(41) / log(401) is 0.62
        (30, 400, True),  # log(31) / log(401) is 0.57
        (1, 1, False),  # so few members count by their logarithm itself, log(2) is 0.69
        (0, 0, True),
    ],
)
def test_a_title_that_the_catalog_lacks_is_as_well_known_as_0_6_of_the_best_known(
    members: int, of_the_best_known: int, is_missing: bool
):
    rows = {"title": ["Moon", "Star"], "members": [members, of_the_best_known]}
    facts = table_of({"anime_id": 3, "english": "Moon", "year": 2000, "well_known": True})
    answer = CatalogSearch(Catalog(pd.DataFrame(rows, index=pd.Index([1, 2]))), facts).find("moon")
    assert (answer.missing is not None) is is_missing
    assert answer.anime_ids == (1,)


def test_nothing_is_missing_where_the_catalog_has_what_was_meant(tiny_catalog: Catalog, facts: TitleTable):
    assert CatalogSearch(tiny_catalog, facts).find("dawn").missing is None


def test_a_title_newer_than_the_ratings_and_one_that_nobody_rated_are_two_sentences(
    dated_catalog: Catalog, facts: TitleTable
):
    search = CatalogSearch(dated_catalog, facts)
    newer, older = facts.get(50), facts.get(60)
    assert newer and older
    assert search.last_year == 2011
    assert "Frieren (2023) is newer than the ratings of this model, which end in 2011" in search.why_missing(newer)
    assert search.why_missing(older) == "One Piece (1999) is known, but nobody in the ratings of this model rated it."


def test_without_any_year_nothing_is_called_newer(tiny_catalog: Catalog, facts: TitleTable):
    undated = CatalogSearch(tiny_catalog, table_of({"anime_id": 10}))
    assert undated.last_year is None
    assert "nobody in the ratings" in undated.why_missing(_facts(facts, 50))


def test_a_few_wrong_dates_do_not_move_the_end_of_the_ratings(dated_catalog: Catalog):
    rows = [{"anime_id": anime_id, "year": 2010} for anime_id in MANY]
    wrong = {"anime_id": 30, "year": 2024}
    assert last_year(dated_catalog, table_of(*rows, wrong)) == 2010
    assert last_year(dated_catalog, table_of(*rows[1:], wrong)) is None


def test_a_name_that_is_typed_whole_is_told_from_one_that_is_like_it(tiny_catalog: Catalog, facts: TitleTable):
    search = CatalogSearch(tiny_catalog, facts)
    assert [search.called_exactly(text) for text in ("dawn", "RED!", "daw", "frieren", "")] == [
        10,
        10,
        None,
        None,
        None,
    ]


def test_titles_are_shown_by_their_english_name_those_that_share_one_with_the_year(
    tiny_catalog: Catalog, facts: TitleTable
):
    english = named(tiny_catalog, facts, Naming.ENGLISH)
    assert list(english.titles.values()) == ["Dawn (2010)", "Blue", "Dawn (2011)", "Grey"]
    assert [other_name(english, facts, anime_id) for anime_id in (10, 20, 30, 40)] == ["Red", "", "Green", ""]


def test_titles_are_shown_by_their_japanese_name(tiny_catalog: Catalog, facts: TitleTable):
    japanese = named(tiny_catalog, facts, Naming.JAPANESE)
    assert list(japanese.titles.values()) == ["Red", "Blue", "Green", "Grey"]
    assert [other_name(japanese, facts, anime_id) for anime_id in (10, 20)] == ["Dawn", ""]


def _facts(table: TitleTable, anime_id: int) -> TitleFacts:
    found = table.get(anime_id)
    assert found
    return found
