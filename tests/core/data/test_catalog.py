from __future__ import annotations

import pytest

from core.data.catalog import Catalog, normalised


def test_search_finds_every_word_best_known_first(shipped):
    found = [shipped.catalog.title(anime_id) for anime_id in shipped.catalog.search("attack TITAN")]
    assert not found or all("titan" in title.lower() for title in found)
    hits = shipped.catalog.search("fullmetal")
    members = shipped.catalog.table["members"].loc[hits].tolist()
    assert members == sorted(members, reverse=True) and len(hits) >= 2


def test_an_anime_is_in_the_catalog_or_not(tiny_catalog: Catalog):
    assert 10 in tiny_catalog
    assert 11 not in tiny_catalog
    assert len(tiny_catalog) == 4


def test_search_ignores_case_accents_and_punctuation(tiny_catalog: Catalog):
    assert tiny_catalog.search("  bLÜe! ") == [20]
    assert tiny_catalog.search("e") == [10, 20, 30, 40]
    assert tiny_catalog.search("?") == []


@pytest.mark.parametrize(("text", "plain"), [("Gintama°", "gintama"), ("K-On!!", "k on"), ("Pokémon", "pokemon")])
def test_titles_are_compared_in_plain_letters(text: str, plain: str):
    assert normalised(text) == plain


def test_genres_are_listed_by_frequency(tiny_catalog: Catalog):
    assert tiny_catalog.genres == ["Comedy", "Action", "Romance"]
    assert tiny_catalog.genre_matrix.tolist() == [
        [False, True, False],
        [True, False, True],
        [True, False, False],
        [False, False, False],
    ]


def test_most_members_keeps_the_catalogs_order(tiny_catalog: Catalog):
    assert tiny_catalog.take([40, 30, 20]).most_members(2).table.index.tolist() == [30, 20]
