"""All pages and stations in one picture book, light, dark and on a phone: ``make contact-sheet``.

    python -m scripts.contact_sheet [PART …]       # only what has one of these parts in its name
    python -m scripts.contact_sheet --compare      # what differs from the sheet before: make sheet-changes

The sheet is ``artifacts/contact-sheet/index.html`` with its pictures beside it. Making one keeps the one before as
``artifacts/contact-sheet-before``. Browsers and fonts differ from machine to machine: compare sheets of one machine.
"""

from __future__ import annotations

import argparse
import shutil
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from pathlib import Path
from typing import Literal

import numpy as np
from PIL import Image
from playwright.sync_api import Browser, Page, sync_playwright

from scripts.live import ROOT, home_with_models, launch, server, settled
from ui.app import keys
from ui.app.menu import ENTRIES
from ui.learn.course import SLUGS

SHEET = ROOT / "artifacts" / "contact-sheet"
BEFORE = ROOT / "artifacts" / "contact-sheet-before"
TALLEST = 4_000
DRAWING_MS = 700
STRONGEST_NOISE = 24
"""Steps of 255 by which a pixel may differ and still count as the same."""
LEAST_SHARE = 0.0005
"""Of a picture's pixels that must differ for it to be listed."""
HEIGHT_OF_PAGE = """() => {
  const main = document.querySelector('[data-testid=stMain]')
  return Math.ceil(main.scrollHeight + innerHeight - main.clientHeight)
}"""
STYLE = """<style>
body { font: 15px/1.4 system-ui; margin: 2rem; color-scheme: light dark }
section { display: grid; grid-template-columns: 3fr 3fr 1fr; gap: 1rem; align-items: start }
img { width: 100%; border: 1px solid #8884 }
</style>"""


@dataclass(frozen=True)
class Look:
    """One way to look at a page."""

    name: str
    width: int
    height: int
    scheme: Literal["light", "dark"] = "light"


LOOKS = (Look("light", 1280, 900), Look("dark", 1280, 900, "dark"), Look("phone", 390, 844))


def addresses() -> dict[str, str]:
    """The address of every page and station, by what its pictures are called."""
    pages = {name: entry.address for name, entry in ENTRIES.items() if name != "learn"}
    return pages | {f"learn-{slug}": f"learn?{keys.LEARN_STATION}={slug}" for slug in SLUGS}


def take(page: Page, address: str, look: Look, file: Path) -> None:
    """A picture of a page from its top to its end."""
    page.set_viewport_size({"width": look.width, "height": look.height})
    page.goto(address)
    settled(page)
    height = min(max(page.evaluate(HEIGHT_OF_PAGE), look.height), TALLEST)
    page.set_viewport_size({"width": look.width, "height": height})
    page.wait_for_load_state("networkidle")
    page.wait_for_timeout(DRAWING_MS)
    page.screenshot(path=file)


def take_all(browser: Browser, explorer: str, wanted: dict[str, str]) -> None:
    """The pictures of these pages in every look."""
    for look in LOOKS:
        page = browser.new_page(color_scheme=look.scheme, reduced_motion="reduce")
        for name, address in wanted.items():
            take(page, f"{explorer}/{address}", look, SHEET / f"{name}-{look.name}.png")
        page.context.close()


def write_index(names: Sequence[str]) -> None:
    """The page that shows all pictures, a row for each name."""
    rows = [
        f"<h2>{escape(name)}</h2><section>"
        + "".join(
            f'<a href="{name}-{look.name}.png"><img loading="lazy" src="{name}-{look.name}.png" '
            f'alt="{escape(name)}, {look.name}"></a>'
            for look in LOOKS
        )
        + "</section>"
        for name in names
    ]
    text = f'<!doctype html><meta charset="utf-8"><title>Contact sheet</title>{STYLE}' + "\n".join(rows)
    (SHEET / "index.html").write_text(text, encoding="utf-8")


def share_changed(before: Image.Image, now: Image.Image) -> float:
    """The share of pixels that differ; those that only one of the pictures has differ too."""
    width, height = (max(sides) for sides in zip(before.size, now.size, strict=True))
    right, bottom = (min(sides) for sides in zip(before.size, now.size, strict=True))
    one, other = (
        np.asarray(picture.convert("RGB").crop((0, 0, right, bottom)), dtype=np.int16) for picture in (before, now)
    )
    differ = int((np.abs(one - other).max(axis=2) > STRONGEST_NOISE).sum())
    return (differ + width * height - right * bottom) / (width * height)


def changes(before: Path, now: Path) -> list[str]:
    """A line for each picture that is new, gone or different, the most different first."""
    old, new = ({file.name for file in folder.glob("*.png")} for folder in (before, now))
    shares = {name: share_changed(Image.open(before / name), Image.open(now / name)) for name in old & new}
    differ = sorted((name for name in shares if shares[name] > LEAST_SHARE), key=lambda name: -shares[name])
    return [
        *(f"new       {name}" for name in sorted(new - old)),
        *(f"gone      {name}" for name in sorted(old - new)),
        *(f"{shares[name]:8.2%}  {name}" for name in differ),
    ]


def compare() -> None:
    """Print what differs between the sheet and the one before."""
    if not (SHEET.exists() and BEFORE.exists()):
        raise SystemExit("There is no sheet before this one: run make contact-sheet, change something, run it again.")
    found = changes(BEFORE, SHEET)
    print("\n".join(found) or "Nothing differs.")


def make(parts: Sequence[str]) -> None:
    """Take all pictures whose names have one of the parts, or all, and write the page that shows them."""
    wanted = {name: path for name, path in addresses().items() if not parts or any(part in name for part in parts)}
    if SHEET.exists():
        shutil.rmtree(BEFORE, ignore_errors=True)
        SHEET.rename(BEFORE)
    SHEET.mkdir(parents=True)
    with (
        tempfile.TemporaryDirectory() as home,
        server(home_with_models(Path(home))) as explorer,
        sync_playwright() as playwright,
    ):
        browser = launch(playwright)
        take_all(browser, explorer.address, wanted)
        browser.close()
    write_index(list(wanted))
    print(f"{SHEET / 'index.html'}: {len(wanted)} pages and stations, {len(LOOKS)} looks")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("parts", nargs="*", metavar="PART")
    parser.add_argument("--compare", action="store_true")
    options = parser.parse_args()
    if options.compare:
        compare()
    else:
        make(options.parts)


if __name__ == "__main__":
    main()
