"""Watch together: two to six people, and titles that all of them would like and none of them has seen."""

from __future__ import annotations

import streamlit as st

from ui.app.library import current_bundle
from ui.app.pictures import say_where_from
from ui.app.tiles import load_tiles
from ui.together.cards import draw_titles
from ui.together.people import choose_people

load_tiles()
st.title("Watch together")
st.markdown(
    "What to watch with one to five friends: titles that are new to all of you, chosen so that everybody gets "
    "something they would like."
)
bundle = current_bundle()
people, titles = st.columns([9, 15], gap="large")
with people:
    group = choose_people()
with titles:
    draw_titles(bundle, group)
say_where_from()
