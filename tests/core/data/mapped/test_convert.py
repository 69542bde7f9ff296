"""Converted ratings are the ratings that are read from the same files at once, whatever files they come in."""

from __future__ import annotations

import gzip
import json
import os
import shutil
import zipfile
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from core.data.mapped.convert import Scale, convert
from core.data.mapped.folder import FILES, MappedRatings
from core.data.sources import keep, load_folder
from core.errors import AnimeExplorerError, DataError, StorageError
from tests.core.data.test_kaggle_sets import ANIME_2018, ANIME_2020, LISTS_2018, LISTS_2020
from tests.core.data.test_sources import ANIME, BAD_RATINGS, RATING, write
from tests.tribes import TwoTribes

Pack = Callable[[Path, Path], list[Path]]
"""Makes the paths to convert from ``anime.csv`` and ``rating.csv`` of a folder, in another folder."""


@pytest.fixture
def given(tmp_path: Path) -> Path:
    return write(tmp_path / "given", ANIME, RATING)


def made(paths: list[Path], out: Path, source: str | None = None) -> MappedRatings:
    return convert(paths, out, source, lambda what, done, of: None)


def rows_of(ratings) -> list[tuple[int, int, float]]:
    return list(zip(ratings.viewer_id.tolist(), ratings.anime_id.tolist(), ratings.rating.tolist(), strict=True))


def folder(given: Path, packed: Path) -> list[Path]:
    return [given]


def two_files(given: Path, packed: Path) -> list[Path]:
    return [given / "rating.csv", given / "anime.csv"]


def gzipped(given: Path, packed: Path) -> list[Path]:
    for name in ("anime.csv", "rating.csv"):
        (packed / f"{name}.gz").write_bytes(gzip.compress((given / name).read_bytes()))
    return [packed]


