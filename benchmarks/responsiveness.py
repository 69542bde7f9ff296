"""Whether the explorer stays quick while a training runs, and how soon Stop takes effect.

    python benchmarks/responsiveness.py [--ratings DIR] [--rounds 5] [--stops 3] [--json FILE]

Page change: from the click in the menu to the new page's heading with its script at rest, in Chromium over the real
server, every page in turn after one visit of each; at rest, and while a training of its own runs beside it. Stop:
from the click to the end of training in the run's own log, to the end of its process with the model saved, and to the
page that says so. Without ``--ratings`` the training learns 500,000 simulated ratings.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
import time
from dataclasses import replace
from pathlib import Path

import pandas as pd
from playwright.sync_api import Page, sync_playwright

from core.data.sources import keep
from core.model.bundle import load_bundle
from core.model.simulation import simulate
from core.runs import process
from core.runs.state import Run, read_run
from core.training.config import TrainConfig
from core.training.progress import line_of
from scripts.live import home_with_models, launch, server, settled
from ui.app.menu import PAGES

LIMIT_MS = 120_000
SLOW = replace(TrainConfig(), epochs=2_000, lr=1e-5)
"""Trains on and on, an epoch as long as that of the default settings."""
CHANGE = """
async place => {
  const heading = () => document.querySelector('[data-testid=stMain] h1')?.innerText
  const isAtRest = () => document.querySelector('[data-testid=stApp][data-test-script-state=notRunning]')
    && !document.querySelector('[data-testid=stSkeleton]')
  const before = heading(), begun = performance.now()
  document.querySelectorAll('[data-testid=stSidebarNavLink]')[place].click()
  while (!heading() || heading() === before || !isAtRest()) {
    if (performance.now() - begun > 60_000) throw new Error(`${before} does not change to page ${place}.`)
    await new Promise(requestAnimationFrame)
  }
  return [heading(), performance.now() - begun]
}
"""


def page_changes(page: Page, rounds: int) -> pd.DataFrame:
    """Milliseconds of each page change: rows of ``page`` and ``ms``."""
    page.get_by_test_id("stSidebarNavLink").nth(len(PAGES) - 1).wait_for()
    places = [place for _ in range(rounds) for place in (*range(1, len(PAGES)), 0)]
    return pd.DataFrame([page.evaluate(CHANGE, place) for place in places], columns=["page", "ms"])


def wait_for_epoch(run: Run, number: int) -> None:
    while len(read_run(run.folder).progress.epochs) < number:
        expect_at_work(run)
        time.sleep(0.1)


def expect_at_work(run: Run) -> None:
    now = read_run(run.folder)
    if now.state != "running":
        sys.exit(f"The training ended by itself ({now.state}): {now.message}\n{now.progress}")


def seconds_to_stop(page: Page, run: Run) -> dict[str, float]:
    """Seconds from the click on Stop to three events."""
    expect_at_work(run)
    page.get_by_role("button", name="Stop and keep the best so far").wait_for(timeout=LIMIT_MS)
    clicked = time.time()
    page.get_by_role("button", name="Stop and keep the best so far").click()
    page.get_by_role("button", name="Start training").wait_for(timeout=LIMIT_MS)
    seen = time.time()
    told = [line for written in run.folder.progress.read_bytes().splitlines() if (line := line_of(written))]
    moments = {line.phase: line.time or 0.0 for line in told}
    ended = min(line.time or 0.0 for line in told if line.phase == "watched" and (line.time or 0.0) > clicked)
    return {
        "training ends": ended - clicked,
        "model saved": max(moments.values()) - clicked,
        "page says so": seen - clicked,
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--ratings", type=Path)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--stops", type=int, default=3)
    parser.add_argument("--json", type=Path)
    options = parser.parse_args()
    with sync_playwright() as playwright, tempfile.TemporaryDirectory() as folder:
        home = home_with_models(Path(folder))
        ratings = home / "data" / "Ratings"
        if options.ratings:
            ratings.parent.mkdir()
            ratings.symlink_to(options.ratings.resolve())
        else:
            keep(simulate(load_bundle(home / "models" / "dot-bias"), 8_000, 500_000), ratings)
        browser = launch(playwright)
        with server(home) as explorer:
            page = browser.new_page(viewport={"width": 1280, "height": 900})
            page.goto(explorer.address)
            settled(page)
            page_changes(page, 1)
            at_rest = page_changes(page, options.rounds)
            run = process.start(home / "runs", ratings, home / "models" / "slow", SLOW)
            wait_for_epoch(run, 1)
            beside = page_changes(page, options.rounds)
            page.goto(f"{explorer.address}/train")
            stops = []
            for number in range(options.stops):
                stops.append(seconds_to_stop(page, run))
                if number + 1 < options.stops:
                    n_epochs = len(read_run(run.folder).progress.epochs)
                    process.resume(run)
                    page.reload()
                    wait_for_epoch(run, n_epochs + 1)
        browser.close()
    report(at_rest, beside, stops, options.json)


def report(at_rest: pd.DataFrame, beside: pd.DataFrame, stops: list[dict[str, float]], file: Path | None) -> None:
    """Print the tables, and write their rows where asked to."""
    columns = {"at rest": at_rest, "while training": beside}
    pages = {name: frame.groupby("page")["ms"].median() for name, frame in columns.items()}
    spread = {
        name: frame["ms"].quantile([0.5, 0.95, 1.0]).set_axis(["median", "95 %", "slowest"])
        for name, frame in columns.items()
    }
    print("page change, milliseconds (median of each page, then of all changes):")
    print(pd.concat([pd.DataFrame(pages), pd.DataFrame(spread)]).round(0).astype(int).to_string())
    print("\nStop, seconds after the click:")
    print(pd.DataFrame(stops).round(2).to_string())
    if file:
        rows = [{"what": f"page change {name}", **values.to_dict()} for name, values in spread.items()]
        rows += [{"what": f"stop: {name}", "slowest": max(stop[name] for stop in stops)} for name in stops[0]]
        file.write_text(json.dumps(rows, indent=1))


if __name__ == "__main__":
    main()
