"""MovieLens' two forms, from a few lines made by hand in exactly those forms."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from core.__main__ import main
from core.data.movielens import FIRST_ID, load_movielens, read_rows
from core.data.sources import load_folder
from core.errors import DataError

DATA = "196\t242\t3\t881250949\n186\t302\t5\t891717742\n196\t302\t1\t881251274\n"
ITEM = (
    "242|Kolya (1996)|24-Jan-1997||http://us.imdb.com/M/title-exact?Kolya%20(1996)"
    "|0|0|0|0|0|1|0|0|0|0|0|0|0|0|0|0|0|0|0\n"
    "302|Caf\xe9 Noir (1997)|01-Jan-1997||http://example.org|0|0|0|0|0|0|1|0|0|0|1|0|0|1|0|0|1|0|0\n"
)
DAT = "1::1193::5::978300760\n1::661::3::978302109\n2::1193::4::978298413\n"
MOVIES = (
    "661::James and the Giant Peach (1996)::Animation|Children's|Musical\n"
    "1193::One Flew Over the Cuckoo's Nest (1975)::Drama\n"
)


def write(folder: Path, **files: str) -> Path:
    folder.mkdir(exist_ok=True)
    for name, text in files.items():
        (folder / name.replace("_", ".")).write_text(text, encoding="latin-1")
    return folder


@pytest.fixture
def small(tmp_path: Path) -> Path:
    return write(tmp_path / "ml-100k", u_data=DATA, u_item=ITEM)


@pytest.fixture
def million(tmp_path: Path) -> Path:
    return write(tmp_path / "ml-1m", ratings_dat=DAT, movies_dat=MOVIES)


def test_the_hundred_thousand_are_read_with_doubled_ratings_and_their_genres(small):
    loaded = load_movielens(small)
    assert loaded.ratings.viewer_id.tolist() == [196, 186, 196]
    assert loaded.ratings.anime_id.tolist() == [FIRST_ID + film for film in (242, 302, 302)]
    assert loaded.ratings.rating.tolist() == [6, 10, 2]
    table = loaded.catalog.table
    assert table.loc[FIRST_ID + 242, ["title", "genres", "members"]].tolist() == ["Kolya (1996)", ("Comedy",), 1]
    assert table.loc[FIRST_ID + 302, "title"] == "Café Noir (1997)"
    assert table.loc[FIRST_ID + 302, "genres"] == ("Crime", "Film-Noir", "Mystery", "Thriller")
    assert (loaded.points, loaded.source) == (5, "MovieLens 100K, films instead of anime")


def test_the_million_are_read_alike(million):
    loaded = load_movielens(million)
    assert loaded.ratings.rating.tolist() == [10, 6, 8]
    table = loaded.catalog.table
    assert table.loc[FIRST_ID + 661, "genres"] == ("Animation", "Children's", "Musical")
    assert table.loc[FIRST_ID + 1193, "members"] == 2
    assert loaded.source.startswith("MovieLens 1M")


def test_the_command_makes_a_folder_that_says_of_how_many_points_the_ratings_were(small, tmp_path, capsys):
    assert main(["convert", "--movielens", str(small), "--out", str(tmp_path / "films")]) == 0
    assert "3 ratings of 2 viewers" in capsys.readouterr().out
    loaded = load_folder(tmp_path / "films")
    assert (loaded.points, loaded.ratings.rating.tolist()) == (5, [6, 10, 2])


def test_an_official_division_is_read_by_itself(small):
    rows = read_rows(write(small, u1_test="1\t6\t5\t887431973\n") / "u1.test")
    assert rows.to_numpy().tolist() == [[1, FIRST_ID + 6, 10]]


@pytest.mark.parametrize(
    ("files", "said"),
    [
        ({"u_item": ITEM}, r"no u\.data or ratings\.dat"),
        ({"u_data": DATA}, r"no u\.item or movies\.dat"),
        ({"u_data": "", "u_item": ITEM}, "ratings from 1 to 5"),
        ({"u_data": "1\t2\t6\t3\n", "u_item": ITEM}, "ratings from 1 to 5"),
        ({"u_data": "1\t-2\t5\t3\n", "u_item": ITEM}, "ids from 0"),
        ({"u_data": "1\t100000000\t5\t3\n", "u_item": ITEM}, "id is below"),
        ({"u_data": "1\t2\tgood\t3\n", "u_item": ITEM}, "four whole numbers"),
        ({"u_data": "1,2,3,4\n", "u_item": ITEM}, "four whole numbers"),
        ({"u_data": DATA, "u_item": "nothing\n"}, "an id and a title"),
        ({"u_data": DATA, "u_item": "1|Toy Story|1|0\n"}, "an id and a title"),
        ({"u_data": "9\t9\t5\t3\n", "u_item": ITEM}, "No rating is left"),
        ({"ratings_dat": DAT, "movies_dat": "661::no genres\n"}, "an id and a title"),
    ],
)
def test_files_that_are_something_else_get_a_sentence(tmp_path, files, said):
    with pytest.raises(DataError, match=said):
        load_movielens(write(tmp_path / "odd", **files))


def test_a_file_may_be_as_large_as_the_limit(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    folder = write(tmp_path / "small", u_data=DATA, u_item=ITEM)
    monkeypatch.setattr("core.data.movielens.LARGEST_FILE", max(path.stat().st_size for path in folder.iterdir()))
    assert len(load_movielens(folder).ratings) == 3


def test_a_file_of_more_than_100_mb_is_not_read(tmp_path: Path):
    folder = write(tmp_path / "large", u_data=DATA, u_item=ITEM)
    os.truncate(folder / "u.data", 100 * 2**20 + 1)
    with pytest.raises(DataError, match=r"u\.data is larger than any file of MovieLens"):
        load_movielens(folder)
