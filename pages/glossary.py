"""Glossary: every term of art in one sentence, and the station where it can be touched."""

from __future__ import annotations

import streamlit as st

from ui.app import keys
from ui.app.glossary import TERMS
from ui.app.links import link_to

st.title("Glossary")
st.markdown(
    "Every technical word on these pages, in a sentence each. The links lead to the place in the course where you "
    "can try it out."
)
with st.grid(3, min_column_width=280):
    for term in TERMS:
        with st.container(border=True, height="stretch", gap="xxsmall"):
            st.header(term.word, anchor=False)
            st.markdown(term.meaning)
            if term.station:
                link_to("learn", "Try it in the course", {keys.LEARN_STATION: term.station})
