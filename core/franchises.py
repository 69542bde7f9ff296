"""Which titles belong to one franchise, and which of them a newcomer starts with.

A franchise is everything told under one name: seasons, films, specials, remakes and spin-offs. A brand whose
series stand alone (Gundam, Fate, Macross, Precure, Digimon) is one franchise too: two cards of one name in a
list look like a mistake.

Two titles are linked where they share, in this order,

1. the *head*: the words before a colon or dash, without marks of season, format and year;
2. a head of two or more words that opens the other title, or stands whole within it and the genres agree;
3. a head of one word that opens the other title, where genres (or embeddings, when given) agree well;
4. mostly the same rare words, where the genres agree well;
5. a name in ``BRANDS``, which no rule on titles can know.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import accumulate, chain, combinations
from math import fsum

import numpy as np

from core.catalog import Catalog, normalised

BRANDS = (
    r"\bgundam\b",
    r"^fate (stay|zero|kaleid|prototype|extra|apocrypha|grand|hollow)",
    r"^(bake|nise|neko|hana|tsuki|owari|kizu|koyomi)monogatari\b|^monogatari series",
    r"\bprecure\b",
    r"\bpokemon\b",
    r"\bdigimon\b",
    r"\bmacross\b",
    r"\bevangelion\b|^petit eva\b",
    r"^(naruto|boruto)\b",
    r"\blupin (the )?(iii|third|iiird)\b",
    r"^toaru (majutsu|kagaku) no\b",
    r"\bsuzumiya haruhi\b|^nagato yuki chan",
    r"^shingeki (no )?kyojin\b",
    r"^death (parade|billiards)$",
    r"^high speed free\b|^free eternal|^free$",
    r"^mai (hime|otome)\b",
    r"\bcut(ey|ie) honey\b",
    r"\bcasshern\b",
    r"\bpatlabor\b",
    r"\bmazin(ger|kaiser)\b",
    r"\bgetter robo\b",
    r"\btransformers\b",
    r"\btime bokan\b|\byatterman\b",
    r"\bidolm ster\b",
    r"\byu gi oh\b",
    r"^d c( ii| iii| s s| p s)? da capo",
    r"\btenchi muyou\b",
    r"\bwixoss\b",
)
"""Names that make a franchise wherever they stand in a normalised title."""

SEPARATOR = re.compile(r":\s+|\s+[-–~]\s*|:$|\s*/{2}\s*")
MARK = re.compile(
    r"\s(?:movies?|film|gekijouban|ovas?|onas?|tv|specials?|sp|recaps?|soushuuhen|pilot|omake|picture drama"
    r"|seasons?|series|stage|part|the|animation|ni|san|shi|zoku|kai|final|plus|repeat|second|third|fourth|fifth"
    r"|first|next|i|ii|iii|iv|v|vi|x2|[0-9]{1,2}|(?:19|20)[0-9]{2}|1st|2nd|3rd|[0-9]th|[rs][0-9]?)$"
)
FORMAT_FIRST = re.compile(r"^(?:gekijouban|zoku|zan|shin|motto|ai)\s(?=\S+\s\S)")
SEQUEL = re.compile(
    r"\b(?:s[2-9]|ii|iii|iv|vi?|[2-9]|[1-9][0-9]|2nd|3rd|[4-9]th|second|third|final|zoku|kai|ni|san|shi|next|r2"
    r"|shippuuden|after story|motto|returns)\b"
)
FIRST = re.compile(r"\b(?:1|1st|first|i|s1)\b")
SIDE = re.compile(
    r"\b(?:recaps?|soushuuhen|picture drama|digest|special edition|complete|omake|pilot|pv|cm|prologue"
    r"|specials?|mini|chibi)\b"
)
REMADE = re.compile(r" (?:tv|(?:19|20)[0-9]{2})$")
TYPE_ORDER = {"TV": 0, "OVA": 1, "ONA": 1, "Movie": 2, "Unknown": 3, "Special": 4, "Music": 5}

OBSCURE = 0.25
"""A title with a smaller share of the members of its franchise's best-known one is not where people start."""
CROSSOVER = re.compile(r"\b(?:vs|x|tai|parody)\b")
SMALL_WORDS = frozenset(["a", "an", "and", "de", "ga", "in", "na", "ni", "no", "o", "of", "the", "to", "wa", "wo", "x"])
N_RARE = 3
"""A first word that opens at most this many heads names a franchise where the genres agree too."""


@dataclass(frozen=True)
class Franchises:
    """The franchise of every catalog row, numbered from 0 in the order of their first rows."""

    group: np.ndarray
    """Number of the franchise by catalog row, int32, shape ``(n_anime,)``."""
    entry_row: np.ndarray
    """Catalog row to start with by franchise, int32: first season before films and extras, never a recap."""

    def members(self, row: int) -> np.ndarray:
        """Catalog rows of everything in the franchise of this row, itself included."""
        return np.flatnonzero(self.group == self.group[row])


