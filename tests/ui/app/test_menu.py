"""The menu and the pages there are."""

from __future__ import annotations

from pathlib import Path

from ui.app.menu import ENTRIES, READERS


def test_every_page_of_the_menu_exists_and_the_other_way_round() -> None:
    files = {path.stem for path in (Path(__file__).resolve().parents[3] / "pages").glob("*.py")}
    assert set(ENTRIES) == files
    assert {reader.page for reader in READERS} <= files
