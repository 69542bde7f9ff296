"""Covers: letters that stand for a title, a year, and colours of a place on the map."""

from __future__ import annotations

import re
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from core.data.titles.offline_database import SCHEMA
from core.model.bundle import Bundle
from ui.app.pictures import VARIABLE
from ui.app.tiles import initials, tile


@pytest.mark.parametrize(
    ("title", "expected"),
    [
        ("Eyeshield 21", "E21"),
        ("Great Teacher Onizuka", "GTO"),
        ("One Outs: Nobody Wins, But I!", "OON"),
        ("Kids on the Slope", "KOS"),
        ("Naruto", "Na"),
        ("K-On!!", "KO"),
        ("Kanon (2006)", "Ka"),
        ("86", "86"),
        ("進撃の巨人", "進"),
        ("of the", "OT"),
        ("!!!", ""),
        ("", ""),
    ],
)
def test_a_title_has_up_to_three_initials(title: str, expected: str):
    assert initials(title) == expected


def contrast_with_white(colour: str) -> float:
    """By WCAG 2.2."""
    parts = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 1.05 / (0.05 + 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2])


def test_every_title_has_a_cover_whose_letters_can_be_read(shipped: Bundle):
    for anime_id in shipped.catalog.table.index[::7].tolist():
        (_, dark) = re.findall(r"#[0-9a-f]{6}", tile(shipped, anime_id))
        assert contrast_with_white(dark) >= 4.5


def test_neighbours_on_the_map_look_alike_and_well_known_titles_have_many_colours(shipped: Bundle):
    def colours(anime_id: int) -> list[str]:
        return re.findall(r"#[0-9a-f]{6}", tile(shipped, anime_id))

    known = shipped.catalog.table.nlargest(100, "members").index.tolist()
    assert len({colours(anime_id)[0] for anime_id in known}) > 60


def test_a_cover_says_the_year_and_is_no_more_than_a_picture(tiny_bundle: Bundle, shipped: Bundle):
    assert ">2013<" in tile(shipped, 16498)
    assert 'aria-hidden="true"' in tile(tiny_bundle, 10)


def test_a_picture_from_elsewhere_lies_over_the_cover_only_where_it_is_known_and_switched_on(
    shipped: Bundle, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setenv("ANIME_EXPLORER_HOME", str(tmp_path))
    address = "https://s4.anilist.co/a.jpg"
    rows = [{"anime_id": 20, "title": "Naruto", "aliases": [], "related": [], "picture": address}]
    pq.write_table(pa.Table.from_pylist(rows, SCHEMA), tmp_path / "titles.parquet")
    monkeypatch.delenv(VARIABLE, raising=False)
    assert "<img" not in tile(shipped, 20)
    monkeypatch.setenv(VARIABLE, "on")
    assert f'<img src="{address}" alt="" loading="lazy">' in tile(shipped, 20)
    assert "<img" not in tile(shipped, 1535)
