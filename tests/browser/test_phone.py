"""Every page on a phone of 390 × 844: the menu gets out of the way, and what an answer changed is one tap away."""

from __future__ import annotations

from collections.abc import Callable

from playwright.sync_api import Locator, Page, expect

from scripts.live import settled
from tests.browser.test_every_page import fits, no_error
from tests.browser.test_for_you import asked, choose, titles
from ui.app.menu import PAGES

IS_AT_REST = "menu => menu.getBoundingClientRect().left === 0 && !menu.getAnimations({subtree: true}).length"
"""Whether the menu has come in: a list that is opened while it slides closes again."""


def menu(page: Page) -> Locator:
    return page.get_by_test_id("stSidebar")


def open_menu(page: Page) -> None:
    page.get_by_test_id("stExpandSidebarButton").first.click()
    expect(menu(page)).to_have_attribute("data-collapsed", "false")
    page.wait_for_function(IS_AT_REST, arg=menu(page).element_handle())


def test_the_menu_closes_once_a_page_was_chosen_in_it_and_no_page_is_wider_than_the_phone(page_at: Callable[..., Page]):
    page = page_at("for_you", phone=True)
    for entry in sorted(PAGES, key=lambda entry: entry.file == "for_you"):
        open_menu(page)
        page.get_by_test_id("stSidebarNavLink").filter(has=page.get_by_text(entry.title, exact=True)).click()
        heading = page.get_by_test_id("stMain").get_by_role("heading", level=1, name=entry.heading, exact=True)
        expect(heading).to_be_visible()
        expect(menu(page)).to_have_attribute("data-collapsed", "true")
        expect(heading).to_be_in_viewport()
        no_error(settled(page))
        assert fits(page), entry.title


def test_the_menu_closes_once_a_model_was_chosen_in_it(page_at: Callable[..., Page]):
    page = page_at("for_you", phone=True)
    open_menu(page)
    menu(page).get_by_role("combobox", name="Model").click()
    page.get_by_role("option", name="neural").click()
    expect(menu(page)).to_have_attribute("data-collapsed", "true")
    expect(asked(settled(page))).to_be_visible()


def test_the_bar_says_what_an_answer_changed_and_leads_to_the_list(page_at: Callable[..., Page]):
    page = page_at("for_you", phone=True)
    bar = page.get_by_role("link", name="Your list changed")
    expect(bar).to_have_count(0)
    before = titles(page)
    choose(page, "Loved")
    expect(bar).to_be_in_viewport()
    new = len(set(titles(page)) - set(before))
    expect(bar).to_contain_text(f"{new} new" if new else "Your list changed")
    list_head = page.get_by_role("heading", name="New to you")
    bar.click()
    expect(list_head).to_be_in_viewport()
    expect(page.locator(".st-key-your-list .card").first).to_be_in_viewport()
    assert "for_you" in page.url
    choose(page, "Not seen")
    no_error(page)


def test_a_desk_shows_no_bar(page_at: Callable[..., Page]):
    page = page_at("for_you")
    choose(page, "Loved")
    expect(page.locator(".changed")).to_be_hidden()
