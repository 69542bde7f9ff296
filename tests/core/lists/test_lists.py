"""Lists that people bring and take along, the honest ones and the hostile ones."""

from __future__ import annotations

import csv
import gzip
import io
import json
import tracemalloc
import xml.etree.ElementTree as ET
from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from core.data.catalog import Catalog
from core.errors import ListError
from core.lists import ImportedList, read_list, to_csv, to_json, to_mal_xml
from core.lists.matching import title_key
from core.profiles import Profile

DATA = Path(__file__).parents[2] / "data"
MB = 2**20

AWKWARD = Catalog(
    pd.DataFrame(
        {
            "title": [
                "=1+1",
                "+ plus",
                "-minus",
                "@at",
                "Twin",
                "Twin",
                "]]>",
                'a "b", c',
                "K-On!",
                "K-On!!",
                "\u0001",
                "",
            ],
            "genres": [("Drama",), ("Comedy",)] * 6,
            "type": ["TV"] * 12,
            "episodes": pd.array([12, None] * 6, dtype="Int64"),
            "mean_rating": [7.0] * 12,
            "members": [10] * 12,
        },
        index=pd.Index(range(1, 13), dtype="int32", name="anime_id"),
    )
)
"""Titles that a format could trip over: formulas, twins, CDATA's end, quotes, controls, none."""

RATINGS = st.floats(1, 10) | st.integers(1, 10)
IDS = st.sampled_from(range(1, 13))


def profiles(ratings: st.SearchStrategy = RATINGS) -> st.SearchStrategy[Profile]:
    return st.builds(
        Profile,
        ratings=st.dictionaries(IDS, ratings),
        not_seen=st.frozensets(IDS),
        seen=st.frozensets(IDS),
        hidden=st.frozensets(IDS),
        liked_genres=st.sampled_from([frozenset(), frozenset({"Drama"})]),
        disliked_genres=st.sampled_from([frozenset(), frozenset({"Comedy"})]),
    ).filter(lambda profile: profile.answered or profile.seen)


def refusal(data: bytes, catalog: Catalog = AWKWARD, name: str = "list.txt") -> str:
    with pytest.raises(ListError) as caught:
        read_list(name, data, catalog)
    return str(caught.value)


def anilist(*scores: object, scale: str | None = None) -> bytes:
    entries = [{"score": score, "media": {"idMal": number}} for number, score in enumerate(scores, start=1)]
    user = {"mediaListOptions": {"scoreFormat": scale}} if scale else {}
    return json.dumps({"MediaListCollection": {"user": user, "lists": [{"entries": entries}]}}).encode()


def mal(*entries: str) -> bytes:
    return f"<myanimelist>{''.join(f'<anime>{entry}</anime>' for entry in entries)}</myanimelist>".encode()


# --- MyAnimeList ---


@pytest.mark.parametrize("pack", [bytes, gzip.compress])
def test_an_export_of_myanimelist_is_read_plain_or_packed(tiny_catalog: Catalog, pack):
    found = read_list("animelist.xml", pack((DATA / "mal_export.xml").read_bytes()), tiny_catalog)
    assert found.profile.ratings == {10: 9, 40: 4}
    assert found.profile.seen == {20}
    assert found.planned == {30}
    assert found.report.not_in_catalog == ("Never Heard Of",)
    assert found.report.unreadable == ("line 65: the score “eleven” is not 0 to 10",)
    assert found.report.sentences() == [
        "Read as MyAnimeList XML: 3 titles of 6 rows matched, 2 with a rating.",
        "1 title without a rating: kept as seen, never recommended.",
        "1 title planned: left out, so they may be recommended.",
        "1 title not in this model's catalog: left out.",
        "1 title could not be read: left out.",
    ]


def test_the_xml_written_is_what_myanimelist_imports(tiny_catalog: Catalog):
    profile = Profile({10: 8.5, 999: 3}, not_seen={20}, seen={30}, hidden={40})
    root = ET.fromstring(to_mal_xml(profile, tiny_catalog))
    fields = ("series_animedb_id", "series_title", "my_watched_episodes", "my_score", "my_status", "update_on_import")
    assert [[anime.findtext(name) for name in fields] for anime in root.iter("anime")] == [
        ["10", "Red", "12", "9", "Completed", "1"],
        ["30", "Green", "1", "0", "Completed", "0"],
        ["999", None or "", "0", "3", "Completed", "1"],
    ]
    assert root.findtext("myinfo/user_export_type") == "1"
    assert root.findtext("myinfo/user_total_anime") == "3"


def test_a_list_of_manga_is_told_apart():
    assert "manga" in refusal(b"<myanimelist><manga><my_score>9</my_score></manga></myanimelist>")


