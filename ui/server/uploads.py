"""Uploads are refused before their bytes arrive where no page asked for them, or where they are too many."""

from __future__ import annotations

import time
from collections.abc import Generator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass

from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from streamlit.runtime import get_instance
from streamlit.runtime.memory_uploaded_file_manager import MemoryUploadedFileManager

from ui.app.metrics import REFUSED
from ui.app.uploads import MB, Allowance, allowances

MARK = "/_stcore/upload_file/"
FRAMING = MB
"""Bytes that a form adds to its file at most."""


@dataclass(frozen=True)
class UploadSettings:
    """What all sessions together may have in the server's memory."""

    total: int = 1_200 * MB
    """Bytes of all files that are held or on their way."""


class Refused(Exception):
    """An upload that is not taken: status and sentence."""

    def __init__(self, status: int, sentence: str) -> None:
        super().__init__(sentence)
        self.status, self.sentence = status, sentence


class UploadLimits:
    """Lets a session upload what its page allows, within what the server has room for."""

    def __init__(self, app: ASGIApp, settings: UploadSettings) -> None:
        self._app, self._settings = app, settings
        self._arriving: dict[object, tuple[str, int]] = {}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["method"] != "PUT" or MARK not in scope["path"]:
            await self._app(scope, receive, send)
            return
        session_id, _, file_id = scope["path"].partition(MARK)[2].partition("/")
        try:
            room = self._room(session_id, file_id, allowances().of(session_id))
            size = _declared(scope, room)
            if not allowances().count(allowances().of(session_id), time.monotonic()):
                raise Refused(429, "That were many files within an hour. Wait a while before the next one.")
            with self._expected(session_id, size):
                await self._app(scope, _counted(receive, size), send)
        except Refused as refused:
            REFUSED.labels(refused.status).inc()
            await PlainTextResponse(refused.sentence, refused.status)(scope, receive, send)

    def _room(self, session_id: str, file_id: str, allowed: Allowance) -> int:
        """Bytes that a session may send now."""
        if not allowed.files:
            raise Refused(403, "The page that is open takes no files.")
        held = {one: len(file.data) for one, file in _held(session_id).items() if one != file_id}
        arriving = [size for one, size in self._arriving.values() if one == session_id]
        if len(held) + len(arriving) >= allowed.files:
            raise Refused(413, f"At most {allowed.files} files are taken here. Remove one first.")
        everything = sum(stat.byte_length for stat in _stats()) + sum(size for _, size in self._arriving.values())
        if self._settings.total <= everything:
            raise Refused(503, "The server is busy with other people's files. Try again in some minutes.")
        return min(allowed.size - sum(held.values()) - sum(arriving), self._settings.total - everything)

    @contextmanager
    def _expected(self, session_id: str, size: int) -> Generator[None]:
        mark = object()
        self._arriving[mark] = (session_id, size)
        try:
            yield
        finally:
            del self._arriving[mark]


def _declared(scope: Scope, room: int) -> int:
    """Bytes of the request, which have to be told before it is read."""
    headers: Mapping[bytes, bytes] = dict(scope["headers"])
    written = headers.get(b"content-length", b"")
    if not written.isdigit():
        raise Refused(411, "The size of the file is not told.")
    if int(written) > room + FRAMING:
        raise Refused(413, f"The file is larger than the {max(room, 0) // MB} MB that there is room for here.")
    return int(written)


def _counted(receive: Receive, size: int) -> Receive:
    """Ends a request that sends more than it told."""
    got = 0

    async def receive_some() -> Message:
        nonlocal got
        message = await receive()
        got += len(message.get("body", b""))
        if got > size:
            raise Refused(413, "The file is larger than was told.")
        return message

    return receive_some


def _manager() -> MemoryUploadedFileManager:
    manager = get_instance().uploaded_file_mgr
    assert isinstance(manager, MemoryUploadedFileManager)
    return manager


def _held(session_id: str) -> dict:
    return dict(_manager().file_storage.get(session_id, {}))


def _stats() -> list:
    return [stat for family in _manager().get_stats().values() for stat in family]
