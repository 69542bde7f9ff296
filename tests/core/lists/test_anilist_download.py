"""AniList's own download: ids, raw scores and numbers for everything."""

from __future__ import annotations

import json

import pytest

from core.data.catalog import Catalog
from core.lists import ImportedList, read_list
from core.lists.anilist_download import is_download
from core.lists.format import ListFile
from core.model.bundle import Bundle
from tests.core.lists.files import AWKWARD

FRIEREN, FRIEREN_ON_ANILIST = 52991, 154587
CATALOG = Catalog(AWKWARD.table.set_index(AWKWARD.table.index + FRIEREN - 1))
"""Twelve titles, the first of them one that the two sites number differently."""


def read(*rows: object, catalog: Catalog = CATALOG) -> ImportedList:
    whole = {"user": {"id": 1, "score_type": 3}, "lists": list(rows), "favourites": []}
    return read_list("gdpr_data.json", json.dumps(whole).encode(), catalog)


def row(score: object, status: int = 2, series_id: object = FRIEREN_ON_ANILIST, series_type: int = 0) -> dict:
    return {"series_id": series_id, "series_type": series_type, "score": score, "status": status, "progress": 12}


@pytest.mark.parametrize(("score", "rating"), [(100, 10), (85, 8.5), (47, 4.7), (5, 1), ("70", 7)])
def test_a_raw_score_is_out_of_a_hundred_whatever_the_owners_scale(score: object, rating: float):
    found = read(row(score))
    assert found.profile.ratings == {FRIEREN: rating}
    assert found.report.kind == "AniList's download"


@pytest.mark.parametrize("status", [0, 2, 3, 4, 5])
def test_a_title_without_a_score_was_seen(status: int):
    assert read(row(0, status)).profile.seen == {FRIEREN}
    assert read(row(None, status)).profile.seen == {FRIEREN}


def test_what_was_dropped_paused_or_is_being_watched_is_marked():
    for status, part in ((0, "watching"), (3, "dropped"), (4, "watching")):
        assert getattr(read(row(80, status)).profile, part) == {FRIEREN}
    assert not read(row(80, 5)).profile.watching


def test_a_title_that_is_planned_was_not_seen_even_with_a_score():
    assert read(row(80, status=1)).profile.planned == {FRIEREN}


def test_manga_ids_that_are_none_and_scores_off_the_scale_are_told_row_by_row():
    found = read(row(80, series_type=1), row(80, series_id="?"), row(101), row(-1), row("ten"), row(90))
    assert found.profile.ratings == {FRIEREN: 9}
    assert [line.split(":")[0] for line in found.report.unreadable] == [f"entry {number}" for number in range(1, 6)]


def test_a_title_that_no_table_knows_is_named_by_its_number():
    assert read(row(80, series_id=999_999_999)).report.not_in_catalog == ("AniList's number 999999999",)


def test_titles_newer_than_the_ratings_are_told_apart_by_name(shipped: Bundle):
    found = read(row(80), row(90, series_id=21), catalog=shipped.catalog)
    assert found.report.newer == ("Frieren: Beyond Journey's End",)
    assert found.report.not_in_catalog == ("One Piece",)
    assert any("1 title newer than the ratings of this model" in line for line in found.report.sentences())


@pytest.mark.parametrize("lists", [{}, None, [], [5], [{"score": 5}], "x"])
def test_other_json_is_left_to_the_other_formats(lists: object):
    assert not is_download(ListFile("x", json.dumps({"lists": lists}).encode()))
