"""Which station is open, which were, and how one goes on: by buttons, arrow keys, the contents and links."""

from __future__ import annotations

from pathlib import Path

import streamlit as st

from ui.app import keys
from ui.app.links import link_to
from ui.app.menu import ENTRIES
from ui.learn.course import SLUGS, STATIONS, chapters, notebook
from ui.learn.station import Station

_LAST, _VISITED = "learn.last", "learn.visited"
"""Where the session keeps the station opened last and all that were opened."""

_turn_page = st.components.v2.component(
    "learn.turn_page",
    html='<p class="learn-keys" hidden>Arrow keys turn the pages</p>',
    css=Path(__file__).with_name("turn_page.css").read_text(),
    js=Path(__file__).with_name("turn_page.js").read_text(),
)


def open_station() -> Station:
    """The station of the link, or the one opened last, or the first; from now on it counts as visited."""
    asked = st.query_params.get(keys.LEARN_STATION, "")
    slug = asked if asked in SLUGS else st.session_state.get(_LAST, SLUGS[0])
    if asked != slug:
        st.query_params[keys.LEARN_STATION] = slug
    st.session_state[_LAST] = slug
    st.session_state.setdefault(_VISITED, set()).add(slug)
    return STATIONS[SLUGS.index(slug)]


def draw_progress(station: Station) -> None:
    """How far the course has come, and the way to any other station."""
    place = SLUGS.index(station.slug)
    bars = "".join(f'<i class="{_state(number, place)}"></i>' for number in range(len(STATIONS)))
    with st.container(horizontal=True, vertical_alignment="center", key="learn-progress"):
        st.html(f'<div class="learn-bars" aria-hidden="true">{bars}</div>', width="content")
        st.caption(f"{place + 1} of {len(STATIONS)} · {station.name}", width="content")
        contents = st.popover(
            "Contents", icon=":material/toc:", type="tertiary", key="learn-open-contents", on_change="rerun"
        )
    if contents.open:
        with contents.container(key="learn-contents", gap="xxsmall"):
            _draw_contents(station)


def draw_ways_on(station: Station) -> None:
    """The buttons to the station before and the next."""
    place = SLUGS.index(station.slug)
    with st.container(horizontal=True, horizontal_alignment="distribute", key="learn-ways"):
        if place:
            before = STATIONS[place - 1]
            st.button(f"← {before.name}", key="learn-back", type="tertiary", on_click=_open, args=(before.slug,))
        if place + 1 < len(STATIONS):
            after = STATIONS[place + 1]
            st.button(f"{after.name} →", key="learn-next", type="primary", on_click=_open, args=(after.slug,))
        else:
            link_to("for_you", "**What should you watch?**")
    _turn_page(data={"station": station.slug}, key="learn-turn-page")


def _draw_contents(station: Station) -> None:
    for heading, stations in chapters():
        st.caption(heading)
        for one in stations:
            tick = "✓ " if one.slug in st.session_state[_VISITED] and one != station else ""
            label = f"**{one.name}**" if one == station else tick + one.name
            st.page_link(ENTRIES["learn"].path, label=label, query_params={keys.LEARN_STATION: one.slug})
    st.download_button(
        "All code as one file", notebook(), "course.py", "text/x-python", icon=":material/download:", on_click="ignore"
    )
    st.caption("Run it in the folder of this project.")
    link_to("glossary", "Glossary")


def _open(slug: str) -> None:
    """Callback: open a station."""
    st.query_params[keys.LEARN_STATION] = slug


def _state(number: int, place: int) -> str:
    if number == place:
        return "now"
    return "done" if SLUGS[number] in st.session_state[_VISITED] else ""
