"""Every page as an eye would check it: at each width nothing is cut or lies over another, and charts can be read."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page

from scripts.live import settled
from tests.browser.looks import cut_or_overlapping, drawn_whole, faint_texts
from ui.app.menu import ENTRIES

TABS = {
    "similarity": ("Nearest and farthest", "Analogies", "Paths"),
    "ratings": ("Long tail", "Genres", "Unrated rows", "Cleaning"),
    "compare": ("Biases", "Maps", "Neighbours", "Lists", "Scores"),
}
"""Tabs of pages that draw one at a time, but the first."""


def views(name: str) -> list[str]:
    """The names of what there is to see on a page: itself, and then its tabs."""
    return ["", *TABS.get(name, ())]


def walk(page: Page, server: str, look: Callable[[Page], list[str]]) -> dict[str, list[str]]:
    """What ``look`` finds on each page and tab, where it finds something."""
    found = {}
    for name, entry in ENTRIES.items():
        page.goto(f"{server}/{entry.address}")
        settled(page)
        for tab in views(name):
            if tab:
                page.get_by_role("tab", name=tab, exact=True).click()
                settled(page)
            drawn_whole(page)
            if wrong := look(page):
                found[f"{name} {tab}"] = wrong
    return found


@pytest.mark.parametrize("width", [390, *(pytest.param(width, marks=pytest.mark.again) for width in (768, 1440, 2560))])
def test_on_no_page_anything_is_cut_or_lies_over_another(page_at: Callable[..., Page], server: str, width: int):
    page = page_at()
    page.set_viewport_size({"width": width, "height": 900})
    assert walk(page, server, cut_or_overlapping) == {}


@pytest.mark.parametrize(
    "dark", [pytest.param(False, id="light", marks=pytest.mark.again), pytest.param(True, id="dark")]
)
def test_the_text_of_every_chart_on_every_page_can_be_read(page_at: Callable[..., Page], server: str, dark: bool):
    assert walk(page_at(dark=dark), server, faint_texts) == {}
