"""Which titles belong to one franchise, and which of them a newcomer starts with.

A franchise is everything told under one name: seasons, films, specials, remakes and spin-offs. A brand whose
series stand alone (Gundam, Fate, Macross, Precure, Digimon) is one franchise too: two cards of one name in a
list look like a mistake. Within it, each series has a start of its own.

Two titles are linked where they share, in this order,

1. the *head*: the words before a colon or dash, without marks of season, format and year;
2. a head of two or more words that opens the other title, or stands whole within it and the genres agree;
3. a head of one word that opens the other title, where genres (or factors, when given) agree well;
4. mostly the same rare words, where the genres agree well;
5. a name in ``STORIES`` or ``ANTHOLOGIES``, which no rule on titles can know.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import accumulate, chain, combinations
from math import fsum

import numpy as np

from core.analysis.similarity import vectors_for
from core.data.catalog import Catalog
from core.recommend.title_parts import SMALL_WORDS, Name

STORIES = (
    r"^(bake|nise|neko|hana|tsuki|owari|kizu|koyomi)monogatari\b|^monogatari series",
    r"\bpokemon\b",
    r"\bevangelion\b|^petit eva\b",
    r"^(naruto|boruto)\b",
    r"\blupin (the )?(iii|third|iiird)\b",
    r"\bsuzumiya haruhi\b|^nagato yuki chan",
    r"^shingeki (no )?kyojin\b",
    r"^death (parade|billiards)$",
    r"^high speed free\b|^free eternal|^free$",
    r"\bcut(ey|ie) honey\b",
    r"\bcasshern\b",
    r"\bpatlabor\b",
    r"\bmazin(ger|kaiser)\b",
    r"\bgetter robo\b",
    r"\btime bokan\b|\byatterman\b",
    r"^d c( ii| iii| s s| p s)? da capo",
    r"\btenchi muyou\b",
    r"\bwixoss\b",
)
"""Names that make a franchise wherever they stand before the colon of a normalised title."""

ANTHOLOGIES = (
    r"\bgundam\b",
    r"^fate (stay|zero|kaleid|prototype|extra|apocrypha|grand|hollow)",
    r"\bprecure\b",
    r"\bdigimon\b",
    r"\bmacross\b",
    r"^toaru (majutsu|kagaku) no\b",
    r"^mai (hime|otome)\b",
    r"\btransformers\b",
    r"\bidolm ster\b",
    r"\byu gi oh\b",
)
"""The same for brands whose series can be watched without one another."""

TYPE_ORDER = {"TV": 0, "OVA": 1, "ONA": 1, "Movie": 2, "Unknown": 3, "Special": 4, "Music": 5}
NO_START = ("Special", "Music")
OBSCURE = 0.25
"""A title with a smaller share of the members of its franchise's best-known one is not where people start."""
CROSSOVER = re.compile(r"\b(?:vs|x|tai|parody)\b")
N_RARE, N_LETTERS = 3, 4
"""A first word of so few heads and so many letters names a franchise where the genres agree too."""
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

    def members(self, row: int) -> np.ndarray:
        """Catalog rows of everything in the franchise of this row, itself included."""
        return np.flatnonzero(self.group == self.group[row])


def group_franchises(catalog: Catalog, anime_factors: np.ndarray | None = None) -> Franchises:
    """Franchises of a catalog from its titles and genres, and from the model's factors where they are given.

    ``anime_factors`` (n_anime, k) are in the catalog's row order. The result depends on nothing else: a title
    may find its franchise only through another title that is in the catalog too.
    """
    names = [Name.of(title) for title in catalog.table["title"]]
    likeness = _Likeness(catalog, anime_factors)
    brand = _brands(names)
    links = _Links(len(names))
    for one, other in chain(
        _same_head(names, likeness), _same_brand(brand), _heads_within(names, likeness), _rare_words(names, likeness)
    ):
        links.join(one, other)
    group = links.groups()
    entry_row = _entry_rows(group, names, catalog)
    series = _series(group, brand, names)
    start_row = _entry_rows(series, names, catalog)[series]
    no_start = catalog.table["type"].isin(NO_START).to_numpy() | np.array([name.is_extra for name in names], dtype=bool)
    return Franchises(group, entry_row, np.where(no_start[start_row], entry_row[group], start_row))


class _Likeness:
    """How alike two titles are beside their names: shared genres, and factors where there are some."""

    def __init__(self, catalog: Catalog, anime_factors: np.ndarray | None) -> None:
        self.genres = [frozenset(genres) for genres in catalog.table["genres"]]
        self.directions = None if anime_factors is None else vectors_for(anime_factors, "cosine")

    def overlap(self, one: int, other: int) -> float:
        """Share of the two titles' genres that both have; 0 where either has none."""
        a, b = self.genres[one], self.genres[other]
        return len(a & b) / len(a | b) if a and b else 0.0

    def agree(self, one: int, other: int) -> bool:
        """Whether genres alone, or genres and factors together, make a chance likeness of names improbable."""
        overlap, shared = self.overlap(one, other), len(self.genres[one] & self.genres[other])
        if (shared >= 3 and overlap >= 0.6) or (shared == 2 and overlap == 1):
            return True
        if self.directions is None:
            return False
        return overlap >= 0.3 and float(self.directions[one] @ self.directions[other]) >= 0.5


class _Links:
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

    def groups(self) -> np.ndarray:
        roots = np.array([self.find(row) for row in range(len(self.root))], dtype=np.int64)
        return np.unique(roots, return_inverse=True)[1].astype(np.int32)


