"""Titles and short texts about them, as cards, charts and tables show them."""

from __future__ import annotations

import pytest

from core.data.catalog import Catalog
from core.data.titles import Naming, named, title_facts
from core.model.bundle import Bundle
from ui.app.titles import facts, in_two_lines, people, shorter, titles, year

NAMELESS = 900_000_000
"""Ids from here on are no title's."""


def test_the_facts_of_a_title_are_what_is_known_of_it(tiny_catalog: Catalog) -> None:
    catalog = Catalog(tiny_catalog.table.set_index(tiny_catalog.table.index + NAMELESS))
    assert facts(catalog, NAMELESS + 10) == "TV · 12 episodes · 400 members"
    assert facts(catalog, NAMELESS + 30) == "Movie · 200 members", "one episode is not worth a word"
    assert facts(catalog, NAMELESS + 40) == "100 members"


def test_the_facts_of_a_known_title_begin_with_its_other_name_and_its_year(shipped: Bundle) -> None:
    english, japanese = (named(shipped.catalog, title_facts(), naming) for naming in Naming)
    assert facts(english, 16498).startswith("Shingeki no Kyojin · 2013 · TV · 25 episodes")
    assert facts(japanese, 16498).startswith("Attack on Titan · 2013 · TV")
    assert facts(english, 1535).startswith("2006 · TV"), "its name is the same in both"
    assert year(1535) == "2006"
    assert year(NAMELESS) == ""


def test_a_type_from_elsewhere_is_shown_letter_by_letter(tiny_catalog: Catalog) -> None:
    table = tiny_catalog.table.assign(type="![x](http://host/x.png)")
    assert r" · \!\[x\]\(http" in facts(Catalog(table), 30)


@pytest.mark.parametrize(
    ("count", "read"), [(412, "412"), (999, "999"), (1_000, "1k"), (83_400, "83k"), (1_000_000, "1.0M")]
)
def test_a_number_of_people_is_short(count: int, read: str) -> None:
    assert people(count) == read


def test_a_number_of_titles_agrees_with_its_noun() -> None:
    assert [titles(count) for count in (0, 1, 1_200)] == ["0 titles", "1 title", "1,200 titles"]


def test_a_title_is_cut_at_a_word_only_where_it_is_too_long() -> None:
    assert shorter("Tokyo Ghoul", longest=11) == "Tokyo Ghoul"
    assert shorter("Tokyo Ghoul Unlimited", longest=15) == "Tokyo Ghoul…"
    assert shorter("Fate/Zero: Continuation", longest=16) == "Fate/Zero…", "no colon before the dots"


def test_a_title_that_is_cut_keeps_the_end_that_tells_it_from_its_sequel() -> None:
    assert shorter("Code Geass: Lelouch of the Rebellion R2", longest=28) == "Code Geass: Lelouch of… R2"
    assert shorter("Kimi", longest=3) == "Ki…"


def test_a_title_on_an_axis_has_two_lines_at_most() -> None:
    assert in_two_lines("Hyouka") == "Hyouka"
    assert in_two_lines("Ano Hi Mita Hana no Namae wo") == "Ano Hi Mita<br>Hana no Namae…"
    assert in_two_lines("") == ""
