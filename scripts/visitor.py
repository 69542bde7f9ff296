"""A visitor without a browser, who speaks to a running explorer as one does: Streamlit's messages on a WebSocket."""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping
from contextlib import ExitStack
from dataclasses import dataclass, field
from urllib.parse import urlsplit

import httpx
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.proto.WidgetStates_pb2 import WidgetState
from websockets.sync.client import connect

LARGEST_MESSAGE = 2**26
PATIENCE = 60.0
"""Seconds after which an answer of the server is given up."""


@dataclass
class Visitor:
    """One session on a page of an explorer."""

    address: str
    page: str = ""
    query: str = ""
    headers: Mapping[str, str] = field(default_factory=dict)
    """Sent with the first message, in place of what a browser would send."""
    session_id: str = ""
    script_hash: str = ""
    widgets: dict[str, WidgetState] = field(default_factory=dict)
    buttons: dict[str, tuple[str, str]] = field(default_factory=dict)
    """Of each button that was drawn, by its label: its id, and the part of the page that is drawn anew at a click."""

    def __enter__(self) -> Visitor:
        host = urlsplit(self.address).netloc
        headers = {"Origin": self.address} | dict(self.headers)
        opening = connect(
            f"ws://{host}/_stcore/stream",
            subprotocols=["streamlit"],  # ty: ignore[invalid-argument-type]  (a NewType of str)
            additional_headers=headers,
            max_size=LARGEST_MESSAGE,
            open_timeout=PATIENCE,
            proxy=None,
        )
        self._ending = ExitStack()
        self._socket = self._ending.enter_context(opening)
        return self

    def __exit__(self, *_: object) -> None:
        self._ending.close()

    def ask(self, fragment: str = "") -> None:
        """Have the page drawn, or a part of it, with the widgets as they are; does not wait."""
        message = BackMsg()
        message.rerun_script.page_name = self.page
        message.rerun_script.query_string = self.query
        message.rerun_script.page_script_hash = self.script_hash
        message.rerun_script.fragment_id = fragment
        message.rerun_script.widget_states.widgets.extend(self.widgets.values())
        self.send(message.SerializeToString())

    def send(self, data: bytes | str) -> None:
        """Send anything at all."""
        self._socket.send(data)

    def answers(self) -> Iterator[ForwardMsg]:
        """What the server says until a run of the page is over; raises ``TimeoutError``."""
        deadline = time.monotonic() + PATIENCE
        while True:
            said = ForwardMsg.FromString(self._bytes(deadline))
            if said.HasField("new_session"):
                self.session_id = said.new_session.initialize.session_id or self.session_id
                self.script_hash = said.new_session.page_script_hash
            if said.delta.new_element.HasField("button"):
                button = said.delta.new_element.button
                self.buttons[button.label] = (button.id, said.delta.fragment_id)
            yield said
            if said.HasField("script_finished") and said.script_finished != ForwardMsg.FINISHED_EARLY_FOR_RERUN:
                return

    def click(self, label: str) -> list[ForwardMsg]:
        """Click the button of this label that was drawn last, and what the server said of it."""
        button, fragment = self.buttons[label]
        self.widgets[button] = WidgetState(id=button, trigger_value=True)
        try:
            return self.draw(fragment)
        finally:
            del self.widgets[button]

    def draw(self, fragment: str = "") -> list[ForwardMsg]:
        """Have the page drawn, and what the server said of it."""
        self.ask(fragment)
        return list(self.answers())

    def put_file(self, content: bytes, name: str = "file.csv", file_id: str = "a-file") -> httpx.Response:
        """Send a file to the server's raw address for uploads, as a page's control would."""
        with httpx.Client(base_url=self.address, timeout=PATIENCE, trust_env=False) as client:
            client.get("/_stcore/health")
            client.headers["X-Xsrftoken"] = client.cookies["_streamlit_xsrf"]
            return client.put(f"/_stcore/upload_file/{self.session_id}/{file_id}", files={"file": (name, content)})

    def _bytes(self, deadline: float) -> bytes:
        received = self._socket.recv(timeout=max(deadline - time.monotonic(), 0.0), decode=False)
        return bytes(received)
