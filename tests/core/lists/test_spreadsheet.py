"""CSV: tables of many origins, and cells that no spreadsheet runs."""

from __future__ import annotations

import csv
import io
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings

from core.data.catalog import Catalog
from core.lists import read_list
from core.lists.spreadsheet import to_csv
from core.profiles import Profile
from tests.core.lists.files import AWKWARD, NOT_WRITTEN, profiles, refusal


@pytest.mark.parametrize(
    ("text", "answers"),
    [
        ("anime_id,rating\n10,7\n20,-1\n", {10: 7}),
        ("user_id,anime_id,rating\r\n1,10,7\r\n1,20,10\r\n", {10: 7, 20: 10}),
        ("Title;My Score\nred;7,5\n", {10: 7.5}),
        ("\ufeffname\tscore\nＢＬＵＥ\t8\n", {20: 8}),
        ("MAL ID,Status,Score\n10,Completed,6\n30,Plan to Watch,0\n", {10: 6}),
        ("title,rating,score,my_score\nRed,PG-13,8.9,4\n", {10: 4}),
        ("anime_id,title,rating\n,Red,5\n,  \n", {10: 5}),
    ],
)
def test_tables_of_many_origins_are_read(tiny_catalog: Catalog, text: str, answers: dict):
    assert read_list("list.csv", text.encode(), tiny_catalog).profile.ratings == answers


def test_a_title_may_be_marked_as_not_seen_in_a_table(tiny_catalog: Catalog):
    found = read_list("list.csv", b'"anime_id","rating"\n"10","not seen"\n', tiny_catalog)
    assert found.profile == Profile(not_seen={10})


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-32"])
def test_an_encoding_that_declares_itself_is_decoded(encoding: str):
    assert read_list("x", "title,rating\nK-On!,9".encode(encoding), AWKWARD).profile.ratings == {9: 9}


def test_rows_that_cannot_be_read_are_named_by_line(tiny_catalog: Catalog):
    text = 'anime_id,title,rating\n10,"Red\nand more",11\nten,Red,5\n20\n30,Green,7\n,,8\n'
    found = read_list("x", text.encode(), tiny_catalog)
    assert found.profile.ratings == {30: 7}
    assert found.report.unreadable == (
        "line 3: the rating “11” is not 1 to 10",
        "line 4: the id “ten” is not a MyAnimeList id",
        "line 5: it has 1 columns where 3 are needed",
        "line 7: it names neither a MyAnimeList id nor a title",
    )


def test_the_ratings_of_several_viewers_are_refused():
    assert "several viewers" in refusal(b"user_id,anime_id,rating\n1,1,5\n2,2,5\n")


def test_the_catalog_file_is_not_taken_for_somebodys_list(real_data: Path):
    assert "catalog" in refusal((real_data / "anime.csv").read_bytes())


def test_missing_columns_are_named_with_those_that_are_there():
    assert "found: film, stars" in refusal(b"film,stars\nRed,5\n")


def test_no_cell_of_the_csv_starts_a_formula_in_any_spreadsheet():
    everything = Profile(dict.fromkeys(range(1, 13), 5.0))
    tricky = AWKWARD.table.assign(
        title=["=A1", " @x", "\t+1", "＝１", "a;=b", "x\n=y", "-", "+", "=", "\r=", "ok", '"=']
    )
    for catalog in (AWKWARD, Catalog(tricky)):
        text = to_csv(everything, catalog).decode("utf-8-sig")
        for delimiter in ",;\t":
            for row in csv.reader(io.StringIO(text), delimiter=delimiter):
                assert not [cell for cell in row if cell.strip().startswith(tuple("=+-@＝＋－＠"))]


def test_a_title_made_harmless_is_still_found_by_title():
    text = to_csv(Profile({1: 5.0, 4: 6.0}), AWKWARD).decode("utf-8-sig")
    without_ids = "".join(line.split(",", 1)[1] for line in text.splitlines(keepends=True))
    assert read_list("x", without_ids.encode(), AWKWARD).profile.ratings == {1: 5, 4: 6}


@given(profiles())
@settings(max_examples=60, deadline=None)
def test_csv_out_and_in_keeps_all_but_what_is_hidden_and_genres(profile: Profile):
    found = read_list("mine", to_csv(profile, AWKWARD), AWKWARD)
    assert found.profile == replace(profile, **NOT_WRITTEN)
