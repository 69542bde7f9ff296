"""Pages run inside the frame in every test, as they do on a server."""

import re
from html import unescape

import pytest
from streamlit.runtime.pages_manager import PagesManager
from streamlit.testing.v1 import AppTest
from streamlit.testing.v1.element_tree import Block

NAMES = re.compile(r'<table[^>]* aria-label="([^"]*)"')


class FramedPages(PagesManager):
    """AppTest forgets between two runs that the app calls ``st.navigation``, and would run a page without its frame."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        PagesManager.uses_pages_directory = False


@pytest.fixture(autouse=True)
def inside_the_frame(monkeypatch):
    monkeypatch.setattr("streamlit.testing.v1.app_test.PagesManager", FramedPages)


@pytest.fixture
def read():
    """What a person reads of an element: signs that are escaped for Markdown are shown as they are."""

    def read_one(element) -> str:
        return re.sub(r"\\([!-/:-@\[-`{-~])", r"\1", element.value).replace("\N{WORD JOINER}", "")

    return read_one


@pytest.fixture
def open_page(root):
    """A page that has run once; keywords are put into the session first, as if somebody had chosen them."""

    def open_one(name: str, **chosen) -> AppTest:
        app = AppTest.from_file(str(root / "streamlit_app.py"), default_timeout=30)
        for key, value in chosen.items():
            app.session_state[key] = value
        return app.switch_page(f"pages/{name}.py").run()

    return open_one


@pytest.fixture
def open_tab():
    """The one tab of a page that is drawn; the others are empty."""

    def find(page: AppTest) -> Block:
        (drawn,) = [tab for tab in page.tabs if tab.children]
        return drawn

    return find


@pytest.fixture
def alts():
    """What is said of each chart and table below a part of a page, for those who cannot see it, in order."""

    def read_all(part: Block) -> list[str]:
        nodes = (getattr(node, "proto", None) for node in part)
        said = (getattr(node, "alt", "") or "".join(NAMES.findall(getattr(node, "body", ""))) for node in nodes)
        return [unescape(each) for each in said if each]

    return read_all
