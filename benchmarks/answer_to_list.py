"""From a click on an answer to the changed list on screen, in Chromium over the real server.

    python benchmarks/answer_to_list.py [--answers 40] [--model dot-bias]

The clock runs in the page: from the click's own event to the last change of the list's text or elements in the
document, as a MutationObserver sees it. Each round answers a title that was not answered before.
"""

from __future__ import annotations

import argparse
import os
import shutil
import socket
import statistics
import subprocess
import sys
import tempfile
import urllib.request
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

ROOT = Path(__file__).resolve().parents[1]
QUIET_MS = 1500
WORDS = ("Loved", "Liked", "So-so", "Disliked", "Not seen")
CLOCK = """
() => {
  const list = document.querySelector('.st-key-your-list');
  window.clicked = window.changed = 0;
  document.addEventListener('click', event => { window.clicked = event.timeStamp; window.changed = 0; }, true);
  new MutationObserver(() => { window.changed = performance.now(); })
    .observe(list, {subtree: true, childList: true, characterData: true});
}
"""


@contextmanager
def server() -> Generator[str]:
    """A server of its own, with a folder of its own for what it keeps."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    with tempfile.TemporaryDirectory() as home:
        shutil.copytree(ROOT / "models", Path(home) / "models")
        command = [sys.executable, "-m", "streamlit", "run", str(ROOT / "streamlit_app.py"), "--server.port", str(port)]
        options = ["--server.headless", "true", "--server.fileWatcherType", "none"]
        environment = os.environ | {"ANIME_EXPLORER_HOME": home}
        with subprocess.Popen(
            command + options, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        ) as process:
            wait_until_healthy(f"http://127.0.0.1:{port}/_stcore/health", process)
            yield f"http://127.0.0.1:{port}"
            process.terminate()


def wait_until_healthy(address: str, process: subprocess.Popen[bytes]) -> None:
    while process.poll() is None:
        try:
            urllib.request.urlopen(address, timeout=1)
        except OSError:
            continue
        return
    raise SystemExit("The server ended before it answered; start it by hand to see why.")


def settle(page: Page) -> None:
    page.wait_for_selector("[data-testid=stApp][data-test-script-state=notRunning]", timeout=30_000)


def answer(page: Page, place: int, word: str) -> float | None:
    """Click one answer; milliseconds until the list last changed, or nothing where it did not change."""
    page.locator("[class*=st-key-question-row]").nth(place).get_by_text(word, exact=True).click()
    page.wait_for_timeout(QUIET_MS)
    clicked, changed = page.evaluate("[window.clicked, window.changed]")
    return changed - clicked if changed else None


def measure(page: Page, answers: int) -> list[float]:
    """Milliseconds of each answer that moved the list; the first screen's answers warm up and do not count."""
    times: list[float] = []
    given = 0
    while len(times) < answers:
        n_titles = page.locator("[class*=st-key-question-row]").count()
        for place in range(n_titles):
            took = answer(page, place, WORDS[given % len(WORDS)])
            given += 1
            if given > n_titles and took is not None:
                times.append(took)
        page.locator(".st-key-questions-next button").click()
        page.wait_for_timeout(QUIET_MS)
    return times[:answers]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--answers", type=int, default=40)
    parser.add_argument("--model", default="dot-bias")
    options = parser.parse_args()
    with server() as address, sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=shutil.which("chromium"), args=["--no-sandbox", "--disable-gpu", "--disable-quic"]
        )
        page = browser.new_page(viewport={"width": 1280, "height": 900})
        page.goto(f"{address}/?model={options.model}")
        settle(page)
        page.get_by_role("link", name="For you").first.click()
        page.wait_for_selector(".st-key-your-list [data-testid=stMarkdownContainer]", timeout=30_000)
        settle(page)
        page.evaluate(CLOCK)
        times = sorted(measure(page, options.answers))
        browser.close()
    print(f"{'model':<10} {'answers':>8} {'median ms':>10} {'95 % ms':>8} {'worst ms':>9}")
    late = times[min(len(times) - 1, round(0.95 * len(times)))]
    print(f"{options.model:<10} {len(times):>8} {statistics.median(times):>10.0f} {late:>8.0f} {times[-1]:>9.0f}")


if __name__ == "__main__":
    main()
