"""What an eye would find wrong with the charts of a page: text too faint, measured in the picture."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from io import BytesIO

import numpy as np
from PIL import Image
from playwright.sync_api import Page

from scripts.contact_sheet import DRAWING_MS, HEIGHT_OF_PAGE
from tests.ui.app.test_charts import contrast

LEAST_CONTRAST = 4.5
TEXTS = """
() => [...document.querySelectorAll(".js-plotly-plot text")].filter(text =>
  text.textContent.trim() && text.checkVisibility() && getComputedStyle(text).fill.match(/^rgb\\(/)
  && !text.hasAttribute("transform")
).map(text => {
  const { x, y, width, height } = text.getBoundingClientRect()
  return [text.textContent, getComputedStyle(text).fill, x, y, x + width, y + height]
})
"""
"""Texts of charts that stand upright, with their colour and where they are."""


def drawn_whole(page: Page) -> None:
    """Make the window as high as the page and wait until its charts have been drawn anew."""
    size = page.viewport_size
    assert size
    page.set_viewport_size({"width": size["width"], "height": max(page.evaluate(HEIGHT_OF_PAGE), size["height"])})
    page.wait_for_load_state("networkidle")
    page.wait_for_timeout(DRAWING_MS)


def faint_texts(page: Page) -> list[str]:
    """Texts of charts whose contrast with what they stand on, as the picture has it, is too low."""
    picture = Image.open(BytesIO(page.screenshot())).convert("RGB")
    found = []
    for text, ink, *box in page.evaluate(TEXTS):
        left, top, right, bottom = (round(side) for side in box)
        if left < 0 or top < 0 or right > picture.width or bottom > picture.height:
            continue
        colours = np.asarray(picture.crop((left, top, right, bottom))).reshape(-1, 3)
        ground, _ = Counter(map(tuple, colours.tolist())).most_common(1)[0]
        measured = contrast(_hex(map(int, ink[4:-1].split(","))), _hex(ground))
        if measured < LEAST_CONTRAST:
            found.append(f"{text} {measured:.1f}: {ink} on {_hex(ground)}")
    return found


def _hex(colour: Iterable[int]) -> str:
    return "#" + "".join(f"{part:02x}" for part in colour)
