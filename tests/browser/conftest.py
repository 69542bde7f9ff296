"""A real server and a real browser: what the page tests in this folder stand on."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Generator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from scripts.live import ROOT, chromium_path, home_with_models, launch, settled
from scripts.live import server as running_server

ARTIFACTS = ROOT / "artifacts"


@pytest.fixture(scope="session")
def chromium() -> str:
    """Path of Chromium; its absence is a failure in CI and leaves the test out elsewhere."""
    found = chromium_path()
    if not found and os.environ.get("CI"):
        pytest.fail("Chromium is not installed; .ci/run installs it")
    if not found:
        pytest.skip("Chromium is not installed")
    return found


@pytest.fixture(scope="session")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder of its own for what the server keeps, with copies of the shipped models."""
    return home_with_models(tmp_path_factory.mktemp("home"))


@pytest.fixture(scope="session")
def server(home: Path) -> Generator[str]:
    """Address of a running explorer; a traceback in its log, whenever it came, fails the session at its end."""
    with running_server(home) as explorer:
        yield explorer.address


@pytest.fixture(scope="session")
def browser(chromium: str) -> Generator[Browser]:
    with sync_playwright() as playwright:
        opened = launch(playwright)
        yield opened
        opened.close()


@pytest.fixture
def page_at(browser: Browser, server: str, request: pytest.FixtureRequest) -> Generator[Callable[..., Page]]:
    """Open a path of the running explorer in a browser of its own; a picture of each is kept in artifacts/."""
    contexts = []

    def open_page(path: str = "", *, dark: bool = False, phone: bool = False) -> Page:
        context = browser.new_context(
            viewport={"width": 390, "height": 844} if phone else {"width": 1280, "height": 900},
            color_scheme="dark" if dark else "light",
        )
        contexts.append(context)
        page = context.new_page()
        page.goto(f"{server}/{path.lstrip('/')}")
        return settled(page)

    yield open_page
    ARTIFACTS.mkdir(exist_ok=True)
    name = re.sub(r"[^\w]+", "-", request.node.name).strip("-")
    for number, context in enumerate(contexts):
        for page in context.pages:
            page.screenshot(path=ARTIFACTS / f"{name}-{number}.png", full_page=True)
        context.close()
