"""What people do on the pages that explore a model: each page's main gesture, and its link opened again elsewhere."""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Page, expect

from scripts.live import settled

Opener = Callable[..., Page]


def link_of(page: Page) -> str:
    parts = urlsplit(page.url)
    return f"{parts.path}?{parts.query}"


def tags(page: Page) -> list[str]:
    """Titles in the first box with several choices."""
    return page.get_by_test_id("stMultiSelect").first.locator("[data-tag-index]").all_inner_texts()


def choose(page: Page, label: str, text: str) -> None:
    """Type into the box of this label and take the first suggestion."""
    box = page.get_by_role("combobox", name=label).first
    box.click()
    box.fill(text)
    page.get_by_role("option", name=text, exact=True).first.click()
    page.keyboard.press("Escape")
    settled(page)


def click_point(page: Page, anime_id: int) -> None:
    """Click the mark of a title in the scatter of biases."""
    plot = page.locator(".js-plotly-plot").first
    plot.scroll_into_view_if_needed()
    x, y = plot.evaluate(
        """(plot, id) => {
            const trace = plot._fullData[0], {xaxis, yaxis} = plot._fullLayout
            const row = trace.customdata.findIndex(values => values[0] == id)
            const at = axis => values => axis.d2p(values[row]) + axis._offset
            return [at(xaxis)(trace.x), at(yaxis)(trace.y)]
        }""",
        anime_id,
    )
    box = plot.bounding_box()
    assert box
    page.mouse.move(box["x"] + x, box["y"] + y)
    page.mouse.click(box["x"] + x, box["y"] + y)


PUPA = 19315
"""A title that stands alone in the scatter."""


def test_a_title_clicked_in_the_scatter_is_marked_in_the_table_and_in_the_link(page_at: Opener):
    page = page_at("biases")
    click_point(page, PUPA)
    expect(page.get_by_test_id("stMultiSelect").locator("[data-tag-index]")).to_have_text(["Pupa"])
    settled(page)
    again = page_at(link_of(page))
    assert tags(again) == ["Pupa"]


def test_a_row_ticked_in_the_table_is_marked_in_the_scatter(page_at: Opener):
    page = page_at("biases?drawn=Table")
    table = page.get_by_test_id("stDataFrame").last
    table.scroll_into_view_if_needed()
    box = table.bounding_box()
    assert box
    page.mouse.click(box["x"] + 20, box["y"] + 35 * 2.5)
    expect(page.get_by_test_id("stMultiSelect").locator("[data-tag-index]")).to_have_count(1)
    settled(page).get_by_role("tab", name="Chart").click()
    expect(settled(page).locator(".js-plotly-plot")).to_have_count(1)
    marked = page.locator(".js-plotly-plot").first.evaluate("plot => plot._fullData.at(-1).x.length")
    assert marked == 1


@pytest.mark.parametrize("phone", [False, True], ids=["desktop", "phone"])
def test_titles_and_measure_chosen_are_in_the_link(page_at: Opener, phone: bool):
    page = page_at("similarity", phone=phone)
    choose(page, "Titles to compare", "Death Note")
    page.get_by_role("radio", name="Centred cosine").click()
    settled(page)
    page.get_by_role("tab", name="Nearest and farthest").click()
    settled(page)
    again = page_at(link_of(page), phone=phone)
    assert tags(again)[-1] == "Death Note"
    expect(again.get_by_role("radio", name="Centred cosine")).to_be_checked()
    expect(again.get_by_role("tab", name="Nearest and farthest")).to_have_attribute("aria-selected", "true")
    expect(again.get_by_text("Death Note", exact=True).last).to_be_visible()
    expect(again.get_by_text("Farthest", exact=True)).to_have_count(4)
    expect(again.get_by_role("table")).to_have_count(8)


