"""Titles by any of their names, as a person types them."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from scripts.live import settled


@pytest.mark.parametrize(("dark", "phone"), [(False, False), (True, True)])
def test_a_short_name_and_enter_fly_to_the_title(page_at: Callable[..., Page], dark: bool, phone: bool):
    page = page_at("map", dark=dark, phone=phone)
    page.get_by_label("Find a title").fill("oregairu")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="My Teen Romantic Comedy SNAFU")).to_be_attached(timeout=20_000)
    expect(page).to_have_url(re.compile(r"at=My\+Teen\+Romantic\+Comedy\+SNAFU"))
    page.get_by_label("Find a title").fill("frieren")
    page.keyboard.press("Enter")
    expect(page.get_by_test_id("stAlert")).to_contain_text("is newer than the ratings of this model")
    expect(page.get_by_label("Find a title")).to_have_value("My Teen Romantic Comedy SNAFU")


def test_what_was_chosen_is_renamed_with_the_switch_and_stays_so_after_a_reload(page_at: Callable[..., Page]):
    page = page_at("similarity")
    chosen = page.get_by_test_id("stMultiSelect").first
    chosen.get_by_role("combobox").fill("attack titn")
    page.keyboard.press("Enter")
    expect(chosen).to_contain_text("Attack on Titan")
    settled(page).get_by_test_id("stSidebar").get_by_text("Japanese").click()
    expect(chosen).to_contain_text("Shingeki no Kyojin", timeout=20_000)
    settled(page).reload()
    expect(page.get_by_test_id("stMultiSelect").first).to_contain_text("Shingeki no Kyojin", timeout=20_000)
