"""How soon people whose replica is killed are answered by the other one, in real browsers behind the real proxy.

    python -m benchmarks.killed_replica [--browsers 6] [--others 12]

Needs Chromium, and Debian's nginx and PostgreSQL. Everybody answers questions of For you whose answers are kept. The
first replica is killed (``SIGKILL``); in every browser the next answer is clicked at once, and once a second, as
somebody impatient does, until the page has taken it. Printed are the seconds from the kill to that, and how many
answers that people without a browser were shown are not in the database.
"""

from __future__ import annotations

import argparse
import os
import signal
import statistics
import tempfile
import time
from collections.abc import Generator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from threading import Event
from urllib.parse import urlsplit

from playwright.sync_api import Browser, Page, sync_playwright
from websockets.exceptions import ConnectionClosed

from core.profiles import Profile, ProfileStore
from scripts.deployment import Deployment, deployment
from scripts.live import launch, settled
from scripts.visitor import Visitor
from ui.app.key_cookie import cookie_name

PATIENCE_MS = 60_000
CLICK = """
() => {
  const told = () => Number((document.body.innerText.match(/from (\\d+) answer/) || [0, 0])[1]);
  const before = told();
  let clicked = 0;
  const timer = setInterval(() => {
    if (told() > before) {
      window.answered = Date.now();
      clearInterval(timer);
    } else if (Date.now() - clicked >= 1000) {
      const button = document.querySelector("[class*='st-key-question-Loved-'] button:not([disabled])");
      if (button) { button.click(); clicked = Date.now(); }
    }
  }, 20);
}
"""
"""Clicks *Loved* once a second until an answer more is told of, and keeps the moment."""
ANSWERED = "() => window.answered"


@dataclass
class Person:
    """Somebody on For you with a browser of their own."""

    key: str
    page: Page
    cut_off: bool = False
    """Whether the connection has ended."""

    def click_at_once(self) -> None:
        """Begin to click for an answer; does not wait."""
        self.page.evaluate("() => { window.answered = null; }")
        self.page.evaluate(CLICK)

    def answered(self) -> float:
        """When the page has taken it, in seconds of the epoch; raises ``TimeoutError`` after a minute."""
        return self.page.wait_for_function(ANSWERED, timeout=PATIENCE_MS).json_value() / 1_000


def main() -> None:
    """Kill a replica among people and print how they fare."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--browsers", type=int, default=6, metavar="N")
    parser.add_argument("--others", type=int, default=12, metavar="N", help="people without a browser, who keep on")
    arguments = parser.parse_args()
    with (
        tempfile.TemporaryDirectory() as folder,
        deployment(Path(folder)) as running,
        sync_playwright() as playwright,
        launch(playwright) as browser,
    ):
        with people(running, browser, arguments.browsers) as met, others(running, arguments.others) as shown:
            killed = time.time()
            os.kill(running.replicas[0].pid, signal.SIGKILL)
            for person in met:
                person.click_at_once()
            seconds = [person.answered() - killed for person in met]
        store = ProfileStore(running.database)
        lost = sum(max(0, n - len(store.load(key).answered)) for key, n in shown.items())
    for where, cut_off in (("on the killed replica", True), ("on the other", False)):
        theirs = [each for each, person in zip(seconds, met, strict=True) if person.cut_off == cut_off]
        print(f"{len(theirs)} browsers {where}: {told(theirs)}")
    print(f"{sum(shown.values())} answers shown to people without a browser, {lost} of them lost")


def told(seconds: Sequence[float]) -> str:
    """Some seconds in words."""
    return f"answered after {statistics.median(seconds):.2f} s, at most {max(seconds):.2f} s" if seconds else "nobody"


@contextmanager
def people(running: Deployment, browser: Browser, n: int) -> Generator[list[Person]]:
    """People in browsers who have answered twice."""
    with ExitStack() as open_until_the_end:
        yield [met_in(open_until_the_end, running, browser) for _ in range(n)]


def met_in(stack: ExitStack, running: Deployment, browser: Browser) -> Person:
    """Somebody whose answers are kept, on For you behind the proxy."""
    context = stack.enter_context(browser.new_context())
    key = ProfileStore(running.database).create(Profile(liked_genres=frozenset({"Drama"})))
    name = cookie_name(urlsplit(running.address).netloc)
    context.add_cookies([{"name": name, "value": key, "url": running.address, "httpOnly": True}])
    person = Person(key, context.new_page())
    person.page.on("websocket", lambda socket: socket.on("close", lambda _: setattr(person, "cut_off", True)))
    person.page.goto(f"{running.address}/for_you")
    settled(person.page)
    for _ in range(2):
        person.click_at_once()
        person.answered()
    return person


@contextmanager
def others(running: Deployment, n: int) -> Generator[dict[str, int]]:
    """People without a browser who answer all the time; how many answers each of them was shown, by key."""
    store, over = ProfileStore(running.database), Event()
    shown = dict.fromkeys([store.create(Profile(liked_genres=frozenset({"Drama"}))) for _ in range(n)], 0)
    with ThreadPoolExecutor(max(n, 1)) as crowd:
        working = [crowd.submit(answer_until, over, running.address, key, shown) for key in shown]
        try:
            yield shown
        finally:
            over.set()
    for person in working:
        person.result()


def answer_until(over: Event, address: str, key: str, shown: dict[str, int]) -> None:
    """Answer, with a second's thought, until it is over or the replica is gone."""
    cookie = {"Cookie": f"{cookie_name(urlsplit(address).netloc)}={key}"}
    with suppress(ConnectionClosed), Visitor(address, "for_you", headers=cookie) as person:
        person.draw()
        while not over.wait(1):
            person.click("Loved")
            shown[key] += 1


if __name__ == "__main__":
    main()
