"""What a foreign file may cost: it is counted before anything takes it apart, and unpacked onto the disk.

A few kilobytes can hold a header of ten thousand equal names, or inflate to gigabytes of empty lines. Whatever is over
a limit gets a sentence; what is within it costs memory in proportion to its own size.
"""

from __future__ import annotations

import gzip
import lzma
import tempfile
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO, BinaryIO

from core.errors import DataError

BLOCK = 2**20
"""Bytes read at a time."""
ENCRYPTED = 1
"""The bit of a zip entry's flags that says so."""
UNSOUND = (
    *(zipfile.BadZipFile, zlib.error, lzma.LZMAError, EOFError, OSError),
    *(ValueError, RuntimeError, NotImplementedError, OverflowError),
)
"""What ``zipfile`` raises for a damaged or hostile archive."""


@dataclass(frozen=True)
class Limits:
    """The largest file of its kind that is read."""

    size: int
    """Bytes, once unpacked."""
    lines: int
    columns: int = 200
    """Names in the header."""
    line: int = 100_000
    """Bytes of one line."""
    blank_lines: int = 10_000
    inflation: int = 100
    """How many times its packed size a member of a zip may have; text of numbers packs 3 to 20 times."""


RATINGS = Limits(size=4_000_000_000, lines=300_000_000)
PART = Limits(size=4_000_000_000_000, lines=200_000_000_000)
"""Of ratings that go from disk to disk and never lie in memory as a whole."""
CATALOG = Limits(size=200_000_000, lines=200_000)


def check_lines(file: BinaryIO, name: str, limits: Limits) -> None:
    """Count bytes and lines, which costs next to nothing, and go back to the start; raises ``DataError``."""
    size = lines = blank = 0
    for block in _blocks(file):
        size += len(block)
        text = block.replace(b"\r\n", b"\n").replace(b"\r", b"\n") if b"\r" in block else block
        lines += text.count(b"\n")
        blank += 2 * text.translate(None, b" \t,").count(b"\n\n")
        if size > limits.size:
            raise DataError(f"{name} is larger than {limits.size / 1e6:,.0f} MB, the most that is read.")
        if lines > limits.lines:
            raise DataError(f"{name} has more than {limits.lines:,} lines, the most that are read.")
        if blank > limits.blank_lines:
            raise DataError(f"{name} is full of empty lines. Remove them.")
        stretches = range(0, len(text) - limits.line + 1, limits.line)
        if not all(b"\n" in text[start : start + limits.line] for start in stretches):
            raise DataError(f"{name} has a line of more than {limits.line:,} bytes. Mend that line.")
    file.seek(0)


def unpacked(
    archive: zipfile.ZipFile, member: zipfile.ZipInfo, name: str, limits: Limits, scratch: Path | None = None
) -> BinaryIO:
    """The member's bytes in a temporary file without a name, at its start; raises ``DataError``.

    ``name`` is the archive's. Only as much is written as the archive declares, and that is bounded. ``scratch`` is the
    folder to write into, where it is not the system's own.
    """
    inside = member.filename[:80]
    if member.flag_bits & ENCRYPTED:
        raise DataError(f"{inside} in {name} is locked with a password. Zip it again without one.")
    if member.file_size > limits.size:
        raise DataError(f"{inside} in {name} is larger than {limits.size / 1e6:,.0f} MB, the most that is read.")
    if member.file_size > BLOCK and member.file_size > limits.inflation * max(member.compress_size, 1):
        raise DataError(
            f"{inside} in {name} unpacks to more than {limits.inflation} times its size, as ratings never do. "
            "Look at what it holds."
        )
    file = tempfile.TemporaryFile(dir=scratch)  # noqa: SIM115  (whoever reads it closes it, or the garbage collector does)
    try:
        with archive.open(member) as packed:
            for block in _blocks(packed):
                file.write(block)
    except UNSOUND as error:
        file.close()
        raise DataError(f"{inside} in {name} cannot be unpacked ({type(error).__name__}). Zip it again.") from None
    file.seek(0)
    return file


def gunzipped(path: Path, name: str, limits: Limits, scratch: Path) -> BinaryIO:
    """The bytes of a gzip file in a temporary file without a name in ``scratch``, at its start.

    Raises ``DataError`` for a damaged file, and for one that would take more room than ratings do.
    """
    most = min(limits.size, BLOCK + limits.inflation * path.stat().st_size)
    file = tempfile.TemporaryFile(dir=scratch)  # noqa: SIM115  (as above)
    try:
        with gzip.GzipFile(path) as packed:
            for block in _blocks(packed):
                file.write(block)
                if file.tell() > most:
                    raise DataError(
                        f"{name} unpacks to more than {limits.inflation} times its size, as ratings never do. "
                        "Look at what it holds."
                    )
    except (gzip.BadGzipFile, zlib.error, EOFError) as error:
        file.close()
        raise DataError(f"{name} cannot be unpacked ({type(error).__name__}). Pack it again.") from None
    except BaseException:
        file.close()
        raise
    file.seek(0)
    return file


def _blocks(file: IO[bytes] | gzip.GzipFile) -> Iterator[bytes]:
    while block := file.read(BLOCK):
        yield block
