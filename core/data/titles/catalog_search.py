"""Finds what a catalog has by any name, and says of a known title that it lacks why it is not there."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from core.data.catalog import Catalog
from core.data.titles.facts import TitleFacts, TitleTable
from core.data.titles.search import TitleSearch
from core.data.titles.spelling import words

WELL_KNOWN, KNOWN = 0.6, 0.1
"""How well known a title is that the catalog lacks, beside 1 for the best known that it has."""
SURE = 0.85
"""Share of a text that the name of a missing title has to account for before anything is said of it."""
OTHERS = 100
"""Missing titles that may stand before the last one that was asked for."""
A_YEAR = 10
"""Titles that make a year one of the ratings': a few may be dated wrongly."""


@dataclass(frozen=True)
class Answer:
    """What a text finds."""

    anime_ids: tuple[int, ...]
    """Titles of the catalog, the best match first."""
    missing: TitleFacts | None = None
    """The title that the text names better than any of these, where the catalog lacks it."""


class CatalogSearch:
    """All names of a catalog's titles, and of other known titles."""

    def __init__(self, catalog: Catalog, facts: TitleTable) -> None:
        self._facts = facts
        self._own = frozenset(catalog.table.index.tolist())
        self.last_year = last_year(catalog, facts)
        titles = dict(zip(catalog.table.index.tolist(), catalog.table["title"], strict=True))
        self._names = facts.names | {id_: (title, *facts.names.get(id_, ())) for id_, title in titles.items()}
        members = np.log1p(catalog.table["members"].to_numpy(dtype=float))
        fame = {anime_id: WELL_KNOWN if anime_id in facts.well_known else KNOWN for anime_id in self._names}
        self._fame = fame | dict(zip(titles, (members / members.max(initial=1)).tolist(), strict=True))
        self._search = TitleSearch(self._names, self._fame)

    def find(self, text: str, n: int = 10) -> Answer:
        """At most ``n`` titles, and the one that is missing if it was meant."""
        found = self._search.find(text, n + OTHERS)
        own = tuple(each.anime_id for each in found if each.anime_id in self._own)[:n]
        best = found[0] if found else None
        is_missing = best is not None and best.anime_id not in self._own and best.match >= SURE
        return Answer(own, self._facts.get(best.anime_id) if best and is_missing else None)

    def called_exactly(self, text: str) -> int | None:
        """The best-known title of the catalog that has the text for a name, however it is spelt."""
        return self._by_spelling.get(tuple(words(text)))

    @cached_property
    def _by_spelling(self) -> dict[tuple[str, ...], int]:
        """The best-known title of the catalog by each of its names."""
        worst_first = sorted(self._own, key=self._fame.__getitem__)
        return {tuple(words(name)): anime_id for anime_id in worst_first for name in self._names[anime_id]}

    def is_newer(self, missing: TitleFacts) -> bool:
        """Whether a title began after the last year whose titles the catalog has."""
        return bool(self.last_year and missing.year and missing.year > self.last_year)

    def why_missing(self, missing: TitleFacts) -> str:
        """Why the catalog lacks a title, as a sentence, with what can be done about it."""
        began = f" ({missing.year})" if missing.year else ""
        if self.is_newer(missing):
            return (
                f"{missing.shown}{began} is newer than the ratings of this model, which end in {self.last_year}. "
                f"A model trained on newer ratings knows it.{self._kin(missing)}"
            )
        return f"{missing.shown}{began} is known, but nobody in the ratings of this model rated it.{self._kin(missing)}"

    def _kin(self, missing: TitleFacts) -> str:
        """Which title of its story the catalog has, the best known of them, as a sentence."""
        known = [anime_id for anime_id in missing.related if anime_id in self._own]
        if not known:
            return ""
        best = max(known, key=self._fame.__getitem__)
        return f" {self._facts.english.get(best) or self._names[best][0]}, of the same story, is here."


def last_year(catalog: Catalog, facts: TitleTable) -> int | None:
    """The last year whose titles the catalog has, or none where no year has ``A_YEAR`` of them."""
    years = [facts.years[anime_id] for anime_id in catalog.table.index.tolist() if anime_id in facts.years]
    return max((year for year, n_titles in Counter(years).items() if n_titles >= A_YEAR), default=None)
