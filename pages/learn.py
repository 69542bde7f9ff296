"""Learn: the article walked through, one short station after the other."""

from __future__ import annotations

from pathlib import Path

import streamlit as st

import ui.learn
from ui.learn.turning import draw_progress, draw_ways_on, open_station

station = open_station()
st.html(Path(ui.learn.__file__).parent / "learn.css")
with st.container(key="learn"):
    draw_progress(station)
    with st.container(key="learn-question"):
        st.title(station.question, anchor=False)
    with st.container(key="learn-station"):
        with st.container(key="learn-words"):
            st.markdown(station.text)
            with st.container(key="learn-remember"):
                st.markdown(station.remember)
        with st.container(key="learn-live", border=True):
            station.draw()
        with st.container(key="learn-code"):
            st.code(station.code, language="python")
            st.code(station.prints, language=None)
    draw_ways_on(station)
