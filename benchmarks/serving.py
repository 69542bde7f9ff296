"""How quick the explorer is to its first page and from page to page, and how much memory its server takes.

    python benchmarks/serving.py [--rounds 3]

Cold start: from `streamlit run` to a drawn Overview in Chromium, a new server each round. Page change: from the click
in the menu to the new page's heading with its script at rest; the first and the later visits of each page, and of the
course's stations by their button to the next. Memory: the server's resident set on the default model after the first
page and after every page was visited.
"""

from __future__ import annotations

import argparse
import tempfile
import time
from pathlib import Path

import pandas as pd
from playwright.sync_api import Browser, Page, sync_playwright

from scripts.live import home_with_models, launch, open_from_menu, server, settled
from ui.app.menu import PAGES, PageEntry
from ui.learn.course import STATIONS


def resident_mb(pid: int) -> float:
    """Resident set of a process in MB, as Linux tells it."""
    status = Path(f"/proc/{pid}/status").read_text()
    return int(status.split("VmRSS:")[1].split()[0]) / 1000


def cold_start(browser: Browser) -> tuple[float, float]:
    """Seconds from the command to a drawn Overview, and the server's memory then."""
    with tempfile.TemporaryDirectory() as folder:
        home = home_with_models(Path(folder))
        begun = time.perf_counter()
        with server(home) as explorer:
            page = browser.new_page()
            page.goto(explorer.address)
            page.get_by_test_id("stMetric").first.wait_for()
            settled(page)
            took = time.perf_counter() - begun
            page.close()
            return took, resident_mb(explorer.pid)


def change(page: Page, entry: PageEntry) -> float:
    """Click a page's entry in the menu; milliseconds until that page stands."""
    begun = time.perf_counter()
    open_from_menu(page, entry)
    return (time.perf_counter() - begun) * 1000


def open_course(page: Page, address: str) -> None:
    """Open the course at its first station in a new page of the browser, which has none of the app's code yet."""
    page.goto(f"{address}/learn?station={STATIONS[0].slug}")
    settled(page)


def back_to_the_first_station(page: Page) -> None:
    """Open the first station by the contents."""
    page.get_by_role("button", name="Contents").click()
    page.get_by_test_id("stPopoverBody").get_by_role("link", name=STATIONS[0].name).click()
    page.locator("h1", has_text=STATIONS[0].question).wait_for()
    settled(page)


def turned_stations(page: Page) -> list[tuple[str, float]]:
    """Go through the course by its buttons; milliseconds until each further station stands."""
    took = []
    for station in STATIONS[1:]:
        button = settled(page).get_by_role("button", name=f"{station.name} →")
        button.wait_for()
        begun = time.perf_counter()
        button.click()
        page.locator("h1", has_text=station.question).wait_for()
        settled(page)
        took.append((station.name, (time.perf_counter() - begun) * 1000))
    return took


def percentiles(rows: list[tuple[int, str, float]]) -> str:
    """How long first and later visits take: the median and the 95th percentile."""
    visits = pd.DataFrame(rows, columns=["round", "page", "ms"])
    kind = visits["round"].eq(0).map({True: "first visits", False: "later visits"})
    groups = visits.groupby(kind)["ms"]
    return (
        pd.DataFrame({"median": groups.quantile(0.5), "95 %": groups.quantile(0.95)}).round(0).astype(int).to_string()
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=3)
    options = parser.parse_args()
    with sync_playwright() as playwright, tempfile.TemporaryDirectory() as folder:
        browser = launch(playwright)
        starts = [cold_start(browser) for _ in range(options.rounds)]
        print(f"cold start to a drawn Overview, seconds: {', '.join(f'{took:.2f}' for took, _ in starts)}")
        print(f"server's memory then, MB: {', '.join(f'{memory:.0f}' for _, memory in starts)}")
        with server(home_with_models(Path(folder))) as explorer:
            page = settled_page(browser, explorer.address)
            tour = (*PAGES[1:], PAGES[0])
            rows = [(n, entry.title, change(page, entry)) for n in range(options.rounds) for entry in tour]
            open_course(page, explorer.address)
            stations = []
            for n in range(options.rounds):
                stations += [(n, name, took) for name, took in turned_stations(page)]
                back_to_the_first_station(page)
            memory = resident_mb(explorer.pid)
        browser.close()
    table = pd.DataFrame(rows, columns=["round", "page", "ms"]).pivot(index="page", columns="round", values="ms")
    table.columns = ["first visit" if number == 0 else f"visit {number + 1}" for number in table.columns]
    print("page change, milliseconds:", table.round(0).astype(int).to_string(), sep="\n")
    for what, visits in (("pages", rows), ("stations of the course", stations)):
        print(f"{what}, milliseconds:", percentiles(visits), sep="\n")
    print(f"server's memory after every page was visited {options.rounds} times, MB: {memory:.0f}")


def settled_page(browser: Browser, address: str) -> Page:
    page = browser.new_page(viewport={"width": 1280, "height": 900})
    page.goto(address)
    return settled(page)


if __name__ == "__main__":
    main()
