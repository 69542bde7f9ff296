"""Files of anybody, the honest ones and the hostile ones."""

from __future__ import annotations

import gzip
import json
import tracemalloc

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from core.data.catalog import Catalog
from core.errors import ListError
from core.lists import read_list
from tests.core.lists.files import AWKWARD, DATA, MB, anilist, mal, refusal

ENTITIES = b'<!DOCTYPE m [<!ENTITY a "ha">' + b"".join(
    b'<!ENTITY a%d "&a%s;&a%s;">' % (n, b"%d" % (n - 1) if n else b"", b"%d" % (n - 1) if n else b"") for n in range(30)
)
HOSTILE = {
    "entity expansion": (lambda: ENTITIES + b"]><myanimelist>&a29;</myanimelist>", "entities"),
    "external entity": (
        lambda: b'<!DOCTYPE m [<!ENTITY f SYSTEM "file:///etc/passwd">]><myanimelist>&f;</myanimelist>',
        "entities",
    ),
    "doctype": (lambda: b"<!DOCTYPE myanimelist><myanimelist/>", "DTD"),
    "gzip bomb": (lambda: gzip.compress(bytes(200 * MB), 1), "32 MB"),
    "gzip in gzip": (lambda: gzip.compress(gzip.compress(mal())), "list.txt"),
    "letters that one code makes eighteen of": (
        lambda: gzip.compress(b"title,rating\n" + ("\ufdfa" * 300 + ",5\n").encode() * 30_000),
        "titles that are too long for a list",
    ),
    "a name of its own for each element": (
        lambda: b"<myanimelist>" + b"".join(b"<t%d/>" % number for number in range(300_000)) + b"</myanimelist>",
        "nested too deeply or too long",
    ),
    "two packed files": (lambda: gzip.compress(mal()) * 2, "more than one"),
    "truncated gzip": (lambda: gzip.compress(mal("<my_score>5</my_score>") * 9)[:-9], "breaks off"),
    "damaged gzip": (lambda: b"\x1f\x8b\x08" + b"x" * 99, "damaged"),
    "100 MB": (lambda: bytes(100 * MB), "32 MB"),
    "deep XML": (lambda: b"<myanimelist>" + b"<a>" * 5 * MB, "too deeply"),
    "many elements": (lambda: b"<myanimelist>" + b"<a/>" * 7 * MB, "too long"),
    "endless tag": (lambda: b"<myanimelist " + b"a" * 20 * MB, "tag longer"),
    "many attributes": (lambda: b"<myanimelist " + b" ".join(b"a%d=''" % n for n in range(MB)) + b"/>", "tag longer"),
    "truncated XML": (lambda: mal("<my_score>5</my_score>")[:-9], "breaks off"),
    "unknown encoding": (lambda: b"<?xml version='1.0' encoding='klingon'?><myanimelist/>", "encoding"),
    "HTML": (lambda: b"<!DOCTYPE html><html><body>Log in</body></html>", "web page"),
    "other XML": (lambda: b"<svg/>", "<svg>"),
    "no anime": (lambda: mal(), "no anime"),
    "deep JSON": (lambda: b"[" * MB, "parts"),
    "less deep JSON": (lambda: b"[" * 100_000, "too deeply"),
    "rich JSON": (lambda: b"[" + b"{}," * 9 * MB + b"{}]", "parts"),
    "huge integer": (lambda: b'{"version": ' + b"9" * 10 * MB + b"}", "without a list"),
    "duplicate keys": (lambda: b'[{"score": 1, "score": 10}]', "“score” twice"),
    "truncated JSON": (lambda: anilist(8)[:-3], "line 1"),
    "newer JSON": (lambda: b'{"format": "anime-explorer-list", "version": 2}', "Update the app"),
    "JSON without a list": (lambda: b'{"lists": 5, "data": [], "user": []}', "without a list"),
    "endless quote": (lambda: b'anime_id,rating\n1,"' + b"x\n" * 100_000, "a quote stands alone"),
    "endless line": (lambda: b"anime_id,rating\n" + b"," * 20 * MB, "line 2"),
    "blank lines": (lambda: b"anime_id,rating\n" + b"\n" * 20 * MB, "line 200001"),
    "endless list": (lambda: b"anime_id,rating\n" + b"1,5\n" * 60_000, "50,000"),
    "latin-1": (lambda: "title,rating\nPokémon,5\n".encode("latin-1"), "not UTF-8 text (line 2)"),
    "UTF-16 without a mark": (lambda: "title,rating\nRed,5\n".encode("utf-16-le"), "UTF-8"),
    "NUL": (lambda: b"title,rating\nR\0ed,5\n", "NUL"),
    "nothing": (lambda: b"", "empty"),
    "nothing packed": (lambda: gzip.compress(b"\n"), "empty"),
    "a picture": (lambda: b"\x89PNG\r\n\x1a\n" + bytes(100), "a picture"),
    "a spreadsheet": (lambda: b"PK\x03\x04" + bytes(100), "spreadsheet"),
    "prose": (lambda: b"I liked all of them", "rating"),
}
SECONDS = {"many elements", "many attributes", "gzip bomb"}
"""What takes as long as all the others."""


