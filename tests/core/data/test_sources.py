from __future__ import annotations

import io
import subprocess
import sys
import zipfile
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.data.kaggle_sets import SETS
from core.data.sources import download, holds_ratings, keep, load_folder, load_uploads, load_zip
from core.errors import AnimeExplorerError, DataError, StorageError

ANIME = (
    "anime_id,name,genre,type,episodes,rating,members\r\n"
    '10,"Gintama&#039;","Action, Comedy",TV,51,9.1,400\r\n'
    "20,Blue,,TV,Unknown,,300\r\n"
    "30,Blue,Comedy,,1,7,200\r\n"
    "40,Little known,Comedy,OVA,2,5.5,100\r\n"
)
RATING = (
    "user_id,anime_id,rating\r\n"
    "1,10,9\r\n1,20,-1\r\n1,20,7\r\n"  # 20 twice: the row with a rating counts
    "2,10,8\r\n2,10,6\r\n2,10,-1\r\n"  # 10 three times: the last rating given counts
    "2,30,5\r\n3,40,4\r\n3,999,10\r\n"  # 40 is not among the three best known, 999 is unknown
)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return write(tmp_path / "given", ANIME, RATING)


def write(folder: Path, anime: str | bytes, rating: str | bytes) -> Path:
    folder.mkdir()
    for name, content in (("anime.csv", anime), ("rating.csv", rating)):
        (folder / name).write_bytes(content if isinstance(content, bytes) else content.encode())
    return folder


def test_a_kaggle_folder_is_read_and_cleaned(folder: Path):
    loaded = load_folder(folder, n_anime=3)
    rows = zip(loaded.ratings.viewer_id, loaded.ratings.anime_id, loaded.ratings.rating, strict=True)
    assert sorted((int(v), int(a), float(r)) for v, a, r in rows) == [(1, 10, 9), (1, 20, 7), (2, 10, 6), (2, 30, 5)]
    assert loaded.catalog.table.index.tolist() == [10, 20, 30]


def test_the_report_counts_what_was_dropped(folder: Path):
    report = load_folder(folder, n_anime=3).report.table()
    assert dict(zip(report["Step"], report["Rows"], strict=True)) == {
        "Rows read": 9,
        "Titles that stand under two ids": 1,
        "Ratings of unknown anime dropped": 1,
        "Ratings of little-known anime dropped": 1,
        "Repeated viewer–anime pairs dropped": 1 + 2,
        "Rows kept": 4,
    }


def test_the_catalog_decodes_entities_and_knows_what_is_not_known(folder: Path):
    catalog = load_folder(folder).catalog
    assert catalog.title(10) == "Gintama'"
    assert catalog.title(20) == "Blue (#20)" and catalog.title(30) == "Blue (#30)"
    assert catalog.table.loc[10, "genres"] == ("Action", "Comedy")
    assert catalog.table.loc[20, "genres"] == ()
    assert catalog.table["episodes"].isna().tolist() == [False, True, False, False]
    assert np.isnan(catalog.table.loc[20, "mean_rating"])
    assert catalog.table.loc[30, "type"] == "Unknown"


def zipped(files: dict[str, str]) -> io.BytesIO:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    buffer.seek(0)
    return buffer


def test_a_zip_and_an_upload_read_like_the_folder(folder: Path):
    wanted = load_folder(folder).ratings
    packed = zipped({"archive/anime.csv": ANIME, "archive/rating.csv": RATING})
    uploads = {"my anime.csv": ANIME.encode(), "my list.csv": RATING.encode()}
    for loaded in (load_zip(packed, "a.zip"), load_uploads({"a.zip": packed.getvalue()}), load_uploads(uploads)):
        assert loaded.ratings.rating.tolist() == wanted.rating.tolist()
        assert loaded.ratings.anime_id.tolist() == wanted.anime_id.tolist()


