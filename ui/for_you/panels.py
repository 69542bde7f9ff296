"""What opens above the questions: one's answers, genres, lists to bring and take, and the link."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from core.model.bundle import Bundle
from core.profiles import Profile
from ui.app import answers
from ui.app.formats import plain
from ui.for_you.import_export import draw_bring, draw_keep, draw_take
from ui.for_you.my_answers import draw_answers
from ui.for_you.questions import is_precise

LIKED, DISLIKED = "genres.liked", "genres.disliked"


def draw_panels(bundle: Bundle) -> None:
    """The row of panels, and below it the one that is open."""
    panels: dict[str, Callable[[Bundle], None]] = {
        "My answers": _draw_answers,
        "Genres": _draw_genres,
        "Bring or take a list": _draw_lists,
        "Keep my answers": _draw_link,
    }
    chosen = st.pills("More to do", list(panels), key="panel", label_visibility="collapsed")
    # The slot is there when nothing is open too: what stands below it must not change its place in the page.
    with st.container():
        _draw_open(bundle, panels.get(chosen or ""))


def _draw_open(bundle: Bundle, draw: Callable[[Bundle], None] | None) -> None:
    if problem := answers.problem():
        kept = " Your answers are still here, in this tab." if answers.profile() != Profile() else ""
        st.warning(plain(problem) + kept, icon=":material/warning:")
    if draw:
        with st.container(border=True):
            draw(bundle)


def _draw_answers(bundle: Bundle) -> None:
    draw_answers(bundle, is_precise())


def _draw_genres(bundle: Bundle) -> None:
    profile = answers.profile()
    liked, disliked = st.columns(2)
    for column, label, key, chosen in (
        (liked, "Genres you like", LIKED, profile.liked_genres),
        (disliked, "Genres you avoid", DISLIKED, profile.disliked_genres),
    ):
        if set(st.session_state.get(key, ())) != chosen:
            st.session_state[key] = sorted(chosen)
        column.multiselect(label, sorted({*bundle.catalog.genres, *chosen}), key=key, on_change=_genres_chosen)
    st.markdown(":small[They move the list a little; to leave a genre out altogether, filter the list.]")


def _genres_chosen() -> None:
    answers.set_genres(set(st.session_state[LIKED]), set(st.session_state[DISLIKED]))


def _draw_lists(bundle: Bundle) -> None:
    draw_bring(bundle)
    draw_take(bundle)


def _draw_link(_: Bundle) -> None:
    draw_keep()
