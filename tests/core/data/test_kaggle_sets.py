"""The newer Kaggle sets, on small files made by hand in their exact form."""

from __future__ import annotations

import io
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from core.data.csv_files import read_names
from core.data.sources import keep, load_folder, load_uploads
from core.errors import DataError
from tests.core.data.test_sources import ANIME as ANIME_2016
from tests.core.data.test_sources import zipped

ANIME_2020 = (
    "MAL_ID,Name,Score,Genres,English name,Japanese name,Type,Episodes,Aired,Premiered,Producers,Licensors,Studios,"
    "Source,Duration,Rating,Ranked,Popularity,Members,Favorites,Watching,Completed,On-Hold,Dropped,Plan to Watch\n"
    '1,Cowboy Bebop,8.78,"Action, Adventure",Cowboy Bebop,カウボーイビバップ,TV,26,"Apr 3, 1998 to Apr 24, 1999",'
    "Spring 1998,Bandai Visual,Funimation,Sunrise,Original,24 min. per ep.,R - 17+ (violence & profanity),28.0,39,"
    "1251960,61971,105808,718161,71513,26678,329800\n"
    "48492,Scarlet Nexus,Unknown,Unknown,Unknown,SCARLET NEXUS,TV,Unknown,Jul 2021 to ?,Summer 2021,Unknown,Unknown,"
    "Sunrise,Game,Unknown,Unknown,Unknown,13116,40,5,0,0,0,0,40\n"
)
LISTS_2020 = (
    "user_id,anime_id,rating,watching_status,watched_episodes\n"
    "0,1,9,2,26\n"
    "0,48492,0,6,0\n"  # planned
    "1,1,0,2,26\n"  # completed, not rated
    "2,1,4,4,3\n"  # given up, rated
    "3,1,0,1,5\n"  # being watched, not rated
)
ANIME_2018 = (
    "anime_id,title,title_english,title_japanese,title_synonyms,image_url,type,source,episodes,status,airing,"
    "aired_string,aired,duration,rating,score,scored_by,rank,popularity,members,favorites,background,premiered,"
    "broadcast,related,producer,licensor,studio,genre,opening_theme,ending_theme\n"
    "11013,Inu x Boku SS,Inu X Boku Secret Service,妖狐×僕SS,Youko x Boku SS,https://images.example/11013.jpg,TV,Manga,"
    "12,Finished Airing,False,\"Jan 13, 2012 to Mar 30, 2012\",\"{'from': '2012-01-13', 'to': '2012-03-30'}\","
    '24 min. per ep.,PG-13 - Teens 13 or older,7.63,139250,1274,231,283882,2809,"Won a prize.\r\n\r\nTwice.",'
    'Winter 2012,Fridays at Unknown,"{\'Adaptation\': []}","Aniplex, Square Enix",Sentai Filmworks,David Production,'
    '"Comedy, Romance","[\'""Nirvana"" by MUCC\']","[\'#1: ""Nirvana""\']"\n'
    '20,Naruto &amp; Co,,ナルト,,https://images.example/20.jpg,TV,Manga,0,Airing,True,"Oct 3, 2002 to ?",{},'
    "23 min.,None,0.0,0,,2,90000,1,,,,[],,,,,[],[]\n"
)
LISTS_2018 = (
    "username,anime_id,my_watched_episodes,my_start_date,my_finish_date,my_score,my_status,my_rewatching,"
    "my_rewatching_ep,my_last_updated,my_tags\n"
    "karthiga,20,586,0000-00-00,0000-00-00,9,1,,0,1362307973,\n"
    'nan,20,12,2012-01-01,2012-02-01,7,2,0,0,1362307973,"fun, loud"\n'
    "karthiga,11013,0,0000-00-00,0000-00-00,0,6,0.0,0,1362307973,\n"  # planned
    "007,11013,12,0000-00-00,0000-00-00,0,2,,0,1362307973,\n"  # completed, not rated
)


