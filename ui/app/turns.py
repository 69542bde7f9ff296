"""Turns at the processor: of many pages that want to be drawn at once some go first, the others in their order.

Threads that all draw at the same time all end late, and keep the server from sending what is ready meanwhile.
"""

from __future__ import annotations

import threading
from collections.abc import Generator
from contextlib import contextmanager

import streamlit as st


class Turns:
    """So many at a time; whoever has waited for ``patience_s`` seconds goes ahead, since some wait for a database."""

    def __init__(self, at_once: int, patience_s: float = 0.5) -> None:
        self._free = threading.BoundedSemaphore(at_once)
        self._patience_s = patience_s

    @contextmanager
    def turn(self) -> Generator[None]:
        """Wait for a turn, and give it back at the end."""
        has_turn = self._free.acquire(timeout=self._patience_s)
        try:
            yield
        finally:
            if has_turn:
                self._free.release()


@st.cache_resource(show_spinner=False)
def turns() -> Turns:
    """Those of this server's process: one at a time, since Python runs one thread at a time."""
    return Turns(1)
