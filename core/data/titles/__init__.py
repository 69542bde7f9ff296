"""Titles as people know them: their names, when they began, where they can be watched, and how to find one by name."""

from core.data.titles.catalog_search import Answer, CatalogSearch, last_year
from core.data.titles.facts import Stream, TitleFacts, TitleTable, title_facts
from core.data.titles.naming import Naming, named, other_name

__all__ = [
    "Answer",
    "CatalogSearch",
    "Naming",
    "Stream",
    "TitleFacts",
    "TitleTable",
    "last_year",
    "named",
    "other_name",
    "title_facts",
]
