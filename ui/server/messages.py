"""What a connection may ask for, and how often: everybody else does not notice.

One that asks faster than any person waits until it may again. Streamlit also takes messages that no page sends, and one
of them empties the caches of all sessions, with what is counted in them; those go no further than here.
"""

from __future__ import annotations

import asyncio
import time
from dataclasses import dataclass, field

from google.protobuf.message import DecodeError
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from streamlit.proto.BackMsg_pb2 import BackMsg

GONE: Message = {"type": "websocket.disconnect", "code": 1006}
"""What a server says of a connection that broke."""
ASKED = frozenset({"rerun_script", "stop_script", "app_heartbeat", "file_urls_request", "backend_operation_request"})
"""What pages send; Streamlit's others are for those who develop an app."""


@dataclass(frozen=True)
class MessageSettings:
    """How often one connection may ask for its page."""

    burst: float = 40.0
    """Messages that are passed on at once."""
    per_second: float = 20.0
    """Messages a second after that: more than anybody clicks, drags or types."""


@dataclass
class Allowed:
    """Messages that one connection has left, more with every moment."""

    settings: MessageSettings
    left: float = field(init=False)
    at: float = field(default_factory=time.monotonic)

    def __post_init__(self) -> None:
        self.left = self.settings.burst

    def wait(self, now: float) -> float:
        """Take one message; seconds until it may be passed on."""
        self.left = min(self.left + (now - self.at) * self.settings.per_second, self.settings.burst) - 1
        self.at = now
        return max(-self.left / self.settings.per_second, 0.0)


class MessageLimits:
    """Passes messages of each WebSocket on at its pace; what waits stays with the sender."""

    def __init__(self, app: ASGIApp, settings: MessageSettings) -> None:
        self._app, self._settings = app, settings

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "websocket":
            await self._app(scope, receive, send)
            return
        allowed = Allowed(self._settings)
        gone = False

        async def receive_in_time() -> Message:
            while True:
                message = await receive()
                if message["type"] == "websocket.receive":
                    await asyncio.sleep(allowed.wait(time.monotonic()))
                if gone:
                    return GONE
                if message["type"] != "websocket.receive" or is_asked(message.get("bytes")):
                    return message

        async def send_while_there(message: Message) -> None:
            nonlocal gone
            try:
                await send(message)
            except OSError:  # told at the next message; Streamlit takes it for a fault of its own where it is told now
                gone = True

        await self._app(scope, receive_in_time, send_while_there)


def is_asked(data: bytes | None) -> bool:
    """Whether this is a message that pages send; text and other bytes are none."""
    try:
        return BackMsg.FromString(data or b"").WhichOneof("type") in ASKED
    except DecodeError:
        return False
