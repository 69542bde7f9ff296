"""CSV: any table with an id or a title and a rating, Kaggle's format among them; written safe for spreadsheets."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator
from typing import Literal

from core.data.catalog import Catalog
from core.errors import ListError
from core.lists.entries import Mark, ParsedList, read_id, read_mark, read_status, shown, whole_if_whole
from core.lists.format import Export, ListFile, ListFormat
from core.profiles import Profile

NAME = "CSV"
COLUMNS = {
    "anime_id": ("anime_id", "mal_id", "idmal", "series_animedb_id", "animedb_id", "myanimelist_id"),
    "title": ("title", "series_title", "anime_title", "name", "anime"),
    "rating": ("my_score", "my_rating", "your_score", "score", "rating", "user_rating"),
    "status": ("my_status", "my_list_status", "list_status", "status"),
    "viewer": ("user_id", "viewer_id", "username", "user_name", "user"),
}
"""Column names understood for each part, the first that is there counts; a bare ``id`` may be any site's."""

MOST_LINES, LONGEST_LINE = 200_000, 20_000

_STATUSES = {"dropped": "dropped", "watching": "watching", "planned": "plan to watch"}
"""What is written of titles that a profile marks."""
_FORMULA = "=+-@＝＋－＠\t\r"
_CELL_START = re.compile(rf"(^|[;\t])(\s*[{re.escape(_FORMULA)}])")


def to_csv(profile: Profile, catalog: Catalog) -> bytes:
    """Answers, seen and planned titles as ``anime_id,title,rating,status``, rating 1…10, "seen" or "not seen".

    UTF-8 with a mark, which Excel needs. A title that a spreadsheet would run as a formula gets an apostrophe in
    front (OWASP's advice on CSV injection); the way back goes by id.
    """
    statuses = {anime_id: status for part, status in _STATUSES.items() for anime_id in getattr(profile, part)}
    marks: dict[int, Mark | Literal[""]] = {
        **dict.fromkeys(profile.planned, ""),
        **dict.fromkeys(profile.seen, "seen"),
        **dict.fromkeys(profile.not_seen, "not seen"),
        **profile.ratings,
    }
    titles = catalog.table["title"].to_dict()
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    writer.writerow(("anime_id", "title", "rating", "status"))
    for anime_id, mark in sorted(marks.items()):
        rating, status = mark and whole_if_whole(mark), statuses.get(anime_id, "")
        writer.writerow((anime_id, harmless(titles.get(anime_id, "")), rating, status))
    return out.getvalue().encode("utf-8-sig")


def is_text(file: ListFile) -> bool:
    """True for any text; ``ListError`` for anything else."""
    return bool(file.text)


def read_csv(file: ListFile) -> ParsedList:
    """The rows of a CSV list; ``ListError`` without the columns, or with the rows of several viewers."""
    name, text = file.name, file.text
    parsed = ParsedList(name, NAME)
    reader = csv.reader(_lines(name, text), delimiter=_delimiter(text), strict=True)
    try:
        header = next(reader, [])
        places = _places(name, header)
        viewers: set[str] = set()
        for row in reader:
            if any(cell.strip() for cell in row):
                _add(parsed, f"line {reader.line_num}", row, places, viewers)
    except csv.Error:
        raise ListError(
            f"{name} is damaged at line {reader.line_num}: a quote stands alone. Export it again."
        ) from None
    return parsed


def _lines(name: str, text: str) -> Iterator[str]:
    """The lines, as long as there are no more and no longer ones than a list can have."""
    for number, line in enumerate(io.StringIO(text, newline=""), start=1):
        if number > MOST_LINES or len(line) > LONGEST_LINE:
            raise ListError(f"{name} has too many lines or too long ones (line {number}) to be one person's list.")
        yield line


def _add(parsed: ParsedList, where: str, row: list[str], places: dict[str, int], viewers: set[str]) -> None:
    if len(row) <= max(places.values()):
        return parsed.skip(where, f"it has {len(row)} columns where {max(places.values()) + 1} are needed")
    cells = {part: row[place].strip() for part, place in places.items()}
    viewers.add(cells.get("viewer", ""))
    if len(viewers) > 1:
        raise ListError(f"{parsed.name} holds the ratings of several viewers. Keep the rows of one and bring it again.")
    mark = read_mark(cells["rating"], cells.get("status", ""))
    if mark is None:
        return parsed.skip(where, f"the rating “{shown(cells['rating'], 20)}” is not 1 to 10")
    id_text, title = cells.get("anime_id", ""), _title(cells.get("title", ""))
    anime_id = read_id(id_text)
    if id_text and anime_id is None:
        return parsed.skip(where, f"the id “{shown(id_text, 20)}” is not a MyAnimeList id")
    parsed.add(where, anime_id, (title,) if title else (), mark, read_status(cells.get("status", "")))


def _places(name: str, header: list[str]) -> dict[str, int]:
    """Column number of each part."""
    columns = {
        re.sub(r"[\s-]+", "_", column.strip().lower()): place for place, column in reversed([*enumerate(header)])
    }
    places = {
        part: found for part, names in COLUMNS.items() if (found := next(_found(columns, names), None)) is not None
    }
    if "genre" in columns and "members" in columns:
        raise ListError(f"{name} is a catalog of anime, not somebody's list: its ratings are a site's means.")
    if "rating" not in places or not {"anime_id", "title"} & places.keys():
        there = ", ".join(shown(column, 30) for column in header[:8]) or "none"
        raise ListError(
            f"{name} needs a column rating and a column anime_id or title in its first line (found: {there}). "
            "Name them so and bring it again."
        )
    return places


def _found(columns: dict[str, int], names: tuple[str, ...]) -> Iterator[int]:
    return (columns[column] for column in names if column in columns)


def _delimiter(text: str) -> str:
    header = text[:LONGEST_LINE].splitlines()[0]
    return max(",;\t", key=header.count)


def harmless(title: str) -> str:
    return _CELL_START.sub(r"\1'\2", " ".join(title.split()))


def _title(cell: str) -> str:
    return cell[1:].strip() if cell.startswith("'") and cell[1:].lstrip()[:1] in _FORMULA else cell


CSV = ListFormat(
    name=NAME,
    source="a table (.csv)",
    endings=("csv",),
    recognises=is_text,
    read=read_csv,
    export=Export("CSV", "my-anime.csv", "text/csv", to_csv),
)
