"""Links from one page to another, with the symbol that the other has in the menu."""

from __future__ import annotations

from collections.abc import Mapping

import streamlit as st

from ui.app.menu import ENTRIES


def link_to(file: str, label: str, chosen: Mapping[str, str] | None = None) -> None:
    """Draw a link to the page of a file; what is chosen there already is given by the keys of its inputs."""
    entry = ENTRIES[file]
    st.page_link(entry.path, label=label, icon=entry.symbol, query_params=chosen)


def button_to(file: str, label: str) -> None:
    """Draw the one link of a page that should be seen first, as a button."""
    entry = ENTRIES[file]
    if st.button(label, type="primary", icon=entry.symbol, key=f"to.{file}"):
        st.switch_page(entry.path)
