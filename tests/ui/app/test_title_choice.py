"""Which titles may be listed."""

from __future__ import annotations

from dataclasses import replace

import pytest

from core.data.catalog import Catalog
from core.model.bundle import Bundle
from ui.app.title_choice import title_options, well_known


@pytest.fixture
def bundle(tiny_bundle: Bundle) -> Bundle:
    """Titles with 5, 4, 3 and 0 ratings, the second for adults only."""
    table = tiny_bundle.catalog.table.copy()
    table.at[20, "genres"] = ("Comedy", "Hentai")
    return replace(tiny_bundle, catalog=Catalog(table), card=replace(tiny_bundle.card, name="one for adults"))


@pytest.mark.parametrize(
    ("least", "listed"), [(0, [10, 30, 40]), (1, [10, 30]), (3, [10, 30]), (4, [10]), (5, [10]), (6, [])]
)
def test_a_title_is_listed_from_so_many_ratings_on_and_never_if_it_is_for_adults_only(
    bundle: Bundle, least: int, listed: list[int]
) -> None:
    assert bundle.model.anime.ids[well_known(bundle, least)].tolist() == listed


def test_all_titles_can_be_chosen_the_most_rated_first(bundle: Bundle) -> None:
    assert title_options(bundle) == [10, 20, 30, 40]
