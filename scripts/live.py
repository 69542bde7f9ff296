"""The explorer as people meet it, for pictures, measurements and tests: a real server and a real browser."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Generator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Browser, Page, Playwright

from ui.app.menu import PageEntry

ROOT = Path(__file__).resolve().parents[1]
STOPS_WITHIN_S = 10
"""Seconds that whoever manages services gives a server to end (deploy/)."""
FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


@dataclass(frozen=True)
class Server:
    """A running explorer."""

    address: str
    pid: int


@contextmanager
def server(
    home: Path,
    *options: str,
    port: int | None = None,
    mode: str = "personal",
    environment: Mapping[str, str] | None = None,
) -> Generator[Server]:
    """An explorer that keeps everything in ``home``, by itself on a free port; its output goes to ``home/server.log``.

    ``options`` are more of Streamlit's, as on the command line, and ``environment`` more variables.

    Raises ``RuntimeError`` at the end where it does not stop in time, or where the log then holds a traceback: a page
    that failed unseen is neither tested nor measured.
    """
    port = port or free_port()
    command = [sys.executable, "-m", "streamlit", "run", str(ROOT / "streamlit_app.py"), "--server.port", str(port)]
    command += ["--server.headless", "true", "--server.fileWatcherType", "none", *options]
    variables = os.environ | {"ANIME_EXPLORER_HOME": str(home), "ANIME_EXPLORER_MODE": mode} | dict(environment or {})
    log = (home / "server.log").open("wb")
    with (
        no_traceback_in(home / "server.log"),
        log,
        subprocess.Popen(command, cwd=ROOT, env=variables, stdout=log, stderr=subprocess.STDOUT) as process,
    ):
        try:
            wait_until_healthy(f"http://127.0.0.1:{port}", process)
            yield Server(f"http://127.0.0.1:{port}", process.pid)
        finally:
            process.terminate()
            _wait_for_end(process)


def _wait_for_end(process: subprocess.Popen[bytes]) -> None:
    try:
        process.wait(STOPS_WITHIN_S)
    except subprocess.TimeoutExpired:
        process.kill()
        raise RuntimeError(f"The server did not stop within {STOPS_WITHIN_S} s.") from None


def free_port() -> int:
    """A port of this machine that nobody listens on."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return free.getsockname()[1]


@contextmanager
def no_traceback_in(log: Path) -> Generator[None]:
    """Raises ``RuntimeError`` on leaving where the log holds a traceback, whenever it came."""
    yield
    text = log.read_text(encoding="utf-8", errors="replace")
    if "Traceback" in text:
        raise RuntimeError(f"The server's log holds a traceback:\n{text[text.index('Traceback') :][:4_000]}")


def home_with_models(home: Path) -> Path:
    """The folder, with copies of the shipped models in it."""
    for name in ("dot-bias", "neural"):
        shutil.copytree(ROOT / "models" / name, home / "models" / name)
    return home


def wait_until_healthy(address: str, process: subprocess.Popen[bytes]) -> None:
    """Return once the server answers; raises ``RuntimeError`` where it ends or takes a minute."""
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline and process.poll() is None:
        try:
            with urllib.request.urlopen(f"{address}/_stcore/health", timeout=1):
                return
        except OSError:
            continue
    raise RuntimeError("The server did not start.")


def chromium_path() -> str | None:
    """Where Chromium is installed, if it is."""
    return shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")


def launch(playwright: Playwright) -> Browser:
    return playwright.chromium.launch(executable_path=chromium_path(), args=list(FLAGS))


def settled(page: Page) -> Page:
    """The page once its script has run to the end, nothing is pending, and what draws itself (the cards) has."""
    page.wait_for_selector("[data-testid=stApp][data-test-script-state=notRunning]", timeout=30_000)
    page.wait_for_selector("[data-testid=stSkeleton]", state="detached", timeout=30_000)
    page.wait_for_selector("[aria-busy=true]", state="detached", timeout=30_000)
    return page


def open_from_menu(page: Page, entry: PageEntry) -> Page:
    """The page once the menu's entry was clicked and what stands there is that entry's own."""
    page.get_by_test_id("stSidebarNavLink").filter(has=page.get_by_text(entry.title, exact=True)).click()
    page.get_by_test_id("stMain").get_by_role("heading", level=1, name=entry.heading, exact=True).wait_for()
    return settled(page)
