"""The picture of a list: its size, what is written on it, and names that no font at hand can write."""

from __future__ import annotations

from io import BytesIO

import numpy as np
import pytest
from PIL import Image

from core.model.bundle import Bundle
from core.profiles import Profile
from ui.app.fonts import can_write, font_for, is_latin, japanese, sans
from ui.app.list_picture import PAPER, SIZE, Line, list_picture
from ui.app.shared_list import shared_list, shared_picture, shared_text

PROFILE = Profile({1575: 9.5, 2904: 8, 1: 3.5})
LINE = Line("Spirited Away", "Sen to Chihiro no Kamikakushi", "2001", "SA", ("#804020", "#203060"))


def opened(png: bytes) -> Image.Image:
    picture = Image.open(BytesIO(png))
    assert (picture.format, picture.size) == ("PNG", SIZE)
    return picture.convert("RGB")


def has_ink(picture: Image.Image, box: tuple[int, int, int, int]) -> bool:
    return bool(np.ptp(np.asarray(picture.crop(box)), axis=(0, 1)).any())


def test_each_title_has_its_place_and_the_rest_stays_paper():
    one, ten = opened(list_picture("A list", [LINE], "")), opened(list_picture("A list", [LINE] * 12, ""))
    first, sixth = (60, 150, 600, 220), (620, 150, 1160, 220)
    assert has_ink(one, first) and not has_ink(one, sixth)
    assert has_ink(ten, first) and has_ink(ten, sixth)
    assert one.getpixel((1190, 10)) == tuple(int(PAPER[at : at + 2], 16) for at in (1, 3, 5))


@pytest.mark.parametrize("title", ["x" * 500, "", "進撃の巨人", "Gintama°", "\N{GRINNING FACE}", "a\nb"])
def test_no_title_is_too_long_or_too_strange(title: str):
    opened(list_picture(title or "A list", [Line(title, title, "", title[:2], LINE.colours)] * 10, title))


def test_a_long_title_stays_in_its_column():
    picture = opened(list_picture("A list", [Line("W" * 90, "W" * 90, "2001", "W", LINE.colours)], ""))
    assert not has_ink(picture, (600, 150, 620, 570))


def test_japanese_is_written_where_there_is_a_font_for_it_and_left_out_elsewhere():
    assert is_latin("Gintama° – Ōkami") and not is_latin("銀魂")
    assert can_write("銀魂") == (japanese(20) is not None)
    assert font_for("Gintama", 20).getname() == sans(20).getname()


def test_picture_and_text_hold_the_list_of_a_person(shipped: Bundle):
    opened(shared_picture(shipped, PROFILE))
    titles = [shipped.catalog.title(found.anime_id) for found in shared_list(shipped, PROFILE)]
    lines = shared_text(shipped, PROFILE, "https://example.org/shared?list=x").splitlines()
    assert lines[1:-1] == [f"{place}. {title}" for place, title in enumerate(titles, start=1)]
    assert len(titles) == 10 and lines[-1] == "https://example.org/shared?list=x"
