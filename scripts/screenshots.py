"""Renew the README's pictures, and the one of link previews, from the running app: ``make screenshots``."""

from __future__ import annotations

import base64
import tempfile
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

from scripts.live import ROOT, home_with_models, launch, server, settled
from ui.app.site import INDEX

PICTURES = ROOT / "docs" / "pictures"
DRAWING_MS = 1_500
ANSWERS = ("Loved", "Liked", "Disliked")
VIEWS = (
    ("overview", "", "light", 860),
    ("for-you", "for_you", "light", 1080),
    ("map", "map?layout=Neighbours", "dark", 1180),
)
ASSETS = ROOT / "ui" / "app" / "assets"
PREVIEW = """<style>
@font-face {{ font-family: serif-of-the-app; src: url(data:font/woff2;base64,{font}) }}
body {{ margin: 0; background: #10141f; color: #e8e6df; font: 600 42px/1.35 serif-of-the-app }}
.map {{ position: absolute; right: 0; width: 660px; height: 600px; overflow: hidden;
  mask: linear-gradient(90deg, transparent, #000 15%, #000 94%, transparent) }}
.map img {{ position: absolute; width: 1500px; left: -455px; top: -590px }}
.words {{ position: absolute; left: 72px; top: 196px }}
</style>
<div class="map"><img src="data:image/png;base64,{map}"></div>
<div class="words"><div style="zoom: 2">{logo}</div><p style="margin: 30px 0 0">
What to watch next,<br>and why.</p></div>"""
"""What link previews show: the name of the app beside a part of the map."""


def answer_some_titles(page: Page) -> None:
    for word in ANSWERS:
        page.locator(f"[class*=st-key-question-{word}-]").get_by_role("button").click()
        settled(page)


def draw_preview(browser: Browser) -> None:
    page = browser.new_page(viewport={"width": 1200, "height": 630})
    font = next(INDEX.parent.rglob("SourceSerif*Roman*.woff2"))
    font_and_map = {name: _base64(file) for name, file in (("font", font), ("map", PICTURES / "map.png"))}
    page.set_content(PREVIEW.format(logo=(ASSETS / "logo.svg").read_text(encoding="utf-8"), **font_and_map))
    page.screenshot(path=ASSETS / "preview.jpg", quality=85)


def _base64(file: Path) -> str:
    return base64.b64encode(file.read_bytes()).decode()


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
        draw_preview(browser)
        browser.close()


if __name__ == "__main__":
    main()
