"""MyAnimeList's XML export: read without entities, DTDs or deep nesting, and written so that MyAnimeList imports it."""

from __future__ import annotations

import re
from xml.etree.ElementTree import ParseError

import pandas as pd
from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import DefusedXMLParser

from core.data.catalog import Catalog
from core.errors import ListError
from core.lists.entries import ParsedList, read_id, read_mark, read_status, shown
from core.lists.format import Export, ListFile, ListFormat
from core.profiles import Profile

NAME = "MyAnimeList XML"
DEEPEST = 8
MOST_TAGS = 1_500_000
"""Beginnings and ends of elements; an export of 28,000 titles has 1.3 million."""
MOST_NAMES = 200
"""Names of elements; an export has some thirty."""
CHUNK = 2**18

_FIELDS = {"series_animedb_id", "series_title", "my_score", "my_status"}
_STATUSES = {"dropped": "Dropped", "watching": "Watching", "planned": "Plan to Watch"}
"""MyAnimeList's names of what a profile marks; all else is completed."""
_NOT_XML = re.compile(r"[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


class _Rows:
    """Parser target that keeps four fields of each ``<anime>`` and nothing else of the document."""

    def __init__(self, parsed: ParsedList) -> None:
        self.parsed = parsed
        self.parser = DefusedXMLParser(target=self, forbid_dtd=True)
        self._depth = self._line = 0
        self._fields: dict[str, str] | None = None
        self._text: list[str] | None = None
        self._names: set[str] = set()

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        self._depth += 1
        name = self.parsed.name
        self._names.add(tag)
        if self._depth > DEEPEST or len(self._names) > MOST_NAMES:
            raise _too_much(name)
        if self._depth == 1 and tag != "myanimelist":
            raise ListError(f"{name} is XML, but not MyAnimeList's export (it starts with <{shown(tag, 40)}>).")
        if tag == "manga":
            raise ListError(f"{name} is a list of manga. On MyAnimeList's export page choose the anime list.")
        if tag == "anime" and self._depth == 2:
            self._fields, self._line = {}, self.parser.parser.CurrentLineNumber
        elif self._fields is not None and tag in _FIELDS:
            self._text = []

    def data(self, text: str) -> None:
        if self._text is not None:
            self._text.append(text)

    def end(self, tag: str) -> None:
        self._depth -= 1
        if self._fields is not None and self._text is not None and tag in _FIELDS:
            self._fields[tag], self._text = "".join(self._text).strip(), None
        elif self._fields is not None and tag == "anime":
            self._keep(self._fields)
            self._fields = None

    def close(self) -> None:
        pass

    def _keep(self, fields: dict[str, str]) -> None:
        where, score = f"line {self._line}", fields.get("my_score", "")
        status = fields.get("my_status", "")
        mark = read_mark(score, status)
        if mark is None:
            return self.parsed.skip(where, f"the score “{shown(score, 20)}” is not 0 to 10")
        title = fields.get("series_title", "")
        anime_id = read_id(fields.get("series_animedb_id"))
        self.parsed.add(where, anime_id, (title,) if title else (), mark, read_status(status))


def is_xml(file: ListFile) -> bool:
    """True where the content starts as XML does, in any encoding."""
    return file.data[:200].replace(b"\0", b"").lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n").startswith(b"<")


def read_mal(file: ListFile) -> ParsedList:
    """The entries of a MyAnimeList export, in the encoding that the XML declares; ``ListError`` if it is not one."""
    name, data = file.name, file.data
    start = data[:1000].replace(b"\0", b"").lower()
    if b"<!doctype html" in start or b"<html" in start:
        raise ListError(f"{name} is a web page, not an export. Use the export page of MyAnimeList.")
    if data.count(b"<") > MOST_TAGS:
        raise _too_much(name)
    parsed = ParsedList(name, NAME)
    parser = _Rows(parsed).parser
    try:
        for place in range(0, len(data), CHUNK):
            parser.feed(data[place : place + CHUNK])
            if place - parser.parser.CurrentByteIndex > CHUNK:
                raise ListError(f"{name} holds a tag longer than any in a list. Export the list again.")
        parser.close()
    except DefusedXmlException:
        raise ListError(f"{name} holds a DTD or entities, which no export needs. Export the list again.") from None
    except ParseError as error:
        line = error.position[0]
        raise ListError(f"{name} breaks off or is damaged at line {line}. Export the list again.") from None
    except (LookupError, ValueError):
        raise ListError(f"{name} declares an encoding that cannot be read. Save it again as UTF-8.") from None
    return parsed


def _too_much(name: str) -> ListError:
    return ListError(f"{name} is nested too deeply or too long to be a list. Export the list again.")


def to_mal_xml(profile: Profile, catalog: Catalog) -> bytes:
    """The profile as XML for MyAnimeList's import page: rated, seen and planned titles.

    MyAnimeList knows whole scores only (8.5 becomes 9) and no "not seen", no hidden titles and no genres.
    A rating replaces the one on MyAnimeList; a title that was only seen is added but takes no score away there.
    """
    scores = dict.fromkeys({*profile.seen, *profile.planned}, 0)
    scores |= {id_: int(rating + 0.5) for id_, rating in profile.ratings.items()}
    statuses = {id_: name for part, name in _STATUSES.items() for id_ in getattr(profile, part)}
    blocks = [
        _block(anime_id, score, statuses.get(anime_id, "Completed"), catalog)
        for anime_id, score in sorted(scores.items())
    ]
    return (
        '<?xml version="1.0" encoding="UTF-8" ?>\n<myanimelist>\n'
        "  <myinfo>\n    <user_export_type>1</user_export_type>\n"
        f"    <user_total_anime>{len(blocks)}</user_total_anime>\n  </myinfo>\n"
        f"{''.join(blocks)}</myanimelist>\n"
    ).encode()


def _block(anime_id: int, score: int, status: str, catalog: Catalog) -> str:
    title, episodes = "", 0
    if anime_id in catalog:
        row = catalog.table.loc[anime_id]
        title = _NOT_XML.sub("", row["title"]).replace("]]>", "]]]]><![CDATA[>")
        episodes = 0 if pd.isna(row["episodes"]) else int(row["episodes"])
    watched = episodes if status == "Completed" else 0
    return (
        f"  <anime>\n    <series_animedb_id>{anime_id}</series_animedb_id>\n"
        f"    <series_title><![CDATA[{title}]]></series_title>\n"
        f"    <series_episodes>{episodes}</series_episodes>\n"
        f"    <my_watched_episodes>{watched}</my_watched_episodes>\n"
        f"    <my_score>{score}</my_score>\n    <my_status>{status}</my_status>\n"
        f"    <update_on_import>{int(score > 0)}</update_on_import>\n  </anime>\n"
    )


MY_ANIME_LIST = ListFormat(
    name=NAME,
    source="MyAnimeList (.xml, .xml.gz)",
    endings=("xml", "gz"),
    recognises=is_xml,
    read=read_mal,
    export=Export(NAME, "my-anime.xml", "application/xml", to_mal_xml),
)
