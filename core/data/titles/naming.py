"""What people see each anime called: its English name first, or its Japanese one in Latin letters."""

from __future__ import annotations

from collections import Counter
from enum import StrEnum

from core.data.catalog import Catalog
from core.data.titles.facts import TitleTable
from core.data.titles.spelling import words


class Naming(StrEnum):
    """Which of an anime's names comes first."""

    ENGLISH = "English"
    JAPANESE = "Japanese"


def named(catalog: Catalog, facts: TitleTable, naming: Naming) -> Catalog:
    """The catalog under the names wanted; those that two anime share are told apart by the year."""
    titles = dict(zip(catalog.table.index.tolist(), catalog.table["title"], strict=True))
    if naming is Naming.ENGLISH:
        titles = {anime_id: _english(facts.english.get(anime_id), title) for anime_id, title in titles.items()}
    times = Counter(titles.values())
    shared = {anime_id for anime_id, name in titles.items() if times[name] > 1 and anime_id in facts.years}
    told_apart = {anime_id: f"{titles[anime_id]} ({facts.years[anime_id]})" for anime_id in shared}
    return catalog.called(titles | told_apart)


def other_name(catalog: Catalog, facts: TitleTable, anime_id: int) -> str:
    """The English or the Japanese name, whichever of the two is not the one shown; empty where they are the same."""
    title = catalog.entries[anime_id].title
    english = _english(facts.english.get(anime_id), title)
    if english == title:
        return ""
    return title if catalog.title(anime_id).startswith(english) else english


def _english(name: str | None, title: str) -> str:
    """The English name; the title itself where the two differ in nothing but capitals and signs."""
    return title if not name or words(name) == words(title) else name
