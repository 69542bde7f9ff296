"""The Map in a real browser: search and flight, a click, an outline, a turn, a link that opens the same view."""

from __future__ import annotations

import csv
import itertools
import re
from collections.abc import Callable
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import Locator, Page, expect

from core.analysis.biases import bias_points
from core.model.bundle import Bundle
from scripts.live import settled
from tests.browser.test_every_page import no_error, violations

ATLAS = "map?layout=Neighbours"
DEEP = "map?layout=In+3-D"
SEVENTH = "atlas.camera.near(atlas.scene.point(7))"
"""The view that shows the eighth best known title from near."""


@pytest.fixture
def atlas_at(page_at: Callable[..., Page]) -> Callable[..., Page]:
    """The Map opened without animation, its canvas drawn."""

    def open_atlas(path: str = ATLAS, **options: bool) -> Page:
        page = page_at(path, **options)
        page.emulate_media(reduced_motion="reduce")
        expect(canvas(page)).to_be_visible()
        page.wait_for_function("() => document.querySelector('[data-map]')?.atlas.renderer.spots.length")
        shows_what_the_link_says(page, path)
        return page

    return open_atlas


def canvas(page: Page) -> Locator:
    return page.locator(".atlas canvas")


def shows_what_the_link_says(page: Page, path: str) -> None:
    chosen = parse_qs(urlsplit(path).query)
    [layout] = chosen.get("layout", ["Principal axes"])
    expect(canvas(page)).to_have_attribute("aria-label", re.compile(rf"titles \({layout.lower()}\)"))
    for title in chosen.get("at", []):
        expect(page.get_by_role("heading", name=title)).to_be_visible()
    if "outlined" in chosen:
        expect(page.get_by_role("heading", name="selected")).to_be_visible()


def ask(page: Page, question: str):
    """What the map on the page answers to an expression that calls it ``atlas``."""
    return page.locator("[data-map]").evaluate(f"({{ atlas }}) => {question}")


def find(page: Page, title: str) -> None:
    page.get_by_role("combobox", name="Find a title").click()
    page.keyboard.type(title)
    page.get_by_role("option", name=title, exact=True).click()
    expect(page.get_by_role("heading", name=title)).to_be_visible()
    settled(page)


def draw_around_the_middle(page: Page) -> None:
    box = canvas(page).bounding_box()
    assert box is not None
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    page.mouse.move(x - 90, y - 90)
    page.keyboard.down("Shift")
    page.mouse.down()
    for across, down in ((90, -90), (90, 90), (-90, 90)):
        page.mouse.move(x + across, y + down, steps=4)
    page.mouse.up()
    page.keyboard.up("Shift")
    expect(page.get_by_role("heading", name="titles selected")).to_be_visible()
    settled(page)


def test_a_search_flies_to_the_title_and_opens_its_panel(atlas_at: Callable[..., Page]):
    page = atlas_at()
    find(page, "Hyouka")
    expect(page.get_by_text("Nearest on this map")).to_be_visible()
    expect(page.get_by_role("link", name="On MyAnimeList")).to_have_attribute(
        "href", "https://myanimelist.net/anime/12189"
    )
    no_error(page)


def test_a_click_on_a_dot_opens_its_panel(atlas_at: Callable[..., Page]):
    page = atlas_at()
    find(page, "Hyouka")
    page.get_by_role("button", name="Clear value").click()
    expect(page.get_by_text("Click a dot")).to_be_visible()
    settled(page)
    canvas(page).click()
    expect(page.get_by_role("heading", name="Hyouka")).to_be_visible()


def test_a_nearest_title_is_one_click_away(atlas_at: Callable[..., Page]):
    page = atlas_at(f"{ATLAS}&at=Hyouka")
    nearest = page.locator("[class*=st-key-near-] button").first
    name = nearest.inner_text().strip().rstrip("…")
    nearest.click()
    expect(page.get_by_role("heading", name=name)).to_be_visible()


def test_an_outline_lists_its_titles_and_offers_them_as_a_file(atlas_at: Callable[..., Page], shipped: Bundle):
    page = atlas_at(f"{ATLAS}&at=Hyouka")
    draw_around_the_middle(page)
    with page.expect_download() as download:
        page.get_by_role("button", name="Download as CSV", exact=True).click()
    rows = list(csv.DictReader(download.value.path().read_text(encoding="utf-8").splitlines()))
    assert list(rows[0])[:5] == ["Title", "Type", "Genres", "Mean rating", "Ratings"]
    assert "Hyouka" in [row["Title"] for row in rows]
    model = shipped.model
    anime_ids = [int(row["MyAnimeList"].rsplit("/", 1)[1]) for row in rows]
    expected = bias_points(model)[model.anime.rows(anime_ids)].tolist()
    assert [float(row["Bias in points"]) for row in rows] == pytest.approx(expected, abs=1e-5)


