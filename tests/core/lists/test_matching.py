"""Which of a list's titles the catalog knows, and what a person is told of the others."""

from __future__ import annotations

import json

import pytest

from core.data.catalog import Catalog
from core.lists import read_list
from core.lists.entries import Mark, ParsedList
from core.lists.known_titles import title_key
from core.lists.matching import match
from core.profiles import Profile
from tests.core.lists.files import AWKWARD


def test_a_title_that_two_anime_share_is_left_out_and_said():
    found = read_list("x", b"title,rating\nTwin,5\n", AWKWARD)
    assert not found.profile.ratings
    assert found.report.not_in_catalog == ("Twin (several anime have this title)",)


def test_punctuation_tells_seasons_apart_but_case_width_and_quotes_do_not():
    assert title_key("K-On!") != title_key("K-On!!")
    assert title_key("Gintama") != title_key("Gintama°")
    assert title_key("  ＣＯＷＢＯＹ  bebop ") == title_key("Cowboy Bebop")
    assert title_key("Gintama&#039;") == title_key("Gintama’")


def test_an_id_counts_more_than_a_title(tiny_catalog: Catalog):
    assert read_list("x", b"anime_id,title,rating\n20,Red,5\n", tiny_catalog).profile.ratings == {20: 5}
    assert read_list("x", b"anime_id,title,rating\n99,Red,5\n", tiny_catalog).report.not_in_catalog == ("Red",)


def test_of_two_rows_a_rating_counts_more_and_then_the_later(tiny_catalog: Catalog):
    text = b"anime_id,rating\n10,7\n10,9\n10,\n20,\n20,4\n30,2\n30,2\n"
    found = read_list("x", text, tiny_catalog)
    assert found.profile.ratings == {10: 9, 20: 4, 30: 2}
    assert found.report.duplicates == (
        "anime 10: 7 (line 2) and 9 (line 3); 9 counts",
        "anime 10: 9 (line 3) and seen (line 4); 9 counts",
        "anime 20: seen (line 5) and 4 (line 6); 4 counts",
    )


def test_the_report_shows_titles_on_one_line_and_short():
    title = "long\u202e\n" + "x" * 10_000
    found = read_list("x", json.dumps([{"score": 8, "media": {"title": title}}]).encode(), AWKWARD)
    assert len(found.report.not_in_catalog[0]) <= 80 and found.report.not_in_catalog[0].isprintable()


@pytest.mark.parametrize("weaker_first", [True, False])
@pytest.mark.parametrize(
    ("weaker", "stronger"), [("planned", "not seen"), ("planned", "seen"), ("not seen", "seen"), ("seen", 3.0)]
)
def test_what_says_more_of_a_title_counts_wherever_it_stands(
    tiny_catalog: Catalog, weaker: Mark, stronger: Mark, weaker_first: bool
):
    parsed = ParsedList("x", "a list")
    for mark in (weaker, stronger) if weaker_first else (stronger, weaker):
        parsed.add("somewhere", 10, (), mark)
    found = match(parsed, tiny_catalog)
    said = {
        "planned": found.profile.planned,
        "not seen": found.profile.not_seen,
        "seen": found.profile.seen,
        3.0: found.profile.ratings,
    }
    assert [mark for mark, titles in said.items() if 10 in titles] == [stronger]


def test_how_far_a_title_was_watched_is_kept_beside_its_rating_and_told(tiny_catalog: Catalog):
    text = b"anime_id,rating,status\n10,7,Dropped\n20,,watching\n30,,On-Hold\n40,9,Plan to Watch\n"
    found = read_list("x", text, tiny_catalog)
    expected = Profile({10: 7}, seen={20, 30}, dropped={10}, watching={20, 30}, planned={40})
    assert found.profile == expected
    assert found.report.sentences()[2:] == [
        "1 title dropped: they count against their kind.",
        "2 titles being watched or on hold: nothing that comes after is recommended yet.",
        "1 title planned: marked where they are recommended.",
    ]