def write(folder: Path, files: dict[str, str]) -> Path:
    folder.mkdir()
    for name, content in files.items():
        (folder / name).write_text(content, encoding="utf-8", newline="")
    return folder


def rows_of(ratings) -> list[tuple[int, int, float]]:
    return list(zip(ratings.viewer_id.tolist(), ratings.anime_id.tolist(), ratings.rating.tolist(), strict=True))


@pytest.fixture
def set_2020(tmp_path: Path) -> Path:
    return write(tmp_path / "2020", {"anime.csv": ANIME_2020, "animelist.csv": LISTS_2020, "rating_complete.csv": ""})


@pytest.fixture
def set_2018(tmp_path: Path) -> Path:
    return write(tmp_path / "2018", {"AnimeList.csv": ANIME_2018, "UserAnimeList.csv": LISTS_2018})


def steps(report) -> dict[str, int]:
    return {step.what: step.count for step in report.steps}


@pytest.mark.parametrize(
    ("anime", "lists", "names"),
    [
        (("anime.csv", ANIME_2020), ("animelist.csv", LISTS_2020), ["English name", "Japanese name", "Aired"]),
        (
            ("AnimeList.csv", ANIME_2018),
            ("UserAnimeList.csv", LISTS_2018),
            ["title_english", "title_japanese", "aired_string"],
        ),
    ],
    ids=["2020", "2018"],
)
def test_a_set_without_names_and_years_is_read_all_the_same(
    tmp_path: Path, anime: tuple[str, str], lists: tuple[str, str], names: list[str]
):
    whole = load_folder(write(tmp_path / "whole", dict([anime, lists])))
    (file, text) = anime
    bare = pd.read_csv(io.StringIO(text), dtype=str, keep_default_na=False).drop(columns=names).to_csv(index=False)
    loaded = load_folder(write(tmp_path / "bare", dict([(file, bare), lists])))
    pd.testing.assert_frame_equal(loaded.catalog.table, whole.catalog.table)
    assert rows_of(loaded.ratings) == rows_of(whole.ratings)


def test_a_plan_is_no_sign_of_having_watched_and_0_is_not_rated(set_2020: Path):
    loaded = load_folder(set_2020)
    assert rows_of(loaded.ratings) == [(0, 1, 9.0), (1, 1, -1.0), (2, 1, 4.0), (3, 1, -1.0)]
    told = steps(loaded.report)
    assert told["Rows read"] == 5 and told["Rows kept"] == 4
    assert told["Planned titles dropped"] == 1
    assert told["Titles that viewers gave up"] == 1 and told["Titles that viewers are watching"] == 1


def test_the_catalog_of_2020_is_read_and_knows_what_is_unknown(set_2020: Path):
    table = load_folder(set_2020).catalog.table
    assert table.loc[1].to_dict() == {
        "title": "Cowboy Bebop",
        "genres": ("Action", "Adventure"),
        "type": "TV",
        "episodes": 26,
        "mean_rating": 8.78,
        "members": 1_251_960,
    }
    assert table.loc[48492, "genres"] == () and pd.isna(table.loc[48492, "episodes"])
    assert np.isnan(table.loc[48492, "mean_rating"])


def test_viewers_who_have_names_are_numbered_and_their_names_are_nowhere_kept(set_2018: Path, tmp_path: Path):
    loaded = load_folder(set_2018)
    assert rows_of(loaded.ratings) == [(1, 20, 9.0), (2, 20, 7.0), (3, 11013, -1.0)]
    keep(loaded, tmp_path / "kept")
    kept = b"".join(path.read_bytes() for path in (tmp_path / "kept").iterdir())
    assert b"karthiga" not in kept and b"007" not in kept
    assert rows_of(load_folder(tmp_path / "kept").ratings) == rows_of(loaded.ratings)


