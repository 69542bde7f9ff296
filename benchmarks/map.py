"""How quick the Map is with the whole catalog: drawn, moved, and answering to an outline.

    python benchmarks/map.py [--rounds 5]

First drawn: from opening the address to dots on the canvas, each time in a browser context of its own, which has
nothing of the explorer yet, and once more in the same, which has its files; and what data and whole page weigh.
Frames: two seconds of dragging and of turning the wheel, an event a frame, so that each frame is a new picture; in
depth a drag turns the map.
Answered: from letting go of an outline to its table on the page; the first waits for the browser's code for tables.
"""

from __future__ import annotations

import argparse
import re
import tempfile
from pathlib import Path

import numpy as np
from playwright.sync_api import Browser, Page, sync_playwright

from scripts.live import home_with_models, launch, server, settled

PATH = "map?layout=Neighbours"
DEEP = "map?layout=In+3-D"
WATCH_DRAWN = """
window.drawn = new Promise(done => {
  const look = () => {
    const canvas = document.querySelector("[data-map]")?.atlas.canvas
    const filled = canvas?.width
      && canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height).data.some(Boolean)
    filled ? done(performance.now()) : requestAnimationFrame(look)
  }
  look()
})
"""
DRAWN = "() => window.drawn"
N_TITLES = "() => document.querySelector('[data-map]').atlas.scene.data.ids.length"
FRAMES = """
(canvas, wheel) => new Promise(done => {
  const { left, top, width, height } = canvas.getBoundingClientRect()
  const event = (kind, turn) => canvas.dispatchEvent(new (wheel ? WheelEvent : PointerEvent)(kind, {
    clientX: left + width / 2 + (wheel ? 0 : 200 * Math.sin(turn)), clientY: top + height / 2, pointerId: 1,
    deltaY: 60 * Math.sin(turn), bubbles: true, cancelable: true,
  }))
  canvas.setPointerCapture = () => {}
  const [began, spans] = [performance.now(), []]
  let before = began
  const step = now => {
    spans.push(now - before)
    before = now
    event(wheel ? "wheel" : "pointermove", (now - began) / 150)
    if (now - began < 2000) return requestAnimationFrame(step)
    if (!wheel) event("pointerup", 0)
    done(spans.slice(2))
  }
  if (!wheel) event("pointerdown", 0)
  requestAnimationFrame(step)
})
"""
WATCH_ANSWER = """
() => {
  const main = document.querySelector("[data-testid=stMain]")
  const headings = () => [...main.querySelectorAll("h2")].map(element => element.innerText)
  const heading = () => headings().find(text => text.includes("selected"))
  const before = heading()
  window.answered = new Promise(done => {
    addEventListener("pointerup", () => {
      const began = performance.now()
      const look = () => {
        const now = heading()
        const stands = now && now !== before && main.querySelector("[data-testid=stDataFrame] canvas")
        stands ? done(performance.now() - began) : requestAnimationFrame(look)
      }
      look()
    }, { capture: true, once: true })
  })
}
"""


def first_drawn(browser: Browser, address: str) -> tuple[float, float, float, float]:
    """Milliseconds until dots are drawn, for the first and a second time; KB of data, and KB of the whole page."""
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    page = context.new_page()
    data: list[int] = []
    page.on("websocket", lambda socket: socket.on("framereceived", lambda payload: data.append(len(payload))))
    files: list[float] = []
    devtools = context.new_cdp_session(page)
    devtools.send("Network.enable")
    devtools.on("Network.loadingFinished", lambda event: files.append(event["encodedDataLength"]))
    page.add_init_script(WATCH_DRAWN)
    page.goto(f"{address}/{PATH}", wait_until="commit")
    took = page.evaluate(DRAWN)
    settled(page)
    sent, whole = sum(data) / 1000, (sum(data) + sum(files)) / 1000
    page.reload(wait_until="commit")
    again = page.evaluate(DRAWN)
    settled(page)
    context.close()
    return took, again, sent, whole


def answers(page: Page, rounds: int) -> list[float]:
    """Milliseconds until each of some outlines, no two alike, has its table."""
    box = page.locator(".atlas canvas").bounding_box()
    assert box is not None
    took = []
    for number in range(rounds):
        x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
        reach = 60 + 12 * number
        page.evaluate(WATCH_ANSWER)
        page.mouse.move(x - reach, y - reach)
        page.keyboard.down("Shift")
        page.mouse.down()
        for across, down in ((reach, -reach), (reach, reach), (-reach, reach)):
            page.mouse.move(x + across, y + down, steps=4)
        page.mouse.up()
        page.keyboard.up("Shift")
        took.append(page.evaluate("() => window.answered"))
        settled(page)
    return took


def frames(page: Page, wheel: bool) -> str:
    spans = np.array(page.locator(".atlas canvas").evaluate(FRAMES, wheel))
    return f"{1000 / spans.mean():.0f} a second, the slowest twentieth of them {1000 / np.percentile(spans, 95):.0f}"


def whole_in_depth(page: Page) -> int:
    """Show the whole catalog, and say how many titles that is."""
    few = page.evaluate(N_TITLES)
    page.get_by_role("slider", name=re.compile("Most rated")).press("End")
    page.wait_for_function(f"few => ({N_TITLES})() > few", arg=few)
    settled(page)
    return page.evaluate(N_TITLES)


def listed(values: list[float]) -> str:
    return ", ".join(f"{value:.0f}" for value in values)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=5)
    rounds = parser.parse_args().rounds
    with (
        sync_playwright() as playwright,
        tempfile.TemporaryDirectory() as folder,
        server(home_with_models(Path(folder))) as explorer,
    ):
        browser = launch(playwright)
        opened = [first_drawn(browser, explorer.address) for _ in range(rounds)]
        print(f"first drawn, milliseconds: {listed([took for took, *_ in opened])}")
        print(f"drawn again, milliseconds: {listed([again for _, again, *_ in opened])}")
        print(f"data sent, KB: {opened[-1][2]:.0f}; with the page itself: {opened[-1][3]:.0f}")
        page = browser.new_page(viewport={"width": 1280, "height": 900})
        page.add_init_script(WATCH_DRAWN)
        page.goto(f"{explorer.address}/{PATH}")
        page.evaluate(DRAWN)
        settled(page)
        print(f"frames while dragging: {frames(page, wheel=False)}")
        print(f"frames while zooming: {frames(page, wheel=True)}")
        print(f"an outline answered, milliseconds: {listed(answers(page, rounds))}")
        page.goto(f"{explorer.address}/{DEEP}")
        page.evaluate(DRAWN)
        print(f"frames while turning {whole_in_depth(page)} titles in depth: {frames(page, wheel=False)}")
        print(f"frames while zooming in depth: {frames(page, wheel=True)}")
        browser.close()


if __name__ == "__main__":
    main()
