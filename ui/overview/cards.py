"""Where each reader begins, a card each."""

from __future__ import annotations

import streamlit as st

from ui.app.links import link_to
from ui.app.menu import Reader


def reader_card(reader: Reader) -> None:
    """What somebody wants, and the one link to begin with."""
    with st.container(border=True, height="stretch", gap="xsmall"):
        st.markdown(f"### {reader.name}")
        st.markdown(reader.aim)
        link_to(reader.page, f"**{reader.step}**")
