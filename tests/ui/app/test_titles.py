"""Titles and short texts about them, as cards, charts and tables show them."""

from __future__ import annotations

import pytest

from core.data.catalog import Catalog
from ui.app.titles import facts, in_two_lines, people, shorter, titles


def test_the_facts_of_a_title_are_what_is_known_of_it(tiny_catalog: Catalog) -> None:
    assert facts(tiny_catalog, 10) == "TV · 12 episodes · 400 members"
    assert facts(tiny_catalog, 30) == "Movie · 200 members", "one episode is not worth a word"
    assert facts(tiny_catalog, 40) == "100 members"


def test_a_type_from_elsewhere_is_shown_letter_by_letter(tiny_catalog: Catalog) -> None:
    table = tiny_catalog.table.assign(type="![x](http://host/x.png)")
    assert facts(Catalog(table), 30).startswith(r"\!\[x\]\(http")


@pytest.mark.parametrize(
    ("count", "read"), [(412, "412"), (999, "999"), (1_000, "1 k"), (83_400, "83 k"), (1_000_000, "1.0 M")]
)
def test_a_number_of_people_is_short(count: int, read: str) -> None:
    assert people(count) == read


def test_a_number_of_titles_agrees_with_its_noun() -> None:
    assert [titles(count) for count in (0, 1, 1_200)] == ["0 titles", "1 title", "1,200 titles"]


def test_a_title_is_cut_at_a_word_only_where_it_is_too_long() -> None:
    assert shorter("Tokyo Ghoul", longest=11) == "Tokyo Ghoul"
    assert shorter("Tokyo Ghoul Root", longest=15) == "Tokyo Ghoul…"
    assert shorter("Fate/Zero: Part Two", longest=16) == "Fate/Zero…", "no colon before the dots"


def test_a_title_on_an_axis_has_two_lines_at_most() -> None:
    assert in_two_lines("Hyouka") == "Hyouka"
    assert in_two_lines("Ano Hi Mita Hana no Namae wo") == "Ano Hi Mita<br>Hana no Namae…"
    assert in_two_lines("") == ""
