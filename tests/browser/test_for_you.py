"""*For you* in a real browser: answers move the list, quick clicks are not lost."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Locator, Page, expect

from scripts.live import settled
from tests.browser.test_every_page import no_error, violations


def asked(page: Page) -> Locator:
    """The title that is asked about."""
    return page.locator(".st-key-question h2")


def button(page: Page, word: str) -> Locator:
    return page.locator(f"[class*='st-key-question-{word.replace(' ', '-')}-']").get_by_role("button")


def choose(page: Page, word: str) -> None:
    """Answer for the title that is asked about, and wait for the next one."""
    title = asked(page).inner_text()
    button(page, word).click()
    expect(asked(page)).not_to_have_text(title)
    settled(page)


def titles(page: Page) -> list[str]:
    return page.locator(".st-key-your-list a").all_inner_texts()


@pytest.fixture(params=["dot-bias", "neural"])
def for_you(page_at: Callable[..., Page], request: pytest.FixtureRequest) -> Page:
    page = page_at(f"for_you?model={request.param}")
    expect(asked(page)).to_be_visible()
    return page


def test_three_answers_make_a_list_that_each_of_them_moved(for_you: Page):
    lists = [titles(for_you)]
    for place, word in enumerate(("Loved", "Liked", "Disliked")):
        choose(for_you, word)
        expect(for_you.get_by_role("heading", name=f"from {place + 1} answer")).to_be_visible()
        lists.append(titles(settled(for_you)))
    assert len(lists[-1]) == 10
    assert len({tuple(shown) for shown in lists}) == 4
    no_error(for_you)


def test_a_double_click_answers_for_one_title_alone(for_you: Page):
    title = asked(for_you).inner_text()
    button(for_you, "Liked").dblclick()
    expect(asked(for_you)).not_to_have_text(title)
    expect(settled(for_you).get_by_role("heading", name="from 1 answer")).to_be_visible()
    expect(for_you.locator(".st-key-question-card")).to_contain_text(f"{title}: Liked")


def test_the_buttons_stay_where_they_are_and_one_of_the_next_titles_can_be_asked_about(for_you: Page):
    places = []
    for _ in range(4):
        places.append(button(for_you, "Not seen").bounding_box())
        choose(for_you, "Not seen")
    assert places == [places[0]] * 4
    following = for_you.locator(".st-key-question-next").get_by_role("button")
    wanted = following.nth(2).inner_text()
    following.nth(2).click()
    expect(asked(for_you)).to_have_text(wanted)


def test_answers_can_be_given_and_taken_back_with_the_keyboard_alone(page_at: Callable[..., Page]):
    page = page_at("for_you")
    first = asked(page).inner_text()
    page.keyboard.press("2")
    expect(page.get_by_role("heading", name="from 1 answer")).to_be_visible()
    expect(page.locator(".st-key-question-card")).to_contain_text(f"{first}: Liked")
    settled(page).get_by_role("button", name="Undo").focus()
    page.keyboard.press("Space")
    expect(asked(page)).to_have_text(first)
    button(settled(page), "Disliked").focus()
    page.keyboard.press("Enter")
    expect(page.locator(".st-key-question-card")).to_contain_text(f"{first}: Disliked")


def test_keys_that_are_typed_into_the_search_answer_nothing(page_at: Callable[..., Page]):
    page = page_at("for_you")
    first = asked(page).inner_text()
    page.get_by_role("searchbox", name="Find a title").press_sequentially("1 2 3")
    settled(page)
    expect(asked(page)).to_have_text(first)
    expect(page.get_by_role("heading", name="Before your first answer")).to_be_visible()


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_every_panel_passes_the_grave_accessibility_rules(page_at: Callable[..., Page], dark: bool):
    page = page_at("for_you", dark=dark)
    choose(page, "Loved")
    expect(page.get_by_role("heading", name="from 1 answer")).to_be_visible()
    for panel in ("My answers", "Mood and genres", "Import / export", "Save and share"):
        opener = page.get_by_role("radio", name=panel, exact=True)
        opener.click()
        expect(opener).to_have_attribute("aria-checked", "true")
        assert violations(settled(page)) == [], panel
        no_error(page)


def test_on_a_phone_the_questions_come_above_the_list(page_at: Callable[..., Page]):
    page = page_at("for_you", phone=True)
    choose(page, "Loved")
    expect(page.get_by_role("heading", name="from 1 answer")).to_be_visible()
    card, listed = (page.locator(f".st-key-{key}").bounding_box() for key in ("question-card", "your-list"))
    assert card and listed and card["y"] + card["height"] < listed["y"]


def test_a_phone_shows_one_title_and_its_answers_without_scrolling(page_at: Callable[..., Page]):
    page = page_at("for_you", phone=True)
    expect(page.locator(".st-key-question-next")).to_be_hidden()
    for word in ("Loved", "Liked", "So-so", "Disliked", "Not seen"):
        place = button(page, word).bounding_box()
        assert place and place["x"] >= 0 and place["x"] + place["width"] <= 390 and place["y"] + place["height"] <= 844
        assert place["height"] >= 36


def test_ten_cards_stand_on_two_screens_of_a_desk(page_at: Callable[..., Page]):
    page = page_at("for_you")
    page.set_viewport_size({"width": 1440, "height": 900})
    for word in ("Loved", "Liked", "Disliked", "Loved", "Not seen", "Loved"):
        choose(page, word)
    cards = page.locator(".st-key-your-list .card")
    expect(cards).to_have_count(10)
    places = [card.bounding_box() for card in cards.all()]
    bottoms = [place["y"] + place["height"] for place in places if place]
    assert len(bottoms) == 10
    assert max(bottoms) + page.evaluate("document.querySelector('[data-testid=stMain]').scrollTop") <= 1800
    lefts = sorted({round(place["x"]) for place in places if place})
    assert len(lefts) == 2, "two columns"


def test_the_keyboard_and_a_finger_reach_every_action_of_a_card(page_at: Callable[..., Page]):
    page = page_at("for_you")
    choose(page, "Loved")
    card = page.locator(".st-key-your-list .card").first
    for name in ("More like this", "Less like this", "Rate or hide", "Why this"):
        expect(card.get_by_role("button", name=name)).to_have_count(1)
    before = titles(page)
    card.get_by_role("button", name="Less like this").focus()
    page.keyboard.press("Enter")
    expect(page.locator(".st-key-your-list a").first).not_to_have_text(before[0])
    card.get_by_role("button", name="Why this").focus()
    page.keyboard.press("Enter")
    why = page.get_by_role("dialog", name="Why this")
    expect(why).to_be_focused()
    expect(why).to_contain_text("People with answers like yours")
    assert violations(settled(page)) == []
    page.keyboard.press("Escape")
    expect(why).to_have_count(0)
    expect(card.get_by_role("button", name="Why this")).to_be_focused()


def test_the_menu_of_a_card_is_gone_through_with_the_arrow_keys_and_rates_its_title(page_at: Callable[..., Page]):
    page = page_at("for_you")
    choose(page, "Loved")
    first = titles(page)[0]
    opener = page.locator(".st-key-your-list .card").first.get_by_role("button", name="Rate or hide")
    opener.focus()
    page.keyboard.press("Enter")
    menu = page.get_by_role("menu", name="Rate or hide")
    expect(menu.get_by_role("menuitem").first).to_be_focused()
    page.keyboard.press("ArrowUp")
    expect(menu.get_by_role("menuitem", name="Not this franchise")).to_be_focused()
    assert violations(page) == []
    page.keyboard.press("Escape")
    expect(menu).to_have_count(0)
    expect(opener).to_be_focused()
    opener.click()
    menu.get_by_role("menuitem", name="Liked", exact=True).click()
    expect(page.locator(".st-key-question-card")).to_contain_text(f"{first}: Liked")
    assert first not in titles(settled(page))


def test_an_answer_is_changed_where_a_card_says_why_and_taken_off_with_a_second_click(page_at: Callable[..., Page]):
    page = page_at("for_you")
    choose(page, "Loved")
    why = page.get_by_role("dialog", name="Why this")
    page.locator(".st-key-your-list .card").first.get_by_role("button", name="Why this").click()
    given = why.get_by_role("button", name="Loved")
    expect(given).to_have_attribute("aria-pressed", "true")
    given.click()
    expect(page.get_by_role("heading", name="Before your first answer")).to_be_visible()
    expect(why).to_have_count(0)
    page.get_by_role("button", name="Undo").click()
    expect(page.get_by_role("heading", name="from 1 answer")).to_be_visible()


def test_what_is_open_over_a_card_closes_with_a_click_elsewhere(page_at: Callable[..., Page]):
    page = page_at("for_you")
    choose(page, "Loved")
    card = page.locator(".st-key-your-list .card").first
    for name, role in (("Rate or hide", "menu"), ("Why this", "dialog")):
        card.get_by_role("button", name=name).click()
        expect(page.get_by_role(role, name=name)).to_be_visible()
        page.get_by_role("heading", level=1).click()
        expect(page.get_by_role(role, name=name)).to_have_count(0)
    choose(page, "Liked")
    expect(page.get_by_role("dialog", name="Why this")).to_have_count(0)


def test_a_filter_is_set_where_it_opens_and_stays_in_list_and_link_once_that_is_closed(page_at: Callable[..., Page]):
    page = page_at("for_you")
    choose(page, "Loved")
    page.get_by_role("button", name="Filter").click()
    page.get_by_role("combobox", name="Type").click()
    page.get_by_role("option", name="Movie", exact=True).click()
    page.wait_for_url("**type=Movie**")
    page.keyboard.press("Escape")
    page.get_by_role("heading", level=1).click()
    expect(page.get_by_role("combobox", name="Type")).to_be_hidden()
    choose(page, "Liked")
    assert "type=Movie" in page.url
    cards = page.locator(".st-key-your-list .card")
    expect(cards.filter(has_text="· Movie")).to_have_count(10)
