"""What is known of titles beyond the ratings' own catalog: names, first broadcast, ids elsewhere, legal streams.

The table in ``titles.parquet`` comes with the project; ``scripts/titles.py`` builds it (NOTICE says what from). What
an owner brought beside it is kept in the home (:mod:`core.data.titles.added`).
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import cache, cached_property
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from core.data.titles import added
from core.storage import HOME_VARIABLE, home

FILE = Path(__file__).parent / "titles.parquet"
QUARTERS = {"winter": 0.0, "spring": 0.25, "summer": 0.5, "autumn": 0.75}
"""Where in its year a season begins."""
TEXTS = ("title", "english", "japanese", "season", "tmdb_id", "picture")
SITES = b"sites"
"""Where the file's own notes keep the streaming sites: name, address and regions of each, as JSON."""


@dataclass(frozen=True, slots=True)
class Stream:
    """A site where a title may legally be watched."""

    site: str
    url: str
    regions: tuple[str, ...]
    """ISO codes of the countries it is for; empty where the source names none."""
    since: date | None
    """When it began there, where the source says so."""


@dataclass(frozen=True, slots=True)
class TitleFacts:
    """One title; texts are empty and numbers none where the sources do not say."""

    anime_id: int
    title: str
    """In Latin letters, as MyAnimeList writes it; only where it was written down by hand or brought."""
    english: str
    japanese: str
    aliases: tuple[str, ...]
    """Other names people know it by, short ones among them."""
    year: int | None
    """Of the first broadcast, in Japan's time."""
    season: str
    """Of the first broadcast of a series: winter from January on, spring, summer or autumn."""
    well_known: bool
    """Whether its names were looked through by hand."""
    anilist_id: int | None
    anidb_id: int | None
    annict_id: int | None
    bangumi_id: int | None
    syobocal_id: int | None
    tmdb_id: str
    streams: tuple[Stream, ...]
    related: tuple[int, ...] = ()
    """Other titles of its story; only where that was brought."""
    picture: str = ""
    """Address of its cover at a site known for them; only where that was brought."""

    @property
    def names(self) -> tuple[str, ...]:
        """Every name, each once."""
        return tuple(dict.fromkeys(filter(None, (self.english, self.title, *self.aliases, self.japanese))))

    @property
    def shown(self) -> str:
        """The name by which it is spoken of where no catalog has it."""
        return self.english or self.title or self.japanese


class TitleTable:
    """Facts by ``anime_id``."""

    def __init__(self, table: pa.Table) -> None:
        self._table = table
        self._ids = table["anime_id"].to_numpy()
        self._rows = {anime_id: row for row, anime_id in enumerate(self._ids.tolist())}
        self._sites: dict[str, dict] = json.loads((table.schema.metadata or {}).get(SITES, b"{}"))

    def __len__(self) -> int:
        return len(self._rows)

    def __iter__(self) -> Iterator[int]:
        return iter(self._rows)

    def __contains__(self, anime_id: int) -> bool:
        return anime_id in self._rows

    def get(self, anime_id: int) -> TitleFacts | None:
        """The facts of one title, or none where nothing is known of it."""
        row = self._rows.get(anime_id)
        return None if row is None else self._facts(self._table.slice(row, 1).to_pylist()[0])

    def of_anilist(self, anilist_id: int) -> int | None:
        """The ``anime_id`` of a title that AniList numbers so."""
        return self._by_anilist.get(anilist_id)

    @cached_property
    def years(self) -> dict[int, int]:
        """Year of the first broadcast of every title where it is known."""
        known = self._table["year"].is_valid().to_numpy()
        years = self._table["year"].fill_null(0).to_numpy()
        return dict(zip(self._ids[known].tolist(), years[known].tolist(), strict=True))

    @cached_property
    def releases(self) -> dict[int, float]:
        """When every title was first broadcast, as a year; its season, where it is known, is a quarter of it.

        A title of which the year alone is known comes after all seasons of that year.
        """
        seasons = dict(zip(self._ids.tolist(), self._table["season"].to_pylist(), strict=True))
        return {id_: year + QUARTERS.get(seasons[id_] or "", 0.9) for id_, year in self.years.items()}

    @cached_property
    def english(self) -> dict[int, str]:
        """English title of every title that has one."""
        pairs = zip(self._ids.tolist(), self._table["english"].to_pylist(), strict=True)
        return {anime_id: name for anime_id, name in pairs if name}

    @cached_property
    def names(self) -> dict[int, tuple[str, ...]]:
        """Every name of every title that has any."""
        parts = (self._table[part].to_pylist() for part in ("english", "title", "aliases", "japanese"))
        every = zip(self._ids.tolist(), *parts, strict=True)
        named = {id_: (english, title, *(aliases or ()), japanese) for id_, english, title, aliases, japanese in every}
        return {id_: known for id_, names in named.items() if (known := tuple(dict.fromkeys(filter(None, names))))}

    @cached_property
    def well_known(self) -> frozenset[int]:
        """The titles whose names were looked through by hand."""
        return frozenset(self._ids[self._table["well_known"].to_numpy()].tolist())

    @cached_property
    def pictures(self) -> dict[int, str]:
        """Address of the cover of every title that has one."""
        if "picture" not in self._table.column_names:
            return {}
        pairs = zip(self._ids.tolist(), self._table["picture"].to_pylist(), strict=True)
        return {anime_id: address for anime_id, address in pairs if address}

    @cached_property
    def _by_anilist(self) -> dict[int, int]:
        known = self._table["anilist_id"].is_valid().to_numpy()
        anilist = self._table["anilist_id"].fill_null(0).to_numpy()
        return dict(zip(anilist[known].tolist(), self._ids[known].tolist(), strict=True))

    def _facts(self, row: dict[str, Any]) -> TitleFacts:
        texts = {name: row.get(name) or "" for name in TEXTS}
        streams = tuple(self._stream(**each) for each in row["streams"] or () if each["site"] in self._sites)
        aliases = tuple(row["aliases"] or ())
        related = tuple(row.get("related") or ())
        said: dict[str, Any] = row | texts | {"aliases": aliases, "streams": streams, "related": related}
        return TitleFacts(**said)

    def _stream(self, site: str, place: str, since: date | None, regions: str | None) -> Stream:
        about = self._sites[site]
        url = place if place.startswith("https://") else about["url"].replace("{{id}}", place)
        return Stream(about["name"], url, tuple((regions or about["regions"]).split()), since)


def read_titles(file: Path) -> TitleTable:
    """The table of a file."""
    return TitleTable(pq.read_table(file))


def title_facts() -> TitleTable:
    """The table that comes with the project with what was brought beside it, read once: at the start of a server."""
    return _title_facts(os.environ.get(HOME_VARIABLE))


@cache
def _title_facts(_home: str | None) -> TitleTable:
    shipped, more = pq.read_table(FILE), added.kept(home().titles)
    return TitleTable(shipped if more is None else added.joined(shipped, more))
