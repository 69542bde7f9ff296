"""Renew the README's pictures from the running app: ``make screenshots``."""

from __future__ import annotations

import shutil
import subprocess
import sys
import urllib.request
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

ROOT = Path(__file__).resolve().parents[1]
PICTURES = ROOT / "docs" / "pictures"
PORT = 8599
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update"]


def settle(page: Page) -> None:
    page.wait_for_selector("[data-testid=stApp][data-test-script-state=notRunning]", timeout=30_000)
    page.wait_for_load_state("networkidle")


def answer_three_titles(page: Page) -> None:
    for label in ("Loved", "Liked", "Disliked"):
        page.get_by_test_id("stMain").get_by_role("button", name=label, exact=True).first.click()
        settle(page)


def take(page: Page, path: str, name: str) -> None:
    page.goto(f"http://127.0.0.1:{PORT}/{path}")
    settle(page)
    if name == "for-you":
        answer_three_titles(page)
    page.screenshot(path=PICTURES / f"{name}.png")


def main() -> None:
    PICTURES.mkdir(parents=True, exist_ok=True)
    command = [sys.executable, "-m", "streamlit", "run", str(ROOT / "streamlit_app.py")]
    with subprocess.Popen([*command, "--server.port", str(PORT), "--server.headless", "true"], cwd=ROOT) as server:
        try:
            wait_for_server()
            with sync_playwright() as playwright:
                browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=FLAGS)
                for dark, views in ((False, {"": "overview", "for_you": "for-you"}), (True, {"map": "map"})):
                    page = browser.new_page(
                        viewport={"width": 1280, "height": 860}, color_scheme="dark" if dark else "light"
                    )
                    for path, name in views.items():
                        take(page, path, name)
                browser.close()
        finally:
            server.terminate()


def wait_for_server() -> None:
    for _ in range(10_000):
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{PORT}/_stcore/health", timeout=1):
                return
        except OSError:
            continue
    raise SystemExit("The server did not start.")


if __name__ == "__main__":
    main()
