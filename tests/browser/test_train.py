"""A real training in the browser: watched by two people, through a page change, a reload and a new server; stopped."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable, Generator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from core.runs.process import stop
from core.runs.state import running
from scripts.live import ROOT, server, settled
from tests.tribes import TwoTribes

LONG = 60_000


@pytest.fixture
def own_home(tmp_path: Path) -> Generator[Path]:
    """A shipped model and 640,000 ratings: enough to train for a while, few enough titles to be saved in no time."""
    shutil.copytree(ROOT / "models" / "dot-bias", tmp_path / "models" / "dot-bias")
    TwoTribes(n_viewers=20_000, n_anime=40, own=0.8, other=0.8).write(tmp_path / "data" / "Two tribes")
    yield tmp_path
    if run := running(tmp_path / "runs"):
        stop(run)


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
    expect(page.get_by_role("heading", name="Training “tribes”")).to_be_visible(timeout=LONG)


def test_a_training_outlives_page_change_reload_and_server_and_is_stopped_by_somebody_else(own_home, opened):
    with server(own_home) as explorer:
        page = opened(f"{explorer.address}/train")
        page.get_by_label("Name of the new model").fill("tribes")
        page.get_by_role("slider", name="Epochs").press("End")
        settled(page).get_by_text("More settings").click()
        page.get_by_role("spinbutton", name="Highest learning rate").fill("0.0001")
        page.get_by_role("spinbutton", name="Highest learning rate").press("Enter")
        settled(page).get_by_role("button", name="Start training").click()
        at_work(page)
        expect(page.get_by_text(re.compile(r"Epoch \d+ of 30, batch \d+ of \d+"))).to_be_visible(timeout=LONG)
        expect(page.get_by_text(re.compile(r"\d+% of all steps, about .+ to go"))).to_be_visible()
        expect(page.get_by_role("heading", name="Titles finding their places")).to_be_visible(timeout=LONG)
        page.get_by_test_id("stSidebarNav").get_by_role("link", name="Biases").click()
        expect(settled(page).get_by_role("heading", name="Biases", exact=True)).to_be_visible()
        page.get_by_test_id("stSidebarNav").get_by_role("link", name="Train").click()
        at_work(page)
        page.reload()
        at_work(page)
    with server(own_home) as explorer:
        page, somebody_else = opened(f"{explorer.address}/train"), opened(f"{explorer.address}/train")
        at_work(page)
        at_work(somebody_else)
        line = page.get_by_text("Biases alone").first  # while a chart is drawn anew there are two
        expect(line).to_be_visible(timeout=LONG)
        somebody_else.get_by_role("button", name="Stop and keep the best so far").click()
        for watching in (page, somebody_else):
            expect(watching.get_by_role("button", name="Start training")).to_be_visible(timeout=LONG)
            expect(watching.get_by_text("Its best epoch so far is kept")).to_be_visible()
        page.get_by_role("button", name="Show “tribes” on every page").click()
        expect(page.get_by_text("The model “tribes” is chosen in the sidebar")).to_be_visible()
        expect(page).to_have_url(re.compile("model=tribes"))
        page.get_by_role("button", name="Resume").click()
        at_work(page)
