"""This app's own JSON."""

from __future__ import annotations

import json

import pytest
from hypothesis import given, settings

from core.data.catalog import Catalog
from core.lists import read_list
from core.lists.portable import to_json
from core.profiles import Profile
from tests.core.lists.files import AWKWARD, profiles, refusal


@given(profiles())
@settings(max_examples=60, deadline=None)
def test_json_out_and_in_is_the_same_profile(profile: Profile):
    assert read_list("mine", to_json(profile, AWKWARD), AWKWARD).profile == profile


def of_this_app(**parts: object) -> bytes:
    return json.dumps({"format": "anime-explorer-list", "version": 1} | parts).encode()


@pytest.mark.parametrize("title", [" ", 5, None, ["Red"]])
def test_what_is_no_title_names_nothing(title: object, tiny_catalog: Catalog):
    answers = [{"title": title, "rating": 7}, {"anime_id": 999_999_999, "title": title, "rating": 8}]
    report = read_list("x", of_this_app(answers=answers), tiny_catalog).report
    assert report.unreadable == ("answer 1: it names neither a MyAnimeList id nor a title",)
    assert report.not_in_catalog == ("anime 999999999",)


def test_what_cannot_be_read_is_told_by_its_part_and_place(tiny_catalog: Catalog):
    parts = {
        "answers": [{"anime_id": 10, "rating": 11}, 5, {"anime_id": 10, "rating": 8}, {"rating": 8}],
        "seen": [{"anime_id": 20}, {}],
        "planned": [{}, {"anime_id": 30}],
        "dropped": [{"anime_id": 20}],
        "hidden": [{"anime_id": 40}, {"anime_id": "x"}],
    }
    found = read_list("x", of_this_app(**parts), tiny_catalog)
    assert [told.partition(":")[0] for told in found.report.unreadable] == [
        "answer 1",
        "answer 3",
        "seen title 2",
        "planned title 1",
    ]
    assert found.profile == Profile({10: 8}, seen={20}, planned={30}, dropped={20}, hidden={40})


def test_a_version_however_long_takes_little_of_the_sentence():
    long = refusal(of_this_app(version="9" * 10_000))
    assert len(long) < len(refusal(of_this_app(version=2))) + 20