def _same_head(names: list[Name], likeness: _Likeness) -> Iterator[tuple[int, int]]:
    """Titles of one head, and titles whose later part is the head of another (“Boruto: Naruto the Movie”)."""
    first_row: dict[str, int] = {}
    for row, name in enumerate(names):
        yield first_row.setdefault(name.head, row), row
    for row, name in enumerate(names):
        for part in name.later:
            if part in first_row and likeness.agree(first_row[part], row):
                yield first_row[part], row


def _brands(names: list[Name]) -> list[int]:
    """Number of each title's brand, anthologies first, -1 for none; in a crossover that of the brand named first."""
    patterns = [re.compile(brand) for brand in (*ANTHOLOGIES, *STORIES)]
    found = (
        [(match.start(), brand) for brand, pattern in enumerate(patterns) if (match := pattern.search(name.first))]
        for name in names
    )
    return [min(matches)[1] if matches else -1 for matches in found]


def _same_brand(brand: list[int]) -> Iterator[tuple[int, int]]:
    first_row: dict[int, int] = {}
    for row, number in enumerate(brand):
        if number >= 0:
            yield first_row.setdefault(number, row), row


def _heads_within(names: list[Name], likeness: _Likeness) -> Iterator[tuple[int, int]]:
    """Titles that another's head opens, or stands whole within when it has several words."""
    row_of: dict[str, int] = {}
    for row, name in enumerate(names):
        row_of.setdefault(name.head, row)
    for row, name in enumerate(names):
        words = name.first.split()
        last_start = 1 if CROSSOVER.search(name.first) else len(words)
        for start in range(last_start):
            for end in range(start + 1, len(words) + 1):
                head = " ".join(words[start:end])
                other = row_of.get(head)
                if other is None or head == name.head:
                    continue
                telling = len(set(words[start:end]) - SMALL_WORDS)
                if (start == 0 and telling > 1 and likeness.overlap(row, other) >= 0.25) or (
                    (start == 0 or telling > 1) and likeness.agree(row, other)
                ):
                    yield row, other


def _rare_words(names: list[Name], likeness: _Likeness) -> Iterator[tuple[int, int]]:
    """Titles whose heads open with the same rare word, or share most of their words weighted by rarity."""
    row_of = {name.head: row for row, name in reversed(list(enumerate(names)))}
    words = {row: head.split() for head, row in row_of.items()}
    count = Counter(word for head in words.values() for word in set(head))
    weight = {word: float(np.log(len(words) / n)) for word, n in count.items()}
    rows_with: dict[str, list[int]] = defaultdict(list)
    for row, head in words.items():
        rarest = sorted(set(head), key=lambda word: (count[word], word))[:2]
        for word in {*rarest, *head[:1]}:
            if count[word] > 1:
                rows_with[word].append(row)
    for word, rows in rows_with.items():
        if len(rows) > 40:
            continue
        for one, other in combinations(rows, 2):
            opens = words[one][0] == words[other][0] == word and count[word] <= N_RARE and len(word) >= N_LETTERS
            both, either = set(words[one]) & set(words[other]), set(words[one]) | set(words[other])
            alike = fsum(weight[w] for w in both) >= 0.6 * fsum(weight[w] for w in either)
            if (opens or alike) and likeness.agree(one, other):
                yield one, other


def _series(group: np.ndarray, brand: list[int], names: list[Name]) -> np.ndarray:
    """Number of each row's series: its group, or in an anthology all whose name opens with the same telling head."""
    heads_of: dict[int, set[str]] = defaultdict(set)
    for number, name in zip(brand, names, strict=True):
        heads_of[number].add(name.head)
    telling = {number: _telling(heads) for number, heads in heads_of.items() if 0 <= number < len(ANTHOLOGIES)}
    keys = [
        (int(number), next((opening for opening in _openings(name.first) if opening in telling.get(of, ())), ""))
        for number, of, name in zip(group, brand, names, strict=True)
    ]
    numbers = {key: place for place, key in enumerate(dict.fromkeys(keys))}
    return np.array([numbers[key] for key in keys], dtype=np.int32)


def _telling(heads: set[str]) -> set[str]:
    """The heads of a brand that say more than the brand's own words."""
    count = Counter(word for head in heads for word in set(head.split()))
    common = {word for word, n in count.items() if n > COMMON * len(heads)}
    return {head for head in heads if set(head.split()) - common}


def _openings(words: str) -> Iterator[str]:
    return accumulate(words.split(), "{} {}".format)


def _entry_rows(group: np.ndarray, names: list[Name], catalog: Catalog) -> np.ndarray:
    """The row of each group that stands first in ``order``; ties fall to the smaller row."""
    kinds, members = catalog.table["type"].tolist(), catalog.table["members"].tolist()
    most = np.zeros(group.max(initial=-1) + 1)
    np.maximum.at(most, group, members)
    series = Counter(
        (number, opening)
        for number, name, kind in zip(group, names, kinds, strict=True)
        if kind == "TV"
        for opening in _openings(name.whole)
    )

    def order(row: int) -> tuple[int, ...]:
        """No extra and not obscure, TV before films, no sequel, opens the names of most series, most members."""
        name, number = names[row], group[row]
        beside = name.is_extra or members[row] < OBSCURE * most[number]
        opened = series[number, name.without_year]
        return int(beside), TYPE_ORDER.get(kinds[row], 3), name.place, -opened, -members[row], row

    rows = sorted(range(len(names)), key=order)
    return np.array(rows, dtype=np.int32)[np.unique(group[rows], return_index=True)[1]]