def test_ratings_say_where_they_come_from(folder: Path):
    packed = {"anime.csv": ANIME, "rating.csv": RATING}
    assert load_zip(zipped(packed), "a.zip").source == "a.zip"
    assert load_zip(zipped(packed), "a.zip", source="a friend").source == "a friend"
    assert load_folder(folder).source == "the folder given"
    assert load_folder(folder, source="a friend").source == "a friend"
    uploads = {"one.csv": ANIME.encode(), "two.csv": RATING.encode()}
    assert load_uploads(uploads).source == "the upload of one.csv and two.csv"


def test_an_upload_is_known_by_its_header_whatever_its_name():
    uploads = {"all my anime.csv": RATING.encode(), "ratings.csv": ANIME.encode()}
    assert len(load_uploads(uploads).ratings) == 5


@pytest.mark.parametrize(
    ("name", "taken_for", "other"),
    [
        ("my anime.csv", "anime.csv", RATING),
        ("my anime ratings.csv", "rating.csv", ANIME),
        ("my list.csv", "rating.csv", ANIME),
    ],
)
def test_an_upload_whose_header_tells_nothing_is_known_by_its_name(name: str, taken_for: str, other: str):
    with pytest.raises(DataError, match=rf"^{taken_for} lacks the columns"):
        load_uploads({name: b"something,else\n1,2\n", "b.csv": other.encode()})


def test_ids_begin_at_nought_and_members_that_are_not_known_are_none(tmp_path: Path):
    anime = ANIME + "0,Zero,Comedy,TV,1,7,\r\n"
    loaded = load_folder(write(tmp_path / "zero", anime, "user_id,anime_id,rating\n0,10,5\n0,0,6\n"))
    assert list(zip(loaded.ratings.viewer_id, loaded.ratings.anime_id, strict=True)) == [(0, 10), (0, 0)]
    assert loaded.catalog.table["members"].to_dict() == {10: 400, 20: 300, 30: 200, 40: 100, 0: 0}


@pytest.mark.parametrize("n_anime", [0, -1])
def test_no_anime_at_all_is_no_choice(folder: Path, n_anime: int):
    with pytest.raises(DataError, match="at least 1"):
        load_folder(folder, n_anime)


def test_the_one_best_known_anime_is_a_choice(folder: Path):
    assert load_folder(folder, n_anime=1).catalog.table.index.tolist() == [10]


@pytest.mark.parametrize(
    "name", ["../anime.csv", "/etc/anime.csv", "a/../../anime.csv", "C:\\anime.csv", "..\\anime.csv"]
)
def test_a_zip_whose_paths_climb_out_is_refused(name: str):
    with pytest.raises(DataError, match="points outside the zip"):
        load_zip(zipped({name: ANIME, "rating.csv": RATING}), "evil.zip")


def test_a_zip_without_the_files_or_that_is_none_is_refused():
    with pytest.raises(DataError, match=r"does not hold anime\.csv"):
        load_zip(zipped({"rating.csv": RATING}), "half.zip")
    with pytest.raises(DataError, match="not a zip file"):
        load_zip(io.BytesIO(b"PK nothing"), "broken.zip")


def test_spaces_and_quotes_in_a_header_and_old_line_ends_change_nothing(tmp_path: Path, folder: Path):
    wanted = load_folder(folder).ratings
    header = 'user_id, anime_id ," rating"'
    rating = RATING.replace("user_id,anime_id,rating", header).replace("\r\n", "\r")
    loaded = load_folder(write(tmp_path / "spaced", ANIME.replace(",name,", ", name ,"), rating)).ratings
    assert loaded.rating.tolist() == wanted.rating.tolist()
    assert loaded.anime_id.tolist() == wanted.anime_id.tolist()


def test_a_column_of_no_use_may_stand_there_twice(tmp_path: Path):
    rating = "user_id,anime_id,rating,note,note\n1,10,9,a,b\n2,20,5,c,d\n"
    assert load_folder(write(tmp_path / "noted", ANIME, rating)).ratings.rating.tolist() == [9, 5]


