"""More names, years, relations and pictures of titles, from a file of anime-offline-database that an owner brings.

https://github.com/manami-project/anime-offline-database, Open Database License: its JSON, or JSON lines. The file is
foreign: it is bounded before it is taken apart, each value is checked for itself, and what is no MyAnimeList title, no
name or no address of a known site for pictures is left out.
"""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pyarrow as pa

from core.errors import DataError

LARGEST = 200 * 2**20
"""Bytes of a file; the whole database of 2025 has 60 million."""
MOST_PARTS = 10_000_000
"""Objects, arrays and commas in it, which bounds the memory that they take; that of 2025 has three million."""
MOST_NAMES, MOST_RELATED, LONGEST_NAME = 6, 100, 200
LAST_ID = 9_999_999
HOSTS = ("cdn.myanimelist.net", "s4.anilist.co", "media.kitsu.app")
"""Where pictures may come from."""

SCHEMA = pa.schema(
    {
        "anime_id": pa.int32(),
        "title": pa.string(),
        "aliases": pa.list_(pa.string()),
        "year": pa.int16(),
        "season": pa.string(),
        **dict.fromkeys(("anilist_id", "anidb_id"), pa.int32()),
        "related": pa.list_(pa.int32()),
        "picture": pa.string(),
    }
)
_PICTURE = re.compile(rf"https://(?:{'|'.join(map(re.escape, HOSTS))})/[\w./-]{{1,200}}\.(?:jpe?g|png|webp)", re.ASCII)
_IDS = {
    site: re.compile(rf"https://{re.escape(place)}/(\d{{1,7}})", re.ASCII)
    for site, place in {
        "mal": "myanimelist.net/anime",
        "anilist": "anilist.co/anime",
        "anidb": "anidb.net/anime",
    }.items()
}
_SEASONS = {"WINTER": "winter", "SPRING": "spring", "SUMMER": "summer", "FALL": "autumn"}
_MARKUP = re.compile(r"<[a-zA-Z/!?][^>]*>")


@dataclass(frozen=True)
class OfflineDatabase:
    """What a file says of titles that MyAnimeList has."""

    table: pa.Table
    """Of the columns of ``SCHEMA``, one row a title, by ``anime_id``."""
    n_elsewhere: int
    """Entries that name no title of MyAnimeList."""
    n_unreadable: int
    last_update: str
    """As the file says it; empty where it does not."""


def read_offline_database(file: Path) -> OfflineDatabase:
    """What the file says; raises ``DataError``."""
    about, entries = _parsed(file)
    rows: dict[int, dict] = {}
    n_elsewhere = n_unreadable = 0
    for entry in entries:
        row = _row(entry) if isinstance(entry, dict) else None
        ids = _ids(entry.get("sources"), "mal") if isinstance(entry, dict) else []
        n_unreadable += row is None
        n_elsewhere += row is not None and not ids
        for anime_id in ids if row else ():
            rows.setdefault(anime_id, {**row, "anime_id": anime_id} if row else {})
    if not rows:
        raise DataError(
            f"{file.name} names no title of MyAnimeList. Bring anime-offline-database as JSON or JSON lines."
        )
    update = about.get("lastUpdate")
    said = update if isinstance(update, str) and re.fullmatch(r"[\d-]{4,10}", update, re.ASCII) else ""
    table = pa.Table.from_pylist([rows[anime_id] for anime_id in sorted(rows)], SCHEMA)
    return OfflineDatabase(table, n_elsewhere, n_unreadable, said)


def _parsed(file: Path) -> tuple[dict, Iterable[object]]:
    """What the file says of itself, and its entries."""
    text = _text(file)
    if file.suffix.lower() == ".jsonl":
        lines = (line for line in text.split("\n") if line.strip())
        values = [_json(line, f"Line {number} of {file.name}") for number, line in enumerate(lines, start=1)]
        is_about = bool(values) and isinstance(values[0], dict) and "sources" not in values[0]
        return (values[0] if is_about else {}), values[is_about:]
    whole = _json(text, file.name)
    entries = whole.get("data") if isinstance(whole, dict) else None
    if not isinstance(whole, dict) or not isinstance(entries, list):
        raise DataError(
            f"{file.name} has no list “data” of titles. Bring anime-offline-database as JSON or JSON lines."
        )
    return whole, entries


def _text(file: Path) -> str:
    try:
        with file.open("rb") as opened:
            data = opened.read(LARGEST + 1)
    except OSError as error:
        raise DataError(f"{file} cannot be read: {error.strerror}.") from None
    if len(data) > LARGEST:
        raise DataError(f"{file.name} is larger than {LARGEST // 2**20} MB, the most that is read.")
    if sum(map(data.count, (b"{", b"[", b","))) > MOST_PARTS:
        raise DataError(f"{file.name} has more than {MOST_PARTS:,} parts, the most that are read.")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise DataError(f"{file.name} is not UTF-8 text. Unpack it first if it is packed.") from None


def _json(text: str, what: str) -> object:
    try:
        return json.loads(text, parse_int=lambda digits: int(digits) if len(digits) < 12 else None)
    except RecursionError:
        raise DataError(f"{what} is nested too deeply. Download the file again.") from None
    except ValueError:
        raise DataError(f"{what} breaks off or is damaged. Download the file again.") from None


def _row(entry: dict) -> dict | None:
    """What one entry says, but its id; none where it has no title."""
    title = _name(entry.get("title"))
    if title is None:
        return None
    synonyms = (_name(each) for each in _list(entry.get("synonyms")))
    aliases = [name for name in dict.fromkeys(synonyms) if name and name != title][:MOST_NAMES]
    when = entry.get("animeSeason")
    when = when if isinstance(when, dict) else {}
    year, season, picture = when.get("year"), when.get("season"), entry.get("picture")
    is_series = entry.get("type") == "TV" and isinstance(season, str)
    anilist, anidb = (_ids(entry.get("sources"), site)[:1] for site in ("anilist", "anidb"))
    return {
        "title": title,
        "aliases": aliases,
        "year": year if type(year) is int and 1900 <= year <= 2100 else None,
        "season": _SEASONS.get(season) if is_series else None,
        "anilist_id": next(iter(anilist), None),
        "anidb_id": next(iter(anidb), None),
        "related": _ids(entry.get("relatedAnime"), "mal"),
        "picture": picture if isinstance(picture, str) and is_picture(picture) else None,
    }


def is_picture(address: str) -> bool:
    """Whether an address is that of a picture at one of the sites that are known for them."""
    return _PICTURE.fullmatch(address) is not None and ".." not in address


def _ids(addresses: object, site: str) -> list[int]:
    """The numbers that addresses at a site end in, each once."""
    found = (_IDS[site].fullmatch(each) for each in _list(addresses) if isinstance(each, str))
    return list(dict.fromkeys(number for match in found if match and 0 < (number := int(match[1])) <= LAST_ID))


def _list(value: object) -> Iterator[object]:
    """The first values of an array, and none of anything else."""
    return iter(value[:MOST_RELATED] if isinstance(value, list) else ())


def _name(value: object) -> str | None:
    """A name without signs that nobody sees and spaces around it; none for what is no name, or holds markup."""
    if not isinstance(value, str) or len(value) > LONGEST_NAME or _MARKUP.search(value):
        return None
    seen = "".join(" " if letter.isspace() else letter for letter in value if letter.isspace() or _is_seen(letter))
    return " ".join(seen.split()) if any(map(str.isalnum, seen)) else None


def _is_seen(letter: str) -> bool:
    return not unicodedata.category(letter).startswith("C")