def test_the_status_numbers_of_old_exports_are_understood():
    entries = [f"<series_animedb_id>{n}</series_animedb_id><my_status>{n}</my_status>" for n in (1, 2, 3, 4, 6)]
    found = read_list("x", mal(*entries), AWKWARD)
    assert (found.profile.seen, found.planned) == ({1, 2, 3, 4}, {6})


# --- AniList ---


def test_an_anilist_list_is_read_on_its_declared_scale(tiny_catalog: Catalog):
    found = read_list("anilist.json", (DATA / "anilist_list.json").read_bytes(), tiny_catalog)
    assert found.profile.ratings == {10: 85 / 10, 30: 1}
    assert found.profile.seen == {20}
    assert found.planned == {40}
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


def test_anilists_own_download_without_titles_is_explained():
    assert "idMal" in refusal(b'{"lists": [{"series_id": 5, "score": 80, "status": 2}]}')


# --- CSV ---


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


# --- matching ---


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


# --- out and in again ---


def read_back(data: bytes) -> ImportedList:
    return read_list("mine", data, AWKWARD)


@given(profiles())
@settings(max_examples=60, deadline=None)
def test_json_out_and_in_is_the_same_profile(profile: Profile):
    assert read_back(to_json(profile, AWKWARD)).profile == profile


@given(profiles())
@settings(max_examples=60, deadline=None)
def test_csv_out_and_in_keeps_answers_and_seen(profile: Profile):
    found = read_back(to_csv(profile, AWKWARD))
    assert found.profile == Profile(profile.ratings, profile.not_seen, profile.seen)


@given(profiles(ratings=st.integers(1, 10)))
@settings(max_examples=60, deadline=None)
def test_xml_out_and_in_keeps_whole_ratings_and_seen(profile: Profile):
    profile = replace(profile, not_seen=frozenset())
    if profile.ratings or profile.seen:
        found = read_back(to_mal_xml(profile, AWKWARD))
        assert (found.profile.ratings, found.profile.seen) == (profile.ratings, profile.seen)


# --- hostile files ---

ENTITIES = b'<!DOCTYPE m [<!ENTITY a "ha">' + b"".join(
    b'<!ENTITY a%d "&a%s;&a%s;">' % (n, b"%d" % (n - 1) if n else b"", b"%d" % (n - 1) if n else b"") for n in range(30)
)
HOSTILE = {
    "entity expansion": (lambda: ENTITIES + b"]><myanimelist>&a29;</myanimelist>", "entities"),
    "external entity": (
        lambda: b'<!DOCTYPE m [<!ENTITY f SYSTEM "file:///etc/passwd">]><myanimelist>&f;</myanimelist>',
        "entities",
    ),
    "doctype": (lambda: b"<!DOCTYPE myanimelist><myanimelist/>", "DTD"),
    "gzip bomb": (lambda: gzip.compress(bytes(200 * MB), 1), "32 MB"),
    "gzip in gzip": (lambda: gzip.compress(gzip.compress(mal())), "list.txt"),
    "two packed files": (lambda: gzip.compress(mal()) * 2, "more than one"),
    "truncated gzip": (lambda: gzip.compress(mal("<my_score>5</my_score>") * 9)[:-9], "breaks off"),
    "damaged gzip": (lambda: b"\x1f\x8b\x08" + b"x" * 99, "damaged"),
    "100 MB": (lambda: bytes(100 * MB), "32 MB"),
    "deep XML": (lambda: b"<myanimelist>" + b"<a>" * 5 * MB, "too deeply"),
    "many elements": (lambda: b"<myanimelist>" + b"<a/>" * 7 * MB, "too long"),
    "endless tag": (lambda: b"<myanimelist " + b"a" * 20 * MB, "tag longer"),
    "many attributes": (lambda: b"<myanimelist " + b" ".join(b"a%d=''" % n for n in range(MB)) + b"/>", "tag longer"),
    "truncated XML": (lambda: mal("<my_score>5</my_score>")[:-9], "breaks off"),
    "unknown encoding": (lambda: b"<?xml version='1.0' encoding='klingon'?><myanimelist/>", "encoding"),
    "HTML": (lambda: b"<!DOCTYPE html><html><body>Log in</body></html>", "web page"),
    "other XML": (lambda: b"<svg/>", "<svg>"),
    "no anime": (lambda: mal(), "no anime"),
    "deep JSON": (lambda: b"[" * MB, "parts"),
    "less deep JSON": (lambda: b"[" * 100_000, "too deeply"),
    "rich JSON": (lambda: b"[" + b"{}," * 9 * MB + b"{}]", "parts"),
    "huge integer": (lambda: b'{"version": ' + b"9" * 10 * MB + b"}", "without a list"),
    "duplicate keys": (lambda: b'[{"score": 1, "score": 10}]', "“score” twice"),
    "truncated JSON": (lambda: anilist(8)[:-3], "line 1"),
    "newer JSON": (lambda: b'{"format": "anime-explorer-list", "version": 2}', "Update the app"),
    "JSON without a list": (lambda: b'{"lists": 5, "data": [], "user": []}', "without a list"),
    "endless quote": (lambda: b'anime_id,rating\n1,"' + b"x\n" * 100_000, "a quote stands alone"),
    "endless line": (lambda: b"anime_id,rating\n" + b"," * 20 * MB, "line 2"),
    "blank lines": (lambda: b"anime_id,rating\n" + b"\n" * 20 * MB, "line 200001"),
    "endless list": (lambda: b"anime_id,rating\n" + b"1,5\n" * 60_000, "50,000"),
    "latin-1": (lambda: "title,rating\nPokémon,5\n".encode("latin-1"), "not UTF-8 text (line 2)"),
    "UTF-16 without a mark": (lambda: "title,rating\nRed,5\n".encode("utf-16-le"), "UTF-8"),
    "NUL": (lambda: b"title,rating\nR\0ed,5\n", "NUL"),
    "nothing": (lambda: b"", "empty"),
    "nothing packed": (lambda: gzip.compress(b"\n"), "empty"),
    "a picture": (lambda: b"\x89PNG\r\n\x1a\n" + bytes(100), "a picture"),
    "a spreadsheet": (lambda: b"PK\x03\x04" + bytes(100), "spreadsheet"),
    "prose": (lambda: b"I liked all of them", "rating"),
}


