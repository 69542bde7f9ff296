"""Text from elsewhere in the browser: shown letter by letter, and no part of the page."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

NAMES = [
    "**bold** _x_ [x](http://e.vil) www.e.vil a@e.vil.zip",
    "&lt;b&gt; <b>x<b> :red[x] :smile: :material-home: $x$ `y` #1.zip",
    "My ratings - 2024 (v1.2), all & more.zip",
]


@pytest.mark.parametrize("name", NAMES)
def test_a_files_name_is_shown_letter_by_letter(page_at: Callable[..., Page], name: str):
    page = page_at("ratings?view=Get+ratings")
    page.locator("input[type=file]").set_input_files({"name": name, "mimeType": "application/zip", "buffer": b"no zip"})
    said = page.get_by_test_id("stAlert").get_by_test_id("stMarkdownContainer")
    expect(said).to_contain_text("is not a zip file")
    shown = said.inner_text().replace("\N{WORD JOINER}", "")
    assert shown == f"{name} is not a zip file, or it is damaged. Zip anime.csv and rating.csv again."
    assert said.locator("a, strong, em, code, img, [role=img]").count() == 0
