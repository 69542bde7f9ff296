"""A first visit by a deep link is mended by importing ui."""

from __future__ import annotations

import importlib

import pytest
import streamlit
from streamlit.runtime.pages_manager import PagesManager

import ui


def test_a_deep_link_on_a_fresh_server_starts_again_inside_the_frame(monkeypatch: pytest.MonkeyPatch) -> None:
    restarts = []
    monkeypatch.setattr(PagesManager, "uses_pages_directory", True)
    monkeypatch.setattr(streamlit, "rerun", lambda: restarts.append(PagesManager.uses_pages_directory))
    importlib.reload(ui)
    importlib.reload(ui)
    assert restarts == [False]
