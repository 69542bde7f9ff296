"""Which anime of a catalog an entry means, and why it has none that is meant."""

from __future__ import annotations

import html
import unicodedata
from collections.abc import Iterable
from functools import cached_property

from core.data.catalog import Catalog
from core.data.titles import TitleTable, last_year
from core.lists.entries import Entry, shown

_STRAIGHT = str.maketrans("‘’‛′“”″–—−", "''''\"\"\"---")
_LONG = dict.fromkeys(map(ord, "ﷺﷻ"))
"""Letters that NFKC makes 18 and 8 of, so that a small file would become a large one."""


LONGEST = 300
"""Letters of a title that are looked at; no title is longer."""


class KnownTitles:
    """Finds an entry's anime in a catalog: by id, by a title that only one anime has, or by another name of it."""

    def __init__(self, catalog: Catalog, facts: TitleTable) -> None:
        self._catalog = catalog
        self._facts = facts
        self._ids = set(catalog.table.index.tolist())

    def find(self, entry: Entry) -> int | None:
        """The ``anime_id``, or none where the catalog lacks it or several anime have its title."""
        if entry.anime_id is not None:
            return entry.anime_id if entry.anime_id in self._ids else None
        return next((found for found in self._candidates(entry) if found is not None), None)

    def why_not(self, entry: Entry) -> str:
        """What the report calls an entry that was not found."""
        if entry.anime_id is not None and not entry.titles and (facts := self._facts.get(entry.anime_id)):
            return shown(facts.shown) or entry.shown
        several = entry.anime_id is None and any(True for _ in self._candidates(entry))
        return f"{entry.shown} (several anime have this title)" if several else entry.shown

    def is_newer(self, entry: Entry) -> bool:
        """Whether an entry's anime began after the last year whose titles the catalog has."""
        year = None if entry.anime_id is None else self._facts.years.get(entry.anime_id)
        return bool(year and self.last_year and year > self.last_year)

    @cached_property
    def last_year(self) -> int | None:
        return last_year(self._catalog, self._facts)

    def _candidates(self, entry: Entry) -> Iterable[int | None]:
        keys = [title_key(title) for title in entry.titles]
        return (names[key] for names in (self._by_title, self._by_other_name) for key in keys if key in names)

    @cached_property
    def _by_title(self) -> dict[str, int | None]:
        titles = zip(self._catalog.table["title"], self._catalog.table.index.tolist(), strict=True)
        return _only_where_one_has_it((title_key(title), anime_id) for title, anime_id in titles)

    @cached_property
    def _by_other_name(self) -> dict[str, int | None]:
        names = ((name, anime_id) for anime_id in self._ids for name in self._facts.names.get(anime_id, ()))
        return _only_where_one_has_it((title_key(name), anime_id) for name, anime_id in names)


def title_key(title: str) -> str:
    """The title for exact comparison: case, width, quotes and spaces do not count, punctuation does.

    "K-On!" and "K-On!!" are two seasons, and so are "Gintama" and "Gintama°".
    """
    plain = (
        unicodedata.normalize("NFKC", html.unescape(title[:LONGEST]).translate(_LONG)).translate(_STRAIGHT).casefold()
    )
    return " ".join(plain.split())


def _only_where_one_has_it(pairs: Iterable[tuple[str, int]]) -> dict[str, int | None]:
    """Each key's id, or none for a key of several ids."""
    ids: dict[str, int | None] = {}
    for key, anime_id in pairs:
        ids[key] = anime_id if ids.get(key, anime_id) == anime_id else None
    return ids
