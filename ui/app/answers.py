"""One person's answers in this session: read, change, take back. Every page asks here.

All of it lives in the session; nothing personal reaches a cache or a log. The profile is never changed in place:
each change puts a new one in its stead and the old one on a pile, so that anything can be taken back. Where the
answers are kept (:mod:`ui.app.kept`), each change is also saved.
"""

from __future__ import annotations

from dataclasses import replace

import streamlit as st

from core.profiles import Profile
from ui.app import kept
from ui.app.metrics import ANSWERS

PROFILE, HISTORY = "answers.profile", "answers.history"
FARTHEST_BACK = 30
"""Changes that can be taken back."""


def profile() -> Profile:
    """Everything the person said in this session."""
    if PROFILE not in st.session_state:
        st.session_state[PROFILE] = Profile()
    return st.session_state[PROFILE]


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


def wish_more(anime_id: int) -> None:
    """Ask for more titles like this one."""
    now = profile()
    change(replace(now, more_like=now.more_like | {anime_id}, less_like=now.less_like - {anime_id}))


def wish_less(anime_id: int) -> None:
    """Ask for fewer titles like this one, and not for this one."""
    now = profile()
    change(replace(now, less_like=now.less_like | {anime_id}, more_like=now.more_like - {anime_id}))


def forget_wish(anime_id: int) -> None:
    """Ask for neither more nor less like this title."""
    now = profile()
    change(replace(now, more_like=now.more_like - {anime_id}, less_like=now.less_like - {anime_id}))


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
        ANSWERS.inc()
        sync()


def history() -> list[Profile]:
    """Earlier profiles of this session, the latest last."""
    return st.session_state.setdefault(HISTORY, [])


def undo() -> None:
    """Take the last change back, if there is one."""
    if history():
        *st.session_state[HISTORY], st.session_state[PROFILE] = history()
        sync()


def sync() -> None:
    """Save what is new and take in what others saved under the same key, if the answers are kept and it can be done.

    What others saved cannot be undone here: earlier profiles of this session get it too.
    """
    mine = profile()
    st.session_state[PROFILE] = saved = kept.synced(mine)
    if saved != mine:
        st.session_state[HISTORY] = [earlier.merged(mine, saved) for earlier in history()]


def n_unsaved() -> int:
    """How many of the things said, or taken back, are saved nowhere."""
    return kept.unsaved(profile())


def open_kept(key: str) -> None:
    """Open what is kept under a key, with what is saved nowhere yet added to it; each further change is saved there."""
    if kept.key():
        st.session_state.update({PROFILE: Profile(), HISTORY: []})
    kept.take(key)
    sync()
