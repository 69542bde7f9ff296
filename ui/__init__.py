"""What pages share and only Streamlit needs.

Importing it also mends a first visit by a deep link. Because there is a folder ``pages/``, a server that has just
started takes the app for one of Streamlit's old kind, whose pages run without the frame, until ``st.navigation`` is
called once. A link to ``/map`` would then open without menu and model. Whichever page comes first imports ``ui``:
here the old kind is switched off, as ``st.navigation`` would do, and the run starts again.
"""

import streamlit as st
from streamlit.runtime.pages_manager import PagesManager

if PagesManager.uses_pages_directory:
    PagesManager.uses_pages_directory = False
    st.rerun()
