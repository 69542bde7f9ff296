"""Which pairs of titles belong to one franchise, by their names, genres and factors.

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
from collections.abc import Iterable, Iterator, Mapping
from itertools import chain, combinations
from math import fsum

import numpy as np

from core.analysis.similarity import vectors_for
from core.data.catalog import Catalog
from core.recommend.title_parts import SMALL_WORDS, Name, openings

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

STANDALONE = re.compile(
    r"\bgundam (00|iron blooded orphans|g no reconguista|the 08th ms team)\b|\bmacross (7|plus|ii)\b"
    r"|\bsplash star\b|\bduel monsters gx\b"
)
"""Series of an anthology that a number, or words after the colon, tell apart from the first one."""

CROSSOVER = re.compile(r"\b(?:vs|x|tai|parody)\b")
MOSTLY = 0.6
"""Of the words of two heads, weighted by rarity, so large a share is in both."""
N_RARE, N_LETTERS = 3, 4
"""A first word of so few heads and so many letters names a franchise where the genres agree too."""


def links(
    names: list[Name], brand: list[int], catalog: Catalog, anime_factors: np.ndarray | None
) -> Iterator[tuple[int, int]]:
    """Pairs of catalog rows of one franchise; ``brand`` is what :func:`brands` says of the names."""
    likeness = _Likeness(catalog, anime_factors)
    return chain(
        _same_head(names, likeness), _same_brand(brand), _heads_within(names, likeness), _rare_words(names, likeness)
    )


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


def _same_head(names: list[Name], likeness: _Likeness) -> Iterator[tuple[int, int]]:
    """Titles of one head, and titles whose later part is the head of another (“Boruto: Naruto the Movie”)."""
    first_row: dict[str, int] = {}
    for row, name in enumerate(names):
        yield first_row.setdefault(name.head, row), row
    for row, name in enumerate(names):
        for part in name.later:
            if part in first_row and likeness.agree(first_row[part], row):
                yield first_row[part], row


def brands(names: list[Name]) -> list[int]:
    """Number of each title's brand, anthologies first, -1 for none; in a crossover that of the brand named first."""
    patterns = [re.compile(brand) for brand in (*ANTHOLOGIES, *STORIES)]
    found: dict[str, int] = {}
    for first in {name.first for name in names}:
        matches = [(match.start(), of) for of, pattern in enumerate(patterns) if (match := pattern.search(first))]
        found[first] = min(matches)[1] if matches else -1
    return [found[name.first] for name in names]


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
    longest: dict[str, int] = {}
    for head in filter(None, map(str.split, row_of)):
        longest[head[0]] = max(longest.get(head[0], 0), len(head))
    for row, name in enumerate(names):
        words = name.first.split()
        last_start = 1 if CROSSOVER.search(name.first) else len(words)
        for start in range(last_start):
            most = longest.get(words[start], 0)
            for end, head in enumerate(openings(words[start : start + most]), start + 1):
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
    weight = dict(zip(count, np.log(len(words) / np.array(list(count.values()))).tolist(), strict=True))
    own = {row: frozenset(head) for row, head in words.items()}
    total = {row: _weighed(head, weight) for row, head in own.items()}
    rows_with: dict[str, list[int]] = defaultdict(list)

    def alike(one: int, other: int) -> bool:
        """Whether most of what either says is said by both; either says at least what one of them does."""
        least = MOSTLY * max(total[one], total[other])
        if total[one] < least or total[other] < least:
            return False
        both = _weighed(own[one] & own[other], weight)
        return both >= least and both >= MOSTLY * _weighed(own[one] | own[other], weight)

    for row, head in words.items():
        rarest = sorted(set(head), key=lambda word: (count[word], word))[:2]
        for word in {*rarest, *head[:1]}:
            if count[word] > 1:
                rows_with[word].append(row)
    for word, rows in rows_with.items():
        if len(rows) > 40:
            continue
        is_rare = count[word] <= N_RARE and len(word) >= N_LETTERS
        for one, other in combinations(rows, 2):
            opens = is_rare and words[one][0] == words[other][0] == word
            if (opens or alike(one, other)) and likeness.agree(one, other):
                yield one, other


def _weighed(words: Iterable[str], weight: Mapping[str, float]) -> float:
    """The weight of these words, whatever their order."""
    return fsum(map(weight.__getitem__, words))