def test_outlined_titles_lead_to_recommendations_and_put_me_on_the_map(atlas_at: Callable[..., Page]):
    page = atlas_at(f"{ATLAS}&at=Hyouka")
    draw_around_the_middle(page)
    page.get_by_role("button", name="Recommend me from these").click()
    expect(page.get_by_role("heading", name="For you", exact=True)).to_be_visible()
    settled(page)
    page.get_by_test_id("stSidebarNavLink").filter(has_text="Map").click()
    expect(page.locator(".atlas [data-act=me]")).to_be_visible()
    no_error(page)


def test_a_copied_link_opens_the_same_view(page_at: Callable[..., Page], atlas_at: Callable[..., Page]):
    page = atlas_at()
    find(page, "Hyouka")
    page.get_by_role("combobox", name="Colour").click()
    page.get_by_role("option", name="Mean rating").click()
    expect(page.locator(".atlas .ramp")).to_be_visible()
    settled(page)
    draw_around_the_middle(page)
    page.wait_for_url("**outlined=**")
    outlined = page.get_by_role("heading", name="selected").inner_text()
    other = page_at(page.url.split("/", 3)[3])
    expect(other.get_by_role("heading", name="Hyouka")).to_be_visible()
    expect(other.locator(".atlas .ramp")).to_be_visible()
    expect(other.get_by_role("heading", name=outlined)).to_be_visible()


def test_the_canvas_answers_to_the_keyboard(atlas_at: Callable[..., Page]):
    page = atlas_at()
    picture = canvas(page)
    before = picture.screenshot()
    picture.focus()
    page.keyboard.press("+")
    page.keyboard.press("ArrowRight")
    page.wait_for_function(
        "() => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(() => done(true))))"
    )
    assert picture.screenshot() != before


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_the_atlas_passes_the_grave_accessibility_rules(atlas_at: Callable[..., Page], dark: bool):
    assert violations(atlas_at(f"{ATLAS}&at=Hyouka", dark=dark)) == []


def test_the_atlas_fits_a_phone(atlas_at: Callable[..., Page]):
    page = atlas_at(phone=True)
    main = page.get_by_test_id("stMain")
    assert main.evaluate("element => element.scrollWidth - element.clientWidth") <= 1
    find(page, "Hyouka")
    no_error(page)


@pytest.mark.parametrize("layout", ["Principal+axes", "In+3-D"])
def test_an_outline_among_a_hundred_titles_dims_the_others_is_in_the_link_and_can_be_cleared(
    atlas_at: Callable[..., Page], layout: str
):
    page = atlas_at(f"map?layout={layout}")
    draw_around_the_middle(page)
    page.wait_for_url("**outlined=**")
    again = atlas_at(settled(page).url.split("/", 3)[3])
    assert 100 > bright_dots(again) == bright_dots(page) > 1
    again.get_by_role("button", name="Clear", exact=True).click()
    expect(again.get_by_role("heading", name="titles selected")).to_have_count(0)
    assert "outlined" not in settled(again).url
    assert bright_dots(again) == 100


def test_a_click_among_a_hundred_titles_opens_the_panel(atlas_at: Callable[..., Page]):
    page = atlas_at("map")
    dot = ask(page, "atlas.renderer.spots[0]")
    canvas(page).click(position={"x": dot["x"], "y": dot["y"]})
    expect(page.get_by_role("heading", name=ask(page, "atlas.scene.data.titles[0]"))).to_be_visible()


@pytest.mark.parametrize("whole", [False, True], ids=["hundred", "whole"])
def test_labels_stay_apart_while_a_map_in_depth_is_turned(atlas_at: Callable[..., Page], whole: bool):
    page = atlas_at(DEEP)
    if whole:
        page.get_by_role("slider", name=re.compile("Most rated")).press("End")
        expect(canvas(page)).to_have_attribute("aria-label", re.compile(r"Map of 4,\d{3} titles"))
        settled(page)
    box = canvas(page).bounding_box()
    assert box is not None
    before = look(page)
    page.mouse.move(box["x"] + 150, box["y"] + 250)
    page.mouse.down()
    for across in range(170, 370, 20):
        page.mouse.move(box["x"] + across, box["y"] + 250 + across / 10)
        boxes = labels(page)
        assert len(boxes) > 15
        assert not any(overlap(one, other) for one, other in itertools.combinations(boxes, 2))
    page.mouse.up()
    after = look(page)
    assert after["turn"] < before["turn"] and after["tilt"] > before["tilt"]
    assert after["k"] == before["k"]
    page.mouse.dblclick(box["x"] + 10, box["y"] + 440)
    assert look(page) == before