@pytest.mark.parametrize("what", HOSTILE)
def test_a_hostile_file_gets_a_sentence_and_little_memory(what: str):
    make, words = HOSTILE[what]
    data = make()
    tracemalloc.start()
    message = refusal(data)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert words in message
    assert message.startswith("list.txt") and len(message) < 250 and "\n" not in message
    assert peak < 200 * MB


def test_a_declared_encoding_of_xml_is_decoded():
    entry = mal("<series_title>K-On!</series_title>").decode()
    text = "<?xml version='1.0' encoding='{}'?>" + entry
    for encoding in ("iso-8859-1", "utf-16", "us-ascii"):
        assert read_list("x", text.format(encoding).encode(encoding), AWKWARD).profile.seen == {9}


def test_a_hostile_name_is_shown_tame():
    assert refusal(b"", name="a\nb\u202e\0" + "c" * 500).startswith("a b c")
    assert refusal(b"", name="").startswith("The file is empty")


STARTS = [
    b"",
    b"<myanimelist>",
    b"<myanimelist><anime>",
    b"[",
    b'{"lists":[',
    b"anime_id,rating\n",
    b"\xff\xfe",
    b"<?xml ",
    b"\x1f\x8b\x08",
]


@given(st.sampled_from(STARTS), st.binary(max_size=300), st.booleans())
@settings(max_examples=300, deadline=None)
@example(b"", b"<?xml version='1.0' encoding='utf-7'?><myanimelist/>", False)
def test_arbitrary_bytes_raise_nothing_but_a_list_error(start: bytes, rest: bytes, pack: bool):
    data = start + rest
    try:
        found = read_list("x", gzip.compress(data) if pack else data, AWKWARD)
    except ListError as error:
        assert str(error)
    else:
        assert found.report.sentences()


KEYS = [
    "data",
    "MediaListCollection",
    "lists",
    "entries",
    "user",
    "mediaListOptions",
    "scoreFormat",
    "score",
    "status",
    "media",
    "idMal",
    "title",
    "romaji",
    "type",
    "format",
    "version",
    "answers",
    "anime_id",
    "rating",
    "seen",
    "hidden",
    "liked_genres",
]
JSON_VALUES = st.recursive(
    st.none()
    | st.booleans()
    | st.floats()
    | st.integers()
    | st.text(max_size=5)
    | st.sampled_from(["PLANNING", "POINT_3"]),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(KEYS),
            inner,
            max_size=5,
        )
    ),
    max_leaves=20,
)


@given(JSON_VALUES, st.booleans())
@settings(max_examples=200, deadline=None)
def test_json_of_any_shape_raises_nothing_but_a_list_error(value: object, ours: bool):
    if ours and isinstance(value, dict):
        value |= {"format": "anime-explorer-list", "version": 1}
    try:
        assert read_list("x", json.dumps(value).encode(), AWKWARD).report.sentences()
    except ListError as error:
        assert str(error)


def test_reading_a_list_logs_nothing(caplog: pytest.LogCaptureFixture, tiny_catalog: Catalog):
    caplog.set_level(0)
    read_list("someone.xml", (DATA / "mal_export.xml").read_bytes(), tiny_catalog)
    refusal(b"title,rating\nR\0ed,5\n")
    assert not caplog.records
