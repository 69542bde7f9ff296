import streamlit as st

from ui import formats
from ui.library import current_bundle

bundle = current_bundle()
card = bundle.card
st.title("Anime explorer")
st.markdown(f"{bundle.name}: {formats.model_kind(card)}")
