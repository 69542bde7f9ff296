"""One person's answers in this session: read, change, take back, keep under a link. Every page asks here.

All of it lives in the session; nothing personal reaches a cache or a log. The profile is never changed in place:
each change puts a new one in its stead and the old one on a pile, so that anything can be taken back. Once a profile
is kept, each change is also saved; when that fails the answers stay in the session and ``problem`` says why.
"""

from __future__ import annotations

from dataclasses import replace

import streamlit as st

from core.errors import AnimeExplorerError, ProfileError
from core.profiles import Profile, ProfileStore, database_url
from ui.app import library

PROFILE, HISTORY, TOKEN, PROBLEM = "answers.profile", "answers.history", "answers.token", "answers.problem"
LINK = "profile"
"""The query parameter that holds a kept profile's token."""
FARTHEST_BACK = 30
"""Changes that can be taken back."""


def profile() -> Profile:
    """Everything the person said in this session."""
    return st.session_state.setdefault(PROFILE, Profile())


def ratings() -> dict[int, float]:
    """The ratings alone, by ``anime_id``, in the order given."""
    return dict(profile().ratings)


def rate(anime_id: int, rating: float) -> None:
    """Rate a title; this also takes it out of the hidden ones."""
    change(profile().with_rating(anime_id, rating))


def mark_not_seen(anime_id: int) -> None:
    """Say that a title was not watched; this also takes it out of the hidden ones."""
    change(profile().with_not_seen(anime_id))


def mark_seen(anime_id: int) -> None:
    """Say that a title was watched, without a rating: it is not recommended again."""
    change(profile().with_seen(anime_id))


def remove_answer(anime_id: int) -> None:
    """Forget what was said of one title: its answer, or that it was seen."""
    change(profile().without(anime_id))


def hide(anime_id: int) -> None:
    """Never recommend this title."""
    change(replace(profile(), hidden=profile().hidden | {anime_id}))


def show_again(anime_id: int) -> None:
    """Let a hidden title be recommended again."""
    change(replace(profile(), hidden=profile().hidden - {anime_id}))


def set_genres(liked: set[str], disliked: set[str]) -> None:
    """Say which genres to look for and which to avoid; one named in both is neither."""
    both = liked & disliked
    change(replace(profile(), liked_genres=frozenset(liked - both), disliked_genres=frozenset(disliked - both)))


def join(other: Profile) -> None:
    """Add a list somebody brought; where it disagrees, the list's word counts."""
    change(profile().joined(other))


def clear() -> None:
    """Forget every answer; it can be taken back while the session lasts."""
    change(Profile())


def change(new: Profile) -> None:
    """Put a profile in the place of the present one, which goes on the pile of what can be taken back."""
    old = profile()
    if new != old:
        st.session_state[HISTORY] = [*history(), old][-FARTHEST_BACK:]
        st.session_state[PROFILE] = new
        _save()


def history() -> list[Profile]:
    """Earlier profiles of this session, the latest last."""
    return st.session_state.setdefault(HISTORY, [])


def undo() -> None:
    """Take the last change back, if there is one."""
    if history():
        *st.session_state[HISTORY], st.session_state[PROFILE] = history()
        _save()


def token() -> str | None:
    """What opens the kept profile, or nothing while the answers live in this session alone."""
    return st.session_state.get(TOKEN)


def problem() -> str | None:
    """Why the answers could not be opened or kept the last time, as a sentence."""
    return st.session_state.get(PROBLEM)


def open_link() -> None:
    """Open the profile that the address names, once; a link that opens none leaves the session as it is.

    The address keeps a link that the database could not look up just now.
    """
    wanted = st.query_params.get(LINK)
    if not wanted or wanted == token():
        return
    try:
        opened = _store().load(wanted)
    except ProfileError as error:
        st.session_state[PROBLEM] = str(error)
        st.query_params.pop(LINK)
        return
    except AnimeExplorerError as error:
        st.session_state[PROBLEM] = str(error)
        return
    st.session_state.update({PROFILE: opened, HISTORY: [], TOKEN: wanted, PROBLEM: None})


def keep() -> None:
    """Keep the answers in the database and put their link into the address."""
    try:
        st.session_state[TOKEN] = _store().create(profile())
    except AnimeExplorerError as error:
        st.session_state[PROBLEM] = str(error)
    else:
        st.session_state[PROBLEM] = None
        st.query_params[LINK] = st.session_state[TOKEN]


def delete_kept() -> None:
    """Delete the kept profile from the database; the answers stay in this session."""
    try:
        _store().delete(st.session_state[TOKEN])
    except ProfileError:
        _forget_link()
    except AnimeExplorerError as error:
        st.session_state[PROBLEM] = str(error)
    else:
        _forget_link()
        st.session_state[PROBLEM] = None


def _save() -> None:
    if token() is None:
        return
    try:
        _store().save(st.session_state[TOKEN], profile())
    except ProfileError as error:
        _forget_link()
        st.session_state[PROBLEM] = str(error)
    except AnimeExplorerError as error:
        st.session_state[PROBLEM] = str(error)
    else:
        st.session_state[PROBLEM] = None


def _forget_link() -> None:
    st.session_state[TOKEN] = None
    st.query_params.pop(LINK, None)


def _store() -> ProfileStore:
    return _opened_store(database_url(library.PROFILES))


@st.cache_resource(show_spinner=False, max_entries=2)
def _opened_store(url: str) -> ProfileStore:
    """The database's connections, which everybody shares; what they fetch is never kept here."""
    return ProfileStore(url)
