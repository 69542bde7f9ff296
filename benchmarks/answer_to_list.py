"""From a click on an answer, or a key, to the changed list on screen, in Chromium over the real server.

    python benchmarks/answer_to_list.py [--answers 40] [--model dot-bias] [--keyboard]

The clock runs in the page: from the event of the click, or of the key, to the last change of the list in the
document, as a MutationObserver sees it. Each round answers a title that was not answered before.
"""

from __future__ import annotations

import argparse
import statistics
import tempfile
from itertools import cycle, islice
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

from scripts.live import home_with_models, launch, server, settled

QUIET_MS = 1500
N_WARM_UP = 5
WORDS = ("Loved", "Liked", "So-so", "Disliked", "Not seen")
CLOCK = """
() => {
  const list = document.querySelector('.st-key-your-list');
  window.clicked = window.changed = 0;
  for (const given of ['click', 'keydown'])
    document.addEventListener(given, event => { window.clicked = event.timeStamp; window.changed = 0; }, true);
  new MutationObserver(() => { window.changed = performance.now(); })
    .observe(list, {subtree: true, childList: true, characterData: true});
}
"""


def answer(page: Page, word: str, keyboard: bool) -> float | None:
    """Give one answer; milliseconds until the list last changed, or nothing where it did not change."""
    if keyboard:
        page.keyboard.press(str(WORDS.index(word) + 1))
    else:
        page.locator(f"[class*='st-key-question-{word.replace(' ', '-')}-']").get_by_role("button").click()
    page.wait_for_timeout(QUIET_MS)
    clicked, changed = page.evaluate("[window.clicked, window.changed]")
    return changed - clicked if changed else None


def measure(page: Page, answers: int, keyboard: bool) -> list[float]:
    """Milliseconds of each answer that moved the list; the first answers warm up and do not count."""
    words, times = cycle(WORDS), []
    for word in islice(words, N_WARM_UP):
        answer(page, word, keyboard)
    while len(times) < answers:
        took = answer(page, next(words), keyboard)
        if took is not None:
            times.append(took)
    return times


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--answers", type=int, default=40)
    parser.add_argument("--model", default="dot-bias")
    parser.add_argument("--keyboard", action="store_true", help="answer with the keys 1 to 5")
    options = parser.parse_args()
    with (
        tempfile.TemporaryDirectory() as home,
        server(home_with_models(Path(home))) as explorer,
        sync_playwright() as playwright,
    ):
        browser = launch(playwright)
        page = browser.new_page(viewport={"width": 1280, "height": 900})
        page.goto(f"{explorer.address}/?model={options.model}")
        settled(page)
        page.get_by_role("link", name="For you").first.click()
        page.wait_for_selector(".st-key-your-list .card", timeout=30_000)
        settled(page)
        page.evaluate(CLOCK)
        times = sorted(measure(page, options.answers, options.keyboard))
        browser.close()
    print(f"{'model':<10} {'answers':>8} {'median ms':>10} {'95 % ms':>8} {'worst ms':>9}")
    late = times[min(len(times) - 1, round(0.95 * len(times)))]
    print(f"{options.model:<10} {len(times):>8} {statistics.median(times):>10.0f} {late:>8.0f} {times[-1]:>9.0f}")


if __name__ == "__main__":
    main()