def zipped(given: Path, packed: Path) -> list[Path]:
    with zipfile.ZipFile(packed / "both.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        for name in ("anime.csv", "rating.csv"):
            archive.write(given / name, f"archive/{name}")
    return [packed / "both.zip"]


def parquet(given: Path, packed: Path) -> list[Path]:
    pd.read_csv(given / "rating.csv").to_parquet(packed / "rating.parquet")
    return [packed / "rating.parquet", given / "anime.csv"]


def folder_of_parts(given: Path, packed: Path) -> list[Path]:
    rows = pd.read_csv(given / "rating.csv")
    rows.iloc[:3].to_csv(packed / "part-1.csv", index=False)
    rows.iloc[3:5].to_csv(packed / "part-2.csv.gz", index=False)
    rows.iloc[5:].astype(np.int64).to_parquet(packed / "part-3.parquet")
    (packed / "notes.txt").write_text("is passed over")
    return [given / "anime.csv", packed]


@pytest.mark.parametrize("pack", [folder, two_files, gzipped, zipped, parquet, folder_of_parts])
def test_whatever_the_files_the_ratings_and_the_report_are_those_of_reading_them_at_once(
    given: Path, tmp_path: Path, pack: Pack
):
    (tmp_path / "packed").mkdir()
    made(pack(given, tmp_path / "packed"), tmp_path / "converted")
    for n_anime in (2, 3, 4, 100):
        at_once, converted = load_folder(given, n_anime), load_folder(tmp_path / "converted", n_anime)
        assert rows_of(converted.ratings) == rows_of(at_once.ratings)
        assert converted.report == at_once.report
        pd.testing.assert_frame_equal(converted.catalog.table, at_once.catalog.table)


@pytest.mark.parametrize(
    "files",
    [
        {"anime.csv": ANIME_2020, "animelist.csv": LISTS_2020, "rating_complete.csv": "", "watching_status.csv": ""},
        {"AnimeList.csv": ANIME_2018, "UserAnimeList.csv": LISTS_2018},
    ],
    ids=["2020", "2018"],
)
def test_the_newer_sets_are_converted_as_they_are_read(tmp_path: Path, files: dict[str, str]):
    (tmp_path / "set").mkdir()
    for name, text in files.items():
        (tmp_path / "set" / name).write_text(text, encoding="utf-8", newline="")
    made([tmp_path / "set"], tmp_path / "converted")
    at_once, converted = load_folder(tmp_path / "set"), load_folder(tmp_path / "converted")
    assert (rows_of(converted.ratings), converted.report) == (rows_of(at_once.ratings), at_once.report)
    assert not any(b"karthiga" in file.read_bytes() for file in (tmp_path / "converted").iterdir())


def test_a_viewer_with_a_name_has_the_same_number_in_all_parts(tmp_path: Path):
    header, *lines = LISTS_2018.splitlines(keepends=True)
    (tmp_path / "anime.csv").write_text(ANIME_2018, encoding="utf-8", newline="")
    for number, line in enumerate([*lines, lines[0].replace(",20,", ",11013,")]):
        (tmp_path / f"part-{number}.csv").write_text(header + line)
    converted = made([tmp_path], tmp_path / "converted").load(100)[0]
    assert rows_of(converted) == [(1, 20, 9.0), (1, 11013, 9.0), (2, 20, 7.0), (3, 11013, -1.0)]


def test_a_viewers_rows_keep_their_order_and_lie_together(tmp_path: Path):
    rating = "user_id,anime_id,rating\n7,20,5\n3,30,6\n7,10,-1\n3,10,8.5\n1000000,10,1\n"
    converted = made([write(tmp_path / "mixed", ANIME, rating)], tmp_path / "converted")
    blocks = [rows_of(block) for block in converted.blocks(rows=1)]
    assert blocks == [[(3, 30, 6.0), (3, 10, 8.5)], [(7, 20, 5.0), (7, 10, -1.0)], [(1_000_000, 10, 1.0)]]
    assert rows_of(load_folder(tmp_path / "converted").ratings) == [row for block in blocks for row in block]


def test_a_row_takes_three_bytes_and_filled_in_ratings_none(given: Path, tmp_path: Path):
    made([given], tmp_path / "converted")
    assert np.load(tmp_path / "converted" / "anime_row.npy").dtype == np.uint16
    assert np.load(tmp_path / "converted" / "rating.npy").dtype == np.uint8
    assert {file.name for file in (tmp_path / "converted").iterdir()} == {*FILES}


def test_what_is_known_of_the_source_is_kept(tmp_path: Path):
    keep(TwoTribes(4, 4).loaded, tmp_path / "kept")
    made([tmp_path / "kept"], tmp_path / "converted")
    assert load_folder(tmp_path / "converted").source == "two tribes"
    made([tmp_path / "kept"], tmp_path / "converted", "a friend")
    assert load_folder(tmp_path / "converted").source == "a friend"
    assert load_folder(tmp_path / "converted", source="me").source == "me"


def test_progress_is_told_up_to_the_whole(given: Path, tmp_path: Path):
    told = []
    convert([given], tmp_path / "converted", None, lambda *line: told.append(line))
    size = (given / "rating.csv").stat().st_size
    assert told == [("Reading", size, size), ("Sorting", 8, 8)]


@pytest.mark.parametrize("case", BAD_RATINGS)
def test_bad_ratings_get_the_sentence_that_reading_them_has_and_leave_what_was_there(
    given: Path, tmp_path: Path, case: str
):
    rating, sentence = BAD_RATINGS[case]
    made([given], tmp_path / "converted")
    with pytest.raises(DataError, match=sentence):
        made([write(tmp_path / "bad", ANIME, rating)], tmp_path / "converted")
    assert len(load_folder(tmp_path / "converted").ratings) == 5
    assert sorted(path.name for path in tmp_path.iterdir()) == ["bad", "converted", "given"]


def test_a_bad_line_far_down_is_named_though_all_before_it_was_read(tmp_path: Path):
    lines = "".join(f"{viewer},10,8\n" for viewer in range(200_050))
    with pytest.raises(DataError, match=r"rating\.csv, line 200052: “x” in the column user_id"):
        made([write(tmp_path / "long", ANIME, f"user_id,anime_id,rating\n{lines}x,10,8\n")], tmp_path / "converted")


def test_decimals_far_down_cost_nothing_of_what_was_read_before(tmp_path: Path):
    lines = "".join(f"{viewer},10,8\n" for viewer in range(200_050))
    converted = made(
        [write(tmp_path / "long", ANIME, f"user_id,anime_id,rating\n{lines}5,20,7.5\n")], tmp_path / "converted"
    )
    ratings, _, report = converted.load(4)
    assert (len(ratings), ratings.rating.sum(dtype=np.float64)) == (200_051, 200_050 * 8 + 7.5)
    assert report.steps[0].count == 200_051


@pytest.mark.parametrize(
    ("column", "values", "said"),
    [
        ("rating", [8, 11], "row 2: the rating 11 is neither -1"),
        ("user_id", [1, -1], "row 2: user_id is negative"),
        ("anime_id", [10.5, 20], "the column anime_id holds a value that is empty or is not a number"),
        ("user_id", [1, None], "the column user_id holds a value"),
        ("user_id", [2**40, 1], "the column user_id holds a value"),
        ("rating", ["good", "bad"], "the column rating holds a value"),
        ("rating", [8, float("nan")], "row 2: the rating nan|the column rating holds a value"),
    ],
)
def test_a_bad_value_in_parquet_is_named(tmp_path: Path, column: str, values: list, said: str):
    rows = {"user_id": [1, 2], "anime_id": [10, 20], "rating": [8, 9]} | {column: values}
    pd.DataFrame(rows).to_parquet(tmp_path / "rating.parquet")
    (tmp_path / "anime.csv").write_text(ANIME)
    with pytest.raises(DataError, match=f"rating.parquet.*{said}"):
        made([tmp_path], tmp_path / "converted")


@pytest.mark.parametrize(
    ("files", "said"),
    [
        ({"anime.csv": ANIME}, "no ratings beside anime.csv"),
        ({"rating.csv": RATING}, "no file of anime among these"),
        ({"anime.csv": ANIME, "more anime.csv": ANIME, "r.csv": RATING}, "Both anime.csv and more anime.csv look like"),
        ({"anime.csv": ANIME, "rating.csv.gz": "plain"}, r"rating.csv.gz cannot be read \(BadGzipFile\)"),
        ({"anime.csv": ANIME, "rating.zip": "plain"}, "rating.zip is not a zip file"),
        ({"anime.csv": ANIME, "rating.parquet": "plain"}, "rating.parquet is not a sound Parquet file"),
    ],
)
def test_files_that_cannot_be_used_are_named(tmp_path: Path, files: dict[str, str], said: str):
    for name, text in files.items():
        (tmp_path / name).write_text(text)
    with pytest.raises(DataError, match=said):
        made([tmp_path], tmp_path / "converted")


def test_a_gzip_file_that_ends_early_or_inflates_beyond_measure_is_refused(given: Path, tmp_path: Path):
    packed = gzip.compress(RATING.encode())
    bomb = gzip.compress(RATING.encode() + b"1,10,8\n" * 10**6)
    for content, said in (
        (packed[:-9], "cannot be (read|unpacked)"),
        (bomb, "unpacks to more than 100 times its size"),
    ):
        (tmp_path / "rating.csv.gz").write_bytes(content)
        with pytest.raises(DataError, match=f"rating.csv.gz {said}"):
            made([given / "anime.csv", tmp_path / "rating.csv.gz"], tmp_path / "converted")


def test_a_folder_that_holds_other_things_is_left_as_it_is(given: Path):
    with pytest.raises(StorageError, match=r"holds other things too, such as rating\.csv"):
        made([given], given)
    assert (given / "rating.csv").read_text() == RATING.replace("\r\n", "\n")


def test_a_path_that_is_not_there_is_named(given: Path, tmp_path: Path):
    with pytest.raises(DataError, match=r"no file or folder .*nowhere"):
        made([given, tmp_path / "nowhere"], tmp_path / "converted")


def test_more_different_ratings_than_a_byte_holds_are_told():
    scale = Scale()
    assert scale.codes(np.array([-1, 1, 10, 7.5, 2.25, 7.5], np.float32)).tolist() == [0, 1, 10, 12, 11, 12]
    assert scale.ratings == (-1, *range(1, 11), 2.25, 7.5)
    decimals = 1 + np.arange(1, 247, dtype=np.float32) / 1024
    assert Scale().codes(decimals[:245]).tolist() == list(range(11, 256)), "beside unrated and 1 to 10"
    with pytest.raises(DataError, match="more than 255 different ratings"):
        Scale().codes(decimals)


def with_header(text: str) -> Callable[[Path], object]:
    return lambda folder: (folder / "ratings.json").write_text(text)


def header_with(**changes: object) -> Callable[[Path], object]:
    """Puts other values into the header."""

    def change(folder: Path) -> None:
        header = json.loads((folder / "ratings.json").read_text())
        (folder / "ratings.json").write_text(json.dumps(header | changes))

    return change


def array_with(name: str, *numbers: int) -> Callable[[Path], object]:
    """Puts other numbers of the same kind into an array."""
    return lambda folder: np.save(folder / name, np.array(numbers, np.load(folder / name).dtype))


SCALE = [-1.0, *map(float, range(1, 11))]
STEP = {"what": "Rows", "count": 1, "why": "so"}
DAMAGES: dict[str, Callable[[Path], object]] = {
    "a count that is none": header_with(unrated=True),
    "a count below 0": header_with(unrated=-1),
    "a scale that begins with a rating": header_with(scale=[1.0, *SCALE[1:], 8.5]),
    "no scale": header_with(scale=[]),
    "a scale with a rating below 1": header_with(scale=[*SCALE, 0.5]),
    "a scale of more than a byte tells apart": header_with(scale=[-1.0, *[5.0] * 256]),
    "no step of cleaning": header_with(dropped=[]),
    "a step that is no text": header_with(noticed=[STEP | {"what": 5}]),
    "a step without a reason": header_with(noticed=[STEP | {"why": None}]),
    "a step whose count is none": header_with(dropped=[STEP | {"count": 1.0}]),
    "offsets that begin later": array_with("offset.npy", 1, 3, 4, 5),
    "offsets that end earlier": array_with("offset.npy", 0, 2, 3, 4),
    "a viewer without a row": array_with("offset.npy", 0, 2, 2, 5),
    "viewers who do not rise": array_with("viewer_id.npy", 1, 3, 3),
    "a viewer below 0": array_with("viewer_id.npy", -1, 2, 3),
    "repeats of fewer anime": array_with("repeats.npy", 0),
    "an anime just beyond the catalog": array_with("anime_row.npy", 0, 0, 0, 0, 4),
    "a rating just beyond the scale": array_with("rating.npy", 1, 1, 1, 1, 12),
    "no header": with_header(""),
    "a deep header": with_header("[" * 100_000),
    "a header of something else": with_header('{"version": 1, "rows": 4}'),
    "more rows than there are": lambda folder: with_header(
        (folder / "ratings.json").read_text().replace('"rows": 5', '"rows": 6')
    )(folder),
    "a scale out of bounds": lambda folder: with_header((folder / "ratings.json").read_text().replace("10.0", "1e300"))(
        folder
    ),
    "no catalog": lambda folder: os.remove(folder / "anime.csv"),
    "another catalog": lambda folder: (folder / "anime.csv").write_text(ANIME.splitlines()[0] + "\n1,A,,TV,1,7,5\n"),
    "no array": lambda folder: os.remove(folder / "offset.npy"),
    "half an array": lambda folder: (folder / "rating.npy").write_bytes((folder / "rating.npy").read_bytes()[:-1]),
    "pickled objects": lambda folder: np.save(folder / "offset.npy", np.array([{}, []], object), allow_pickle=True),
    "other numbers": lambda folder: np.save(folder / "viewer_id.npy", np.array([1.5, 2.5, 3.5])),
    "falling offsets": lambda folder: np.save(folder / "offset.npy", np.array([0, 4, 2, 5])),
    "an anime beyond the catalog": lambda folder: np.save(folder / "anime_row.npy", np.full(5, 9, np.uint16)),
    "a rating beyond the scale": lambda folder: np.save(folder / "rating.npy", np.full(5, 200, np.uint8)),
}


@pytest.mark.parametrize("case", DAMAGES)
def test_a_damaged_folder_is_refused(given: Path, tmp_path: Path, case: str):
    made([given], tmp_path / "converted")
    DAMAGES[case](tmp_path / "converted")
    with pytest.raises(DataError, match="Convert the ratings again"):
        load_folder(tmp_path / "converted")


def test_a_header_may_say_all_that_it_can(given: Path, tmp_path: Path):
    made([given], tmp_path / "converted")
    header_with(scale=[*SCALE, *[5.0] * 245], noticed=[STEP], dropped=[STEP | {"count": 0}])(tmp_path / "converted")
    assert len(load_folder(tmp_path / "converted").ratings) == 5


def test_a_scale_may_know_nothing_but_unrated(given: Path, tmp_path: Path):
    made([given], tmp_path / "converted")
    header_with(scale=[-1.0], unrated=5)(tmp_path / "converted")
    array_with("rating.npy", 0, 0, 0, 0, 0)(tmp_path / "converted")
    assert load_folder(tmp_path / "converted").ratings.rating.tolist() == [-1] * 5


def test_a_folder_of_a_later_version_says_so(given: Path, tmp_path: Path):
    made([given], tmp_path / "converted")
    header = tmp_path / "converted" / "ratings.json"
    header.write_text(header.read_text().replace('"version": 1', '"version": 2'))
    with pytest.raises(AnimeExplorerError, match="newer version"):
        load_folder(tmp_path / "converted")


def test_what_a_killed_conversion_left_is_removed(given: Path, tmp_path: Path):
    shutil.copytree(given, tmp_path / ".converted.new-abc")
    made([given], tmp_path / "converted")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["converted", "given"]
