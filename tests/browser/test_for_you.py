"""*For you* in a real browser: answers move the list, quick clicks are not lost, a kept link opens again."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Locator, Page, expect

from scripts.live import settled
from tests.browser.test_every_page import no_error, violations


def question(page: Page, place: int) -> Locator:
    return page.locator("[class*=st-key-question-row]").nth(place)


def choose(page: Page, place: int, word: str) -> None:
    question(page, place).get_by_role("radio", name=word, exact=True).click()


def titles(page: Page) -> list[str]:
    return page.locator(".st-key-your-list a").all_inner_texts()


@pytest.fixture(params=["dot-bias", "neural"])
def for_you(page_at: Callable[..., Page], request: pytest.FixtureRequest) -> Page:
    page = page_at(f"for_you?model={request.param}")
    expect(question(page, 4)).to_be_visible()
    return page


def test_three_answers_make_a_list_that_each_of_them_moved(for_you: Page):
    lists = [titles(for_you)]
    for place, word in enumerate(("Loved", "Liked", "Disliked")):
        choose(for_you, place, word)
        expect(for_you.get_by_role("heading", name=f"from {place + 1} answer")).to_be_visible()
        lists.append(titles(settled(for_you)))
    assert len(lists[-1]) == 10
    assert len({tuple(shown) for shown in lists}) == 4
    no_error(for_you)


def test_clicks_in_quick_succession_are_all_kept(for_you: Page):
    for place in range(5):
        choose(for_you, place, "Liked")
    expect(for_you.get_by_role("heading", name="from 5 answers")).to_be_visible()
    for place in range(5):
        liked = question(for_you, place).get_by_role("radio", name="Liked", exact=True)
        expect(liked).to_have_attribute("aria-checked", "true")


def test_answers_can_be_given_with_the_keyboard_alone(page_at: Callable[..., Page]):
    page = page_at("for_you")
    question(page, 0).get_by_role("radio", name="Liked", exact=True).focus()
    page.keyboard.press("Space")
    expect(page.get_by_role("heading", name="from 1 answer")).to_be_visible()


def test_a_kept_link_opens_the_answers_in_another_browser(page_at: Callable[..., Page]):
    page = page_at("for_you")
    choose(page, 0, "Loved")
    expect(page.get_by_role("heading", name="from 1 answer")).to_be_visible()
    page.get_by_role("radio", name="Keep my answers").click()
    page.get_by_role("button", name="Keep my answers").click()
    link = page.get_by_test_id("stCode").inner_text().strip()
    assert page.url.endswith(link.partition("?")[2])
    other = page_at(f"for_you?{link.partition('?')[2]}")
    expect(other.get_by_role("heading", name="from 1 answer")).to_be_visible()
    assert titles(settled(other)) == titles(settled(page))


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_every_panel_passes_the_grave_accessibility_rules(page_at: Callable[..., Page], dark: bool):
    page = page_at("for_you", dark=dark)
    choose(page, 0, "Loved")
    expect(page.get_by_role("heading", name="from 1 answer")).to_be_visible()
    for panel in ("My answers", "Genres", "Bring or take a list", "Keep my answers"):
        opener = page.get_by_role("radio", name=panel, exact=True)
        opener.click()
        expect(opener).to_have_attribute("aria-checked", "true")
        assert violations(settled(page)) == [], panel
        no_error(page)


def test_on_a_phone_the_questions_come_above_the_list(page_at: Callable[..., Page]):
    page = page_at("for_you", phone=True)
    choose(page, 0, "Loved")
    expect(page.get_by_role("heading", name="from 1 answer")).to_be_visible()
    asked, listed = question(page, 4).bounding_box(), page.locator(".st-key-your-list").bounding_box()
    assert asked and listed and asked["y"] + asked["height"] < listed["y"]
