"""One person's answers in this session: read, change, take back. Every page that wants them asks here.

All of it lives in the session; nothing personal reaches a cache. The profile is never changed in place: each change
puts a new one in its stead and the old one on a pile, so that anything can be taken back.
"""

from __future__ import annotations

from dataclasses import replace

import streamlit as st

from core.profiles import NOT_SEEN, Profile

PROFILE, HISTORY = "answers.profile", "answers.history"
FARTHEST_BACK = 100
"""Changes that can be taken back."""

Answer = float | str
"""A rating 1…10, or "not seen"."""


def profile() -> Profile:
    """Everything the person said in this session."""
    return st.session_state.setdefault(PROFILE, Profile())


def answers() -> dict[int, Answer]:
    """Rating or "not seen" by ``anime_id``, in the order given."""
    return dict(profile().answers)


def ratings() -> dict[int, float]:
    """The ratings alone, by ``anime_id``, in the order given."""
    return {anime_id: float(answer) for anime_id, answer in profile().answers.items() if answer != NOT_SEEN}


def set_answer(anime_id: int, answer: Answer) -> None:
    """Rate a title or say that it was not seen; this also takes it out of the hidden ones."""
    mine = profile()
    change(replace(mine, answers={**mine.answers, anime_id: answer}, hidden=mine.hidden - {anime_id}))


def remove_answer(anime_id: int) -> None:
    """Forget all that was said of one title: its answer, that it was seen, that it is hidden."""
    mine = profile()
    kept = {other: answer for other, answer in mine.answers.items() if other != anime_id}
    change(replace(mine, answers=kept, seen=mine.seen - {anime_id}, hidden=mine.hidden - {anime_id}))


def mark_seen(anime_id: int) -> None:
    """Say that a title was watched, without a rating: it is not recommended again."""
    mine = profile()
    kept = {other: answer for other, answer in mine.answers.items() if other != anime_id}
    change(replace(mine, answers=kept, seen=mine.seen | {anime_id}))


def hide(anime_id: int) -> None:
    """Never recommend this title."""
    change(replace(profile(), hidden=profile().hidden | {anime_id}))


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


def history() -> list[Profile]:
    """Earlier profiles of this session, the latest last."""
    return st.session_state.setdefault(HISTORY, [])


def undo() -> None:
    """Take the last change back, if there is one."""
    *earlier, last = history() or [profile()]
    st.session_state[HISTORY] = earlier
    st.session_state[PROFILE] = last