def test_the_catalog_of_2018_takes_0_for_unknown(set_2018: Path):
    table = load_folder(set_2018).catalog.table
    assert table.loc[20, "title"] == "Naruto & Co"
    assert pd.isna(table.loc[20, "episodes"]) and np.isnan(table.loc[20, "mean_rating"])
    assert table.loc[11013, ["genres", "episodes", "mean_rating", "members"]].tolist() == [
        ("Comedy", "Romance"), 12, 7.63, 283_882
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("content", "wanted"),
    [
        (ANIME_2020, {1: ("Cowboy Bebop", "カウボーイビバップ", 1998), 48492: ("", "SCARLET NEXUS", 2021)}),
        (ANIME_2018, {11013: ("Inu X Boku Secret Service", "妖狐×僕SS", 2012), 20: ("", "ナルト", 2002)}),
        (ANIME_2016, dict.fromkeys((10, 20, 30, 40), ("", "", None))),
    ],
)
def test_english_and_japanese_names_and_the_year_are_read_where_a_set_has_them(content: str, wanted: dict):
    found = read_names(io.BytesIO(content.encode()), "anime.csv")
    years = [None if pd.isna(year) else int(year) for year in found["year"]]
    names = zip(found["english"], found["japanese"], years, strict=True)
    assert dict(zip(found.index, names, strict=True)) == wanted


def test_a_set_is_known_in_a_zip_and_in_uploads_whatever_the_files_are_called(set_2020: Path, set_2018: Path):
    wanted = rows_of(load_folder(set_2020).ratings)
    uploads = {"one.csv": ANIME_2020.encode(), "two.csv": LISTS_2020.encode()}
    assert rows_of(load_uploads(uploads).ratings) == wanted
    packed = zipped({"archive/anime.csv": ANIME_2020, "archive/animelist.csv": LISTS_2020})
    assert rows_of(load_uploads({"archive.zip": packed.getvalue()}).ratings) == wanted
    uploads = {"a.csv": ANIME_2018.encode(), "b.csv": LISTS_2018.encode()}
    assert rows_of(load_uploads(uploads).ratings) == rows_of(load_folder(set_2018).ratings)


BAD = {
    "a rating that cannot be": (LISTS_2020 + "4,1,11,2,26\n", r"animelist\.csv, line 7: the rating 11 is neither 0"),
    "text in a status": (LISTS_2020 + "4,1,7,done,26\n", "line 7: “done” in the column watching_status"),
    "text in a rating": (LISTS_2020 + "4,1,good,2,26\n", "line 7: “good” in the column rating"),
}


@pytest.mark.parametrize("case", BAD)
def test_a_bad_line_of_2020_is_named(tmp_path: Path, case: str):
    content, said = BAD[case]
    with pytest.raises(DataError, match=said):
        load_folder(write(tmp_path / "bad", {"anime.csv": ANIME_2020, "animelist.csv": content}))


@pytest.mark.parametrize(
    ("line", "said"),
    [
        (",20,1,,,7,2,,0,0,\n", "line 6: the column username is empty"),
        ("me,20,1,,,seven,2,,0,0,\n", "line 6: “seven” in the column my_score"),
        ("me,-3,1,,,7,2,,0,0,\n", "line 6: “-3” in the column anime_id"),
        ("me,20,1,,,-1,2,,0,0,\n", "line 6: the rating -1 is neither 0"),
    ],
)
def test_a_bad_line_of_2018_is_named(tmp_path: Path, line: str, said: str):
    with pytest.raises(DataError, match=said):
        load_folder(write(tmp_path / "bad", {"AnimeList.csv": ANIME_2018, "UserAnimeList.csv": LISTS_2018 + line}))


def test_a_status_that_is_not_known_and_decimals_are_read_with_care(tmp_path: Path):
    lists = LISTS_2020 + "4,1,7.5,,26\n5,1,8,33,26\n"
    ratings = load_folder(write(tmp_path / "odd", {"anime.csv": ANIME_2020, "animelist.csv": lists})).ratings
    assert rows_of(ratings)[-2:] == [(4, 1, 7.5), (5, 1, 8.0)]
