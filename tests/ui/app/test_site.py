"""What is served beside the app's runs: each page's address says what the page is to whoever runs no scripts."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image
from starlette.applications import Starlette
from starlette.testclient import TestClient
from streamlit import config
from streamlit.web.server.app_discovery import discover_asgi_app

from ui.app.menu import ENTRIES, PAGES, PageEntry
from ui.app.site import INDEX, PARTS, load_ahead, routes

ROOT = Path(__file__).resolve().parents[3]


class Head(HTMLParser):
    """Title, links and descriptions in the head of a page."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.title, self.links, self.said, self._in_title = "", [], {}, False
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = dict(attrs)
        self._in_title = tag == "title"
        if tag == "link":
            self.links.append((found["rel"], found["href"]))
        if tag == "meta" and "content" in found:
            self.said[found.get("property") or found["name"]] = found["content"]

    def handle_data(self, data: str) -> None:
        self.title += data if self._in_title else ""

    def handle_endtag(self, tag: str) -> None:
        self._in_title = False


@pytest.fixture
def site() -> TestClient:
    return TestClient(Starlette(routes=routes()), base_url="https://anime.example.org")


def test_streamlit_run_finds_the_site_in_the_entry_file():
    assert discover_asgi_app(ROOT / "streamlit_app.py").import_string == "streamlit_app:app"


@pytest.mark.parametrize("entry", PAGES, ids=lambda entry: entry.file)
def test_each_page_says_what_it_is_without_running_anything(site: TestClient, entry: PageEntry):
    answer = site.get(f"/{entry.address}")
    head = Head(answer.text)
    assert answer.headers["content-type"].startswith("text/html") and answer.headers["cache-control"] == "no-cache"
    assert head.title == ("Anime explorer" if entry.file == "overview" else f"{entry.title} · Anime explorer")
    assert head.said["og:title"] == head.title
    assert head.said["description"] == head.said["og:description"] == entry.purpose
    assert "Streamlit" not in head.title + "".join(head.said.values())


def test_no_two_pages_say_the_same_of_themselves():
    assert len({entry.full_title for entry in ENTRIES.values()}) == len(ENTRIES)
    assert len({entry.purpose for entry in ENTRIES.values()}) == len(ENTRIES)


def test_all_else_of_streamlits_page_is_there(site: TestClient):
    served, original = (
        re.findall(r'(?:src|href)="\./(static/[^"]+)"', text) for text in (site.get("/").text, INDEX.read_text())
    )
    assert len(original) > 3 and served == original


def test_scripts_that_are_loaded_ahead_are_streamlits_own():
    files = re.findall(r"\./static/js/([^\"]+)", load_ahead())
    assert [file.split(".")[0] for file in files] == list(PARTS)
    assert all((INDEX.parent / "static/js" / file).is_file() for file in files)


def test_the_pictures_that_a_head_names_are_there_in_the_size_it_says(site: TestClient):
    head = Head(site.get("/map").text)
    icons = [address for kind, address in head.links if kind == "icon"]
    assert {site.get(icon.removeprefix(".")).headers["content-type"] for icon in icons} == {
        "image/png",
        "image/svg+xml",
    }
    assert "shortcut icon" not in [kind for kind, _ in head.links]
    assert head.said["og:image"].startswith("https://anime.example.org/")
    with Image.open(BytesIO(site.get(head.said["og:image"]).content)) as preview:
        assert preview.size == (int(head.said["og:image:width"]), int(head.said["og:image:height"]))


def test_a_hostile_host_stays_text(site: TestClient):
    text = site.get("/", headers={"Host": 'x"><script>alert(1)</script>'}).text
    assert "<script>alert" not in text


def test_under_a_path_of_its_own_the_app_answers_there():
    before = config.get_option("server.baseUrlPath")
    config.set_option("server.baseUrlPath", "explorer")
    try:
        site = TestClient(Starlette(routes=routes()))
        head = Head(site.get("/explorer/for_you").text)
        assert site.get("/for_you").status_code == 404
        assert head.said["og:image"].startswith("http://testserver/explorer/")
        assert site.get(head.said["og:image"]).status_code == 200
    finally:
        config.set_option("server.baseUrlPath", before)
