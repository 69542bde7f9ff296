"""What every kind of list is made of: entries, each with a place in its file, and what could not be read."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass, field
from typing import Literal

from core.data.ratings import HIGHEST, LOWEST
from core.errors import ListError

MOST_ENTRIES = 50_000
"""Twice as many as there are anime on MyAnimeList; a longer list is not one person's."""

MOST_LETTERS = 4_000_000
"""Letters of all titles of a list: eighty for each of as many entries as there may be."""

Mark = float | Literal["seen", "not seen", "planned"]
"""What a list says of one title; a number is a rating, "seen" is watched without a rating."""

Status = Literal["finished", "dropped", "watching"]
"""How far a watched title was watched; a title on hold counts as being watched."""

UNRATED_TEXTS = {"", "0", "0.0", "-1", "-1.0", "-", "seen"}

_NUMBER = re.compile(r"\d{1,6}(?:[.,]\d{1,17})?", re.ASCII)
_ID = re.compile(r"\d{1,9}", re.ASCII)
_PLANNED = {"plan to watch", "planned", "planning", "plantowatch", "plan_to_watch", "ptw", "6"}
_DROPPED = {"dropped", "4"}
_WATCHING = {"watching", "currently watching", "current", "on-hold", "on hold", "on_hold", "onhold", "paused", "1", "3"}


@dataclass(frozen=True, slots=True)
class Entry:
    """One title as the file names it; ``where`` is its line or number, ``titles`` the best known first."""

    where: str
    anime_id: int | None
    titles: tuple[str, ...]
    mark: Mark
    status: Status = "finished"

    @property
    def shown(self) -> str:
        """The title, or the id where the file gives no title."""
        return shown(self.titles[0]) if self.titles else f"anime {self.anime_id}"


@dataclass
class ParsedList:
    """A list before it meets the catalog; ``name`` and ``kind`` are for the sentences a person reads."""

    name: str
    kind: str
    entries: list[Entry] = field(default_factory=list)
    unreadable: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    hidden: set[int] = field(default_factory=set)
    more_like: set[int] = field(default_factory=set)
    less_like: set[int] = field(default_factory=set)
    liked_genres: set[str] = field(default_factory=set)
    disliked_genres: set[str] = field(default_factory=set)
    letters: int = 0
    """Of all titles so far."""

    def add(
        self, where: str, anime_id: int | None, titles: tuple[str, ...], mark: Mark, status: Status = "finished"
    ) -> None:
        """Keep one entry; ``ListError`` when the list is longer than any person's."""
        if anime_id is None and not titles:
            return self.skip(where, "it names neither a MyAnimeList id nor a title")
        self.entries.append(Entry(where, anime_id, titles, mark, status))
        self.letters += sum(map(len, titles))
        self._check_length()

    def skip(self, where: str, why: str) -> None:
        """Note an entry that cannot be read."""
        self.unreadable.append(f"{where}: {why}")
        self._check_length()

    def _check_length(self) -> None:
        if self.letters > MOST_LETTERS:
            raise ListError(f"{self.name} has titles that are too long for a list. Export the list again.")
        if len(self.entries) + len(self.unreadable) > MOST_ENTRIES:
            raise ListError(
                f"{self.name} holds more than {MOST_ENTRIES:,} titles, which is no one person's list. "
                "Bring the export of a single list."
            )


def shown(text: str, length: int = 80) -> str:
    """The text on one line, without control characters, cut to a length a report can hold."""
    start = "".join(letter if letter.isprintable() else " " for letter in text[: 4 * length])
    plain = " ".join(start.split())
    return plain if len(plain) <= length else plain[: length - 1] + "…"


def text_of(value: object) -> str:
    """A JSON value as text: nothing for null, "…" for what is no single value."""
    return "" if value is None else str(value) if isinstance(value, (str, int, float)) else "…"


def read_id(value: object) -> int | None:
    """A MyAnimeList id from a number or its text, or ``None``."""
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    if not isinstance(value, (int, str)):
        return None
    text = str(value).strip()
    return (int(text) or None) if _ID.fullmatch(text) else None


def read_number(value: object) -> float | None:
    """A finite number from JSON or from text (decimal point or comma), or ``None``."""
    if isinstance(value, str):
        text = value.strip()
        return float(text.replace(",", ".")) if _NUMBER.fullmatch(text) else None
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        return None
    return float(value) if math.isfinite(value) else None


def read_mark(text: str, status: str = "") -> Mark | None:
    """What a rating's text says, given the entry's status; ``None`` where it is no rating of 1 to 10."""
    plain = text.strip().casefold()
    if is_planned(status):
        return "planned"
    if plain == "not seen":
        return "not seen"
    if plain in UNRATED_TEXTS:
        return "seen"
    number = read_number(plain)
    return number if number is not None and LOWEST <= number <= HIGHEST else None


def whole_if_whole(mark: Mark) -> Mark:
    """8 for 8.0, as a person would write it."""
    return int(mark) if isinstance(mark, float) and mark.is_integer() else mark


def is_planned(status: str) -> bool:
    """True where a status of MyAnimeList or AniList means that the title is still to be watched."""
    return status.strip().casefold() in _PLANNED


def read_status(status: str) -> Status:
    """How far a title was watched, by a status of MyAnimeList or AniList."""
    plain = status.strip().casefold()
    return "dropped" if plain in _DROPPED else "watching" if plain in _WATCHING else "finished"
