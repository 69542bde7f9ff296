"""Which of a list's entries the catalog knows, and what a person is told about all of them."""

from __future__ import annotations

import html
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass

from core.data.catalog import Catalog
from core.lists.entries import Entry, Mark, ParsedList
from core.profiles import Profile

_WEIGHT = {"planned": 0, "not seen": 1, "seen": 2}
_STRAIGHT = str.maketrans("‘’‛′“”″–—−", "''''\"\"\"---")


@dataclass(frozen=True)
class ListReport:
    """What became of each row of a list, in the words of the person who brought it."""

    kind: str
    rows: int
    rated: int
    seen: int
    not_seen: int
    planned: int
    not_in_catalog: tuple[str, ...] = ()
    duplicates: tuple[str, ...] = ()
    unreadable: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()

    @property
    def matched(self) -> int:
        """Titles that count: rated, seen or marked as not seen."""
        return self.rated + self.seen + self.not_seen

    def sentences(self) -> list[str]:
        """The report as a person reads it; titles and rows are named in the fields, which are plain text."""
        counts = [
            (self.seen, "without a rating: kept as seen, never recommended."),
            (self.not_seen, "marked as not seen."),
            (self.planned, "planned: left out, so they may be recommended."),
            (len(self.not_in_catalog), "not in this model's catalog: left out."),
            (
                len(self.duplicates),
                "listed more than once with different answers: a rating counts, then the later row.",
            ),
            (len(self.unreadable), "could not be read: left out."),
        ]
        matched = f"{_titles(self.matched)} of {_count(self.rows, 'row')} matched"
        first = f"Read as {self.kind}: {matched}, {self.rated:,} with a rating."
        return [first, *(f"{_titles(count)} {what}" for count, what in counts if count), *self.notes]


@dataclass(frozen=True)
class ImportedList:
    """What a list says of titles in the catalog; ``planned`` are still to be watched."""

    profile: Profile
    planned: frozenset[int]
    report: ListReport


def match(parsed: ParsedList, catalog: Catalog) -> ImportedList:
    """The entries by MyAnimeList id, those without an id by title; the report says what became of each."""
    kept: dict[int, Entry] = {}
    missing: list[str] = []
    duplicates: list[str] = []
    ids = _Titles(catalog)
    for entry in parsed.entries:
        anime_id = ids.find(entry)
        if anime_id is None:
            missing.append(ids.why_not(entry))
        elif anime_id in kept:
            kept[anime_id] = _winner(kept[anime_id], entry, duplicates)
        else:
            kept[anime_id] = entry
    marks = {anime_id: entry.mark for anime_id, entry in kept.items()}
    return _imported(parsed, catalog, marks, missing, duplicates)


def _imported(
    parsed: ParsedList, catalog: Catalog, marks: dict[int, Mark], missing: list[str], duplicates: list[str]
) -> ImportedList:
    ratings: dict[int, float] = {id_: mark for id_, mark in marks.items() if not isinstance(mark, str)}
    genres = set(catalog.genres) if parsed.liked_genres or parsed.disliked_genres else set()
    profile = Profile(
        ratings=ratings,
        not_seen=_marked(marks, "not seen"),
        seen=_marked(marks, "seen"),
        hidden=frozenset(anime_id for anime_id in parsed.hidden if anime_id in catalog),
        liked_genres=frozenset(parsed.liked_genres & genres),
        disliked_genres=frozenset((parsed.disliked_genres - parsed.liked_genres) & genres),
    )
    planned = _marked(marks, "planned")
    report = ListReport(
        kind=parsed.kind,
        rows=len(parsed.entries) + len(parsed.unreadable),
        rated=len(profile.ratings),
        seen=len(profile.seen),
        not_seen=len(profile.not_seen),
        planned=len(planned),
        not_in_catalog=tuple(missing),
        duplicates=tuple(duplicates),
        unreadable=tuple(parsed.unreadable),
        notes=tuple(parsed.notes),
    )
    return ImportedList(profile, planned, report)


class _Titles:
    """Finds an entry's anime in a catalog: by id, or by a title that only one anime has."""

    def __init__(self, catalog: Catalog) -> None:
        self._catalog = catalog
        self._ids = set(catalog.table.index.tolist())
        self._by_title: dict[str, int | None] = {}

    def find(self, entry: Entry) -> int | None:
        if entry.anime_id is not None:
            return entry.anime_id if entry.anime_id in self._ids else None
        return next((found for found in self._candidates(entry) if found is not None), None)

    def why_not(self, entry: Entry) -> str:
        several = entry.anime_id is None and any(True for _ in self._candidates(entry))
        return f"{entry.shown} (several anime have this title)" if several else entry.shown

    def _candidates(self, entry: Entry) -> Iterable[int | None]:
        if not self._by_title:
            for anime_id, title in zip(self._catalog.table.index.tolist(), self._catalog.table["title"], strict=True):
                key = title_key(title)
                self._by_title[key] = None if key in self._by_title else anime_id
        return (self._by_title[key] for title in entry.titles if (key := title_key(title)) in self._by_title)


def title_key(title: str) -> str:
    """The title for exact comparison: case, width, quotes and spaces do not count, punctuation does.

    "K-On!" and "K-On!!" are two seasons, and so are "Gintama" and "Gintama°".
    """
    plain = unicodedata.normalize("NFKC", html.unescape(title[:500])).translate(_STRAIGHT).casefold()
    return " ".join(plain.split())


def _marked(marks: dict[int, Mark], wanted: Mark) -> frozenset[int]:
    return frozenset(anime_id for anime_id, mark in marks.items() if mark == wanted)


def _winner(first: Entry, second: Entry, duplicates: list[str]) -> Entry:
    """A rating beats seen, not seen and planned; among equals the later row counts."""
    winner = second if _weight(second.mark) >= _weight(first.mark) else first
    if first.mark != second.mark:
        said = f"{_said(first.mark)} ({first.where}) and {_said(second.mark)} ({second.where})"
        duplicates.append(f"{second.shown}: {said}; {_said(winner.mark)} counts")
    return winner


def _weight(mark: Mark) -> int:
    return _WEIGHT[mark] if isinstance(mark, str) else 3


def _said(mark: Mark) -> str:
    return mark if isinstance(mark, str) else f"{mark:g}"


def _count(count: int, word: str) -> str:
    return f"{count:,} {word}" if count == 1 else f"{count:,} {word}s"


def _titles(count: int) -> str:
    return _count(count, "title")
