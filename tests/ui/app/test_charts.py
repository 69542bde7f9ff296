"""Colours that can be told apart by every eye and read on either ground."""

from __future__ import annotations

import tomllib
from itertools import combinations
from pathlib import Path

import numpy as np
import plotly.graph_objects as go
import pytest

from core.data.genres import HEADLINES
from ui.app.charts import CATEGORIES, DIVERGING, LEGEND, MARGIN, PAPER_ON, SEQUENTIAL, X_TITLED, Y_TITLED, styled

CONFIG = tomllib.loads((Path(__file__).resolve().parents[3] / ".streamlit" / "config.toml").read_text(encoding="utf-8"))
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


@pytest.mark.parametrize("mode", ["light", "dark"])
@pytest.mark.parametrize("name", ["chartSequentialColors", "chartDivergingColors"])
def test_what_stands_on_a_cell_of_a_heat_map_can_be_read(mode: str, name: str) -> None:
    theme = CONFIG["theme"][mode]
    scale = SEQUENTIAL if name == "chartSequentialColors" else DIVERGING
    for step, colour in enumerate(theme[name]):
        written = theme["backgroundColor" if step in PAPER_ON[scale[0][1]] else "textColor"]
        assert contrast(written, colour) >= 4.5, colour


def test_at_night_no_colour_of_a_chart_glares() -> None:
    """Neither nearly white nor of a strong hue: lightness and chroma of OKLab."""
    for colour in CONFIG["theme"]["dark"]["chartCategoricalColors"]:
        lightness, *hue = oklab(linear(colour))
        assert lightness <= 0.8, colour
        assert np.hypot(*hue) <= 0.13, colour


def test_a_figure_has_room_for_titles_and_a_legend_from_the_beginning() -> None:
    bare = go.Figure(go.Scatter(x=[1, 2], y=[3, 4]))
    assert styled(bare).layout.margin.to_plotly_json() == MARGIN
    told = go.Figure([go.Scatter(y=[3, 4], name="One"), go.Scatter(y=[5, 6], name="Other")])
    told.update_layout(xaxis_title="Stop", yaxis_title="Loss")
    assert styled(told).layout.margin.to_plotly_json() == {"l": Y_TITLED, "r": 8, "t": LEGEND, "b": X_TITLED}
    told.update_layout(showlegend=False)
    assert styled(told).layout.margin.t == MARGIN["t"]
