"""The first visit to a server that has just started, by a link to one of its pages."""

from __future__ import annotations

import importlib
from pathlib import Path

import pytest
from streamlit.runtime.pages_manager import PagesManager

import ui


def test_a_server_that_has_just_started_knows_that_pages_have_a_frame(monkeypatch: pytest.MonkeyPatch, root: Path):
    monkeypatch.setattr(PagesManager, "uses_pages_directory", None)
    importlib.reload(ui)
    PagesManager(str(root / "streamlit_app.py"))
    assert PagesManager.uses_pages_directory is False
