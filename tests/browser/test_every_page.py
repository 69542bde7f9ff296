"""The whole explorer over a real server: every page opens on the shipped model, for everybody."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from scripts.live import ROOT, no_traceback_in, open_from_menu
from ui.app.menu import ENTRIES as ALL_ENTRIES
from ui.app.menu import PAGES as ENTRIES
from ui.app.site import PARTS

PAGES = sorted(path.stem for path in (ROOT / "pages").glob("*.py"))


def path_of(page: str) -> str:
    return "" if page == "overview" else page


def no_error(page: Page) -> None:
    expect(page.get_by_test_id("stException")).to_have_count(0)
    expect(page.get_by_test_id("stAlertContentError")).to_have_count(0)


HAS_FADED_IN = """
() => document.getAnimations().every(animation =>
  animation.playState !== "running" || animation.effect.getComputedTiming().iterations === Infinity)
"""


def violations(page: Page) -> list[str]:
    """Serious and critical findings of axe-core on what the page shows once it has faded in."""
    page.wait_for_function(HAS_FADED_IN)
    found = Axe().run(page).response["violations"]
    grave = [finding for finding in found if finding["impact"] in ("serious", "critical")]
    return [f"{finding['id']}: {node['html'][:200]}" for finding in grave for node in finding["nodes"]]


SKIPPED = """
() => [...document.querySelectorAll("h1, h2, h3, h4, h5, h6")]
  .filter((heading, place, all) => Number(heading.tagName[1]) > Number(all[place - 1]?.tagName[1] ?? 0) + 1)
  .map(heading => heading.outerHTML.slice(0, 160))
"""
"""Headings more than one level below the one before them."""


@pytest.mark.parametrize(
    ("model", "dark"),
    [
        pytest.param("dot-bias", False, id="dot-light"),
        pytest.param("neural", True, id="neural-dark", marks=pytest.mark.again),
    ],
)
@pytest.mark.parametrize("name", PAGES)
def test_every_page_opens_and_passes_the_grave_accessibility_rules(
    page_at: Callable[..., Page], name: str, model: str, dark: bool
):
    page = page_at(f"{path_of(name)}?model={model}", dark=dark)
    no_error(page)
    expect(page.get_by_test_id("stMain").locator("h1").first).to_be_visible()
    expect(page).to_have_title(ALL_ENTRIES[name].full_title)
    assert page.evaluate(SKIPPED) == []
    assert violations(page) == []


def fits(page: Page) -> bool:
    """Whether nothing makes the page scroll sideways."""
    return page.get_by_test_id("stMain").evaluate("element => element.scrollWidth - element.clientWidth") <= 1


@pytest.mark.parametrize("name", sorted(set(PAGES) - {entry.file for entry in ENTRIES}))
def test_no_page_outside_the_menu_is_wider_than_a_phone(page_at: Callable[..., Page], name: str):
    page = page_at(name, phone=True)
    no_error(page)
    assert fits(page)


def test_a_walk_through_the_menu_meets_no_error(page_at: Callable[..., Page]):
    page = page_at()
    expect(page.get_by_test_id("stSidebarNavLink")).to_have_count(len(ENTRIES))
    for entry in (*ENTRIES[1:], ENTRIES[0]):
        no_error(open_from_menu(page, entry))


LOADED = """
parts => parts.every(part => performance.getEntriesByType("resource").some(({ name }) => name.includes(`/${part}.`)))
"""


def test_scripts_that_only_some_pages_need_are_loaded_before_one_of_them_is_opened(page_at: Callable[..., Page]):
    page_at("together").wait_for_function(LOADED, arg=list(PARTS))


def test_a_traceback_that_comes_after_the_last_test_still_fails_at_the_servers_end(tmp_path: Path):
    log = tmp_path / "server.log"
    log.write_text("You can now view your Streamlit app in your browser.\n")
    with pytest.raises(RuntimeError, match="ValueError: late"), no_traceback_in(log):
        log.write_text("Traceback (most recent call last):\n  …\nValueError: late\n")
