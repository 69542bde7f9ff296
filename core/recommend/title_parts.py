"""A title taken apart: the name it begins with, and what it says of its season, its format and its place.

"Code Geass: Hangyaku no Lelouch R2 Special Edition Zero Requiem" begins with "code geass", is an extra and a sequel.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate

from core.data.catalog import Catalog, normalised

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
SMALL_WORDS = frozenset(["a", "an", "and", "de", "ga", "in", "na", "ni", "no", "o", "of", "the", "to", "wa", "wo", "x"])


@dataclass(frozen=True, slots=True)
class Name:
    """The parts of one title."""

    first: str
    """Normalised words before the first colon or dash."""
    head: str
    """The same without marks of season, format and year."""
    later: tuple[str, ...]
    """What follows the first colon or dash, part by part, without marks."""
    whole: str
    """All words."""
    without_year: str
    """All words but a year or "(TV)" at the end, which tell a remake from its model."""
    is_extra: bool
    """Whether it calls itself a recap, a special, a pilot or the like."""
    place: int
    """Where it says it stands in its series: -1 for a first part, 0 if it says nothing, 1 for a sequel."""

    @classmethod
    def of(cls, title: str) -> Name:
        parts = [part for part in map(normalised, SEPARATOR.split(title)) if part] or [title.casefold()]
        whole = " ".join(parts)
        return cls(
            first=parts[0],
            head=_bare(parts[0]),
            later=tuple(map(_bare, parts[1:])),
            whole=whole,
            without_year=REMADE.sub("", whole),
            is_extra=SIDE.search(whole) is not None,
            place=-1 if FIRST.search(whole) else int(bool(SEQUEL.search(whole))),
        )


def names_of(catalog: Catalog) -> list[Name]:
    """The parts of every title, in the catalog's order."""
    return [Name.of(title) for title in catalog.table["title"]]


def openings(words: Sequence[str]) -> Iterator[str]:
    """The first word, the first two, and so on to all of them."""
    return accumulate(words, "{} {}".format)


def _bare(part: str) -> str:
    """The words of a head without marks of season, format and year."""
    part = FORMAT_FIRST.sub("", part)
    while (shorter := MARK.sub("", part)) != part and set(shorter.split()) - SMALL_WORDS:
        part = shorter
    return part
