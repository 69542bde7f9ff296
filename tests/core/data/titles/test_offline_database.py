"""A file of anime-offline-database: what is taken from it, what is not, how it joins what comes with the project."""

from __future__ import annotations

import json
from pathlib import Path

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from core.__main__ import main
from core.data.catalog import Catalog
from core.data.titles import CatalogSearch, title_facts
from core.data.titles import offline_database as reading
from core.data.titles.added import joined, keep, kept
from core.data.titles.facts import FILE, TitleTable, read_titles
from core.data.titles.offline_database import read_offline_database
from core.errors import DataError

MAL = "https://myanimelist.net/anime"
COVER = "https://cdn.myanimelist.net/images/anime/1015/138006.jpg"
FRIEREN = {
    "sources": ["https://anidb.net/anime/17617", "https://anilist.co/anime/154587", f"{MAL}/52991"],
    "title": "Sousou no Frieren",
    "type": "TV",
    "episodes": 28,
    "status": "FINISHED",
    "animeSeason": {"season": "FALL", "year": 2023},
    "picture": COVER,
    "thumbnail": COVER,
    "synonyms": ["Frieren: Beyond Journey's End", "葬送のフリーレン", "Sousou no Frieren"],
    "relatedAnime": [f"{MAL}/16498", "https://anilist.co/anime/1"],
    "tags": ["elves"],
}
ATTACK = {
    "sources": [f"{MAL}/16498"],
    "title": "Shingeki no Kyojin",
    "synonyms": ["Attack on Titan", "A Name of Its Own"],
}


def written(folder: Path, *entries: object, name: str = "db.json") -> Path:
    file = folder / name
    about = {"license": {"name": "ODbL"}, "lastUpdate": "2025-03-01"}
    lines = [json.dumps(each) for each in (about, *entries)]
    file.write_text("\n".join(lines) if name.endswith("l") else json.dumps(about | {"data": list(entries)}), "utf-8")
    return file


@pytest.mark.parametrize("name", ["db.json", "db.jsonl"])
def test_both_forms_say_names_year_season_ids_relations_and_cover(tmp_path: Path, name: str):
    found = read_offline_database(written(tmp_path, FRIEREN, ATTACK, {"title": "x1", "sources": []}, 7, name=name))
    assert (found.last_update, found.n_elsewhere, found.n_unreadable) == ("2025-03-01", 1, 1)
    assert found.table.to_pylist()[1] == {
        "anime_id": 52991,
        "title": "Sousou no Frieren",
        "aliases": ["Frieren: Beyond Journey's End", "葬送のフリーレン"],
        "year": 2023,
        "season": "autumn",
        "anilist_id": 154587,
        "anidb_id": 17617,
        "related": [16498],
        "picture": COVER,
    }


@pytest.mark.parametrize(
    ("part", "value", "column", "left"),
    [
        ("picture", "http://cdn.myanimelist.net/a.jpg", "picture", None),
        ("picture", "https://evil.example/a.jpg", "picture", None),
        ("picture", "https://cdn.myanimelist.net.evil.example/a.jpg", "picture", None),
        ("picture", "https://cdn.myanimelist.net@evil.example/a.jpg", "picture", None),
        ("picture", 'https://s4.anilist.co/a.jpg" onerror="x.jpg', "picture", None),
        ("picture", "https://s4.anilist.co/../a.jpg", "picture", None),
        ("picture", ["https://s4.anilist.co/a.jpg"], "picture", None),
        ("picture", "https://media.kitsu.app/anime/1/a.webp", "picture", "https://media.kitsu.app/anime/1/a.webp"),
        (
            "synonyms",
            ["<script>1</script>", 5, None, "", "...", "a" * 201, " Two\u202e\n\x00 Words "],
            "aliases",
            ["Two Words"],
        ),
        ("synonyms", {"a": 1}, "aliases", []),
        ("synonyms", [f"Name {n}" for n in range(500)], "aliases", [f"Name {n}" for n in range(6)]),
        ("animeSeason", {"year": 10**30, "season": ["FALL"]}, "year", None),
        ("animeSeason", {"year": True}, "year", None),
        ("animeSeason", "2023", "year", None),
        ("animeSeason", {"year": 1899}, "year", None),
        ("animeSeason", {"year": 1900}, "year", 1900),
        ("animeSeason", {"year": 2100}, "year", 2100),
        ("animeSeason", {"year": 2101}, "year", None),
        ("animeSeason", {"year": 2023, "season": "FALL"}, "season", "autumn"),
        ("animeSeason", {"year": 2023, "season": "UNDEFINED"}, "season", None),
        ("type", "MOVIE", "season", None),
        ("sources", [f"{MAL}/52991", "https://anilist.co/anime/5", "https://anilist.co/anime/6"], "anilist_id", 5),
        ("sources", [f"{MAL}/52991"], "anidb_id", None),
        ("synonyms", ["a" * 200], "aliases", ["a" * 200]),
        ("relatedAnime", [f"{MAL}/{n}" for n in range(1, 150)], "related", list(range(1, 101))),
        ("relatedAnime", [f"{MAL}/7", f"{MAL}/9999999", f"{MAL}/7"], "related", [7, 9_999_999]),
        ("relatedAnime", [f"{MAL}/0", f"{MAL}/12345678", f"{MAL}/7/x", 7], "related", []),
    ],
)
def test_a_value_that_is_not_what_it_should_be_is_left_out(tmp_path: Path, part, value, column, left):
    table = read_offline_database(written(tmp_path, FRIEREN | {part: value})).table
    assert table[column].to_pylist() == [left]


