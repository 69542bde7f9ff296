"""For you: a few answers from somebody the model has never met, and at once a list of what to watch next."""

from __future__ import annotations

from pathlib import Path

import streamlit as st

import ui.for_you
from ui.app.browser import tell_browser_quietly
from ui.app.library import current_bundle
from ui.app.pictures import say_where_from
from ui.app.tiles import load_tiles
from ui.app.turns import turns
from ui.for_you.changed_bar import draw_changed, draw_place
from ui.for_you.listing import draw_list
from ui.for_you.old_link import ask_about_old_link
from ui.for_you.panels import draw_panels
from ui.for_you.questions import draw_questions
from ui.for_you.start import draw_start

load_tiles()
for style in ("layout.css", "cards.css"):
    st.html(Path(ui.for_you.__file__).with_name(style))
st.title("For you")
st.markdown("Say what you think of a few titles, and the list turns into yours. Every card says why it is there.")
bundle = current_bundle()
ask_about_old_link()


@st.fragment
def answer_and_see() -> None:
    with turns().turn():
        _draw()


def _draw() -> None:
    draw_panels(bundle)
    questions, listing = st.columns([10, 19], gap="medium")
    with questions:
        if not draw_start(bundle):
            draw_questions(bundle)
        bar = st.container(key="list-changed")
    with listing:
        draw_place()
        n_new = draw_list(bundle)
    with bar:
        draw_changed(n_new)
    tell_browser_quietly()


answer_and_see()
say_where_from()
