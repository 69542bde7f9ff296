"""Pages run inside the frame in every test, as they do on a server."""

import pytest
from streamlit.runtime.pages_manager import PagesManager


class FramedPages(PagesManager):
    """AppTest forgets between two runs that the app calls ``st.navigation``, and would run a page without its frame."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        PagesManager.uses_pages_directory = False


@pytest.fixture(autouse=True)
def inside_the_frame(monkeypatch):
    monkeypatch.setattr("streamlit.testing.v1.app_test.PagesManager", FramedPages)
