"""Whether this server can do its work: a model opens and the database of profiles answers."""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from threading import Lock

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import BaseRoute, Route

from core.errors import AnimeExplorerError, ProfileError
from core.profiles import ProfileStore, database_url
from ui.app import library
from ui.app.access import access
from ui.app.address import path_of

ADDRESS = "ready"
NOBODYS = "A" * 32
"""A key that opens no profile: looking it up asks the database all the same."""


@dataclass
class Health:
    """What was found out last; asked anew after some seconds, so that asking costs nothing."""

    seconds: float = 5.0
    _lock: Lock = field(default_factory=Lock)
    _asked: float = float("-inf")
    _problem: str = ""
    _store: ProfileStore | None = None

    def problem(self) -> str:
        """What keeps this server from its work; empty where nothing does."""
        with self._lock:
            if time.monotonic() - self._asked > self.seconds:
                self._problem, self._asked = self._find(), time.monotonic()
            return self._problem

    def _find(self) -> str:
        try:
            access()
            names = library.bundle_names()
            if not names:
                return "No model can be opened."
            self._store = self._store or ProfileStore(database_url(library.PROFILES))
            self._store.load(NOBODYS)
        except ProfileError:
            return ""
        except AnimeExplorerError as error:
            return str(error)
        return ""


def routes() -> list[BaseRoute]:
    """The address for whoever watches the server: 200 where it can do its work, 503 and why where it cannot."""
    health = Health()

    def answer(_: Request) -> Response:
        problem = health.problem()
        return PlainTextResponse(problem or "ready", 503 if problem else 200, {"Cache-Control": "no-store"})

    return [Route(path_of(ADDRESS), answer)]
