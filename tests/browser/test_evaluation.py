"""An evaluation in the browser: refused where the model knows everybody, cancelled, and brought to its end."""

from __future__ import annotations

import re
import shutil
from collections.abc import Generator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from core.model.bundle import SCORES, Bundle
from core.runs.folder import RunFolder
from scripts.live import ROOT, server, settled
from tests.strangers import FIRST, write_strangers

LONG = 300_000


@pytest.fixture
def own_home(tmp_path: Path, shipped: Bundle) -> Generator[Path]:
    """A model that nobody has evaluated, and ratings: of many viewers, of one, and of viewers it has seen."""
    shutil.copytree(ROOT / "models" / "dot-bias", tmp_path / "models" / "mine")
    (tmp_path / "models" / "mine" / SCORES).unlink()
    write_strangers(shipped, tmp_path / "data" / "Many", range(FIRST, FIRST + 500))
    write_strangers(shipped, tmp_path / "data" / "One")
    write_strangers(shipped, tmp_path / "data" / "Seen", shipped.model.viewers.ids[:2].tolist())
    yield tmp_path
    RunFolder(tmp_path / "evaluations" / "evaluate-mine").ask_to_stop()


def test_a_model_is_evaluated_on_its_page_and_its_figures_appear(own_home: Path, browser: Browser):
    with server(own_home) as explorer:
        page = browser.new_page(viewport={"width": 1280, "height": 900})
        page.goto(f"{explorer.address}/scoreboard")
        expect(settled(page).get_by_text("has not been evaluated yet")).to_be_visible()

        def evaluate_on(ratings: str) -> None:
            page.get_by_role("combobox", name="Ratings to measure on").click()
            page.get_by_role("option", name=ratings).click()
            settled(page).get_by_role("button", name="Evaluate").click()

        evaluate_on("Seen")
        expect(page.get_by_text("was trained on every viewer of these ratings")).to_be_visible(timeout=LONG)
        evaluate_on("Many")
        expect(page.get_by_text(re.compile("Evaluating mine: "))).to_be_visible(timeout=LONG)
        page.get_by_role("button", name="Cancel").click()
        expect(page.get_by_role("button", name="Evaluate")).to_be_visible(timeout=LONG)
        evaluate_on("One")
        expect(page.get_by_text("How good are the lists, really?")).to_be_visible(timeout=LONG)
        expect(page.get_by_text("For you", exact=True).first).to_be_visible()
        page.close()
