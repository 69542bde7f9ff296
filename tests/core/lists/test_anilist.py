"""AniList's JSON on any of its five rating scales, declared or not."""

from __future__ import annotations

import pytest

from core.data.catalog import Catalog
from core.lists import read_list
from tests.core.lists.files import AWKWARD, DATA, anilist, refusal


def test_an_anilist_list_is_read_on_its_declared_scale(tiny_catalog: Catalog):
    found = read_list("anilist.json", (DATA / "anilist_list.json").read_bytes(), tiny_catalog)
    assert found.profile.ratings == {10: 85 / 10, 30: 1}
    assert found.profile.seen == {20}
    assert found.profile.planned == {40}
    assert found.report.not_in_catalog == ("Unheard",)
    assert found.report.duplicates == ()
    assert found.report.notes == ("Scores are out of 100, as the file says.",)


@pytest.mark.parametrize(
    ("scale", "scores", "ratings"),
    [
        ("POINT_100", (5, 47, 100), (1, 47 / 10, 10)),
        ("POINT_10_DECIMAL", (6.5, 10), (6.5, 10)),
        ("POINT_10", (3, 4), (3, 4)),
        ("POINT_5", (1, 3, 5), (1 * 2, 3 * 2, 5 * 2)),
        ("POINT_3", (1, 2, 3), (35 / 10, 60 / 10, 85 / 10)),
    ],
)
def test_each_scale_of_anilist_becomes_one_to_ten(scale, scores, ratings):
    found = read_list("x", anilist(*scores, scale=scale), AWKWARD)
    assert tuple(found.profile.ratings.values()) == pytest.approx(ratings)


@pytest.mark.parametrize(
    ("scores", "words", "first"),
    [
        ((9, 87), "out of 100", 1),
        ((9, 8.5), "out of 10 with decimals", 9),
        ((9, 8), "out of 10", 9),
        ((4, 5, 2), "five stars", 4 * 2),
        ((3, 1), "three smileys", 8.5),
    ],
)
def test_an_undeclared_scale_is_guessed_from_the_scores_and_the_report_says_so(scores, words, first):
    found = read_list("x", anilist(*scores), AWKWARD)
    assert found.profile.ratings[1] == first
    note = f"The file does not name its scale; the highest score is {max(scores):g}, so they were read as {words}."
    assert found.report.sentences()[-1] == note


def test_scores_above_the_declared_scale_are_not_bent_into_it():
    found = read_list("x", anilist(80, 90, scale="POINT_5"), AWKWARD)
    assert found.profile.ratings == {1: 8, 2: 9}
    assert "says POINT_5, which its scores exceed" in found.report.notes[0]


@pytest.mark.parametrize("score", ["1e999", "-3", '"ten"', "[[8]]", "true", "1" * 5_000, "NaN", "{}"])
def test_a_score_that_is_no_number_is_one_unreadable_row(score: str):
    data = anilist(8, "HERE").replace(b'"HERE"', score.encode())
    found = read_list("x", data, AWKWARD)
    assert found.profile.ratings == {1: 8}
    assert len(found.report.unreadable) == 1 and found.report.unreadable[0].startswith("entry 2: ")


@pytest.mark.parametrize("entry", ['"media": {"id": 154587}', '"mediaId": 154587'])
def test_anilists_own_ids_lead_to_the_titles(entry: str):
    catalog = Catalog(AWKWARD.table.set_index(AWKWARD.table.index + 52990))
    found = read_list("x", f'[{{"score": 8, {entry}}}]'.encode(), catalog)
    assert found.profile.ratings == {52991: 8}


def test_a_bare_list_of_titles_without_scores_is_a_list_and_objects_of_another_kind_are_none(tiny_catalog: Catalog):
    bare = b'[{"status": "COMPLETED", "media": {"idMal": 10}}, {"status": "PLANNING", "media": {"idMal": 20}}]'
    found = read_list("x", bare, tiny_catalog)
    assert (found.profile.seen, found.profile.planned) == ({10}, {20})
    assert "without a list" in refusal(b'[{"name": "Red"}, {"name": "Blue"}]')
