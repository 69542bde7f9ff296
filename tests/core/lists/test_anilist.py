"""AniList's JSON on any of its five rating scales, declared or not."""

from __future__ import annotations

import json

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


@pytest.mark.parametrize(
    ("scale", "score", "rating"),
    [
        ("POINT_100", 100, 10),
        ("POINT_10_DECIMAL", 0.5, 1),
        ("POINT_5", 5, 10),
        ("POINT_3", 1.5, None),
        ("POINT_5", 1.5, 3),
        ("POINT_10", -1, None),
    ],
)
def test_a_score_is_read_where_its_scale_has_it(scale: str, score: float, rating: float | None):
    found = read_list("x", anilist(1, score, scale=scale), AWKWARD)
    assert found.profile.ratings.get(2) == rating
    assert len(found.report.unreadable) == (rating is None)


def test_a_score_of_nought_and_none_say_seen():
    found = read_list("x", anilist(0, None, 5, scale="POINT_10"), AWKWARD)
    assert (found.profile.ratings, found.profile.seen) == ({3: 5}, {1, 2})


@pytest.mark.parametrize(
    ("scores", "words"),
    [((10,), "out of 10"), ((11,), "out of 100"), ((6,), "out of 10"), ((5,), "five stars"), ((4,), "five stars")],
)
def test_the_highest_score_decides_which_scale_it_looks_like(scores: tuple[int, ...], words: str):
    assert read_list("x", anilist(*scores), AWKWARD).report.notes[0].endswith(f"were read as {words}.")


def test_without_any_score_nothing_is_said_of_a_scale():
    assert read_list("x", anilist(0, 0), AWKWARD).report.notes == ()
    declared = read_list("x", anilist(0, 0, scale="POINT_5"), AWKWARD)
    assert declared.report.notes == ("Scores are five stars, as the file says.",)
    highest = read_list("x", anilist(5, 5, scale="POINT_5"), AWKWARD)
    assert highest.report.notes == ("Scores are five stars, as the file says.",)


def test_manga_is_left_out_and_titles_of_no_known_id_are_told():
    manga = {"score": 8, "media": {"idMal": 1, "type": "MANGA"}}
    found = read_list("x", as_json([manga, {"score": 8, "media": {"idMal": 2, "type": "ANIME"}}]), AWKWARD)
    assert (found.profile.ratings, found.report.unreadable) == ({2: 8}, ("entry 1: it is a manga",))
    assert "by no id that is known here" in refusal(as_json([{"score": 8, "mediaId": 10**7}]))
    found = read_list("x", as_json([{"score": 8, "mediaId": 10**7}, {"score": 8, "media": {}}]), AWKWARD)
    assert len(found.report.unreadable) == 2


@pytest.mark.parametrize(
    "title", ["K-On!", {"romaji": "K-On!"}, {"english": "K-On!"}, {"native": "K-On!", "romaji": " ", "english": 5}]
)
def test_a_title_without_a_known_id_is_found_by_any_of_its_names(title: object):
    found = read_list("x", as_json([{"score": 8, "media": {"title": title}}, {"score": 9, "media": {}}]), AWKWARD)
    assert found.profile.ratings == {9: 8}


ENTRY = {"score": 4, "media": {"idMal": 1}}
OPTIONS = {"mediaListOptions": {"scoreFormat": "POINT_5"}}


@pytest.mark.parametrize(
    "root",
    [
        {"lists": [{"entries": [ENTRY]}], "user": OPTIONS},
        {"lists": [ENTRY], "User": OPTIONS},
        {"data": {"MediaListCollection": {"lists": [[ENTRY]], **OPTIONS}}},
        {"data": {"lists": [ENTRY, 5, {"entries": [7]}]}, "user": OPTIONS},
        {"MediaListCollection": {"lists": [[ENTRY]]}, "data": {"User": OPTIONS}, "user": 5},
    ],
)
def test_lists_and_their_scale_are_found_wherever_a_query_puts_them(root: dict):
    assert read_list("x", as_json(root), AWKWARD).profile.ratings == {1: 8}


def test_lists_may_lie_three_deep_and_no_deeper():
    assert read_list("x", as_json([[[ENTRY]]]), AWKWARD).profile.ratings == {1: 8}
    assert "without a list" in refusal(as_json([[[[ENTRY]]]]))


def as_json(root: object) -> bytes:
    return json.dumps(root).encode()
