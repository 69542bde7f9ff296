"""A cover for every title, drawn from what is known of it: the colour of its place on the map, initials, year."""

from __future__ import annotations

import colorsys
import html
import re
from pathlib import Path

import numpy as np
import streamlit as st
from numpy.typing import NDArray

from core.analysis.projection import PART
from core.model.bundle import Bundle
from ui.app.per_bundle import per_bundle
from ui.app.pictures import picture
from ui.app.titles import year

SMALL_WORDS = frozenset(
    ["a", "an", "and", "at", "de", "ga", "in", "na", "ni", "no", "o", "of", "the", "to", "wa", "wo"]
)
MOST_INITIALS = 3
_WORD = re.compile(r"[^\W_]+")
_ASIDE = re.compile(r"\s*\(.*?\)")


def draw_with_tile(bundle: Bundle, anime_id: int, key: str, text: str) -> None:
    """Draw a title as a card: its cover, and Markdown beside it."""
    with st.container(border=True, horizontal=True, gap="small", key=f"tiled-{key}-{anime_id}"):
        st.html(tile(bundle, anime_id, "small"), width="content")
        st.markdown(text, width="stretch")


def load_tiles() -> None:
    """Make the page draw covers as such; once on each page that has some."""
    st.html(Path(__file__).with_name("tiles.css"))


def tile(bundle: Bundle, anime_id: int, size: str = "") -> str:
    """The cover as HTML, for the eye alone: what it shows stands beside it in words. ``size`` is small, or none."""
    light, dark = colours(bundle, anime_id)
    letters, when = html.escape(initials(bundle.catalog.title(anime_id))), html.escape(year(anime_id))
    return (
        f'<div class="tile {size}" aria-hidden="true" style="background:linear-gradient(160deg,{light},{dark})">'
        f"<span>{letters}</span><small>{when}</small>{_drawn(picture(anime_id))}</div>"
    )


def _drawn(address: str | None) -> str:
    """The picture that lies over the drawn cover, which shows as long as there is none."""
    return f'<img src="{html.escape(address)}" alt="" loading="lazy">' if address else ""


def initials(title: str) -> str:
    """Up to three letters or numbers that stand for a title: "E21" for Eyeshield 21, "Na" for Naruto."""
    found = _WORD.findall(_ASIDE.sub("", title)) or _WORD.findall(title)
    telling = [word for word in found if word.casefold() not in SMALL_WORDS] or found
    if len(telling) == 1:
        return telling[0][:2].capitalize() if telling[0].isascii() else telling[0][:1]
    return "".join(word[:2] if word.isdigit() else word[0].upper() for word in telling[:MOST_INITIALS])


def colours(bundle: Bundle, anime_id: int) -> tuple[str, str]:
    """The two colours of a title's cover."""
    return _colours(bundle)[bundle.model.anime.row(anime_id)]


@per_bundle
def _colours(bundle: Bundle) -> list[tuple[str, str]]:
    """The two colours of each title's cover by row: neighbours on the map look alike."""
    places, n_seen = bundle.parts.get(PART), bundle.catalog.table["n_seen"].to_numpy(dtype=np.float64) + 1e-9
    if places is None:
        places = np.random.default_rng(0).normal(size=(len(n_seen), 2))
    x, y = (places - np.average(places, axis=0, weights=n_seen)).T
    directions, distances = _ranks(np.arctan2(y, x), n_seen), _ranks(np.hypot(x, y), n_seen)
    pairs = zip(directions, directions + 0.05 + 0.25 * distances, strict=True)
    return [(_colour(light, 0.42), _colour(dark, 0.25)) for light, dark in pairs]


def _ranks(values: NDArray[np.floating], weights: NDArray[np.floating]) -> NDArray[np.floating]:
    """The weighted share of smaller values for each, 0…1: where much is that people know, colours differ more."""
    order = np.argsort(values, kind="stable")
    ranks = np.empty(len(values))
    ranks[order] = np.cumsum(weights[order]) / weights.sum()
    return ranks


def _colour(hue: float, lightness: float) -> str:
    red, green, blue = (round(255 * part) for part in colorsys.hls_to_rgb(hue % 1, lightness, 0.48))
    return f"#{red:02x}{green:02x}{blue:02x}"
