"""Where this session's answers are kept: the key that the browser holds, and what the database says.

The key stands in no address. The browser keeps it in a cookie (:mod:`ui.app.key_cookie`) that reaches the server when a
visit begins; from then on it lives in the session, and each change is saved at once. When that fails the answers
stay in the session, :func:`problem` says why, and they are saved with a later change or run.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Literal, NamedTuple, TypeVar

import streamlit as st

from core.errors import AnimeExplorerError, ProfileError
from core.profiles import Profile, ProfileStore, database_url
from core.profiles.keys import is_key
from ui.app import library
from ui.app.key_cookie import cookie_name

KEY, SINCE, FOR_BROWSER = "kept.key", "kept.since", "kept.for_browser"
PROBLEM, FAILED_AT = "kept.problem", "kept.failed_at"
PATIENCE_S = 10.0
"""A database that failed is asked again after so long, and whenever somebody asks for it."""
T = TypeVar("T")


class ForBrowser(NamedTuple):
    """What the browser shall do with a key: hold it, or drop it where it holds this one."""

    what: Literal["hold", "hold new", "drop"]
    """A new one takes the place of no other, which another tab may have put there."""
    key: str


def begin() -> None:
    """At the begin of a visit, take the key that this browser holds."""
    if KEY not in st.session_state:
        held = st.context.cookies.to_dict().get(cookie_name(st.context.headers.get("Host")), "")
        st.session_state[KEY] = held if is_key(held) else None


def key() -> str | None:
    """The key under which this session's answers are kept, or nothing while they live in the session alone."""
    return st.session_state.get(KEY)


def for_browser() -> ForBrowser | None:
    """What the browser shall do with a key since this visit began."""
    return st.session_state.get(FOR_BROWSER)


def problem() -> str | None:
    """Why the answers could not be opened or saved the last time, as a sentence."""
    return st.session_state.get(PROBLEM)


def unsaved(profile: Profile) -> int:
    """How many things the profile says, or says no more, that the database does not know of."""
    return profile.n_changes(st.session_state.get(SINCE) or Profile())


def synced(profile: Profile) -> Profile:
    """The profile with what is kept, and kept with what is new in it; itself where there is no key or it fails."""
    since = st.session_state.get(SINCE)
    key_ = key()
    if key_ is None or profile == since or _failed_just_now():
        return profile
    nothing_new = profile == Profile() and since is None
    read = (lambda: store().load(key_)) if nothing_new else (lambda: store().save(key_, profile, since or Profile()))
    saved = _tried(read)
    if saved is not None:
        st.session_state[SINCE] = saved
    return saved or profile


def try_again() -> None:
    """Ask the database at the next chance, however lately it failed."""
    st.session_state.pop(FAILED_AT, None)


def keep(profile: Profile) -> None:
    """Keep the profile in the database, and its key in the browser."""
    if new := _tried(lambda: store().create(profile)):
        take(new)
        st.session_state.update({SINCE: profile, FOR_BROWSER: ForBrowser("hold new", new)})


def take(new: str) -> None:
    """Keep the answers under this key from now on; what is kept under it comes with the next :func:`synced`."""
    st.session_state.update({KEY: new, SINCE: None, PROBLEM: None, FOR_BROWSER: ForBrowser("hold", new)})
    try_again()


def renew() -> None:
    """Put a new key in the place of the present one, which opens nothing from then on."""
    key_ = key()
    if key_ and (new := _tried(lambda: store().renew(key_))):
        st.session_state.update({KEY: new, FOR_BROWSER: ForBrowser("hold", new)})


def delete() -> None:
    """Delete what is kept; the answers stay in this session."""
    key_ = key()
    if key_ and _tried(lambda: (store().delete(key_), True)):
        let_go()


def let_go() -> None:
    """Forget the key, here and in the browser; the answers stay in this session."""
    if key_ := key():
        st.session_state.update({KEY: None, SINCE: None, FOR_BROWSER: ForBrowser("drop", key_)})


def read_key() -> str | None:
    """The key that reads what is kept, where it is shared."""
    key_ = key()
    return _tried(lambda: store().read_key(key_)) if key_ else None


def share() -> None:
    """Share what is kept under a new link, which ends the one before."""
    if key_ := key():
        _tried(lambda: store().share(key_))


def unshare() -> None:
    """End the link that shares what is kept."""
    if key_ := key():
        _tried(lambda: store().unshare(key_))


def store() -> ProfileStore:
    """The profiles of this server; every use of it may raise ``AnimeExplorerError``."""
    return _opened_store(database_url(library.PROFILES))


def _tried(use: Callable[[], T]) -> T | None:
    """What the database answers, or nothing; then the session knows why. A key that opens nothing is forgotten."""
    try:
        answer = use()
    except ProfileError as error:
        let_go()
        st.session_state[PROBLEM] = str(error)
        return None
    except AnimeExplorerError as error:
        st.session_state.update({PROBLEM: str(error), FAILED_AT: time.monotonic()})
        return None
    st.session_state[PROBLEM] = None
    try_again()
    return answer


def _failed_just_now() -> bool:
    return time.monotonic() - st.session_state.get(FAILED_AT, -PATIENCE_S) < PATIENCE_S


@st.cache_resource(show_spinner=False, max_entries=2)
def _opened_store(url: str) -> ProfileStore:
    """The database's connections, which everybody shares; what they fetch is never kept here."""
    return ProfileStore(url)
