"""The frame around every page: menu, model picker, and what is said when something cannot be done."""

from __future__ import annotations

from pathlib import Path

import streamlit as st

from ui.app.about import MENU
from ui.app.menu import PAGES

assets = Path(__file__).parent / "ui" / "app" / "assets"
st.set_page_config(
    page_title="Anime explorer", page_icon=assets / "mark.svg", layout="wide", menu_items={"About": MENU}
)
st.logo(assets / "logo.svg", size="large", icon_image=assets / "mark.svg")
page = st.navigation(
    [
        st.Page(entry.path, title=entry.title, icon=entry.symbol, help=entry.purpose, default=entry.file == "overview")
        for entry in PAGES
    ]
)

from core.errors import AnimeExplorerError  # noqa: E402  (the menu is drawn before anything slow is loaded)
from ui.app.formats import plain  # noqa: E402
from ui.app.frame import choose_model, mend_link  # noqa: E402
from ui.app.library import recover_once  # noqa: E402

try:
    recover_once()
    mend_link(page)
    choose_model()
    page.run()
except AnimeExplorerError as error:
    st.error(plain(str(error)), icon=":material/error:")