def test_a_search_in_depth_brings_the_title_to_the_middle_with_lines_to_its_nearest(atlas_at: Callable[..., Page]):
    page = atlas_at(DEEP)
    before = look(page)
    find(page, "Hyouka")
    width, height = ask(page, "[atlas.camera.width, atlas.camera.height]")
    spot = ask(page, "atlas.renderer.spot(atlas.scene.chosenRow)")
    assert (spot["x"], spot["y"]) == (pytest.approx(width / 2), pytest.approx(height / 2))
    assert look(page)["k"] > before["k"]
    assert ask(page, "atlas.scene.nearRows.length") == 8


def test_a_flight_in_depth_passes_through_what_lies_between(atlas_at: Callable[..., Page]):
    page = atlas_at(DEEP)
    page.emulate_media(reduced_motion="no-preference")
    start, goal = look(page), ask(page, SEVENTH)
    half = ask(page, f"atlas.camera.path({SEVENTH}).at(0.5)")
    assert half["k"] == pytest.approx((start["k"] * goal["k"]) ** 0.5)  # the zoom grows evenly
    assert half["x"] == pytest.approx((start["x"] + goal["x"]) / 2)
    ask(page, f"atlas.fly({SEVENTH})")
    page.wait_for_function("x => document.querySelector('[data-map]').atlas.camera.view.x === x", arg=goal["x"])
    assert look(page) == goal


@pytest.mark.parametrize("phone", [False, True], ids=["desktop", "phone"])
def test_a_map_in_depth_answers_to_the_keyboard_and_passes_the_grave_accessibility_rules(
    atlas_at: Callable[..., Page], phone: bool
):
    page = atlas_at(DEEP, phone=phone)
    before = look(page)
    canvas(page).focus()
    for key in ("ArrowRight", "ArrowUp", "+"):
        page.keyboard.press(key)
    after = look(page)
    assert (after["turn"] > before["turn"], after["tilt"] > before["tilt"]) == (True, True)
    assert after["k"] == pytest.approx(1.6 * before["k"])
    assert violations(page) == []


def test_the_empty_table_comes_once_somebody_is_about_to_draw(atlas_at: Callable[..., Page]):
    page = atlas_at("map")
    table = page.get_by_test_id("stDataFrame").locator("canvas").first
    expect(table).to_be_hidden()
    page.get_by_role("button", name="Lasso").click()
    expect(table).to_be_visible()


def look(page: Page) -> dict[str, float]:
    return ask(page, "atlas.camera.view")


def labels(page: Page) -> list[list[float]]:
    """Left, top, right and bottom of each label of the picture that is drawn next."""
    frames = "requestAnimationFrame(() => requestAnimationFrame(() => done(atlas.renderer.labels.written)))"
    return ask(page, f"new Promise(done => {frames})")


def overlap(one: list[float], other: list[float]) -> bool:
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]


def bright_dots(page: Page) -> int:
    """How many titles are not dimmed."""
    return ask(page, "atlas.scene.data.ids.filter((_, row) => !atlas.scene.isDim(row)).length")


def test_what_is_brushed_in_a_histogram_stands_out_and_can_be_listed(atlas_at: Callable[..., Page]):
    page = atlas_at()
    brushed = page.locator(".brushed output")
    expect(brushed).to_be_hidden()
    bars = page.locator(".histogram .bars").first
    bars.scroll_into_view_if_needed()
    box = bars.bounding_box()
    assert box is not None
    page.mouse.move(box["x"] + 0.8 * box["width"], box["y"] + 10)
    page.mouse.down()
    page.mouse.move(box["x"] + 0.9 * box["width"], box["y"] + 10, steps=3)
    page.mouse.up()
    expect(brushed).to_contain_text("titles highlighted")
    before = ask(page, "atlas.scene.brushed.length")
    assert bright_dots(page) == before
    page.get_by_role("slider", name="Mean rating, from").press("End")
    assert ask(page, "atlas.scene.brushed.length") < before
    page.get_by_role("slider", name="Mean rating, from").press("Home")
    assert ask(page, "atlas.scene.brushed.length") == before
    page.get_by_role("button", name="List them").click()
    expect(page.get_by_role("heading", name=f"{before} titles selected")).to_be_visible()
    page.locator("[data-act=unbrush]").click()
    expect(brushed).to_be_hidden()
    assert violations(settled(page)) == []
