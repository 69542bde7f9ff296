"""The course in a real browser: two readers' paths, the keyboard, and stations that anybody can read anywhere."""

from __future__ import annotations

import os
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from scripts.live import settled
from tests.browser.looks import cut_or_overlapping, drawn_whole, faint_texts
from tests.browser.test_every_page import no_error, violations
from ui.learn.course import SLUGS, STATIONS, chapters


def at_station(page: Page, place: int) -> Page:
    expect(page.locator("h1")).to_have_text(STATIONS[place].question)
    no_error(page)
    return settled(page)


def turn(page: Page, key: str) -> None:
    """Press an arrow key once the page says that arrow keys turn it."""
    expect(page.get_by_text("Arrow keys turn the pages")).to_be_visible()
    page.keyboard.press(key)


def searches(process: int) -> list[int]:
    """The processes that look for a learning rate, among those this one has started and those they have."""
    found = []
    for thread in Path(f"/proc/{process}/task").iterdir():
        for child in map(int, (thread / "children").read_text(encoding="ascii").split()):
            is_one = b"core.training.course" in Path(f"/proc/{child}/cmdline").read_bytes()
            found += [*([child] if is_one else []), *searches(child)]
    return found


def test_from_the_overview_through_all_stations_by_next_alone(page_at: Callable[..., Page]):
    page = page_at()
    page.get_by_test_id("stMain").get_by_role("link", name="Take the course").click()
    for place in range(len(STATIONS) - 1):
        at_station(page, place).get_by_role("button", name=f"{STATIONS[place + 1].name} →").click()
    at_station(page, len(STATIONS) - 1)
    assert f"station={SLUGS[-1]}" in page.url


@pytest.mark.parametrize("heading", [heading for heading, _ in chapters()])
def test_from_a_heading_of_the_article_to_its_station_in_two_clicks(page_at: Callable[..., Page], heading: str):
    (first, *_) = dict(chapters())[heading]
    page = page_at("learn?station=the-network")
    page.get_by_role("button", name="Contents").click()
    contents = page.get_by_test_id("stPopoverBody")
    expect(contents.get_by_text(heading, exact=True)).to_be_visible()
    contents.get_by_role("link", name=first.name).click()
    at_station(page, SLUGS.index(first.slug))


def test_arrow_keys_turn_the_pages_and_leave_sliders_alone(page_at: Callable[..., Page]):
    page = page_at("learn?station=sigmoid")
    here = SLUGS.index("sigmoid")
    turn(page, "ArrowRight")
    at_station(page, here + 1)
    turn(page, "ArrowLeft")
    at_station(page, here)
    page.get_by_role("slider").focus()
    page.keyboard.press("ArrowRight")
    expect(page.get_by_role("slider")).to_have_value("1.1")
    at_station(page, here)


def test_a_new_station_is_read_from_its_top(page_at: Callable[..., Page]):
    page = page_at("learn", phone=True)
    page.get_by_role("button", name=f"{STATIONS[1].name} →").click()
    at_station(page, 1)
    expect(page.locator("h1")).to_be_focused()
    expect(page.locator("h1")).to_be_in_viewport()


def test_a_reload_opens_the_same_station(page_at: Callable[..., Page]):
    page = page_at("learn")
    turn(page, "ArrowRight")
    at_station(page, 1)
    expect(page).to_have_url(re.compile(f"station={SLUGS[1]}"))
    page.reload()
    at_station(page, 1)


def test_a_search_for_a_learning_rate_runs_before_ones_eyes(page_at: Callable[..., Page]):
    page = page_at("learn?station=learning-rate")
    page.get_by_role("button", name="Run lr_find now").click()
    expect(page.get_by_test_id("stProgress")).to_be_visible()
    expect(page.get_by_text("The curve is your own run.")).to_be_visible(timeout=90_000)
    no_error(page)


def test_stop_ends_the_search_and_another_may_begin(page_at: Callable[..., Page]):
    page = page_at("learn?station=learning-rate")
    begin = page.get_by_role("button", name="Run lr_find now")
    begin.click()
    expect(page.get_by_text("Training …")).to_be_visible(timeout=90_000)
    assert len(searches(os.getpid())) == 1
    stop = page.get_by_test_id("stMain").get_by_role("button", name="Stop", exact=True)
    stop.click()
    expect(page.get_by_text("Stopped.")).to_be_visible()
    expect(page.get_by_test_id("stProgress")).to_have_count(0)
    assert searches(os.getpid()) == []
    begin.click()
    expect(stop).to_be_visible()
    no_error(page)


@pytest.mark.parametrize(
    "dark", [pytest.param(False, id="light", marks=pytest.mark.again), pytest.param(True, id="dark")]
)
@pytest.mark.parametrize("slug", SLUGS)
def test_a_station_passes_the_grave_accessibility_rules(page_at: Callable[..., Page], slug: str, dark: bool):
    page = page_at(f"learn?station={slug}", dark=dark)
    at_station(page, SLUGS.index(slug))
    assert violations(page) == []


@pytest.mark.parametrize("width", [390, pytest.param(768, marks=pytest.mark.again), 1440, 2560])
def test_nothing_is_cut_and_nothing_overlaps(page_at: Callable[..., Page], width: int):
    page = page_at("learn")
    page.set_viewport_size({"width": width, "height": 900})
    found = {}
    for place, slug in enumerate(SLUGS):
        at_station(page, place)
        page.wait_for_function("() => !document.querySelector('[data-stale=true]')")
        found[slug] = cut_or_overlapping(page)
        if place + 1 < len(SLUGS):
            page.locator(".st-key-learn-next button").click()
    assert {slug: what for slug, what in found.items() if what} == {}


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_the_text_of_every_chart_can_be_read(page_at: Callable[..., Page], dark: bool):
    page = page_at("learn", dark=dark)
    found = {}
    for place, slug in enumerate(SLUGS):
        at_station(page, place)
        drawn_whole(page)
        found[slug] = faint_texts(page)
        if place + 1 < len(SLUGS):
            page.locator(".st-key-learn-next button").click()
    assert {slug: what for slug, what in found.items() if what} == {}
