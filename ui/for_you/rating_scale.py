"""The two ways to answer for a title, in words or by number, and the control that shows them."""

from __future__ import annotations

import streamlit as st

from core.profiles import Profile
from ui.app import answers
from ui.app.formats import plain

WORDS: dict[str, float] = {"Loved": 9.5, "Liked": 7.5, "So-so": 5.5, "Disliked": 3.5}
"""What a word is worth as a rating: the mean of real ratings from ``LEAST`` up to the next word, to the half point."""

LEAST = {"Loved": 9, "Liked": 7, "So-so": 5, "Disliked": 1}
"""The lowest rating that a word still stands for."""

HAVE_NOT = "Not seen"
NUMBERS = [str(number) for number in range(10, 0, -1)]


def word(rating: float) -> str:
    """The word for a rating: 7 and 8 are "Liked"."""
    return next(word for word, least in LEAST.items() if rating >= least)


def ratings_of(precise: bool) -> list[str]:
    """How a title may be rated."""
    return [*(NUMBERS if precise else WORDS)]


def choices(precise: bool) -> list[str]:
    """What may be chosen for a title."""
    return [*ratings_of(precise), HAVE_NOT]


def choice_of(profile: Profile, anime_id: int, precise: bool) -> str | None:
    """The choice that shows the answer for a title; a rating between two whole numbers shows as the nearer one."""
    if anime_id in profile.not_seen:
        return HAVE_NOT
    rating = profile.ratings.get(anime_id)
    if rating is None:
        return None
    return f"{rating:.0f}" if precise else word(rating)


def answer_with(choice: str | None, anime_id: int) -> None:
    """Answer for a title with one of the choices, or take its answer back with none."""
    if choice is None:
        answers.remove_answer(anime_id)
    elif choice == HAVE_NOT:
        answers.mark_not_seen(anime_id)
    else:
        answers.rate(anime_id, WORDS[choice] if choice in WORDS else float(choice))


def answer_control(anime_id: int, title: str, place: str, precise: bool) -> None:
    """The choices for one title; it always shows the session's answer, wherever that was given.

    The widget's own value is only touched where it differs from the answer: a click that arrives while an earlier
    one is still being answered stays as it is.
    """
    key = f"{place}.{'number' if precise else 'word'}.{anime_id}"
    shown = choice_of(answers.profile(), anime_id, precise)
    if st.session_state.get(key) != shown:
        st.session_state[key] = shown
    st.pills(
        f"Your answer for {plain(title)}",
        choices(precise),
        key=key,
        on_change=_answered,
        args=(anime_id, key),
        label_visibility="collapsed",
        wrap=True,
    )


def _answered(anime_id: int, key: str) -> None:
    answer_with(st.session_state[key], anime_id)
