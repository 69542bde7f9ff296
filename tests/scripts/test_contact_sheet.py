"""What differs between two contact sheets."""

from __future__ import annotations

from pathlib import Path

from PIL import Image

from scripts.contact_sheet import addresses, changes, share_changed
from ui.app.menu import ENTRIES
from ui.learn.course import SLUGS


def test_every_page_and_station_has_its_pictures() -> None:
    assert len(addresses()) == len(ENTRIES) - 1 + len(SLUGS)


def test_pixels_count_that_differ_or_that_only_one_picture_has() -> None:
    white, marked = Image.new("RGB", (10, 10), "white"), Image.new("RGB", (10, 20), "white")
    assert share_changed(white, white) == 0
    assert share_changed(white, marked) == 100 / 200
    marked.paste("black", (0, 0, 5, 1))
    assert share_changed(white, marked) == (5 + 100) / 200


def test_what_is_new_gone_or_different_is_listed_and_what_is_the_same_is_not(tmp_path: Path) -> None:
    before, now = tmp_path / "before", tmp_path / "now"
    for folder, colours in (
        (before, {"a": "white", "b": "white", "c": "white"}),
        (now, {"b": "black", "c": "white", "d": "red"}),
    ):
        folder.mkdir()
        for name, colour in colours.items():
            Image.new("RGB", (4, 4), colour).save(folder / f"{name}.png")
    assert changes(before, now) == ["new       d.png", "gone      a.png", " 100.00%  b.png"]
