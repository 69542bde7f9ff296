"""Renew the README's pictures from the running app: ``make screenshots``."""

from __future__ import annotations

import tempfile
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

from scripts.live import ROOT, home_with_models, launch, server, settled

PICTURES = ROOT / "docs" / "pictures"
DRAWING_MS = 1_500
ANSWERS = ("Loved", "Liked", "Disliked")
VIEWS = (
    ("overview", "", "light", 860),
    ("for-you", "for_you", "light", 1080),
    ("map", "map?layout=Neighbours", "dark", 1080),
)


def answer_some_titles(page: Page) -> None:
    for word in ANSWERS:
        page.locator(f"[class*=st-key-question-{word}-]").get_by_role("button").click()
        settled(page)


def main() -> None:
    PICTURES.mkdir(parents=True, exist_ok=True)
    with (
        tempfile.TemporaryDirectory() as home,
        server(home_with_models(Path(home))) as explorer,
        sync_playwright() as playwright,
    ):
        browser = launch(playwright)
        for name, path, scheme, height in VIEWS:
            page = browser.new_page(viewport={"width": 1280, "height": height}, color_scheme=scheme)
            page.goto(f"{explorer.address}/{path}")
            settled(page)
            if name == "for-you":
                answer_some_titles(page)
            page.wait_for_load_state("networkidle")
            page.wait_for_timeout(DRAWING_MS)
            page.screenshot(path=PICTURES / f"{name}.png")
        browser.close()


if __name__ == "__main__":
    main()