@pytest.mark.parametrize("phone", [False, True], ids=["desktop", "phone"])
def test_a_viewer_drawn_at_random_has_the_same_twin_when_the_link_is_opened_again(page_at: Opener, phone: bool):
    page = page_at("viewers", phone=phone)
    before = page.url
    page.get_by_role("button", name="Draw one at random").click()
    page.wait_for_function("before => location.href !== before", arg=before)
    twin = settled(page).get_by_text("Twin: viewer").first.inner_text()
    again = page_at(link_of(page), phone=phone)
    expect(again.get_by_text(twin).first).to_be_visible()


def test_the_twin_of_the_twin_is_one_click_away(page_at: Opener):
    page = page_at("viewers?viewer=17")
    twin = page.get_by_text("Twin: viewer").first.inner_text().split()[-1]
    page.get_by_role("button", name="Look at this viewer").first.click()
    expect(page.get_by_text(f"Viewer {twin}", exact=True).first).to_be_visible()


ANIME = b"anime_id,name,genre,type,episodes,rating,members\n1,One,Action,TV,12,8.0,100\n2,Two,Drama,TV,1,7.0,50\n"
RATING = b"user_id,anime_id,rating\n1,1,9\n1,2,-1\n2,1,7\n2,9,5\n"


def test_uploaded_ratings_are_kept_and_shown(page_at: Opener, home):
    page = page_at("ratings?view=Get+ratings")
    page.locator("input[type=file]").set_input_files(
        [
            {"name": "anime.csv", "mimeType": "text/csv", "buffer": ANIME},
            {"name": "rating.csv", "mimeType": "text/csv", "buffer": RATING},
        ]
    )
    page.get_by_role("button", name="Keep these ratings").click()
    expect(page.get_by_text("“My ratings” is kept and shown below.")).to_be_visible()
    assert (home / "data" / "My ratings" / "rating.csv").is_file()
    assert "My+ratings" in settled(page).url


def test_a_broken_upload_is_answered_with_the_line_that_is_wrong(page_at: Opener):
    page = page_at("ratings?view=Get+ratings")
    page.locator("input[type=file]").set_input_files(
        [
            {"name": "anime.csv", "mimeType": "text/csv", "buffer": ANIME},
            {"name": "rating.csv", "mimeType": "text/csv", "buffer": RATING.replace(b"9\n", b"nine\n", 1)},
        ]
    )
    expect(page.get_by_text("rating.csv, line 2")).to_be_visible()


@pytest.mark.parametrize("phone", [False, True], ids=["desktop", "phone"])
def test_an_aspect_of_two_models_has_a_link(page_at: Opener, phone: bool):
    page = page_at("compare?model=neural", phone=phone)
    page.get_by_role("tab", name="Maps").click()
    expect(page.locator(".js-plotly-plot").first).to_be_visible()
    again = page_at(link_of(settled(page)), phone=phone)
    expect(again.get_by_text("Compare neural with")).to_be_visible()
    expect(again.get_by_role("tab", name="Maps")).to_have_attribute("aria-selected", "true")
    expect(again.get_by_text("The 100 most rated titles on both maps (PCA)")).to_be_visible()
    expect(again.locator(".js-plotly-plot")).to_have_count(1)
    legend = again.locator(".js-plotly-plot").evaluate("plot => plot._fullData.map(trace => trace.name).slice(1)")
    assert legend == ["neural", "dot-bias"]


def test_a_click_on_the_overviews_map_opens_the_map_at_that_title(page_at: Callable[..., Page]):
    page = page_at()
    page.wait_for_function("() => document.querySelector('[data-map]')?.atlas.renderer.spots.length")
    atlas = page.locator("[data-map]")
    assert atlas.evaluate("({ atlas }) => atlas.scene.regions.length") > 3
    title, x, y = atlas.evaluate(
        "({ atlas: { scene, renderer } }) => [scene.data.titles[0], ...Object.values(renderer.spots[0]).slice(1, 3)]"
    )
    page.locator(".atlas canvas").click(position={"x": x, "y": y})
    expect(page.get_by_role("heading", level=1, name="Map")).to_be_visible()
    expect(page.get_by_role("heading", name=title)).to_be_visible()
