"""Which of a list's entries the catalog knows, and what a person is told about all of them."""

from __future__ import annotations

from dataclasses import dataclass

from core.data.catalog import Catalog
from core.data.titles import title_facts
from core.lists.entries import Entry, Mark, ParsedList
from core.lists.known_titles import KnownTitles
from core.profiles import Profile

_WEIGHT = {"planned": 0, "not seen": 1, "seen": 2}


@dataclass(frozen=True)
class ListReport:
    """What became of each row of a list, in the words of the person who brought it."""

    kind: str
    rows: int
    rated: int
    seen: int
    not_seen: int
    planned: int
    dropped: int = 0
    watching: int = 0
    not_in_catalog: tuple[str, ...] = ()
    newer: tuple[str, ...] = ()
    last_year: int | None = None
    """Of the titles that the model knows, where that is known."""
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
            (self.dropped, "dropped: they count against their kind."),
            (self.watching, "being watched or on hold: nothing that comes after is recommended yet."),
            (self.planned, "planned: marked where they are recommended."),
            (len(self.newer), f"newer than the ratings of this model, which end in {self.last_year}: left out."),
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
    """What a list says of titles in the catalog."""

    profile: Profile
    report: ListReport


def match(parsed: ParsedList, catalog: Catalog) -> ImportedList:
    """The entries by MyAnimeList id, those without an id by title; the report says what became of each."""
    kept: dict[int, Entry] = {}
    missing = _Missing()
    duplicates: list[str] = []
    titles = KnownTitles(catalog, title_facts())
    for entry in parsed.entries:
        anime_id = titles.find(entry)
        if anime_id is None:
            missing.add(entry, titles)
        elif anime_id in kept:
            kept[anime_id] = _winner(kept[anime_id], entry, duplicates)
        else:
            kept[anime_id] = entry
    return _imported(parsed, catalog, kept, missing, duplicates)


def _imported(
    parsed: ParsedList, catalog: Catalog, kept: dict[int, Entry], missing: _Missing, duplicates: list[str]
) -> ImportedList:
    marks = {anime_id: entry.mark for anime_id, entry in kept.items()}
    ratings: dict[int, float] = {id_: mark for id_, mark in marks.items() if not isinstance(mark, str)}
    genres = set(catalog.genres) if parsed.liked_genres or parsed.disliked_genres else set()
    profile = Profile(
        ratings=ratings,
        not_seen=_marked(marks, "not seen"),
        seen=_marked(marks, "seen"),
        hidden=_known(parsed.hidden, catalog),
        more_like=_known(parsed.more_like, catalog),
        less_like=_known(parsed.less_like, catalog),
        liked_genres=frozenset(parsed.liked_genres & genres),
        disliked_genres=frozenset((parsed.disliked_genres - parsed.liked_genres) & genres),
        dropped=frozenset(anime_id for anime_id, entry in kept.items() if entry.status == "dropped"),
        watching=frozenset(anime_id for anime_id, entry in kept.items() if entry.status == "watching"),
        planned=_marked(marks, "planned"),
    )
    report = ListReport(
        kind=parsed.kind,
        rows=len(parsed.entries) + len(parsed.unreadable),
        rated=len(profile.ratings),
        seen=len(profile.seen),
        not_seen=len(profile.not_seen),
        planned=len(profile.planned),
        dropped=len(profile.dropped),
        watching=len(profile.watching),
        not_in_catalog=tuple(missing.unrated),
        newer=tuple(missing.newer),
        last_year=missing.last_year,
        duplicates=tuple(duplicates),
        unreadable=tuple(parsed.unreadable),
        notes=tuple(parsed.notes),
    )
    return ImportedList(profile, report)


class _Missing:
    """Titles that the catalog lacks, those newer than its ratings apart."""

    def __init__(self) -> None:
        self.newer: list[str] = []
        self.unrated: list[str] = []
        self.last_year: int | None = None

    def add(self, entry: Entry, titles: KnownTitles) -> None:
        self.last_year = titles.last_year
        (self.newer if titles.is_newer(entry) else self.unrated).append(titles.why_not(entry))


def _known(anime_ids: set[int], catalog: Catalog) -> frozenset[int]:
    return frozenset(anime_id for anime_id in anime_ids if anime_id in catalog)


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
