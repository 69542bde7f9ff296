"""Finds what a catalog has by any name, and says of a known title that it lacks why it is not there."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from core.data.catalog import Catalog
from core.data.titles.facts import TitleFacts, TitleTable
from core.data.titles.search import TitleSearch

WELL_KNOWN, KNOWN = 0.6, 0.1
"""How well known a title is that the catalog lacks, beside 1 for the best known that it has."""
SURE = 0.85
"""Share of a text that the name of a missing title has to account for before anything is said of it."""
OTHERS = 100
"""Missing titles that may stand before the last one that was asked for."""
A_YEAR = 10
"""Titles that make a year one of the ratings': a few may have a wrong date."""


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
        names = facts.names | {id_: (title, *facts.names.get(id_, ())) for id_, title in titles.items()}
        members = np.log1p(catalog.table["members"].to_numpy(dtype=float))
        fame = {anime_id: WELL_KNOWN if anime_id in facts.well_known else KNOWN for anime_id in names}
        fame |= dict(zip(titles, (members / max(members.max(initial=0), 1)).tolist(), strict=True))
        self._search = TitleSearch(names, fame)

    def find(self, text: str, n: int = 10) -> Answer:
        """At most ``n`` titles, and the one that is missing if it was meant."""
        found = self._search.find(text, n + OTHERS)
        own = tuple(each.anime_id for each in found if each.anime_id in self._own)[:n]
        best = found[0] if found else None
        is_missing = best is not None and best.anime_id not in self._own and best.match >= SURE
        return Answer(own, self._facts.get(best.anime_id) if best and is_missing else None)

    def is_newer(self, missing: TitleFacts) -> bool:
        """Whether a title began after the last year whose titles the catalog has."""
        return bool(self.last_year and missing.year and missing.year > self.last_year)

    def why_missing(self, missing: TitleFacts) -> str:
        """Why the catalog lacks a title, as a sentence, with what can be done about it."""
        began = f" ({missing.year})" if missing.year else ""
        if self.is_newer(missing):
            return (
                f"{missing.shown}{began} is newer than the ratings of this model, which end in {self.last_year}. "
                "A model trained on newer ratings knows it."
            )
        return f"{missing.shown}{began} is known, but nobody in the ratings of this model rated it."


def last_year(catalog: Catalog, facts: TitleTable) -> int | None:
    """The last year whose titles the catalog has, or none where no year is known."""
    years = [facts.years[anime_id] for anime_id in catalog.table.index.tolist() if anime_id in facts.years]
    counted, n_titles = np.unique(years, return_counts=True)
    if not len(counted):
        return None
    many = counted[n_titles >= min(A_YEAR, n_titles.max())]
    return int(many.max())