BAD_RATINGS = {
    "empty": ("", "rating.csv is empty"),
    "header only": ("user_id,anime_id,rating\n", "has a header but no rows"),
    "wrong columns": ("user,anime_id,score\n1,10,9\n", "lacks the columns user_id, rating"),
    "text in a number": ("user_id,anime_id,rating\n1,10,9\n1,20,good\n", "line 3.*“good” in the column rating"),
    "text in an id": ("user_id,anime_id,rating\n1,10,9\n1,20,5\nme,20,5\n", "line 4.*“me” in the column user_id"),
    "a blank": ("user_id,anime_id,rating\n1,10,\n", "line 2"),
    "too high": ("user_id,anime_id,rating\n1,10,9\n1,20,11\n", "line 3: the rating 11"),
    "zero": ("user_id,anime_id,rating\n1,10,0\n", "line 2: the rating 0"),
    "huge": ("user_id,anime_id,rating\n1,10,1000\n", "line 2: the rating 1000"),
    "negative": ("user_id,anime_id,rating\n1,10,-2\n", "line 2: the rating -2"),
    "not a number": ("user_id,anime_id,rating\n1,10,nan\n", "line 2"),
    "id too large": ("user_id,anime_id,rating\n99999999999,10,5\n", "line 2.*user_id"),
    "after an id of nought": ("user_id,anime_id,rating\n0,10,5\n-5,10,5\n", "line 3.*user_id"),
    "a byte that is no text": (b"user_id,anime_id\0,rating\n1,10,5\n", "not UTF-8 text .it looks like UTF-16"),
    "a mark of UTF-16 alone": (b"\xff\xfe" + "漢字".encode("utf-16-le"), "not UTF-8 text .it looks like UTF-16"),
    "negative id": ("user_id,anime_id,rating\n-5,10,5\n", "line 2.*user_id"),
    "too many fields": ("user_id,anime_id,rating\n1,10,5\n1,10,5,6\n", "line 3 has 4 fields instead of 3"),
    "every row too long": ("user_id,anime_id,rating\n1,10,5,6\n", "more fields than its header"),
    "after blank lines": ("user_id,anime_id,rating\n\n\n1,10,12\n", "line 4: the rating 12"),
    "UTF-16": ("user_id,anime_id,rating\n1,10,5\n".encode("utf-16"), "not UTF-8"),
    "a picture": (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", "rating.csv lacks|not UTF-8"),
    "a column twice": (
        "user_id,anime_id,rating,rating\n1,10,5,9\n",
        "first line of rating.csv names .* rating 2 times",
    ),
    "twice but for spaces": ('user_id,anime_id,rating, "rating"\n1,10,5,9\n', "names the column rating 2 times"),
    "a name inside another": ('"a,user_id",anime_id,rating\n1,10,5\n', "lacks the column user_id"),
    "other anime": ("user_id,anime_id,rating\n1,77,5\n", "No rating is left after cleaning"),
}


@pytest.mark.parametrize("case", BAD_RATINGS)
def test_bad_ratings_get_a_sentence_that_names_file_line_and_remedy(tmp_path: Path, case: str):
    rating, sentence = BAD_RATINGS[case]
    with pytest.raises(DataError, match=sentence):
        load_folder(write(tmp_path / "bad", ANIME, rating))


BAD_ANIME = {
    "empty": ("", "anime.csv is empty"),
    "wrong columns": ("id,name\n1,x\n", "anime.csv lacks the columns anime_id, genre"),
    "text in a number": (ANIME + "50,New,Comedy,TV,1,7,many\r\n", "anime.csv, line 6: “many” in the column members"),
    "a column twice": (ANIME.replace("members", "members,name", 1), "first line of anime.csv names the column name 2"),
    "latin-1": ((ANIME + "50,Café,Comedy,TV,1,7,5\r\n").encode("latin-1"), "not UTF-8: line 6"),
    "open quote": (ANIME + '50,"New,Comedy,TV,1,7,5\r\n', "not a well-formed CSV"),
}


@pytest.mark.parametrize("case", BAD_ANIME)
def test_a_bad_catalog_gets_a_sentence(tmp_path: Path, case: str):
    anime, sentence = BAD_ANIME[case]
    with pytest.raises(DataError, match=sentence):
        load_folder(write(tmp_path / "bad", anime, RATING))


def test_a_missing_file_or_folder_is_named(tmp_path: Path, folder: Path):
    (folder / "rating.csv").unlink()
    with pytest.raises(DataError, match=r"no file rating\.csv"):
        load_folder(folder)
    with pytest.raises(DataError, match="no folder"):
        load_folder(tmp_path / "nowhere")
    with pytest.raises(DataError, match=r"anime\.csv is missing"):
        load_uploads({"rating.csv": RATING.encode()})


@pytest.mark.parametrize(
    ("files", "said"),
    [
        ({"anime.csv": ANIME.encode("utf-16"), "rating.csv": RATING.encode()}, r"anime\.csv is not UTF-8"),
        ({"anime.csv": b"", "rating.csv": b""}, r"anime\.csv is empty"),
        ({"anime.csv": ANIME.encode(), "rating.csv": b"\n" + RATING.encode()}, "begins with an empty line"),
        ({"anime.csv": ANIME.encode(), "a.csv": RATING.encode(), "b.csv": RATING.encode()}, r"Both a\.csv and b\.csv"),
        ({"a.zip": b"", "b.zip": b""}, r"a\.zip was uploaded with other files"),
        ({"anime.csv": ANIME.replace(",51,", ",1e30,").encode(), "rating.csv": RATING.encode()}, "line 2: “1e30”"),
        ({"anime.csv": ANIME.replace("10,", "9999999999,").encode(), "rating.csv": RATING.encode()}, "column anime_id"),
    ],
)
def test_an_upload_that_cannot_be_used_is_told_by_the_file_that_is_wrong(files: dict[str, bytes], said: str):
    with pytest.raises(DataError, match=said):
        load_uploads(files)


def test_a_zip_with_a_password_is_told(tmp_path: Path):
    content = bytearray(zipped({"anime.csv": ANIME, "rating.csv": RATING}).getvalue())
    content[content.index(b"PK\x01\x02") + 8] |= 1  # the flags of the first entry
    with pytest.raises(DataError, match="locked with a password"):
        load_uploads({"a.zip": bytes(content)})


@given(st.binary(max_size=300), st.binary(max_size=300))
def test_whatever_is_uploaded_ends_in_ratings_or_a_sentence(anime: bytes, rating: bytes):
    header = b"user_id,anime_id,rating\n"
    for files in (
        {"a.csv": anime, "b.csv": rating},
        {"a.csv": ANIME.encode(), "b.csv": header + rating},
        {"a.zip": anime},
    ):
        try:
            assert len(load_uploads(files).ratings)
        except AnimeExplorerError as error:
            assert str(error)


def test_decimal_ratings_read_back_as_they_were_kept(tmp_path: Path):
    rating = "user_id,anime_id,rating\n1,10,8.5\n1,20,-1\n"
    keep(load_folder(write(tmp_path / "decimal", ANIME, rating)), tmp_path / "kept")
    assert load_folder(tmp_path / "kept").ratings.rating.tolist() == [8.5, -1]


def test_whole_ratings_are_kept_as_whole_numbers(tmp_path: Path, folder: Path):
    keep(load_folder(folder, n_anime=3), tmp_path / "kept")
    lines = (tmp_path / "kept" / "rating.csv").read_text().splitlines()
    assert lines == ["user_id,anime_id,rating", "1,10,9", "1,20,7", "2,10,6", "2,30,5"]


def test_decimal_ratings_are_kept(tmp_path: Path):
    rating = "user_id,anime_id,rating\n1,10,8.5\n1,20,-1\n"
    assert load_folder(write(tmp_path / "decimal", ANIME, rating)).ratings.rating.tolist() == [8.5, -1]


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ("1.5,1,8", "line 2: “1.5” in the column user_id is not a whole number"),
        ("1,one,8", "line 2: “one” in the column anime_id is not a whole number"),
        ("1,1,good", "line 2: “good” in the column rating is not a number"),
    ],
)
def test_an_id_has_to_be_whole_and_a_rating_a_number(tmp_path: Path, row: str, said: str):
    with pytest.raises(DataError, match=said):
        load_folder(write(tmp_path / "bad", ANIME, f"user_id,anime_id,rating\n{row}\n"))


