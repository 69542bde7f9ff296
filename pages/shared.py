"""A list that somebody shared: to look at, beside one's own."""

from __future__ import annotations

import streamlit as st

from ui.app.library import current_bundle
from ui.app.menu import SHARED
from ui.app.pictures import say_where_from
from ui.app.tiles import load_tiles
from ui.shared.opening import shared_profile
from ui.shared.taste import draw_beside_yours, draw_taste
from ui.shared.their_list import draw_their_list

load_tiles()
st.title(SHARED.heading)
bundle = current_bundle()
theirs = shared_profile()

listing, taste = st.columns([13, 11], gap="large")
with listing:
    draw_their_list(bundle, theirs)
with taste:
    draw_taste(bundle, theirs)
    draw_beside_yours(bundle, theirs)
say_where_from()
