"""AniList's own download, which its settings page gives as ``gdpr_data.json``: ids and numbers, no titles."""

from __future__ import annotations

from core.data.ratings import HIGHEST, LOWEST
from core.data.titles import title_facts
from core.lists.entries import Mark, ParsedList, Status, read_id, read_number, shown, text_of
from core.lists.format import ListFile, ListFormat

NAME = "AniList's download"
MANGA, PLANNING = 1, 1
"""Of ``series_type`` and of ``status``."""
STATUSES: dict[int, Status] = {0: "watching", 3: "dropped", 4: "watching"}
"""The numbers for current, dropped and paused; all others are finished."""
HIGHEST_SCORE = 100
"""The scores are raw: out of 100 whatever the owner's scale, 0 for none."""


def is_download(file: ListFile) -> bool:
    """True for JSON whose lists number their titles AniList's way."""
    return bool(_rows(file))


def read_download(file: ListFile) -> ParsedList:
    """The entries of AniList's download, by MyAnimeList id where the table of titles has it."""
    parsed = ParsedList(file.name, NAME)
    for number, row in enumerate(_rows(file), start=1):
        _add(parsed, f"entry {number}", row)
    parsed.notes.append("Scores are out of 100, as AniList keeps them.")
    return parsed


def _rows(file: ListFile) -> list[dict]:
    lists = file.json.get("lists") if isinstance(file.json, dict) else None
    rows = lists if isinstance(lists, list) else []
    return [row for row in rows if isinstance(row, dict) and "series_id" in row]


def _add(parsed: ParsedList, where: str, row: dict) -> None:
    if read_id(row.get("series_type")) == MANGA:
        return parsed.skip(where, "it is a manga")
    anilist_id = read_id(row["series_id"])
    if anilist_id is None:
        return parsed.skip(where, f"the id “{shown(text_of(row['series_id']), 20)}” is not one of AniList's")
    mark = _mark(row)
    if mark is None:
        return parsed.skip(
            where, f"the score “{shown(text_of(row.get('score')), 20)}” is not on the scale (out of 100)"
        )
    anime_id = title_facts().of_anilist(anilist_id)
    titles = () if anime_id else (f"AniList's number {anilist_id}",)
    parsed.add(where, anime_id, titles, mark, _status(row))


def _status(row: dict) -> Status:
    number = read_number(row.get("status"))
    return "finished" if number is None else STATUSES.get(int(number), "finished")


def _mark(row: dict) -> Mark | None:
    if read_id(row.get("status")) == PLANNING:
        return "planned"
    score = 0.0 if row.get("score") is None else read_number(row["score"])
    if score is None or not 0 <= score <= HIGHEST_SCORE:
        return None
    return max(float(LOWEST), round(score * HIGHEST / HIGHEST_SCORE, 2)) if score else "seen"


ANILIST_DOWNLOAD = ListFormat(
    name=NAME,
    source="AniList (.json)",
    endings=("json",),
    recognises=is_download,
    read=read_download,
)
