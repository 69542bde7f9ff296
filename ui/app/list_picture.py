"""A list as a picture to send to friends: ten titles, each with its initials, its other name and its year."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from io import BytesIO

from PIL import Image, ImageDraw
from PIL.ImageFont import FreeTypeFont

from ui.app.fonts import font_for, sans, serif
from ui.app.menu import NAME

SIZE = (1200, 630)
"""In pixels: what link previews show whole."""
PAPER, INK, QUIET = "#fcfbf8", "#10141f", "#5d6270"
LEFT, TOP, COLUMN, ROW, TILE = 60, 150, 560, 84, 64
A_COLUMN = 5


@dataclass(frozen=True)
class Line:
    """One title of a list, as the picture shows it."""

    title: str
    other: str
    year: str
    initials: str
    colours: tuple[str, str]
    """Of its cover, from the top to the bottom."""


def list_picture(heading: str, lines: Sequence[Line], note: str) -> bytes:
    """Ten titles at most under a heading, with a note below, as PNG of 1200 by 630 pixels."""
    picture = Image.new("RGB", SIZE, PAPER)
    draw = ImageDraw.Draw(picture)
    draw.text((LEFT, 48), _cut(heading, serif(46), SIZE[0] - 2 * LEFT), INK, serif(46))
    for place, line in enumerate(lines[: 2 * A_COLUMN], start=1):
        column, row = divmod(place - 1, A_COLUMN)
        _draw_line(picture, (LEFT + column * COLUMN, TOP + row * ROW), place, line)
    draw.text((LEFT, SIZE[1] - 50), _cut(note, sans(22), COLUMN), QUIET, sans(22))
    draw.text((SIZE[0] - LEFT, SIZE[1] - 50), NAME, "#2b4a8b", serif(24), anchor="ra")
    file = BytesIO()
    picture.save(file, "PNG", optimize=True)
    return file.getvalue()


def _draw_line(picture: Image.Image, at: tuple[int, int], place: int, line: Line) -> None:
    draw = ImageDraw.Draw(picture)
    left, top = at
    picture.paste(_tile(line.colours), at, _rounded())
    middle = (left + TILE // 2, top + TILE // 2)
    letters = font_for(line.initials, 26, 600)
    draw.text(middle, _cut(line.initials, letters, TILE), "white", letters, anchor="mm")
    text_left, width = left + TILE + 18, COLUMN - TILE - 48
    title = f"{place}. {line.title}"
    font = font_for(title, 26, 600)
    draw.text((text_left, top + 4), _cut(title, font, width), INK, font)
    below = " · ".join(filter(None, (line.other, line.year)))
    font = font_for(below, 20, 400)
    draw.text((text_left, top + 38), _cut(below, font, width), QUIET, font)


def _tile(colours: tuple[str, str]) -> Image.Image:
    """A square that fades from the one colour to the other."""
    light, dark = (Image.new("RGB", (TILE, TILE), colour) for colour in colours)
    return Image.composite(dark, light, Image.linear_gradient("L").resize((TILE, TILE)))


def _rounded() -> Image.Image:
    """Where a tile with round corners covers what is below, drawn large so that its edge is smooth."""
    mask = Image.new("L", (4 * TILE, 4 * TILE))
    ImageDraw.Draw(mask).rounded_rectangle((0, 0, 4 * TILE - 1, 4 * TILE - 1), 48, 255)
    return mask.resize((TILE, TILE))


def _cut(text: str, font: FreeTypeFont, width: int) -> str:
    """The text in one line of printable signs, cut with an ellipsis where it is wider than so many pixels."""
    text = "".join(sign if sign.isprintable() else " " for sign in text)
    if font.getlength(text) <= width:
        return text
    while text and font.getlength(f"{text}…") > width:
        text = text[:-1]
    return f"{text.rstrip()}…"
