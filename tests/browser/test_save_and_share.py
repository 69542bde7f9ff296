"""Saving and sharing in real browsers: what one holds opens again there, what one shares can be read and no more."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, Dialog, Page, expect
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.proto.WidgetStates_pb2 import WidgetState

from core.errors import ProfileError
from core.profiles import Profile, ProfileStore
from scripts.live import free_port, home_with_models, open_from_menu, settled
from scripts.live import server as explorer_at
from scripts.visitor import Visitor
from tests.browser.test_every_page import no_error, violations
from tests.browser.test_for_you import choose, titles
from ui.app.key_cookie import cookie_name
from ui.app.menu import ENTRIES

THEIRS = Profile({1575: 9.5, 2904: 8, 1: 3.5}, not_seen={199})


@pytest.fixture
def store(home: Path) -> ProfileStore:
    """The profiles of the running explorer."""
    return ProfileStore(f"sqlite:///{home / 'profiles' / 'profiles.sqlite'}")


def open_panel(page: Page) -> Page:
    page.get_by_role("radio", name="Save and share").click()
    expect(page.get_by_text("Save", exact=True)).to_be_visible()
    return settled(page)


def save(page: Page) -> str:
    """Save the answers; the key that the browser then holds."""
    with page.expect_response(lambda answer: answer.url.endswith("/key") and answer.request.method == "GET"):
        open_panel(page).get_by_role("button", name="Save my answers").click()
    return held(page)


def held(page: Page) -> str:
    """The key that the browser holds for this server."""
    name = cookie_name(urlsplit(page.url).netloc)
    (cookie,) = [cookie for cookie in page.context.cookies() if cookie["name"] == name]
    assert cookie["httpOnly"] and cookie["sameSite"] == "Strict"
    return cookie["value"]


def test_saved_answers_come_along_to_every_page_and_are_there_after_a_reload(
    page_at: Callable[..., Page], store: ProfileStore
):
    page = page_at("for_you")
    for word in ("Loved", "Liked", "Disliked"):
        choose(page, word)
    key, shown = save(page), titles(settled(page))
    assert len(store.load(key).ratings) == 3
    open_from_menu(page, ENTRIES["map"])
    open_from_menu(page, ENTRIES["for_you"])
    expect(page.get_by_role("heading", name="from 3 answers")).to_be_visible()
    assert titles(settled(page)) == shown
    page.reload()
    expect(page.get_by_role("heading", name="from 3 answers")).to_be_visible()
    assert titles(settled(page)) == shown
    assert key not in page.url and "profile" not in page.url
    assert key not in page.evaluate("document.cookie + JSON.stringify([{...localStorage}, {...sessionStorage}])")
    choose(page, "Loved")
    assert len(store.load(key).ratings) == 4
    no_error(page)


def test_of_two_tabs_that_save_neither_loses_its_key_without_a_word(page_at: Callable[..., Page]):
    one = page_at("for_you")
    other = one.context.new_page()
    other.goto(one.url)
    for page in (one, settled(other)):
        choose(page, "Loved")
    key = save(one)
    open_panel(other).get_by_role("button", name="Save my answers").click()
    expect(other.get_by_text("Another tab of this browser saved answers too")).to_be_visible()
    assert held(one) == key


def test_a_shared_list_asks_before_it_opens_and_stands_beside_ones_own(
    page_at: Callable[..., Page], store: ProfileStore
):
    read_key = store.share(store.create(THEIRS))
    page = page_at("for_you")
    choose(page, "Liked")
    mine = titles(settled(page))
    page.goto(f"{page.url.rpartition('/')[0]}/shared?list={read_key}")
    settled(page)
    expect(page.get_by_text("3 titles rated, 1 title not seen")).to_be_visible()
    expect(page.get_by_role("heading", name="Their list", exact=True)).to_have_count(0)
    page.get_by_role("button", name="Look at it").click()
    expect(page.get_by_role("heading", name="Their taste")).to_be_visible()
    assert page.locator("[class*=st-key-tiled-shared-] a").count() == 10
    assert violations(settled(page)) == []
    page.get_by_role("button", name="Bring them back").click()
    settled(page).get_by_role("link", name="Your own list").click()
    expect(page.get_by_role("heading", name="from 1 answer")).to_be_visible()
    assert titles(settled(page)) == mine


@pytest.mark.parametrize("phone", [False, True], ids=["desk", "phone"])
def test_a_copy_of_a_shared_list_is_ones_own(page_at: Callable[..., Page], store: ProfileStore, phone: bool):
    key = store.create(THEIRS)
    page = page_at(f"shared?list={store.share(key)}", phone=phone)
    page.get_by_role("button", name="Use a copy").click()
    expect(page.get_by_role("heading", name="from 3 answers")).to_be_visible()
    choose(settled(page), "Loved")
    assert store.load(key) == THEIRS


def test_whoever_has_a_shared_link_can_change_nothing_over_the_raw_protocol_either(server: str, store: ProfileStore):
    """The key that reads is tried as one that writes: in the cookie, in the address, at the key's own address."""
    key = store.create(THEIRS)
    read_key = store.share(key)
    cookie = {"Cookie": f"{cookie_name(urlsplit(server).netloc)}={read_key}"}
    for page, query in (("for_you", ""), ("for_you", f"profile={read_key}"), ("shared", f"list={read_key}")):
        with Visitor(server, page, query, cookie) as visitor:
            there = buttons(visitor.draw())
            assert there
            for button in there:
                visitor.widgets = {button: WidgetState(id=button, trigger_value=True)}
                visitor.draw()
        assert (store.load(key), store.shared(read_key)) == (THEIRS, THEIRS)
    with pytest.raises(ProfileError):
        store.load(read_key)


def buttons(said: list[ForwardMsg]) -> list[str]:
    """Every button that is drawn, by its id."""
    drawn = (message.delta.new_element for message in said if message.HasField("delta"))
    return [element.button.id for element in drawn if element.HasField("button")]


def test_unsaved_answers_are_offered_back_when_the_server_lost_them(browser: Browser, tmp_path: Path):
    home, port = home_with_models(tmp_path), free_port()
    with browser.new_context() as context:
        page = context.new_page()
        with explorer_at(home, port=port) as explorer:
            page.goto(f"{explorer.address}/for_you")
            choose(settled(page), "Loved")
            choose(page, "Not seen")
            shown = titles(settled(page))
        with explorer_at(home, port=port):
            expect(page.get_by_text("2 answers you gave here before are not saved")).to_be_visible(timeout=60_000)
            page.get_by_role("button", name="Bring them back").click()
            expect(page.get_by_role("heading", name="from 1 answer")).to_be_visible()
            expect(page.get_by_role("button", name="Bring them back")).to_be_hidden()
            assert titles(settled(page)) == shown


def test_ten_unsaved_answers_are_not_left_without_a_question(page_at: Callable[..., Page]):
    page = page_at("for_you")
    asked = []

    def answer(dialog: Dialog) -> None:
        asked.append(dialog.type)
        dialog.accept()

    page.on("dialog", answer)
    for _ in range(9):
        choose(page, "Not seen")
    page.reload()
    assert asked == []
    settled(page).get_by_role("button", name="Bring them back").click()
    expect(page.get_by_role("button", name="Bring them back")).to_be_hidden()
    choose(settled(page), "Not seen")
    page.reload()
    assert asked == ["beforeunload"]
