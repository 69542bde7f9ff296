from __future__ import annotations

import pytest

from core.data.catalog import Catalog, Entry, normalised


def test_an_anime_is_in_the_catalog_or_not(tiny_catalog: Catalog):
    assert 10 in tiny_catalog
    assert 11 not in tiny_catalog
    assert len(tiny_catalog) == 4


def test_an_anime_is_called_by_the_name_wanted_and_by_its_title_where_there_is_none(tiny_catalog: Catalog):
    called = tiny_catalog.called({10: "Rouge"})
    assert [called.title(anime_id) for anime_id in (10, 20)] == ["Rouge", "Blue"]
    assert called.take([10]).title(10) == called.most_members(1).title(10) == "Rouge"


def test_what_cards_say_of_an_anime_is_found_by_its_id(tiny_catalog: Catalog):
    assert tiny_catalog.called({20: "Bleu"}).entries[20] == Entry("Blue", ("Romance", "Comedy"), "TV", 24, 300)
    assert tiny_catalog.entries[40] == Entry("Grey", (), "Unknown", None, 100)


def test_two_anime_of_one_name_are_told_apart_by_their_ids(tiny_catalog: Catalog):
    assert list(tiny_catalog.called({10: "Blue"}).titles.values()) == ["Blue (#10)", "Blue (#20)", "Green", "Grey"]


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
