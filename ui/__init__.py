"""What pages share and only Streamlit needs.

Importing it also tells Streamlit that pages have a frame. Because there is a folder ``pages/``, a server that has just
started would take the app for one of Streamlit's old kind, whose pages run without the frame, until ``st.navigation``
is called once: a first link to ``/map`` would open without menu and model. The server imports ``ui`` before anybody
comes.
"""

from streamlit.runtime.pages_manager import PagesManager

PagesManager.uses_pages_directory = False
