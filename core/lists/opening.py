"""From an upload's bytes to bounded text: what is too large, damaged or no list at all stops here."""

from __future__ import annotations

import codecs
import json
import math
import zlib

from core.errors import ListError
from core.lists.entries import shown

LARGEST = 32 * 2**20
"""Bytes of a list, as uploaded and once inflated; 50,000 entries of MyAnimeList's export fit."""

MOST_JSON_PARTS = 1_000_000
"""Objects, arrays and commas in a JSON list: bounds the memory they take before any of them is built."""

_GZIP = b"\x1f\x8b"
_OTHER_FILES = {
    b"\x89PNG": "a picture",
    b"\xff\xd8\xff": "a picture",
    b"GIF8": "a picture",
    b"RIFF": "a picture or a sound",
    b"%PDF": "a PDF",
    b"PK\x03\x04": "a zip archive or a spreadsheet file",
    b"SQLite format 3": "a database",
}
_MARKS = {
    codecs.BOM_UTF32_LE: "utf-32",
    codecs.BOM_UTF32_BE: "utf-32",
    codecs.BOM_UTF8: "utf-8-sig",
    codecs.BOM_UTF16_LE: "utf-16",
    codecs.BOM_UTF16_BE: "utf-16",
}


def inflated(name: str, data: bytes) -> bytes:
    """The bytes, inflated if they were gzipped; ``ListError`` for what is damaged or too large."""
    _check_size(name, data)
    return _inflate(name, data) if data.startswith(_GZIP) else data


def no_list(data: bytes) -> str | None:
    """What the bytes are, where their start says that they are something else than a list: "a picture"."""
    return next((what for start, what in _OTHER_FILES.items() if data.startswith(start)), None)


def decode(name: str, data: bytes) -> str:
    """The bytes as text: UTF-8, or what the mark at their start says; ``ListError`` for anything else."""
    encoding = next((encoding for mark, encoding in _MARKS.items() if data.startswith(mark)), "utf-8")
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError as error:
        said = encoding.removesuffix("-sig").upper()
        line = data.count(b"\n", 0, error.start) + 1
        raise ListError(f"{name} is not {said} text (line {line}). Save it again as UTF-8.") from None
    if not text.strip():
        raise ListError(f"{name} is empty. Export the list again and bring the new file.")
    if "\0" in text:
        raise ListError(f"{name} holds NUL characters, so it is damaged or not UTF-8. Save it again as UTF-8.")
    return text


def read_json(name: str, text: str) -> object:
    """The JSON value; ``ListError`` for what is damaged, nested without end, too rich or says one thing twice."""
    if sum(map(text.count, "{[,")) > MOST_JSON_PARTS:
        raise ListError(f"{name} has more than {MOST_JSON_PARTS:,} parts, too many for one person's list.")
    try:
        return json.loads(text, parse_int=_short_int, parse_constant=_no_number, object_pairs_hook=_once)
    except _SaidTwice as error:
        raise ListError(f"{name} gives “{error}” twice in one entry. Export the list again.") from None
    except RecursionError:
        raise ListError(f"{name} is nested too deeply to be a list. Export the list again.") from None
    except json.JSONDecodeError as error:
        raise ListError(f"{name} breaks off or is damaged at line {error.lineno}. Export the list again.") from None


class _SaidTwice(Exception):
    pass


def _once(pairs: list[tuple[str, object]]) -> dict[str, object]:
    whole: dict[str, object] = {}
    for key, value in pairs:
        if key in whole:
            raise _SaidTwice(shown(key, 40))
        whole[key] = value
    return whole


def _short_int(digits: str) -> float:
    return int(digits) if len(digits) < 16 else math.inf


def _no_number(_: str) -> float:
    return math.nan


def _check_size(name: str, data: bytes) -> None:
    if len(data) > LARGEST:
        raise ListError(
            f"{name} is larger than {LARGEST // 2**20} MB, more than any list needs. Bring the export of one list."
        )


def _inflate(name: str, data: bytes) -> bytes:
    inflater = zlib.decompressobj(wbits=31)
    try:
        inflated = inflater.decompress(data, LARGEST + 1)
    except zlib.error:
        raise ListError(f"{name} is a damaged gzip file. Download the export again.") from None
    _check_size(f"{name}, once unpacked,", inflated)
    if not inflater.eof:
        raise ListError(f"{name} breaks off before its end. Download the export again.")
    if inflater.unused_data.strip(b"\0"):
        raise ListError(f"{name} holds more than one packed file. Unpack it and bring the list alone.")
    return inflated
