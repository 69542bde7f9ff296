"""The frame around every page: menu, what stands beside the page, and what is said when something cannot be done."""

from __future__ import annotations

from pathlib import Path

import streamlit as st
from streamlit.navigation.page import StreamlitPage

from ui.app.about import MENU
from ui.app.menu import DEFAULT, ENTRIES, NAME, PAGES, PageEntry

ASSETS = Path(__file__).parent / "assets"


def draw_frame() -> None:
    """Draw the menu at once, then the page that was asked for."""
    page = _draw_menu()
    from core.errors import AnimeExplorerError  # the menu is drawn before anything slow is loaded
    from ui.app.formats import plain
    from ui.app.metrics import ERRORS

    try:
        _draw_page(page)
    except AnimeExplorerError as error:
        ERRORS.labels(type(error).__name__).inc()
        st.error(plain(str(error)), icon=":material/error:")


def _draw_menu() -> StreamlitPage:
    st.set_page_config(page_title=NAME, page_icon=ASSETS / "mark.svg", layout="wide", menu_items={"About": MENU})
    closing = (ASSETS / "close_menu.js").read_text(encoding="utf-8")
    st.html(f"<script>{closing}</script>", unsafe_allow_javascript=True)
    st.logo(ASSETS / "logo.svg", size="large", icon_image=ASSETS / "mark.svg")
    page = st.navigation([_page(entry) for entry in ENTRIES.values()], expanded=True)
    st.set_page_config(page_title=ENTRIES[page.url_path or DEFAULT].full_title)
    return page


def _page(entry: PageEntry) -> StreamlitPage:
    return st.Page(
        entry.path,
        title=entry.title,
        icon=entry.symbol,
        help=entry.purpose,
        default=entry.file == DEFAULT,
        visibility="visible" if entry in PAGES else "hidden",
    )


def _draw_page(page: StreamlitPage) -> None:
    from ui.app import answers, kept
    from ui.app.ahead import look_ahead
    from ui.app.browser import tell_browser
    from ui.app.library import bundle_names, current_bundle, recover_once
    from ui.app.sidebar import choose_model, mend_link
    from ui.app.uploads import enter_page

    recover_once()
    enter_page(page.url_path)
    mend_link(page)
    kept.begin()
    answers.sync()
    choose_model()
    tell_browser()
    page.run()
    if bundle_names():
        look_ahead(current_bundle())
