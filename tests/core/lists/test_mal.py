"""MyAnimeList's export: read plain or packed, and written so that MyAnimeList imports it."""

from __future__ import annotations

import gzip
import xml.etree.ElementTree as ET
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.data.catalog import Catalog
from core.lists import read_list
from core.lists.mal import to_mal_xml
from core.profiles import Profile
from tests.core.lists.files import AWKWARD, DATA, NOT_WRITTEN, mal, profiles, refusal


@pytest.mark.parametrize("pack", [bytes, gzip.compress])
def test_an_export_of_myanimelist_is_read_plain_or_packed(tiny_catalog: Catalog, pack):
    found = read_list("animelist.xml", pack((DATA / "mal_export.xml").read_bytes()), tiny_catalog)
    assert found.profile.ratings == {10: 9, 40: 4}
    assert found.profile.seen == {20}
    assert (found.profile.dropped, found.profile.watching, found.profile.planned) == ({40}, {20}, {30})
    assert found.report.not_in_catalog == ("Never Heard Of",)
    assert found.report.unreadable == ("line 65: the score “eleven” is not 0 to 10",)
    assert found.report.sentences() == [
        "Read as MyAnimeList XML: 3 titles of 6 rows matched, 2 with a rating.",
        "1 title without a rating: kept as seen, never recommended.",
        "1 title dropped: they count against their kind.",
        "1 title being watched or on hold: nothing that comes after is recommended yet.",
        "1 title planned: marked where they are recommended.",
        "1 title not in this model's catalog: left out.",
        "1 title could not be read: left out.",
    ]


def test_the_xml_written_is_what_myanimelist_imports(tiny_catalog: Catalog):
    profile = Profile({10: 8.5, 999: 3}, not_seen={20}, seen={30}, hidden={40}, dropped={999}, planned={40})
    root = ET.fromstring(to_mal_xml(profile, tiny_catalog))
    fields = ("series_animedb_id", "series_title", "my_watched_episodes", "my_score", "my_status", "update_on_import")
    assert [[anime.findtext(name) for name in fields] for anime in root.iter("anime")] == [
        ["10", "Red", "12", "9", "Completed", "1"],
        ["30", "Green", "1", "0", "Completed", "0"],
        ["40", "Grey", "0", "0", "Plan to Watch", "0"],
        ["999", None or "", "0", "3", "Dropped", "1"],
    ]
    assert root.findtext("myinfo/user_export_type") == "1"
    assert root.findtext("myinfo/user_total_anime") == "4"


def test_a_list_of_manga_is_told_apart():
    assert "manga" in refusal(b"<myanimelist><manga><my_score>9</my_score></manga></myanimelist>")


def test_the_status_numbers_of_old_exports_are_understood():
    entries = [f"<series_animedb_id>{n}</series_animedb_id><my_status>{n}</my_status>" for n in (1, 2, 3, 4, 6)]
    found = read_list("x", mal(*entries), AWKWARD)
    assert found.profile == Profile(seen={1, 2, 3, 4}, dropped={4}, watching={1, 3}, planned={6})


@given(profiles(ratings=st.integers(1, 10)))
@settings(max_examples=60, deadline=None)
def test_xml_out_and_in_keeps_whole_ratings_and_seen(profile: Profile):
    profile = replace(profile, not_seen=frozenset())
    if profile.ratings or profile.seen:
        found = read_list("mine", to_mal_xml(profile, AWKWARD), AWKWARD)
        assert found.profile == replace(profile, **NOT_WRITTEN)


def test_a_declared_encoding_of_xml_is_decoded():
    entry = mal("<series_title>K-On!</series_title>").decode()
    text = "<?xml version='1.0' encoding='{}'?>" + entry
    for encoding in ("iso-8859-1", "utf-16", "us-ascii"):
        assert read_list("x", text.format(encoding).encode(encoding), AWKWARD).profile.seen == {9}


@pytest.mark.parametrize(("limit", "value"), [("DEEPEST", 3), ("MOST_TAGS", 8), ("MOST_NAMES", 4)])
def test_a_list_may_be_as_long_and_deep_as_the_limits(monkeypatch: pytest.MonkeyPatch, limit: str, value: int):
    """Four elements of four names, three deep; each begins and ends."""
    data = mal("<series_animedb_id>1</series_animedb_id><my_score>8</my_score>")
    monkeypatch.setattr(f"core.lists.mal.{limit}", value)
    assert read_list("x", data, AWKWARD).profile.ratings == {1: 8}
    monkeypatch.setattr(f"core.lists.mal.{limit}", value - 1)
    assert "nested too deeply or too long" in refusal(data)


def test_a_tag_may_be_about_as_long_as_what_is_read_at_a_time(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("core.lists.mal.CHUNK", 64)
    entry = "<series_animedb_id>1</series_animedb_id><my_score>8</my_score>"
    assert read_list("x", mal(entry, f'<x a="{"1" * 50}"/>', entry), AWKWARD).profile.ratings == {1: 8}
    assert "a tag longer than any" in refusal(mal(entry, f'<x a="{"1" * 300}"/>', entry))


def test_fields_count_inside_an_anime_of_the_list_alone():
    entry = "<series_animedb_id> 1 </series_animedb_id><my_score>8</my_score><note><my_score>3</my_score></note>"
    data = f"<myanimelist><my_score>2</my_score><x><anime>{entry}</anime></x><anime>{entry}</anime></myanimelist>"
    assert read_list("x", data.encode(), AWKWARD).profile.ratings == {1: 3}


def test_a_file_that_breaks_off_is_told_by_its_line():
    assert "breaks off or is damaged at line 3." in refusal(b"<myanimelist>\n<anime>\n     </myanimelist>")
    assert "breaks off or is damaged at line 2." in refusal(b"<myanimelist>\n   <anime>")


def test_the_text_of_a_field_is_all_that_stands_in_it():
    found = read_list(
        "x", mal("<series_title>K<b>-On</b>!</series_title><note>x</note><my_score>8</my_score>"), AWKWARD
    )
    assert found.profile.ratings == {9: 8}


def test_xml_of_something_else_and_pages_are_told_apart():
    assert "it starts with <list>" in refusal(b"<list><anime/></list>")
    assert "is a web page" in refusal(b" <!DOCTYPE HTML><p>")
    assert "is a web page" in refusal(b"<html>")


@pytest.mark.parametrize(("rating", "score"), [(8.4, "8"), (8.5, "9"), (9.5, "10"), (1, "1")])
def test_a_half_is_written_as_the_next_whole_score(tiny_catalog: Catalog, rating: float, score: str):
    root = ET.fromstring(to_mal_xml(Profile({10: rating}), tiny_catalog))
    assert root.findtext("anime/my_score") == score


def test_what_xml_cannot_hold_is_left_out_of_a_title():
    written = to_mal_xml(Profile(seen={7, 11}, watching={7}), AWKWARD)
    anime = ET.fromstring(written).findall("anime")
    assert [each.findtext("series_title") for each in anime] == ["]]>", ""]
    assert [each.findtext("my_watched_episodes") for each in anime] == ["0", "12"]
    assert [each.findtext("series_episodes") for each in anime] == ["12", "12"]