def test_an_entry_of_several_ids_is_a_title_for_each_and_the_first_of_an_id_counts(tmp_path: Path):
    twice = FRIEREN | {"title": "Another", "sources": [f"{MAL}/52991", f"{MAL}/5"]}
    found = read_offline_database(written(tmp_path, FRIEREN, twice, {"title": "<b>x</b>", "sources": [f"{MAL}/6"]}))
    assert found.table.select(["anime_id", "title"]).to_pylist() == [
        {"anime_id": 5, "title": "Another"},
        {"anime_id": 52991, "title": "Sousou no Frieren"},
    ]
    assert (found.n_elsewhere, found.n_unreadable) == (0, 1)


@pytest.mark.parametrize(
    ("update", "said"), [("2025", "2025"), ("2025-03-01", "2025-03-01"), ("202", ""), ("2025-03-011", ""), (5, "")]
)
def test_the_date_is_what_looks_like_one(tmp_path: Path, update: object, said: str):
    file = tmp_path / "db.json"
    file.write_text(json.dumps({"lastUpdate": update, "data": [FRIEREN]}))
    assert read_offline_database(file).last_update == said


def test_lines_need_no_line_about_the_file(tmp_path: Path):
    file = tmp_path / "db.jsonl"
    file.write_text("\n".join(["", json.dumps(FRIEREN), " ", json.dumps(ATTACK), ""]))
    assert read_offline_database(file).table["anime_id"].to_pylist() == [16498, 52991]
    file.write_text("\n".join([json.dumps({"lastUpdate": "2025"}), json.dumps(FRIEREN), "{"]))
    with pytest.raises(DataError, match=r"^Line 3 of db.jsonl breaks off"):
        read_offline_database(file)


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "damaged"),
        (b'{"data": [', "damaged"),
        (b"[" * 100_000, "nested too deeply"),
        (b"\xff\xfe{", "not UTF-8"),
        (b"[]", "no list"),
        (b'{"data": 5}', "no list"),
        (b'{"data": [{}, [], {"title": "A", "sources": ["javascript:1"]}]}', "names no title of MyAnimeList"),
    ],
)
def test_a_file_that_is_something_else_gets_a_sentence(tmp_path: Path, content: bytes, said: str):
    file = tmp_path / "db.json"
    file.write_bytes(content)
    with pytest.raises(DataError, match=said):
        read_offline_database(file)
    with pytest.raises(DataError, match="cannot be read"):
        read_offline_database(tmp_path / "none.json")


def test_a_file_that_is_too_large_or_too_rich_is_not_taken_apart(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    file = written(tmp_path, FRIEREN)
    parts = sum(map(file.read_text().count, "{[,"))
    monkeypatch.setattr(reading, "MOST_PARTS", parts)
    monkeypatch.setattr(reading, "LARGEST", file.stat().st_size)
    assert len(read_offline_database(file).table) == 1
    monkeypatch.setattr(reading, "MOST_PARTS", parts - 1)
    with pytest.raises(DataError, match=f"more than {parts - 1} parts"):
        read_offline_database(file)
    monkeypatch.setattr(reading, "LARGEST", file.stat().st_size - 1)
    with pytest.raises(DataError, match="larger than 0 MB"):
        read_offline_database(file)


def test_what_comes_with_the_project_counts_and_the_file_adds_what_it_lacks(tmp_path: Path):
    shipped = pq.read_table(FILE)
    table = TitleTable(joined(shipped, read_offline_database(written(tmp_path, FRIEREN, ATTACK)).table))
    before, after = read_titles(FILE).get(16498), table.get(16498)
    assert before and after
    assert (after.english, after.year, after.streams, after.title) == (
        before.english,
        before.year,
        before.streams,
        before.title,
    )
    assert after.aliases == (*before.aliases, "A Name of Its Own")
    assert table.pictures == {52991: COVER}
    assert len(table) == len(read_titles(FILE)) + (52991 not in read_titles(FILE))


def test_a_title_that_the_catalog_lacks_is_told_of_with_one_of_its_story(tmp_path: Path, two_titles: Catalog):
    facts = TitleTable(joined(pq.read_table(FILE), read_offline_database(written(tmp_path, FRIEREN)).table))
    search = CatalogSearch(two_titles, facts)
    missing = search.find("frieren").missing
    assert missing
    assert search.why_missing(missing).endswith("Attack on Titan, of the same story, is here.")


@pytest.fixture
def two_titles() -> Catalog:
    table = pd.DataFrame({"title": ["Shingeki no Kyojin", "Naruto"], "genres": [(), ()]}, index=[16498, 20])
    return Catalog(table.assign(type="TV", episodes=1, mean_rating=7.0, members=[10, 5]).rename_axis("anime_id"))


def test_the_command_keeps_it_in_the_home_and_the_next_start_has_it(tmp_path: Path, monkeypatch, capsys):
    monkeypatch.setenv("ANIME_EXPLORER_HOME", str(tmp_path / "home"))
    digest = FILE.read_bytes()
    assert main(["titles", "--offline-database", str(written(tmp_path, FRIEREN))]) == 0
    assert "1 titles of anime-offline-database of 2025-03-01" in capsys.readouterr().out
    assert title_facts().pictures == {52991: COVER}
    assert FILE.read_bytes() == digest
    assert main(["titles", "--offline-database", str(tmp_path / "none.json")]) == 2
    assert "cannot be read" in capsys.readouterr().err


def test_what_is_kept_and_damaged_gets_a_sentence(tmp_path: Path):
    file = tmp_path / "titles.parquet"
    assert kept(file) is None
    keep(read_offline_database(written(tmp_path, FRIEREN)), file)
    assert isinstance(kept(file), pa.Table)
    file.write_bytes(b"PAR1")
    with pytest.raises(DataError, match="damaged"):
        kept(file)
