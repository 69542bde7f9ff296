"""A real server and a real browser: what the page tests in this folder stand on."""

from __future__ import annotations

import os
import re
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Generator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

ROOT = Path(__file__).resolve().parents[2]
ARTIFACTS = ROOT / "artifacts"
FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


def settled(page: Page) -> Page:
    """The page once its script has run to the end and nothing is pending."""
    page.wait_for_selector("[data-testid=stApp][data-test-script-state=notRunning]", timeout=30_000)
    page.wait_for_selector("[data-testid=stSkeleton]", state="detached", timeout=30_000)
    return page


@pytest.fixture(scope="session")
def chromium() -> str:
    """Path of Chromium; its absence is a failure in CI and leaves the test out elsewhere."""
    found = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if not found and os.environ.get("CI"):
        pytest.fail("Chromium is not installed; .ci/run installs it")
    if not found:
        pytest.skip("Chromium is not installed")
    return found


@pytest.fixture(scope="session")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder of its own for what the server keeps, with copies of the shipped models."""
    folder = tmp_path_factory.mktemp("home")
    for name in ("dot-bias", "neural"):
        shutil.copytree(ROOT / "models" / name, folder / "models" / name)
    return folder


@pytest.fixture(scope="session")
def server(home: Path) -> Generator[str]:
    """Address of a running explorer."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "streamlit", "run", str(ROOT / "streamlit_app.py")]
    options = ["--server.port", str(port), "--server.headless", "true", "--server.fileWatcherType", "none"]
    environment = os.environ | {"ANIME_EXPLORER_HOME": str(home)}
    log = (home / "server.log").open("wb")
    with (
        subprocess.Popen(command + options, cwd=ROOT, env=environment, stdout=log, stderr=subprocess.STDOUT) as process,
        log,
    ):
        address = f"http://127.0.0.1:{port}"
        wait_until_healthy(address, process)
        yield address
        process.terminate()


def wait_until_healthy(address: str, process: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline and process.poll() is None:
        try:
            with urllib.request.urlopen(f"{address}/_stcore/health", timeout=1):
                return
        except OSError:
            continue
    pytest.fail("the server did not start")


@pytest.fixture(scope="session")
def browser(chromium: str) -> Generator[Browser]:
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=chromium, args=list(FLAGS))
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
