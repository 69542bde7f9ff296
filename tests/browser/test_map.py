"""The Map in a real browser: search and flight, a click, an outline, colours, a link that opens the same view."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Locator, Page, expect

from scripts.live import settled
from tests.browser.test_every_page import no_error, violations

ATLAS = "map?layout=Neighbours"


@pytest.fixture
def atlas_at(page_at: Callable[..., Page]) -> Callable[..., Page]:
    """The Map opened without animation, its canvas drawn."""

    def open_atlas(path: str = ATLAS, **options: bool) -> Page:
        page = page_at(path, **options)
        page.emulate_media(reduced_motion="reduce")
        expect(canvas(page)).to_be_visible()
        return page

    return open_atlas


def canvas(page: Page) -> Locator:
    return page.locator(".atlas canvas")


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
    expect(page.get_by_role("heading", name="titles drawn around")).to_be_visible()
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
    expect(page.get_by_role("heading", name="Choose a title")).to_be_visible()
    settled(page)
    canvas(page).click()
    expect(page.get_by_role("heading", name="Hyouka")).to_be_visible()


def test_a_nearest_title_is_one_click_away(atlas_at: Callable[..., Page]):
    page = atlas_at(f"{ATLAS}&at=Hyouka")
    nearest = page.locator("[class*=st-key-near-] button").first
    name = nearest.inner_text().strip().rstrip("…")
    nearest.click()
    expect(page.get_by_role("heading", name=name)).to_be_visible()


def test_an_outline_lists_its_titles_and_offers_them_as_a_file(atlas_at: Callable[..., Page]):
    page = atlas_at(f"{ATLAS}&at=Hyouka")
    draw_around_the_middle(page)
    with page.expect_download() as download:
        page.get_by_role("button", name="Download these as CSV").click()
    lines = download.value.path().read_text(encoding="utf-8").splitlines()
    assert lines[0].startswith("Title,Type,Genres,Mean rating,Ratings")
    assert any(line.startswith("Hyouka,") for line in lines)


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
    outlined = page.get_by_role("heading", name="drawn around").inner_text()
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


def test_a_click_on_the_articles_scatter_opens_the_panel(page_at: Callable[..., Page]):
    page = page_at("map")
    page.locator(".st-key-map-pca .nsewdrag").wait_for()
    x, y = page.evaluate(
        """() => {
            const plot = document.querySelector(".st-key-map-pca .js-plotly-plot")
            const { left, top } = plot.getBoundingClientRect()
            const { _size, xaxis, yaxis } = plot._fullLayout
            const dots = plot._fullData.find(trace => trace.name === "Horror")
            return [left + _size.l + xaxis.l2p(dots.x[0]), top + _size.t + yaxis.l2p(dots.y[0])]
        }"""
    )
    page.mouse.move(x - 2, y - 2)
    page.mouse.move(x, y)
    expect(page.locator(".st-key-map-pca .hoverlayer .hovertext").first).to_be_visible()
    page.mouse.click(x, y)
    expect(page.get_by_text("Nearest on this map")).to_be_visible()


def test_a_box_on_the_articles_scatter_is_in_the_link_and_can_be_cleared(page_at: Callable[..., Page]):
    page = page_at("map")
    plot = page.locator(".st-key-map-pca .js-plotly-plot")
    plot.hover()
    plot.locator("[data-title='Box Select']").click()
    box = plot.locator(".nsewdrag").bounding_box()
    assert box is not None
    page.mouse.move(box["x"] + 40, box["y"] + 40)
    page.mouse.down()
    page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2, steps=4)
    page.mouse.up()
    expect(page.get_by_role("heading", name="titles drawn around")).to_be_visible()
    page.wait_for_url("**outlined=**")
    again = page_at(settled(page).url.split("/", 3)[3])
    assert bright_dots(again) == bright_dots(page) > 1
    again.get_by_role("button", name="Clear", exact=True).click()
    expect(again.get_by_role("heading", name="titles drawn around")).to_have_count(0)
    assert "outlined" not in settled(again).url
    assert bright_dots(again) == 100


def bright_dots(page: Page) -> int:
    """How many titles of the article's scatter are not dimmed."""
    return page.locator(".st-key-map-pca .js-plotly-plot").evaluate(
        """plot => plot._fullData
            .filter(dots => dots.customdata)
            .map(dots => (dots.selectedpoints ?? dots.customdata).length)
            .reduce((sum, n) => sum + n, 0)"""
    )
