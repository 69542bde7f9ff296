"""For you: a few answers from somebody the model has never met, and at once a list of what to watch next."""

from __future__ import annotations

import streamlit as st

from ui import answers
from ui.for_you.listing import draw_list
from ui.for_you.questions import draw_questions
from ui.library import current_bundle

st.title("For you")
st.markdown(
    "Say what you think of a few titles, and the list beside them turns into yours: "
    "each answer moves it, and every card says which of your answers brought it there."
)
bundle = current_bundle()


@st.fragment
def answer_and_see() -> None:
    questions, listing = st.columns([5, 7], gap="large")
    with questions:
        draw_questions(bundle)
        st.button("Undo", icon=":material/undo:", on_click=answers.undo, disabled=not answers.history(), key="undo")
    with listing:
        draw_list(bundle)


answer_and_see()
