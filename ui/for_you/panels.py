"""What opens above the questions: one's answers, genres, lists to bring and take, and saving and sharing."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from core.model.bundle import Bundle
from core.profiles import Profile
from ui.app import answers, kept
from ui.app.formats import plain
from ui.for_you.import_export import draw_bring, draw_take
from ui.for_you.moods import choose_mood
from ui.for_you.my_answers import draw_answers
from ui.for_you.save_share import draw_save_and_share
from ui.for_you.scale_switch import is_precise

LIKED, DISLIKED = "genres.liked", "genres.disliked"
PANEL = "panel"
GENRES, LISTS = "Mood and genres", "Import / export"


def draw_panels(bundle: Bundle) -> None:
    """The row of panels, and below it the one that is open."""
    panels: dict[str, Callable[[Bundle], None]] = {
        "My answers": _draw_answers,
        GENRES: _draw_genres,
        LISTS: _draw_lists,
        "Save and share": draw_save_and_share,
    }
    chosen = st.pills("More to do", list(panels), key=PANEL, label_visibility="collapsed")
    # The slot is there when nothing is open too: what stands below it must not change its place in the page.
    with st.container():
        _draw_open(bundle, panels.get(chosen or ""))


def is_open(panel: str) -> bool:
    """Whether this panel is open."""
    return st.session_state.get(PANEL) == panel


def _draw_open(bundle: Bundle, draw: Callable[[Bundle], None] | None) -> None:
    if problem := kept.problem():
        here = " Your answers are still here, in this tab." if answers.profile() != Profile() else ""
        st.warning(plain(problem) + here, icon=":material/warning:")
    if draw:
        with st.container(border=True):
            draw(bundle)


def _draw_answers(bundle: Bundle) -> None:
    draw_answers(bundle, is_precise())


def _draw_genres(bundle: Bundle) -> None:
    choose_mood("panel")
    profile = answers.profile()
    liked, disliked = st.columns(2)
    for column, label, key, chosen in (
        (liked, "Genres you like", LIKED, profile.liked_genres),
        (disliked, "Genres you avoid", DISLIKED, profile.disliked_genres),
    ):
        if set(st.session_state.get(key, ())) != chosen:
            st.session_state[key] = sorted(chosen)
        column.multiselect(label, sorted({*bundle.catalog.genres, *chosen}), key=key, on_change=_genres_chosen)
    st.markdown(":small[Genres move the list a little; a mood or a filter leaves everything else out.]")


def _genres_chosen() -> None:
    answers.set_genres(set(st.session_state[LIKED]), set(st.session_state[DISLIKED]))


def _draw_lists(bundle: Bundle) -> None:
    draw_bring(bundle)
    draw_take(bundle)