def group_franchises(catalog: Catalog, anime_factors: np.ndarray | None = None) -> Franchises:
    """Franchises of a catalog from its titles and genres, and from the model's embeddings where they are given.

    ``anime_factors`` (n_anime, k) are in the catalog's row order. The result depends on nothing else: a title
    may find its franchise only through another title that is in the catalog too.
    """
    names = [_Name.of(title) for title in catalog.table["title"]]
    likeness = _Likeness(catalog, anime_factors)
    links = _Links(len(names))
    for one, other in chain(
        _same_head(names, likeness), _brands(names), _heads_within(names, likeness), _rare_words(names, likeness)
    ):
        links.join(one, other)
    group = links.groups()
    return Franchises(group, _entry_rows(group, names, catalog))


@dataclass(frozen=True)
class _Name:
    """A title taken apart."""

    first: str
    """Normalised words before the first colon or dash."""
    head: str
    """The same without marks of season, format and year."""
    later: tuple[str, ...]
    """What follows the first colon or dash, part by part, without marks."""
    whole: str
    """All words."""

    @classmethod
    def of(cls, title: str) -> _Name:
        parts = [part for part in map(normalised, SEPARATOR.split(title)) if part] or [title.casefold()]
        return cls(parts[0], _bare(parts[0]), tuple(map(_bare, parts[1:])), " ".join(parts))


def _bare(part: str) -> str:
    """The words of a head without marks of season, format and year."""
    part = FORMAT_FIRST.sub("", part)
    while (shorter := MARK.sub("", part)) != part and set(shorter.split()) - SMALL_WORDS:
        part = shorter
    return part


class _Likeness:
    """How alike two titles are beside their names: shared genres, and embeddings where there are some."""

    def __init__(self, catalog: Catalog, anime_factors: np.ndarray | None) -> None:
        self.genres = [frozenset(genres) for genres in catalog.table["genres"]]
        self.directions: np.ndarray | None = None
        if anime_factors is not None:
            lengths = np.linalg.norm(anime_factors, axis=1, keepdims=True)
            self.directions = anime_factors / np.maximum(lengths, 1e-9)

    def overlap(self, one: int, other: int) -> float:
        """Share of the two titles' genres that both have; 0 where either has none."""
        a, b = self.genres[one], self.genres[other]
        return len(a & b) / len(a | b) if a and b else 0.0

    def agree(self, one: int, other: int) -> bool:
        """Whether genres alone, or genres and embeddings together, make a chance likeness of names improbable."""
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


def _same_head(names: list[_Name], likeness: _Likeness) -> Iterator[tuple[int, int]]:
    """Titles of one head, and titles whose later part is the head of another (“Boruto: Naruto the Movie”)."""
    first_row: dict[str, int] = {}
    for row, name in enumerate(names):
        yield first_row.setdefault(name.head, row), row
    for row, name in enumerate(names):
        for part in name.later:
            if part in first_row and likeness.agree(first_row[part], row):
                yield first_row[part], row


def _brands(names: list[_Name]) -> Iterator[tuple[int, int]]:
    """Titles of one brand; of two brands that meet in a crossover, the one named first."""
    brands = [re.compile(brand) for brand in BRANDS]
    first_row: dict[int, int] = {}
    for row, name in enumerate(names):
        found = [
            (match.start(), brand) for brand, pattern in enumerate(brands) if (match := pattern.search(name.first))
        ]
        if found:
            yield first_row.setdefault(min(found)[1], row), row


def _heads_within(names: list[_Name], likeness: _Likeness) -> Iterator[tuple[int, int]]:
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


def _rare_words(names: list[_Name], likeness: _Likeness) -> Iterator[tuple[int, int]]:
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
            opens = words[one][0] == words[other][0] == word and count[word] <= N_RARE
            both, either = set(words[one]) & set(words[other]), set(words[one]) | set(words[other])
            alike = fsum(weight[w] for w in both) >= 0.6 * fsum(weight[w] for w in either)
            if (opens or alike) and likeness.agree(one, other):
                yield one, other


def _entry_rows(group: np.ndarray, names: list[_Name], catalog: Catalog) -> np.ndarray:
    """The row of each group that stands first in ``order``; ties fall to the smaller row."""
    kinds, members = catalog.table["type"].tolist(), catalog.table["members"].tolist()
    most = np.zeros(group.max(initial=-1) + 1)
    np.maximum.at(most, group, members)
    series = Counter(
        (number, opening)
        for number, name, kind in zip(group, names, kinds, strict=True)
        if kind == "TV"
        for opening in accumulate(name.whole.split(), "{} {}".format)
    )

    def order(row: int) -> tuple[int, ...]:
        """No extra and not obscure, TV before films, no sequel, opens the names of most series, most members."""
        whole, number = names[row].whole, group[row]
        beside = SIDE.search(whole) is not None or members[row] < OBSCURE * most[number]
        opened = series[number, REMADE.sub("", whole)]
        return int(beside), TYPE_ORDER.get(kinds[row], 3), _place(whole), -opened, -members[row], row

    rows = sorted(range(len(names)), key=order)
    return np.array(rows, dtype=np.int32)[np.unique(group[rows], return_index=True)[1]]


def _place(whole: str) -> int:
    """Where a title says it stands in its series: −1 for a first part, 0 if it says nothing, 1 for a sequel."""
    return -1 if FIRST.search(whole) else int(bool(SEQUEL.search(whole)))
