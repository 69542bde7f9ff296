"""What a foreign file may cost: what is just within each limit is read, and one more is not."""

from __future__ import annotations

import gzip
import io
import zipfile
from dataclasses import replace
from pathlib import Path

import pytest

from core.data import bounded
from core.data.bounded import BLOCK, Limits, check_lines, gunzipped, unpacked
from core.errors import DataError

LIMITS = Limits(size=100, lines=10, line=20, blank_lines=4)
MANY = replace(LIMITS, size=10**9, lines=10**9)


def flaw(text: bytes, limits: Limits = LIMITS) -> str:
    """What is said of a file, nothing where it is read."""
    file = io.BytesIO(text)
    try:
        check_lines(file, "a.csv", limits)
    except DataError as error:
        return str(error)
    assert file.tell() == 0
    return ""


@pytest.mark.parametrize(
    ("within", "beyond", "said"),
    [
        (b"123456789\n" * 10, b"123456789\n" * 10 + b"1", "larger than 0 MB"),
        (b"1\n" * 10, b"1\n" * 11, "more than 10 lines"),
        (b"1\r\n" * 10, b"1\r\n" * 11, "more than 10 lines"),
        (b"1\r" * 10, b"1\r" * 11, "more than 10 lines"),
        (b"1\n\n1\n \n1", b"1\n\n1\n , \t\n1\n\n", "full of empty lines"),
        (b"1" * 19 + b"\n" + b"1" * 19, b"1" * 20, "a line of more than 20 bytes"),
        (b"1\n" + b"1" * 37, b"1\n" + b"1" * 38 + b"\n", "a line of more than 20 bytes"),
    ],
)
def test_a_file_is_read_up_to_each_limit(within: bytes, beyond: bytes, said: str):
    assert flaw(within) == ""
    assert said in flaw(beyond)


def test_limits_hold_for_all_blocks_of_a_file_together(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(bounded, "BLOCK", 8)
    assert "larger than 0 MB" in flaw(b"12345678901234567\n" * 6)
    assert "more than 10 lines" in flaw(b"1\n" * 11)
    assert "full of empty lines" in flaw(b"1\n\n1\n\n1\n" * 2)


def zipped(content: bytes, path: Path, compression: int = zipfile.ZIP_DEFLATED) -> zipfile.ZipFile:
    with zipfile.ZipFile(path, "w", compression) as archive:
        archive.writestr("a.csv", content)
    return zipfile.ZipFile(path)


def test_a_member_of_a_zip_is_unpacked_up_to_its_limit(tmp_path: Path):
    with zipped(b"1" * 100, tmp_path / "a.zip") as archive:
        [member] = archive.infolist()
        with unpacked(archive, member, "a.zip", LIMITS) as file:
            assert file.read() == b"1" * 100
        with pytest.raises(DataError, match=r"a.csv in a.zip is larger than"):
            unpacked(archive, member, "a.zip", replace(LIMITS, size=99))


def test_a_large_member_may_have_so_many_times_its_packed_size(tmp_path: Path):
    with zipped(b"1" * (BLOCK + 1), tmp_path / "a.zip") as archive:
        [member] = archive.infolist()
        times = (BLOCK + 1) / member.compress_size
        assert times > 500
        unpacked(archive, member, "a.zip", replace(MANY, inflation=int(times) + 1)).close()
        with pytest.raises(DataError, match=f"unpacks to more than {int(times)} times its size"):
            unpacked(archive, member, "a.zip", replace(MANY, inflation=int(times)))
        member.compress_size = 0  # as a hostile archive says
        with pytest.raises(DataError, match="times its size"):
            unpacked(archive, member, "a.zip", replace(MANY, inflation=BLOCK))
    with zipped(b"1" * BLOCK, tmp_path / "b.zip") as archive:
        unpacked(archive, archive.infolist()[0], "b.zip", MANY).close()
    with zipped(b"1" * (BLOCK + 1), tmp_path / "c.zip", zipfile.ZIP_STORED) as archive:
        unpacked(archive, archive.infolist()[0], "c.zip", replace(MANY, inflation=1)).close()


def test_a_member_with_a_password_is_told_from_one_with_other_flags(tmp_path: Path):
    with zipped(b"1", tmp_path / "a.zip") as archive:
        [member] = archive.infolist()
        member.flag_bits = 0x800  # its name is in UTF-8
        unpacked(archive, member, "a.zip", LIMITS).close()
        member.flag_bits = 0x801
        with pytest.raises(DataError, match="locked with a password"):
            unpacked(archive, member, "a.zip", LIMITS)


def test_a_gzip_file_is_unpacked_up_to_its_limits(tmp_path: Path):
    packed = tmp_path / "a.csv.gz"
    packed.write_bytes(gzip.compress(b"1" * (3 * BLOCK)))
    size = packed.stat().st_size
    enough = -(-2 * BLOCK // size)
    with gunzipped(packed, "a.csv.gz", replace(MANY, inflation=enough), tmp_path) as file:
        assert file.read() == b"1" * (3 * BLOCK)
    for limits in (replace(MANY, inflation=enough - 1), replace(MANY, size=3 * BLOCK - 1)):
        with pytest.raises(DataError, match="times its size"):
            gunzipped(packed, "a.csv.gz", limits, tmp_path)
    gunzipped(packed, "a.csv.gz", replace(MANY, inflation=enough, size=3 * BLOCK), tmp_path).close()
