"""The cookie in which a browser holds the key of its kept answers.

A script on the page can hand a key over (``PUT``) and ask whether one is held (``GET``), and never read it: the cookie
is for the server alone. So it also outlives the seven days that some browsers give to what scripts store. Each page
that is opened prolongs it.
"""

from __future__ import annotations

from urllib.parse import urlsplit

from starlette.requests import Request
from starlette.responses import Response

from core.profiles.keys import is_key
from ui.app.address import path_of

ADDRESS = "key"
"""Where a page hands a key over, under the address of the app."""
A_YEAR_S = 365 * 24 * 3600
LONGEST = 32
"""Bytes of a key."""


def cookie_name(host: str | None) -> str:
    """The cookie's name for a host: browsers do not tell the servers of one host apart, so its port is part of it."""
    _, colon, port = (host or "").rpartition(":")
    return f"anime-explorer-key-{port}" if colon and port.isdecimal() else "anime-explorer-key"


async def answer(request: Request) -> Response:
    """Take a key over, drop it, or say whether one is held: 204, or 404 for none, 403 for somebody else's page.

    With ``If-None-Match: *`` a key is taken in the place of no other: 412.
    """
    name = cookie_name(request.headers.get("host"))
    held = request.cookies.get(name)
    if request.method == "GET":
        return Response(status_code=204 if held else 404)
    if urlsplit(request.headers.get("origin", "")).netloc != request.headers.get("host"):
        return Response(status_code=403)
    key = await _sent(request)
    if key is None:
        return Response(status_code=400)
    if request.headers.get("if-none-match") == "*" and held not in (None, key):
        return Response(status_code=412)
    response = Response(status_code=204)
    if request.method == "PUT":
        _set(response, request, name, key)
    elif key == held:
        response.delete_cookie(name, path=path_of(""), httponly=True, samesite="strict")
    return response


def prolong(response: Response, request: Request) -> None:
    """Let the browser hold a key for another year."""
    name = cookie_name(request.headers.get("host"))
    if held := request.cookies.get(name):
        _set(response, request, name, held)


def _set(response: Response, request: Request, name: str, key: str) -> None:
    secure = request.url.scheme == "https"
    response.set_cookie(name, key, A_YEAR_S, path=path_of(""), secure=secure, httponly=True, samesite="strict")


async def _sent(request: Request) -> str | None:
    """The key in a request, read only where it is short enough to be one; nothing where it is none."""
    length = request.headers.get("content-length", "")
    if not length.isdecimal() or int(length) > LONGEST:
        return None
    text = (await request.body()).decode("ascii", "replace")
    return text if is_key(text) else None
