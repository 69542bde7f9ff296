"""Renew the README's pictures from the running app: ``make screenshots``."""

from __future__ import annotations

import tempfile
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

from scripts.live import ROOT, home_with_models, launch, server, settled

PICTURES = ROOT / "docs" / "pictures"
ANSWERS = ("Loved", "Liked", "Disliked")
VIEWS = (("overview", "", "light"), ("for-you", "for_you", "light"), ("map", "map", "dark"))


def answer_some_titles(page: Page) -> None:
    for place, word in enumerate(ANSWERS):
        page.locator("[class*=st-key-question-row]").nth(place).get_by_text(word, exact=True).click()
        settled(page)


def main() -> None:
    PICTURES.mkdir(parents=True, exist_ok=True)
    with (
        tempfile.TemporaryDirectory() as home,
        server(home_with_models(Path(home))) as explorer,
        sync_playwright() as playwright,
    ):
        browser = launch(playwright)
        for name, path, scheme in VIEWS:
            page = browser.new_page(viewport={"width": 1280, "height": 860}, color_scheme=scheme)
            page.goto(f"{explorer.address}/{path}")
            settled(page)
            if name == "for-you":
                answer_some_titles(page)
            page.wait_for_load_state("networkidle")
            page.screenshot(path=PICTURES / f"{name}.png")
        browser.close()


if __name__ == "__main__":
    main()
