"""For you: a few answers from somebody the model has never met, and at once a list of what to watch next."""

from __future__ import annotations

import streamlit as st

from ui.app import answers
from ui.app.library import current_bundle
from ui.for_you.listing import draw_list
from ui.for_you.panels import draw_panels
from ui.for_you.questions import draw_questions

st.title("For you")
st.markdown(
    "Say what you think of a few titles, and the list beside them turns into yours: "
    "each answer moves it, and every card says which of your answers brought it there."
)
bundle = current_bundle()
answers.open_link()


@st.fragment
def answer_and_see() -> None:
    draw_panels(bundle)
    questions, listing = st.columns([11, 13], gap="medium")
    with questions:
        draw_questions(bundle)
    with listing:
        draw_list(bundle)


answer_and_see()
