"""What the app is made from, folded away at the end of the Overview."""

from __future__ import annotations

import streamlit as st

from ui.app.about import SOURCES


def draw_about() -> None:
    """Sources and licences."""
    with st.expander("About: data, sources and licences", icon=":material/info:", key="about"):
        st.markdown(SOURCES)
