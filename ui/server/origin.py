"""Only pages of this very server talk to it: not those of another name that leads here, nor of another origin."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from urllib.parse import urlsplit

from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Receive, Scope, Send
from streamlit.config import get_option

EVERY_HOST = "*"


class SameOrigin:
    """Refuses requests to hosts that ``server.allowedHosts`` does not name, and WebSockets of pages from elsewhere."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] not in ("http", "websocket"):
            await self._app(scope, receive, send)
            return
        headers = {name.decode("latin-1"): value.decode("latin-1") for name, value in scope["headers"]}
        host = headers.get("host", "")
        if not is_allowed(host, get_option("server.allowedHosts")):
            sentence = (
                f"This explorer does not answer as “{host[:100]}”. If that is its name, start it with "
                "--server.allowedHosts NAME, or name it in .streamlit/config.toml."
            )
            await _refuse(scope, receive, send, 421, sentence)
        elif scope["type"] == "websocket" and not is_same(headers, get_option("server.corsAllowedOrigins")):
            await _refuse(scope, receive, send, 403, "This page was opened from elsewhere.")
        else:
            await self._app(scope, receive, send)


def is_allowed(host: str, allowed: Collection[str]) -> bool:
    """Whether the server may be called so, whatever the port; ``*.example.org`` allows every name below it."""
    if not allowed or EVERY_HOST in allowed:
        return True
    try:
        asked = urlsplit(f"//{host}")
        name, _ = (asked.hostname or "").rstrip("."), asked.port
    except ValueError:
        return False
    if asked.netloc != host or asked.username is not None or not name:
        return False
    patterns = {one.lower().rstrip(".") for one in allowed}
    return name in patterns or any(one.startswith("*.") and name.endswith(one[1:]) for one in patterns)


def is_same(headers: Mapping[str, str], others: Collection[str]) -> bool:
    """Whether a page comes from the host it talks to, or from an origin of ``server.corsAllowedOrigins``.

    A client that is no browser sends no origin.
    """
    origin = headers.get("origin")
    return origin is None or urlsplit(origin).netloc == headers.get("host") or origin in others


async def _refuse(scope: Scope, receive: Receive, send: Send, status: int, sentence: str) -> None:
    if scope["type"] == "websocket":
        await send({"type": "websocket.close", "code": 1008, "reason": sentence[:100]})
    else:
        await PlainTextResponse(sentence, status)(scope, receive, send)
