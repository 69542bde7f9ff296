"""What ``streamlit run`` starts: the server imports the site from here, and each visit runs the frame around a page."""

from __future__ import annotations

import streamlit as st

from ui.app.site import routes
from ui.server.app import LIMITS, count_error, life, watching
from ui.server.memory import few_heaps
from ui.server.theme import remember_theme

if __name__ == "__main__":
    from ui.app.frame import draw_frame

    draw_frame()
else:
    remember_theme()
    few_heaps()  # before there are threads, each of which would bring its own
    app = st.App(
        __file__,
        routes=[*watching(), *routes()],
        middleware=LIMITS,
        lifespan=life,
        on_script_error=count_error,
    )
