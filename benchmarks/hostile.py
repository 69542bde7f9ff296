"""What files that were made to stop a server cost: seconds, memory beyond their own size, and what is said of them.

    python -m benchmarks.hostile [--json]

Linux only, where a process may ask for its own peak anew.
"""

from __future__ import annotations

import argparse
import gzip
import io
import json
import time
import zipfile
from collections.abc import Callable, Iterator, Mapping
from dataclasses import asdict, dataclass
from functools import partial
from pathlib import Path

from core.data.sources import load_uploads
from core.errors import AnimeExplorerError
from core.lists import read_list
from core.model.bundle import load_bundle
from core.storage import home

ANIME = b"anime_id,name,genre,type,episodes,rating,members\n1,Blue,Comedy,TV,12,7,100\n"
RATING = b"user_id,anime_id,rating\n1,1,8\n"
HEADER = RATING.partition(b"\n")[0]
LIGATURE = "\ufdfa"
"""One letter that becomes eighteen where texts are compared."""
MB = 10**6
PIECE = MB
"""Bytes that an archive is written by, so that making one takes no memory."""

Files = dict[str, bytes]


@dataclass(frozen=True)
class Cost:
    """What reading one took."""

    case: str
    size: int
    """Bytes as they arrive."""
    seconds: float
    """Of processor time."""
    megabytes: float
    """Of memory at the peak, beyond what there was with the file at hand."""
    said: str


def zipped(how: int = zipfile.ZIP_DEFLATED, **more: tuple[bytes, int]) -> Files:
    """Ratings in an archive, with some bytes so many times at the end of ``anime`` or ``rating``."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", how) as archive:
        for name, whole in (("anime", ANIME), ("rating", RATING)):
            unit, times = more.get(name, (b"", 0))
            piece = unit * (PIECE // max(len(unit), 1))
            with archive.open(f"{name}.csv", "w") as file:
                file.write(whole)
                for _ in range(times * len(unit) // PIECE):
                    file.write(piece)
    return {"a.zip": buffer.getvalue()}


def many_names(times: int, name: str = "rating.csv") -> Files:
    """A header that names one column many times."""
    whole = {"anime.csv": ANIME, "rating.csv": RATING}
    header, _, rows = whole[name].partition(b"\n")
    return whole | {name: header + b",a" * times + b"\n" + rows}


def packed(text: str) -> Files:
    return {"list.csv.gz": gzip.compress(text.encode())}


def tags(times: int) -> Files:
    return {"list.xml": b"<myanimelist>" + b"".join(b"<t%d/>" % one for one in range(times)) + b"</myanimelist>"}


RATINGS: Mapping[str, Callable[[], Files]] = {
    "a header of 20 KB": partial(many_names, 10_000),
    "a header of 80 KB": partial(many_names, 40_000),
    "a header of 4 MB": partial(many_names, 2_000_000),
    "a header of 4 MB of anime": partial(many_names, 2_000_000, "anime.csv"),
    "a zip of empty lines": partial(zipped, anime=(b"\n", 300 * MB), rating=(b"\n", 300 * MB)),
    "a zip of empty rows": partial(zipped, anime=(b"2,b,,,,,\n", 7 * MB)),
    "a zip of stored empty lines": partial(zipped, zipfile.ZIP_STORED, rating=(b"\n", 60 * MB)),
}
LISTS: Mapping[str, Callable[[], Files]] = {
    "letters that become many": partial(packed, "title,rating\n" + (LIGATURE * 300 + ",5\n") * 30_000),
    "as many of them as are read": partial(packed, "title,rating\n" + (LIGATURE * 300 + ",5\n") * 13_000),
    "tags of a name each": partial(tags, 1_400_000),
}


def costs() -> Iterator[Cost]:
    """Of every file, one after the other."""
    catalog = load_bundle(home().models / "dot-bias").catalog
    read_list("list.csv", b"title,rating\nNaruto,5\n", catalog)  # what is loaded once
    for case, make in RATINGS.items():
        yield cost(case, make(), load_uploads)
    for case, make in LISTS.items():
        yield cost(case, make(), lambda files: [read_list(name, data, catalog) for name, data in files.items()])


def cost(case: str, files: Files, read: Callable[[Files], object]) -> Cost:
    """Of reading these files."""
    Path("/proc/self/clear_refs").write_text("5")  # the peak is counted anew
    before, started, said = peak(), time.process_time(), "taken"
    try:
        read(files)
    except AnimeExplorerError as error:
        said = str(error)
    seconds = time.process_time() - started
    return Cost(case, sum(map(len, files.values())), seconds, (peak() - before) / MB, said)


def peak() -> int:
    """Bytes of memory that this process has had at once."""
    lines = Path("/proc/self/status").read_text(encoding="ascii").splitlines()
    return 1_024 * next(int(line.split()[1]) for line in lines if line.startswith("VmHWM"))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--json", action="store_true", help="one object a line")
    as_json = parser.parse_args().json
    for one in costs():
        row = f"{one.case:<30} {one.size / 1e3:>9,.0f} KB {one.seconds:>6.2f} s {one.megabytes:>5.0f} MB  {one.said}"
        print(json.dumps(asdict(one)) if as_json else row, flush=True)


if __name__ == "__main__":
    main()
