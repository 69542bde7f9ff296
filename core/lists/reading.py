"""The way in for any list: what kind of file it is is read from its content, never from its name."""

from __future__ import annotations

from core.data.catalog import Catalog
from core.errors import ListError
from core.lists.anilist import read_anilist
from core.lists.entries import ParsedList, shown
from core.lists.mal import read_mal
from core.lists.matching import ImportedList, match
from core.lists.opening import decode, open_list, read_json
from core.lists.portable import is_portable, read_portable
from core.lists.spreadsheet import read_csv


def read_list(name: str, data: bytes, catalog: Catalog) -> ImportedList:
    """Answers, seen and planned titles from an export of MyAnimeList, AniList, this app, or a CSV file.

    Costs bounded time and memory whatever the bytes are; anything but a list raises ``ListError`` with one sentence.
    """
    name = shown(name, 60) or "The file"
    parsed = _parsed(name, open_list(name, data))
    if not parsed.entries and not parsed.unreadable:
        raise ListError(f"{name} is {parsed.kind}, but there is no anime in it. Export the list again.")
    return match(parsed, catalog)


def _parsed(name: str, data: bytes) -> ParsedList:
    if data[:200].replace(b"\0", b"").lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n").startswith(b"<"):
        return read_mal(name, data)
    text = decode(name, data)
    if text.lstrip()[:1] not in ("{", "["):
        return read_csv(name, text)
    root = read_json(name, text)
    return read_portable(name, root) if isinstance(root, dict) and is_portable(root) else read_anilist(name, root)
