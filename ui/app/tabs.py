"""Tabs of a page: only the open one is drawn, and which one that is stands in the link."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import streamlit as st


def draw_open_tab(tabs: Mapping[str, Callable[[], None]], key: str) -> None:
    """Draw tabs by their names, the open one with what its function draws; bound to the link under its key."""
    for tab, draw in zip(st.tabs(list(tabs), key=key, bind="query-params"), tabs.values(), strict=True):
        if tab.open:
            with tab:
                draw()
