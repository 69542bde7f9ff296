"""This app's own JSON: a whole profile with titles beside the ids, so that a person and a program can read it."""

from __future__ import annotations

import json

from core.data.catalog import Catalog
from core.errors import ListError
from core.lists.entries import Mark, ParsedList, Status, read_id, read_mark, shown, text_of, whole_if_whole
from core.lists.format import Export, ListFile, ListFormat
from core.profiles import MARKS, Profile

NAME = "this app's JSON"
FORMAT, VERSION = "anime-explorer-list", 1


def is_portable(file: ListFile) -> bool:
    """True where the JSON says that it is this app's own list."""
    return isinstance(file.json, dict) and file.json.get("format") == FORMAT


def to_json(profile: Profile, catalog: Catalog) -> bytes:
    """The whole profile, indented, titles beside the ids."""
    title = catalog.table["title"].to_dict()

    def named(anime_id: int) -> dict[str, object]:
        return {"anime_id": anime_id, "title": title.get(anime_id, "")}

    answers: dict[int, Mark] = {**profile.ratings, **dict.fromkeys(profile.not_seen, "not seen")}
    whole = {
        "format": FORMAT,
        "version": VERSION,
        "answers": [named(id_) | {"rating": whole_if_whole(mark)} for id_, mark in sorted(answers.items())],
        "seen": [named(anime_id) for anime_id in sorted(profile.seen)],
        "hidden": [named(anime_id) for anime_id in sorted(profile.hidden)],
        "liked_genres": sorted(profile.liked_genres),
        "disliked_genres": sorted(profile.disliked_genres),
    } | {part: [named(anime_id) for anime_id in sorted(getattr(profile, part))] for part in MARKS}
    return json.dumps(whole, ensure_ascii=False, indent=1).encode()


def read_portable(file: ListFile) -> ParsedList:
    """The entries of this app's own JSON; ``ListError`` if a newer app wrote it."""
    name, root = file.name, file.json if isinstance(file.json, dict) else {}
    if root.get("version") != VERSION:
        version = shown(text_of(root.get("version")), 20)
        raise ListError(f"{name} has version {version} of the format, this app reads {VERSION}. Update the app.")
    parsed = ParsedList(name, NAME)
    status = _statuses(root)
    for number, row in enumerate(_rows(root, "answers"), start=1):
        rating = text_of(row.get("rating"))
        mark = read_mark(rating)
        if mark is None:
            parsed.skip(f"answer {number}", f"the rating “{shown(rating, 20)}” is not 1 to 10")
        else:
            anime_id = read_id(row.get("anime_id"))
            parsed.add(f"answer {number}", anime_id, _titles(row), mark, status.get(anime_id, "finished"))
    for number, row in enumerate(_rows(root, "seen"), start=1):
        anime_id = read_id(row.get("anime_id"))
        parsed.add(f"seen title {number}", anime_id, _titles(row), "seen", status.get(anime_id, "finished"))
    for number, row in enumerate(_rows(root, "planned"), start=1):
        parsed.add(f"planned title {number}", read_id(row.get("anime_id")), _titles(row), "planned")
    parsed.hidden, parsed.more_like, parsed.less_like = (
        {id_ for row in _rows(root, key) if (id_ := read_id(row.get("anime_id")))}
        for key in ("hidden", "more_like", "less_like")
    )
    parsed.liked_genres, parsed.disliked_genres = (
        {genre for genre in _part(root, key) if isinstance(genre, str)} for key in ("liked_genres", "disliked_genres")
    )
    return parsed


def _statuses(root: dict) -> dict[int | None, Status]:
    """What is said of titles that are rated or seen, by their id."""
    marks: tuple[Status, ...] = ("dropped", "watching")
    return {read_id(row.get("anime_id")): mark for mark in marks for row in _rows(root, mark)}


def _part(root: dict, key: str) -> list:
    return root[key] if isinstance(root.get(key), list) else []


def _rows(root: dict, key: str) -> list[dict]:
    return [row for row in _part(root, key) if isinstance(row, dict)]


def _titles(row: dict) -> tuple[str, ...]:
    title = row.get("title")
    return (title,) if isinstance(title, str) and title.strip() else ()


PORTABLE = ListFormat(
    name=NAME,
    source="this app",
    endings=("json",),
    recognises=is_portable,
    read=read_portable,
    export=Export("JSON", "my-anime.json", "application/json", to_json),
)
