"""Fonts to draw pictures with: those that Streamlit brings along, and one for Japanese where the machine has it."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import streamlit as st
from PIL import ImageFont
from PIL.ImageFont import FreeTypeFont

_BROUGHT = Path(st.__file__).parent / "static"
_JAPANESE = (
    ("/usr/share/fonts", "**/NotoSansCJK-Regular.ttc"),
    ("/usr/share/fonts", "**/NotoSansCJKjp-Regular.otf"),
    ("/usr/share/fonts", "**/NotoSansJP*.[ot]t[fc]"),
    ("/usr/share/fonts", "**/ipag*.ttf"),
    ("/System/Library/Fonts", "ヒラギノ角ゴシック W3.ttc"),
    ("/System/Library/Fonts", "Hiragino Sans GB.ttc"),
    ("C:/Windows/Fonts", "YuGothR.ttc"),
    ("C:/Windows/Fonts", "msgothic.ttc"),
)
"""Where Linux, macOS and Windows keep fonts that cover Japanese, the likeliest first."""
_LATIN = 0x2E80
"""Signs from here on are in no font that Streamlit brings."""


def sans(size: int, weight: int = 400) -> FreeTypeFont:
    """The font of running text; sizes in pixels, weights from 200 to 900."""
    return _variable("SourceSansVF-Upright*.woff2", size, weight)


def serif(size: int, weight: int = 600) -> FreeTypeFont:
    """The font of headings."""
    return _variable("SourceSerifVariable-Roman*.woff2", size, weight)


def japanese(size: int) -> FreeTypeFont | None:
    """A font that covers Japanese, or nothing where none is found."""
    file = _japanese_file()
    return ImageFont.truetype(file, size) if file else None


def is_latin(text: str) -> bool:
    """Whether the fonts that Streamlit brings have every sign of a text."""
    return all(ord(sign) < _LATIN for sign in text)


def can_write(text: str) -> bool:
    """Whether there is a font that has every sign of a text."""
    return is_latin(text) or japanese(12) is not None


def font_for(text: str, size: int, weight: int = 400) -> FreeTypeFont:
    """The font that has all signs of a text, as far as there is one."""
    return sans(size, weight) if is_latin(text) else japanese(size) or sans(size, weight)


def _variable(name: str, size: int, weight: int) -> FreeTypeFont:
    font = ImageFont.truetype(_brought(name), size)
    axes = font.get_variation_axes()
    font.set_variation_by_axes([weight if axis["name"] == b"Weight" else axis["default"] or 0 for axis in axes])
    return font


@cache
def _brought(name: str) -> Path:
    return next(_BROUGHT.rglob(name))


@cache
def _japanese_file() -> Path | None:
    return next((file for folder, name in _JAPANESE for file in sorted(Path(folder).glob(name))), None)