@pytest.mark.parametrize("note", ["", "[]", '{"source": 7, "simulated": "yes"}', "[" * 100_000])
def test_a_note_on_the_source_that_was_damaged_is_passed_over(folder: Path, note: str):
    (folder / "about.json").write_text(note)
    loaded = load_folder(folder)
    assert (loaded.source, loaded.simulated) == (f"the folder {folder.name}", False)


def test_blank_lines_between_ratings_do_no_harm(tmp_path: Path):
    rating = "user_id,anime_id,rating\n1,10,8\n\n\n1,20,5.5\n\n2,10,-1\n"
    assert load_folder(write(tmp_path / "blank", ANIME, rating)).ratings.rating.tolist() == [8, 5.5, -1]


def test_what_is_kept_reads_back_the_same(folder: Path, tmp_path: Path):
    loaded = load_folder(folder)
    keep(loaded, tmp_path / "kept")
    again = load_folder(tmp_path / "kept")
    assert again.ratings.rating.tolist() == loaded.ratings.rating.tolist()
    assert again.catalog.table.equals(loaded.catalog.table)
    assert again.source == loaded.source


def test_a_folder_that_cannot_be_written_is_a_sentence(folder: Path, tmp_path: Path):
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(StorageError, match="could not be saved"):
        keep(load_folder(folder), tmp_path / "file" / "below")


