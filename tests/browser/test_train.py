"""A real training in the browser: watched by two people, through a page change, a reload and a new server; stopped."""

from __future__ import annotations

import os
import re
import shutil
import socket
import subprocess
import sys
from collections.abc import Callable, Generator
from contextlib import contextmanager
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from core.jobs import stop
from core.runs import running
from scripts.live import ROOT, settled, wait_until_healthy

VIEWERS, ANIME = 20_000, 40
LONG = 60_000


@pytest.fixture
def own_home(tmp_path: Path) -> Generator[Path]:
    """A shipped model and 640,000 ratings: enough to train for a while, few enough titles to be saved in no time."""
    shutil.copytree(ROOT / "models" / "dot-bias", tmp_path / "models" / "dot-bias")
    folder = tmp_path / "data" / "Two tribes"
    folder.mkdir(parents=True)
    anime = [f"{a},Title {a},Drama,TV,12,7.0,{1000 + a}" for a in range(ANIME)]
    rows = [f"{v},{a},{9 if (v + a) % 2 else 4}" for v in range(VIEWERS) for a in range(ANIME) if (v * 7 + a * 3) % 5]
    (folder / "anime.csv").write_text("\n".join(["anime_id,name,genre,type,episodes,rating,members", *anime]))
    (folder / "rating.csv").write_text("\n".join(["user_id,anime_id,rating", *rows]))
    yield tmp_path
    if run := running(tmp_path / "runs"):
        stop(run)


@contextmanager
def served(home: Path) -> Generator[str]:
    """Address of a server of its own that keeps its things in ``home``; its process group ends as with Ctrl-C."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "streamlit", "run", str(ROOT / "streamlit_app.py")]
    options = ["--server.port", str(port), "--server.headless", "true", "--server.fileWatcherType", "none"]
    environment = os.environ | {"ANIME_EXPLORER_HOME": str(home)}
    with subprocess.Popen(
        command + options, cwd=ROOT, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.STDOUT
    ) as process:
        try:
            wait_until_healthy(f"http://127.0.0.1:{port}", process)
            yield f"http://127.0.0.1:{port}"
        finally:
            process.terminate()


@pytest.fixture
def opened(browser: Browser) -> Generator[Callable[[str], Page]]:
    contexts = []

    def open_page(address: str) -> Page:
        contexts.append(browser.new_context(viewport={"width": 1280, "height": 900}))
        page = contexts[-1].new_page()
        page.goto(address)
        return settled(page)

    yield open_page
    for context in contexts:
        context.close()


def at_work(page: Page) -> None:
    expect(page.get_by_role("heading", name="At work: “tribes”")).to_be_visible(timeout=LONG)


def test_a_training_outlives_page_change_reload_and_server_and_is_stopped_by_somebody_else(own_home, opened):
    with served(own_home) as address:
        page = opened(f"{address}/train")
        page.get_by_label("Name of the new model").fill("tribes")
        page.get_by_role("slider", name="Epochs").press("End")
        settled(page).get_by_text("More settings").click()
        page.get_by_role("spinbutton", name="Highest learning rate").fill("0.0001")
        page.get_by_role("spinbutton", name="Highest learning rate").press("Enter")
        settled(page).get_by_role("button", name="Start training").click()
        at_work(page)
        expect(page.get_by_text(re.compile(r"Epoch \d+ of 30"))).to_be_visible(timeout=LONG)
        expect(page.get_by_text(re.compile(r"Batch \d+ of \d+"))).to_be_visible()
        page.get_by_test_id("stSidebarNav").get_by_role("link", name="Biases").click()
        expect(settled(page).get_by_role("heading", name="Biases", exact=True)).to_be_visible()
        page.get_by_test_id("stSidebarNav").get_by_role("link", name="Train").click()
        at_work(page)
        page.reload()
        at_work(page)
    with served(own_home) as address:
        page, somebody_else = opened(f"{address}/train"), opened(f"{address}/train")
        at_work(page)
        at_work(somebody_else)
        expect(page.get_by_text("Biases alone")).to_be_visible(timeout=LONG)
        somebody_else.get_by_role("button", name="Stop and keep the best so far").click()
        for watching in (page, somebody_else):
            expect(watching.get_by_role("button", name="Start training")).to_be_visible(timeout=LONG)
            expect(watching.get_by_text("Its best epoch so far is kept")).to_be_visible()
        page.get_by_role("button", name="Show “tribes” on every page").click()
        expect(page.get_by_text("The model “tribes” is chosen in the sidebar")).to_be_visible()
        expect(page).to_have_url(re.compile("model=tribes"))
        page.get_by_role("button", name="Resume").click()
        at_work(page)
