"""What an eye would find wrong with a page: text that is cut, parts that lie over each other, and text too faint."""

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
CUT = """
() => {
  const main = document.querySelector('[data-testid="stMain"]')
  const seen = element => element.checkVisibility({ opacityProperty: true, visibilityProperty: true })
  const mayScroll = element => element.closest('[data-testid="stCode"], [role="tablist"], .js-plotly-plot, [data-map]')
  const cut = [...main.querySelectorAll("p, h1, h2, h3, th, td, label, button, span, li")].filter(element =>
    seen(element) && !mayScroll(element) && element.clientWidth > 1 && element.scrollWidth > element.clientWidth + 1
    && getComputedStyle(element).overflowX !== "visible")
  const tables = [...main.querySelectorAll("table")].filter(table => {
    const place = table.getBoundingClientRect()
    const room = table.closest('[data-testid="stVerticalBlock"]').getBoundingClientRect()
    return seen(table) && place.right > room.right + 1
  })
  const wide = main.scrollWidth - main.clientWidth > 1 ? [main] : []
  return [...cut, ...tables, ...wide].map(element => element.outerHTML.slice(0, 160))
}
"""
"""What is cut off or stands out beside its place; code may be scrolled, and so may a row of tabs."""

OVERLAPPING = """
() => {
  const boxed = elements => [...elements].map(element => [element, element.getBoundingClientRect()])
    .filter(([, box]) => box.height > 2 && box.width > 2)
  const over = (a, b, slack) =>
    a.left < b.right - slack && b.left < a.right - slack && a.top < b.bottom - slack && b.top < a.bottom - slack
  const found = []
  const compare = (boxes, slack, name) => {
    for (const [place, [one, a]] of boxes.entries()) for (const [other, b] of boxes.slice(place + 1))
      if (!one.contains(other) && !other.contains(one) && over(a, b, slack)) found.push(name(one) + " / " + name(other))
  }
  const main = document.querySelector('[data-testid="stMain"]')
  const nodes = document.createTreeWalker(main, NodeFilter.SHOW_TEXT), shown = []
  for (let node = nodes.nextNode(); node; node = nodes.nextNode()) {
    const element = node.parentElement
    if (!node.data.trim() || element.closest("svg, style, script, canvas, [data-map], .tile, .card button")) continue
    if (!element.checkVisibility({ opacityProperty: true, visibilityProperty: true })) continue
    const range = document.createRange()
    range.selectNodeContents(node)
    for (const box of range.getClientRects()) shown.push([element, box])
  }
  compare(shown.filter(([, box]) => box.width > 2), 3, element => element.textContent.slice(0, 60))
  const parts = [".st-key-learn-live > *", ".st-key-learn-words", ".st-key-learn-code", ".st-key-learn-ways"]
  compare(boxed(main.querySelectorAll(parts.join(", "))), 2, element => element.className)
  for (const chart of document.querySelectorAll('[data-testid="stMain"] .js-plotly-plot')) {
    const texts = [...chart.querySelectorAll("text")].filter(text =>
      text.textContent.trim() && text.checkVisibility() && !/rotate\\((?!0)/.test(text.getAttribute("transform")))
    compare(boxed(texts), 3, text => text.textContent)
  }
  return found
}
"""
"""Lines of text of the page, parts of a station, and upright texts of a chart, that lie over each other."""

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


def cut_or_overlapping(page: Page) -> list[str]:
    """What is cut off and what lies over each other on the page."""
    return [*page.evaluate(CUT), *page.evaluate(OVERLAPPING)]


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
