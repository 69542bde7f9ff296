"""Text from elsewhere in the browser: shown letter by letter, and no part of the page."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Generator
from dataclasses import replace
from pathlib import Path
from urllib.parse import quote

import pytest
from playwright.sync_api import Page, expect

from core.data.catalog import Catalog
from core.model.bundle import load_bundle, save_bundle

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


PICTURE = "![x](http://picture.invalid/x.png) [y](http://link.invalid/)"


@pytest.fixture
def hostile_model(home: Path, root: Path) -> Generator[str]:
    """A model whose best-known titles carry Markdown wherever a catalog has room for words."""
    bundle = load_bundle(root / "models" / "dot-bias")
    table = bundle.catalog.table.copy()
    best = table["n_ratings"].nlargest(60).index
    table.loc[best, "title"] = [f"{anime_id} {PICTURE}" for anime_id in best]
    table.loc[best, "type"] = PICTURE
    table["genres"] = [(PICTURE,) if anime_id in best else genres for anime_id, genres in table["genres"].items()]
    folder = home / "models" / "hostile"
    save_bundle(replace(bundle, catalog=Catalog(table)), folder)
    yield "hostile"
    shutil.rmtree(folder)


@pytest.mark.parametrize("path", ["for_you", f"map?at={quote(f'1535 {PICTURE}')}", "similarity", "biases"])
def test_a_hostile_catalog_fetches_nothing_and_links_nowhere(
    page_at: Callable[..., Page], hostile_model: str, path: str
):
    page = page_at(f"{path}{'&' if '?' in path else '?'}model={hostile_model}&names=Japanese")
    expect(page.get_by_text("picture.invalid").first).to_be_attached()
    found = page.locator("img[src*=invalid], a[href*='link.invalid']")
    assert found.count() == 0, found.evaluate_all("nodes => nodes.map(node => node.parentElement.outerHTML)")
