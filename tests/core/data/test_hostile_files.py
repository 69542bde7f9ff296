"""Files made to harm: each ends in ratings or a sentence, and costs no more than its own size allows."""

from __future__ import annotations

import io
import json
import struct
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from benchmarks.hostile import ANIME, LISTS, RATING, RATINGS
from core.data.bounded import BLOCK, Limits, check_lines, unpacked
from core.data.sources import load_uploads, load_zip
from core.errors import AnimeExplorerError, DataError

SMALL = Limits(size=1_000, lines=20, columns=5, line=100, blank_lines=6, inflation=10)


def packed(anime: bytes = ANIME, rating: bytes = RATING, how: int = zipfile.ZIP_DEFLATED) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", how) as archive:
        archive.writestr("anime.csv", anime)
        archive.writestr("rating.csv", rating)
    return buffer.getvalue()


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"a,b\n" * 251, "is larger than 0 MB"),
        (b"a,b\n" * 21, "more than 20 lines"),
        (b"a,b\r" * 21, "more than 20 lines"),
        (b"a,b\n" + b"\n" * 9, "full of empty lines"),
        (b"a,b\r\n" + b" \r\n" * 9, "full of empty lines"),
        (b"a,b\n" + b",,,\n" * 9, "full of empty lines"),
        (b"a,b\n" + b"x" * 300, "a line of more than 100 bytes"),
    ],
)
def test_what_is_over_a_limit_is_said(content: bytes, said: str):
    with pytest.raises(DataError, match=f"f.csv .*{said}"):
        check_lines(io.BytesIO(content), "f.csv", SMALL)


def test_what_is_within_the_limits_is_left_at_its_start():
    file = io.BytesIO(b"a,b\n" * 20)
    check_lines(file, "f.csv", SMALL)
    assert file.read(3) == b"a,b"


def test_a_long_line_is_found_where_blocks_meet():
    content = b"a\n" * (BLOCK // 2) + b"x" * 250_000 + b"\n"
    with pytest.raises(DataError, match="a line of more than 100,000 bytes"):
        check_lines(io.BytesIO(content), "f.csv", Limits(size=10**9, lines=10**9))


def test_a_member_that_inflates_beyond_measure_is_refused_and_a_small_one_is_not():
    with zipfile.ZipFile(io.BytesIO(packed(rating=RATING + b"1,1,8\n" * 10**6))) as archive:
        with pytest.raises(DataError, match=r"rating\.csv in a\.zip unpacks to more than 10 times its size"):
            unpacked(archive, archive.getinfo("rating.csv"), "a.zip", Limits(10**9, 10**9, inflation=10))
        with unpacked(archive, archive.getinfo("anime.csv"), "a.zip", SMALL) as file:
            assert file.read() == ANIME


HOSTILE_HEADERS = {
    "many equal names": (b"user_id,anime_id,rating" + b",a" * 20_000 + b"\n1,1,8\n", "names 20,003 columns; 200"),
    "a line that goes on": (b"user_id,anime_id,rating" + b",a" * 10**6 + b"\n1,1,8\n", "a line of more than 100,000"),
    "a line end in a name": (b'user_id,anime_id,"rating\nx"\nSECRETCELL,2,3\n', "opens a quote and does not close it"),
    "old line ends before it": (b"\r\ruser_id , anime_id,rating\na", "begins with an empty line"),
    "nothing after it": (b"user_id,anime_id,rating\r", "has a header but no rows"),
}


@pytest.mark.parametrize("case", HOSTILE_HEADERS)
def test_a_hostile_header_gets_a_sentence_without_a_foreign_cell_in_its_trace(case: str):
    content, said = HOSTILE_HEADERS[case]
    with pytest.raises(DataError, match=said) as caught:
        load_uploads({"anime.csv": ANIME, "rating.csv": content})
    assert caught.value.__cause__ is None
    assert caught.value.__suppress_context__ or caught.value.__context__ is None


def test_anime_of_empty_rows_are_counted_before_they_are_read():
    with pytest.raises(DataError, match="more than 200,000 lines"):
        load_uploads({"anime.csv": ANIME + b"2,b,,,,,\n" * 200_001, "rating.csv": RATING})


def test_a_late_bad_line_is_named_by_its_number_whatever_came_before():
    rows = b"".join(b"%d,1,8\n" % viewer for viewer in range(1, 250_001))
    with pytest.raises(DataError, match="line 250002: “me” in the column user_id"):
        load_uploads({"anime.csv": ANIME, "rating.csv": b"user_id,anime_id,rating\n" + rows + b"me,1,8\n"})


READ_ALL = """
import resource
from benchmarks.hostile import MB, main
resource.setrlimit(resource.RLIMIT_DATA, (1_500 * MB, 1_500 * MB))
main()
"""


@pytest.mark.slow
def test_files_made_to_stop_a_server_get_a_sentence_and_little_memory(root: Path):
    """In a child of limited memory, which only has to come to an end; ``benchmarks/hostile.py`` prints the seconds."""
    command = [sys.executable, "-c", READ_ALL, "--json"]
    done = subprocess.run(command, cwd=root, capture_output=True, text=True, timeout=300)
    costs = [json.loads(line) for line in done.stdout.splitlines()]
    assert [cost["case"] for cost in costs] == [*RATINGS, *LISTS], done.stderr
    assert [cost for cost in costs if cost["megabytes"] > 200] == []
    said = {cost["case"]: cost["said"] for cost in costs}
    assert [case for case, words in said.items() if words == "taken"] == ["as many of them as are read"]


DAMAGE = {
    "deflate": (packed(), b"PK\x03\x04", 40, 3),
    "lzma": (packed(how=zipfile.ZIP_LZMA), b"anime.csv", 13, 5),
    "bzip2": (packed(how=zipfile.ZIP_BZIP2), b"PK\x03\x04", 41, 6),
    "an unknown method": (packed(), b"PK\x01\x02", 10, 2),
    "an impossible place": (packed(), b"PK\x05\x06", 16, 4),
    "a name that is no text": (packed(), b"PK\x01\x02", 46, 4),
}


@pytest.mark.parametrize("case", DAMAGE)
def test_a_damaged_zip_gets_a_sentence(case: str):
    whole, mark, offset, n = DAMAGE[case]
    content = bytearray(whole)
    start = content.index(mark) + offset
    content[start : start + n] = b"\xff" * n
    with pytest.raises(DataError):
        load_zip(io.BytesIO(bytes(content)), "a.zip")


@given(st.data())
def test_whatever_bytes_of_a_zip_are_changed_it_ends_in_ratings_or_a_sentence(data: st.DataObject):
    how = data.draw(st.sampled_from([zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA]))
    content = bytearray(packed(how=how))
    for place, byte in data.draw(
        st.lists(st.tuples(st.integers(0, len(content) - 1), st.integers(0, 255)), max_size=6)
    ):
        content[place] = byte
    try:
        load_uploads({"a.zip": bytes(content)})
    except AnimeExplorerError as error:
        assert str(error)


def test_a_zip_that_lies_about_its_size_is_cut_there():
    content = bytearray(packed(rating=RATING + b"1,1,8\n" * 10**5))
    directory = content.index(b"PK\x01\x02", content.index(b"PK\x01\x02") + 1)
    content[directory + 24 : directory + 28] = struct.pack("<I", 100)
    with pytest.raises(DataError, match="cannot be unpacked"):
        load_zip(io.BytesIO(bytes(content)), "a.zip")
