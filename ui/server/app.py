"""The server's process as one: its limits from the outside in, the addresses that watch it, its beginning and end."""

from __future__ import annotations

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager

import streamlit as st
from starlette.middleware import Middleware
from starlette.routing import BaseRoute

from ui.app.metrics import ERRORS
from ui.app.site import open_browser
from ui.server import health, metrics
from ui.server.logs import set_up_logs
from ui.server.messages import MessageLimits, MessageSettings
from ui.server.origin import SameOrigin
from ui.server.threads import one_thread_a_request
from ui.server.uploads import UploadLimits, UploadSettings

LIMITS = (
    Middleware(SameOrigin),
    Middleware(MessageLimits, settings=MessageSettings()),
    Middleware(UploadLimits, settings=UploadSettings()),
)


def watching() -> list[BaseRoute]:
    """The addresses for whoever watches the server."""
    return [*health.routes(), *metrics.routes()]


@asynccontextmanager
async def life(app: st.App) -> AsyncGenerator[None]:
    """From when the server is up until it ends."""
    set_up_logs()
    one_thread_a_request()
    async with open_browser(app):
        yield


def count_error(error: Exception) -> None:
    """Count an error that nobody expected; Streamlit says that there was one."""
    ERRORS.labels("unexpected").inc()
