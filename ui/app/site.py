"""What browsers, link previews and search engines get of the app beside its runs: the head of each page, and pictures.

Streamlit answers every page's address with one and the same HTML, headed "Streamlit", and puts title and icon right
once its scripts run. Who reads a link without running them sees that head alone; so each page has its own here.
"""

from __future__ import annotations

import html
import json
import webbrowser
from collections.abc import AsyncGenerator, Callable
from contextlib import asynccontextmanager
from pathlib import Path

import streamlit as st
from starlette.requests import Request
from starlette.responses import FileResponse, HTMLResponse, Response
from starlette.routing import BaseRoute, Route

from ui.app import key_cookie
from ui.app.address import path_of
from ui.app.menu import ENTRIES, NAME, PageEntry

ASSETS = Path(__file__).parent / "assets"
INDEX = Path(st.__file__).parent / "static" / "index.html"
ICON, VECTOR_ICON, PREVIEW = "favicon.png", "mark.svg", "preview.jpg"
FILES = {ICON: "mark.png", VECTOR_ICON: "mark.svg", PREVIEW: "preview.jpg"}
"""The asset behind each address of a picture."""
REPLACED = '<link rel="shortcut icon" href="./favicon.png" />', "<title>Streamlit</title>"
"""The lines of Streamlit's head that go; ours stand in the place of the last."""

PARTS = "PlotlyChart", "DataFrame", "StreamlitSyntaxHighlighter"
"""The large scripts of Streamlit's that only some pages need."""


def routes() -> list[BaseRoute]:
    """The addresses of pages, of pictures and of the key's cookie; all others are Streamlit's."""
    pages = [Route(path_of(entry.address), _page(entry)) for entry in ENTRIES.values()]
    pictures = [Route(path_of(name), _picture(file)) for name, file in FILES.items()]
    key = Route(path_of(key_cookie.ADDRESS), key_cookie.answer, methods=["GET", "PUT", "DELETE"])
    return [*pages, *pictures, key]


@asynccontextmanager
async def open_browser(_: st.App) -> AsyncGenerator[None]:
    """Open the app in a browser when the server starts, unless it was told that nobody sits in front of it."""
    if not st.get_option("server.headless"):
        webbrowser.open(f"http://localhost:{st.get_option('server.port')}{path_of('')}")
    yield


def head(entry: PageEntry, address: str) -> str:
    """Title, icon, description and preview of a page, as HTML, for an app at this address."""
    preview = {
        "og:type": "website",
        "og:site_name": NAME,
        "og:title": entry.full_title,
        "og:description": entry.purpose,
        "og:image": f"{address}{PREVIEW}",
        "og:image:width": "1200",
        "og:image:height": "630",
    }
    return "\n    ".join(
        [
            f"<title>{html.escape(entry.full_title)}</title>",
            f'<link rel="icon" type="image/png" sizes="any" href="./{ICON}" />',
            f'<link rel="icon" type="image/svg+xml" href="./{VECTOR_ICON}" />',
            f'<meta name="description" content="{html.escape(entry.purpose)}" />',
            '<meta name="twitter:card" content="summary_large_image" />',
            *(f'<meta property="{name}" content="{html.escape(text)}" />' for name, text in preview.items()),
        ]
    )


def load_ahead() -> str:
    """HTML that has browsers load the large scripts while they are idle."""
    files = [f"./static/js/{file.name}" for part in PARTS for file in (INDEX.parent / "static/js").glob(f"{part}.*.js")]
    script = (ASSETS / "ahead.js").read_text(encoding="utf-8").replace("FILES", json.dumps(files))
    return f'<script type="module">\n{script}</script>'


def _page(entry: PageEntry) -> Callable[[Request], Response]:
    icon, title = REPLACED
    before, after = (
        INDEX.read_text(encoding="utf-8").replace(icon, "").replace("</head>", f"{load_ahead()}</head>").split(title)
    )

    def answer(request: Request) -> Response:
        address = f"{request.url.scheme}://{request.url.netloc}{path_of('')}"
        response = HTMLResponse(before + head(entry, address) + after, headers={"Cache-Control": "no-cache"})
        key_cookie.prolong(response, request)
        return response

    return answer


def _picture(file: str) -> Callable[[Request], Response]:
    def answer(_: Request) -> Response:
        return FileResponse(ASSETS / file, headers={"Cache-Control": "max-age=86400"})

    return answer
