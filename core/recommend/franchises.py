"""Which titles belong to one franchise, and which of them a newcomer starts with.

A franchise is everything told under one name: seasons, films, specials, remakes and spin-offs. A brand whose
series stand alone (Gundam, Fate, Macross, Precure, Digimon) is one franchise too: two cards of one name in a
list look like a mistake. Within it, each series has a start of its own.

Which titles belong together is decided in :mod:`core.recommend.franchise_links`, pair by pair.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass

import numpy as np

from core.data.catalog import Catalog
from core.recommend.franchise_links import ANTHOLOGIES, STANDALONE, brands, links
from core.recommend.title_parts import Name, names_of, openings

TYPE_ORDER = {"TV": 0, "OVA": 1, "ONA": 1, "Movie": 2, "Unknown": 3, "Special": 4, "Music": 5}
NO_START = ("Special", "Music")
OBSCURE = 0.25
"""A title with a smaller share of the members of its franchise's best-known one is not where people start."""
COMMON = 0.5
"""A word in a larger share of a brand's heads belongs to the brand and tells none of its series apart."""


@dataclass(frozen=True)
class Franchises:
    """The franchise of every catalog row, numbered from 0 in the order of their first rows."""

    group: np.ndarray
    """Number of the franchise by catalog row, int32, shape ``(n_anime,)``."""
    entry_row: np.ndarray
    """Catalog row to start with by franchise, int32: first season before films and extras, never a recap."""
    start_row: np.ndarray
    """Catalog row to start with by catalog row, int32: the franchise's entry, in an anthology that of the title's
    own series (Gundam Seed Destiny → Gundam Seed)."""
    series: np.ndarray
    """Number of the series by catalog row, int32: the franchise itself, in an anthology each that stands alone."""

    def members(self, row: int) -> np.ndarray:
        """Catalog rows of everything in the franchise of this row, itself included."""
        return np.flatnonzero(self.group == self.group[row])


def group_franchises(
    catalog: Catalog, anime_factors: np.ndarray | None = None, names: list[Name] | None = None
) -> Franchises:
    """Franchises of a catalog from its titles and genres, and from the model's factors where they are given.

    ``anime_factors`` (n_anime, k) are in the catalog's row order, and so are the parts of its titles, which are made
    where nobody has them yet. The result depends on nothing else: a title may find its franchise only through another
    title that is in the catalog too.
    """
    names = names or names_of(catalog)
    brand = brands(names)
    joined = _Groups(len(names))
    for one, other in links(names, brand, catalog, anime_factors):
        joined.join(one, other)
    group = joined.numbers()
    entry_row = _entry_rows(group, names, catalog)
    series = _series(group, brand, names)
    start_row = _entry_rows(series, names, catalog)[series]
    no_start = catalog.table["type"].isin(NO_START).to_numpy() | np.array([name.is_extra for name in names], dtype=bool)
    return Franchises(group, entry_row, np.where(no_start[start_row], entry_row[group], start_row), series)


class _Groups:
    """Rows joined into groups (union–find with the smallest row as root)."""

    def __init__(self, n: int) -> None:
        self.root = list(range(n))

    def find(self, row: int) -> int:
        while self.root[row] != row:
            self.root[row] = self.root[self.root[row]]
            row = self.root[row]
        return row

    def join(self, one: int, other: int) -> None:
        low, high = sorted((self.find(one), self.find(other)))
        self.root[high] = low

    def numbers(self) -> np.ndarray:
        roots = np.array([self.find(row) for row in range(len(self.root))], dtype=np.int64)
        return np.unique(roots, return_inverse=True)[1].astype(np.int32)


def _series(group: np.ndarray, brand: list[int], names: list[Name]) -> np.ndarray:
    """Number of each row's series: its group, or in an anthology all of one ``STANDALONE`` name or telling head."""
    heads_of: dict[int, set[str]] = defaultdict(set)
    for number, name in zip(brand, names, strict=True):
        heads_of[number].add(name.head)
    telling = {number: _telling(heads) for number, heads in heads_of.items() if 0 <= number < len(ANTHOLOGIES)}
    keys = [
        (int(number), _own_name(name, telling[of]) if of in telling else "")
        for number, of, name in zip(group, brand, names, strict=True)
    ]
    numbers = {key: place for place, key in enumerate(dict.fromkeys(keys))}
    return np.array([numbers[key] for key in keys], dtype=np.int32)


def _own_name(name: Name, telling: set[str]) -> str:
    """What tells a title's series apart within its anthology; empty for the brand's first one."""
    standing_alone = STANDALONE.search(name.whole)
    if standing_alone:
        return standing_alone.group()
    return next((opening for opening in openings(name.first.split()) if opening in telling), "")


def _telling(heads: set[str]) -> set[str]:
    """The heads of a brand that say more than the brand's own words."""
    count = Counter(word for head in heads for word in set(head.split()))
    common = {word for word, n in count.items() if n > COMMON * len(heads)}
    return {head for head in heads if set(head.split()) - common}


def _entry_rows(group: np.ndarray, names: list[Name], catalog: Catalog) -> np.ndarray:
    """The row to start with of each group; ties fall to the smaller row.

    That is no extra and not obscure, TV before films, no sequel, opens the names of most series, has most members.
    """
    kinds, members = catalog.table["type"].tolist(), catalog.table["members"].to_numpy()
    most, numbers = np.zeros(len(group)), group.tolist()
    np.maximum.at(most, group, members)
    series = Counter(
        (number, opening)
        for number, name, kind in zip(numbers, names, kinds, strict=True)
        if kind == "TV"
        for opening in openings(name.whole.split())
    )

    is_extra = np.array([name.is_extra for name in names], dtype=bool)
    opened = [series[number, name.without_year] for number, name in zip(numbers, names, strict=True)]
    first_to_last = (
        is_extra | (members < OBSCURE * most[group]),
        np.array([TYPE_ORDER.get(kind, 3) for kind in kinds]),
        np.array([name.place for name in names]),
        -np.array(opened),
        -members,
    )
    rows = np.lexsort(first_to_last[::-1]).astype(np.int32)
    return rows[np.unique(group[rows], return_index=True)[1]]
