"""A link copied from any page, some inputs changed, shows the same choices when somebody else opens it."""

from __future__ import annotations

from collections.abc import Callable, Generator
from typing import Literal

import pytest
from playwright.sync_api import Browser, Page

from scripts.live import settled
from tests.browser.test_every_page import PAGES, no_error, path_of

CHOICES = """
() => {
  const all = selector => [...document.querySelectorAll(selector)]
  const chosen = '[role=radio][aria-checked=true], [role=tab][aria-selected=true], [data-tag-index]'
  return [
    ...all('[data-testid=stSelectbox], [data-testid=stNumberInput]').map(box =>
      `${box.innerText} ${box.querySelector('input')?.value ?? ''}`),
    ...all('input[type=range]').map(handle => `${handle.ariaLabel} ${handle.ariaValueText}`),
    ...all('input[type=radio]:checked').map(input => input.closest('label').innerText),
    ...all('input[type=checkbox]').map(input => `${input.ariaLabel} ${input.checked}`),
    ...all(chosen).map(element => element.innerText),
  ]
}
"""
"""What the inputs of a page show."""

IN_OPEN_TABS = """
() => [...document.querySelectorAll('[role=tabpanel]')].filter(panel => panel.checkVisibility()).map(panel =>
  [...panel.querySelectorAll('[data-testid=stMarkdownContainer], .short-table, [role=figure]')]
    .map(part => part.matches('[role=figure]') ? part.ariaLabel : part.innerText).join(' '))
"""
"""What is written in the tabs that are open, and what is said of their charts."""

Change = Callable[[Page], None]


def pick(label: str, option: str) -> Change:
    def change(page: Page) -> None:
        page.get_by_role("combobox", name=label).first.click()
        page.get_by_role("option", name=option, exact=True).click()

    return change


def slide(label: str) -> Change:
    def change(page: Page) -> None:
        page.get_by_role("slider", name=label).first.press("ArrowRight")

    return change


def turn_to(role: Literal["radio", "tab"], name: str) -> Change:
    def change(page: Page) -> None:
        page.get_by_role(role, name=name, exact=True).click()

    return change


ANOTHER_MODEL = ("", pick("Model", "neural"))
CHANGES: dict[str, tuple[str, Change]] = {
    "for_you": ("", slide("How adventurous")),
    "how_it_works": ("", slide("Romance")),
    "map": ("", slide("Most rated titles")),
    "similarity": ("?model=neural", turn_to("tab", "Paths")),
    "biases": ("", slide("Titles in each table")),
    "viewers": ("", turn_to("radio", "Me")),
    "ratings": ("", turn_to("tab", "Long tail")),
    "train": ("", turn_to("tab", "Overlay runs")),
    "compare": ("?model=neural", turn_to("tab", "Biases")),
}
"""What is changed on a page, and the query it is opened with; on other pages another model is picked."""

OPENS_A_TAB = {"similarity", "ratings", "train", "compare"}
"""Pages on which that change opens another tab, so that something else is written there."""


@pytest.fixture(scope="module")
def here(browser: Browser) -> Generator[Page]:
    """The browser where links are copied."""
    with browser.new_context() as context:
        yield context.new_page()


@pytest.fixture(scope="module")
def elsewhere(browser: Browser) -> Generator[Page]:
    """Somebody else's browser, where they are opened."""
    with browser.new_context() as context:
        yield context.new_page()


@pytest.mark.parametrize("name", PAGES)
def test_a_copied_link_shows_the_same_choices_elsewhere(here: Page, elsewhere: Page, server: str, name: str):
    query, change = CHANGES.get(name, ANOTHER_MODEL)
    page = opened(here, f"{server}/{path_of(name)}{query}")
    before, in_tabs, address = page.evaluate(CHOICES), page.evaluate(IN_OPEN_TABS), page.url
    change(page)
    page.wait_for_function("before => location.href !== before", arg=address)
    again = opened(elsewhere, page.url)
    no_error(again)
    after = settled(page).evaluate(CHOICES)  # only now: the address changes before the script begins to run
    assert after != before
    assert again.evaluate(CHOICES) == after
    told = again.evaluate(IN_OPEN_TABS)
    assert told == page.evaluate(IN_OPEN_TABS)
    assert all(told)
    assert told != in_tabs or name not in OPENS_A_TAB


def opened(page: Page, address: str) -> Page:
    page.goto(address)
    return settled(page)