@pytest.mark.parametrize("what", [pytest.param(what, marks=[pytest.mark.slow] * (what in SECONDS)) for what in HOSTILE])
def test_a_hostile_file_gets_a_sentence(what: str):
    make, words = HOSTILE[what]
    message = refusal(make())
    assert words in message
    assert message.startswith("list.txt") and len(message) < 250 and "\n" not in message


@pytest.mark.slow  # the bookkeeping of memory doubles the time
@pytest.mark.parametrize("what", HOSTILE)
def test_a_hostile_file_takes_little_memory(what: str):
    data = HOSTILE[what][0]()
    tracemalloc.start()
    refusal(data)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 200 * MB


def test_a_hostile_name_is_shown_tame():
    assert refusal(b"", name="a\nb\u202e\0" + "c" * 500).startswith("a b c")
    assert refusal(b"", name="").startswith("The file is empty")


STARTS = [
    b"",
    b"<myanimelist>",
    b"<myanimelist><anime>",
    b"[",
    b'{"lists":[',
    b"anime_id,rating\n",
    b"\xff\xfe",
    b"<?xml ",
    b"\x1f\x8b\x08",
]


@given(st.sampled_from(STARTS), st.binary(max_size=300), st.booleans())
@settings(max_examples=300, deadline=None)
@example(b"", b"<?xml version='1.0' encoding='utf-7'?><myanimelist/>", False)
def test_arbitrary_bytes_raise_nothing_but_a_list_error(start: bytes, rest: bytes, pack: bool):
    data = start + rest
    try:
        found = read_list("x", gzip.compress(data) if pack else data, AWKWARD)
    except ListError as error:
        assert str(error)
    else:
        assert found.report.sentences()


KEYS = [
    "data",
    "MediaListCollection",
    "lists",
    "entries",
    "user",
    "mediaListOptions",
    "scoreFormat",
    "score",
    "status",
    "media",
    "idMal",
    "title",
    "romaji",
    "type",
    "format",
    "version",
    "answers",
    "anime_id",
    "rating",
    "seen",
    "hidden",
    "liked_genres",
]
JSON_VALUES = st.recursive(
    st.none()
    | st.booleans()
    | st.floats()
    | st.integers()
    | st.text(max_size=5)
    | st.sampled_from(["PLANNING", "POINT_3"]),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(KEYS),
            inner,
            max_size=5,
        )
    ),
    max_leaves=20,
)


@given(JSON_VALUES, st.booleans())
@settings(max_examples=200, deadline=None)
def test_json_of_any_shape_raises_nothing_but_a_list_error(value: object, ours: bool):
    if ours and isinstance(value, dict):
        value |= {"format": "anime-explorer-list", "version": 1}
    try:
        assert read_list("x", json.dumps(value).encode(), AWKWARD).report.sentences()
    except ListError as error:
        assert str(error)


def test_reading_a_list_logs_nothing(caplog: pytest.LogCaptureFixture, tiny_catalog: Catalog):
    caplog.set_level(0)
    read_list("someone.xml", (DATA / "mal_export.xml").read_bytes(), tiny_catalog)
    refusal(b"title,rating\nR\0ed,5\n")
    assert not caplog.records
