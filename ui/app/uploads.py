"""Which sessions may upload how much: pages that draw a control for files say so here, and the server asks here."""

from __future__ import annotations

import threading
from collections import deque
from dataclasses import dataclass, replace

import streamlit as st
from streamlit.runtime import get_instance
from streamlit.runtime.scriptrunner import get_script_run_ctx

from ui.app.permissions import permissions
from ui.app.quotas import uploads_an_hour

MB = 2**20
HOUR = 3_600.0
MOST_REMEMBERED = 1_000
"""Sessions; beyond that those which ended are forgotten."""


@dataclass(frozen=True)
class Allowance:
    """What one session may have in the server's memory at a time."""

    page: str = ""
    """The page that its person has open: on another one it may upload nothing."""
    size: int = 0
    """Bytes of all its files together."""
    files: int = 0
    who: str = ""
    """Whose hour it counts in: the person who signed in, or else the session."""
    an_hour: int | None = None
    """Files within an hour, where that is limited."""


class Allowances:
    """The allowances of all sessions; threads may share it."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._by_session: dict[str, Allowance] = {}
        self._recent: dict[str, deque[float]] = {}

    def of(self, session_id: str) -> Allowance:
        """What a session may upload now; nothing where no page has asked for files."""
        return self._by_session.get(session_id, Allowance())

    def enter(self, session_id: str, page: str) -> None:
        """Somebody opens a page; what another one allowed ends."""
        if self.of(session_id).page == page:
            return
        with self._lock:
            if len(self._by_session) > MOST_REMEMBERED:
                living = filter(get_instance().is_active_session, self._by_session)
                self._by_session = {one: self._by_session[one] for one in living}
            self._by_session[session_id] = Allowance(page)

    def allow(self, session_id: str, allowance: Allowance) -> None:
        """The page that is open takes files."""
        with self._lock:
            self._by_session[session_id] = replace(allowance, page=self.of(session_id).page)

    def count(self, allowance: Allowance, now: float) -> bool:
        """Count a file; false where there were as many within the hour as there may be."""
        if allowance.an_hour is None:
            return True
        with self._lock:
            if len(self._recent) > MOST_REMEMBERED:
                self._recent = {who: times for who, times in self._recent.items() if now - times[-1] < HOUR}
            times = self._recent.get(allowance.who, deque())
            while times and now - times[0] >= HOUR:
                times.popleft()
            if len(times) >= allowance.an_hour:
                return False
            self._recent[allowance.who] = deque([*times, now])
            return True


@st.cache_resource(show_spinner=False)
def allowances() -> Allowances:
    """Those of this server's process."""
    return Allowances()


def enter_page(page: str) -> None:
    """Tell that this session opens a page: from now on it uploads only what that page allows."""
    allowances().enter(_session_id(), page)


def allow_uploads(size: int, files: int) -> None:
    """Let this session upload so many bytes in so many files, as long as it stays on the page."""
    allowed = permissions()
    who = allowed.key or _session_id()
    allowance = Allowance(size=size, files=files, who=who, an_hour=uploads_an_hour(allowed.access))
    allowances().allow(_session_id(), allowance)


def _session_id() -> str:
    context = get_script_run_ctx()
    return context.session_id if context else ""
