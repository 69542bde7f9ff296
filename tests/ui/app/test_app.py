"""What pages share: how numbers read, colours that can be told apart, and the library of models."""

from __future__ import annotations

import importlib
import tomllib
from itertools import combinations
from pathlib import Path

import numpy as np
import pytest
import streamlit
from streamlit.config import get_config_options
from streamlit.runtime.pages_manager import PagesManager

import ui
from core.data.genres import HEADLINES, leading_genre
from core.model.bundle import Bundle
from ui.app import formats
from ui.app.charts import CATEGORIES
from ui.app.menu import ENTRIES, READERS
from ui.overview.story import data_story, error_story

CONFIG = tomllib.loads((Path(__file__).resolve().parents[3] / ".streamlit" / "config.toml").read_text())
LEAST_APART, LEAST_CONTRAST = 0.1, 3.0

# Machado, Oliveira and Fernandes (2009), severity 1, on linear RGB.
EYES = {
    "all colours": np.eye(3),
    "no red": [[0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216], [-0.003882, -0.048116, 1.051998]],
    "no green": [[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413], [-0.011820, 0.042940, 0.968881]],
    "no blue": [[1.255528, -0.076749, -0.178779], [-0.078411, 0.930809, 0.147602], [0.004733, 0.691367, 0.303900]],
}
TO_CONES = [
    [0.4122214708, 0.5363325363, 0.0514459929],
    [0.2119034982, 0.6806995451, 0.1073969566],
    [0.0883024619, 0.2817188376, 0.6299787005],
]
TO_OKLAB = [
    [0.2104542553, 0.7936177850, -0.0040720468],
    [1.9779984951, -2.4285922050, 0.4505937099],
    [0.0259040371, 0.7827717662, -0.8086757660],
]


def linear(colour: str) -> np.ndarray:
    parts = np.array([int(colour[place : place + 2], 16) for place in (1, 3, 5)]) / 255
    return np.where(parts <= 0.04045, parts / 12.92, ((parts + 0.055) / 1.055) ** 2.4)


def oklab(rgb: np.ndarray) -> np.ndarray:
    return np.array(TO_OKLAB) @ np.cbrt(np.array(TO_CONES) @ rgb.clip(0, 1))


def contrast(one: str, other: str) -> float:
    low, high = sorted(float(linear(colour) @ [0.2126, 0.7152, 0.0722]) for colour in (one, other))
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("mode", ["light", "dark"])
@pytest.mark.parametrize("eye", list(EYES))
def test_the_eight_colours_stay_apart_for_every_eye(mode: str, eye: str) -> None:
    colours = CONFIG["theme"][mode]["chartCategoricalColors"]
    seen = [oklab(np.array(EYES[eye]) @ linear(colour)) for colour in colours]
    apart = {pair: float(np.linalg.norm(seen[pair[0]] - seen[pair[1]])) for pair in combinations(range(8), 2)}
    assert min(apart.values()) >= LEAST_APART, min(apart, key=lambda pair: apart[pair])
    assert len(colours) == len(CATEGORIES) == len(HEADLINES) + 1


@pytest.mark.parametrize("mode", ["light", "dark"])
def test_every_colour_stands_out_from_the_page(mode: str) -> None:
    theme = CONFIG["theme"][mode]
    for colour in theme["chartCategoricalColors"]:
        assert contrast(colour, theme["backgroundColor"]) >= LEAST_CONTRAST, colour


@pytest.mark.parametrize("mode", ["light", "dark"])
def test_text_links_and_button_labels_can_be_read(mode: str) -> None:
    theme = CONFIG["theme"][mode]
    for ground in (theme["backgroundColor"], theme["secondaryBackgroundColor"], theme["sidebar"]["backgroundColor"]):
        assert contrast(theme["textColor"], ground) >= 7
        assert contrast(theme["linkColor"], ground) >= 4.5
        assert contrast(theme["primaryColor"], ground) >= 4.5


def test_the_first_start_asks_nothing_and_tells_nobody() -> None:
    assert CONFIG["server"]["showEmailPrompt"] is False
    assert CONFIG["browser"]["gatherUsageStats"] is False


def test_only_this_machine_reaches_the_server_unless_somebody_says_otherwise() -> None:
    assert CONFIG["server"]["address"] == "127.0.0.1"


def test_no_session_waits_while_all_garbage_is_collected_after_each_run_of_another() -> None:
    assert CONFIG["runner"]["postScriptGC"] is False


def test_streamlit_still_knows_every_setting_of_the_configuration_file() -> None:
    named = [f"{section}.{name}" for section in ("server", "runner", "browser", "client") for name in CONFIG[section]]
    assert [name for name in named if name not in get_config_options()] == []


def test_every_page_of_the_menu_exists_and_the_other_way_round() -> None:
    files = {path.stem for path in (Path(__file__).resolve().parents[3] / "pages").glob("*.py")}
    assert set(ENTRIES) == files
    assert {file for reader in READERS for file, _ in reader.steps} <= files


@pytest.mark.parametrize(
    ("read", "expected"),
    [
        (formats.count(506786), "506,786"),
        (formats.rating(7.625), "7.62"),
        (formats.rating(float("nan")), "–"),
        (formats.signed(0.416), "+0.42"),
        (formats.signed(-0.416), "−0.42"),
        (formats.share(0.104), "10 %"),
        (formats.share(0.0168, 1), "1.7 %"),
        (formats.off_by(0.8371), "off by 0.84 points on average"),
        (formats.date("2026-11-24T06:03:52+00:00"), "24 November 2026"),
        (formats.listed(["Action"]), "Action"),
        (formats.listed(["Action", "Drama", "Sci-Fi"]), "Action, Drama and Sci-Fi"),
    ],
)
def test_numbers_read_as_people_write_them(read: str, expected: str) -> None:
    assert read == expected


def test_the_story_of_a_card_names_what_was_held_out(shipped: Bundle) -> None:
    split = shipped.card.split
    assert f"{split.valid_rows:,} ratings held out" in error_story(shipped.card)
    assert f"{split.held_out_viewers:,} viewers" in data_story(shipped.card)


def test_the_rarest_of_a_titles_genres_stands_for_it(tiny_bundle: Bundle) -> None:
    # Comedy has two titles, Action and Romance one each; the last title has none of them
    assert leading_genre(tiny_bundle.catalog, ("Action", "Comedy", "Romance")).tolist() == [0, 2, 1, 3]


def test_a_genre_the_catalog_does_not_know_stands_for_nothing(tiny_bundle: Bundle) -> None:
    assert leading_genre(tiny_bundle.catalog, ("Vampire",)).tolist() == [1, 1, 1, 1]


def test_a_deep_link_on_a_fresh_server_starts_again_inside_the_frame(monkeypatch: pytest.MonkeyPatch) -> None:
    restarts = []
    monkeypatch.setattr(PagesManager, "uses_pages_directory", True)
    monkeypatch.setattr(streamlit, "rerun", lambda: restarts.append(PagesManager.uses_pages_directory))
    importlib.reload(ui)
    importlib.reload(ui)
    assert restarts == [False]