KEEP_WITHOUT_ROOM = """
import resource, signal, sys
from core.data.sources import keep, load_folder
from core.errors import StorageError
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
loaded = load_folder(sys.argv[1])
resource.setrlimit(resource.RLIMIT_FSIZE, (10, 10))
try:
    keep(loaded, sys.argv[2])
except StorageError as error:
    print(error)
"""


@pytest.mark.slow
def test_ratings_that_a_disk_has_no_room_for_leave_what_was_kept(folder: Path, tmp_path: Path, root: Path):
    kept = tmp_path / "data" / "kept"
    keep(load_folder(folder), kept)
    before = {file.name: file.read_bytes() for file in kept.iterdir()}
    command = [sys.executable, "-c", KEEP_WITHOUT_ROOM, str(folder), str(kept)]
    said = subprocess.run(command, cwd=root, capture_output=True, text=True, check=True).stdout
    assert "could not be saved" in said and "Free some space" in said
    assert {file.name: file.read_bytes() for file in kept.iterdir()} == before
    assert [path.name for path in kept.parent.iterdir()] == ["kept"]


def test_the_real_ratings_are_read_as_their_readme_says(real_data: Path):
    loaded = load_folder(real_data, n_anime=12_294)
    assert len(loaded.ratings) == 714_457
    assert loaded.ratings.n_viewers == 6_988
    assert len(loaded.catalog) == 12_294
    assert (~loaded.ratings.rated).mean() == pytest.approx(0.2, abs=0.001)


@pytest.mark.parametrize("year", [2016, 2018, 2020])
def test_a_set_is_fetched_from_kaggle_and_where_it_cannot_be_its_name_is_told(
    year: int, folder: Path, monkeypatch: pytest.MonkeyPatch
):
    import kagglehub

    monkeypatch.setattr(kagglehub, "dataset_download", lambda handle: str(folder))
    loaded = download(n_anime=2, year=year)
    assert (len(loaded.catalog), loaded.source) == (2, f"Kaggle, {SETS[year].handle}")

    def fails(handle: str) -> str:
        raise OSError("no network")

    monkeypatch.setattr(kagglehub, "dataset_download", fails)
    with pytest.raises(DataError, match=rf"\(OSError\).*“{SETS[year].handle}”"):
        download(year=year)


def test_a_folder_holds_ratings_where_the_files_of_a_set_or_converted_ones_are_in_it():
    assert holds_ratings(["rating.csv", "anime.csv", "x"]) and holds_ratings(["ratings.json"])
    assert not holds_ratings(["rating.csv"]) and not holds_ratings([])
