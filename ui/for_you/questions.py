"""The one title a person is asked about, those that come next, and the search for any other.

The next ones are chosen anew after every answer; the title that is being asked about stays until it is answered,
passed or exchanged for one of them, and its buttons stay at their place on the screen.
"""

from __future__ import annotations

import streamlit as st

from core.data.titles import other_name, title_facts
from core.model.bundle import Bundle
from core.recommend.moods import MOODS
from ui.app import answers
from ui.app.formats import plain
from ui.app.recommender import next_questions
from ui.app.tiles import tile
from ui.app.title_search import ANY_NAME, find_titles, tell_what_is_missing
from ui.app.titles import brief, facts, shorter
from ui.for_you.gain import draw_gain
from ui.for_you.moods import mood_name
from ui.for_you.rating_scale import HAVE_NOT, WORDS, answer_control, answer_with, choice_of, ratings_of
from ui.for_you.scale_switch import choose_scale, is_precise

NOW, PASSED, SEARCH = "questions.now", "questions.passed", "questions.search"
MOOD_ASKED = "questions.mood"
"""The mood that the title asked about was chosen for."""
IN_SIGHT = 4
"""Titles that are shown as the next ones."""
FOUND = 5
"""Titles that a search shows."""
KEYS = dict(zip([*WORDS, HAVE_NOT], "12345", strict=True))
"""The key that gives each answer in words without the mouse."""


def draw_questions(bundle: Bundle) -> None:
    """The title that is asked about with its answers, the next ones, and the search."""
    asked = _questions(bundle)
    with st.container(border=True, key="question-card"):
        if asked:
            _draw_question(bundle, asked[0])
        else:
            st.info("That was the last question. Use the search below to add more titles.")
        draw_last_answer(bundle)
        if asked[1:]:
            _draw_following(bundle, asked[1:])
    _draw_search(bundle)
    choose_scale()
    draw_gain(bundle, len(answers.profile().watched))


def _questions(bundle: Bundle) -> list[int]:
    """The title that is asked about, then the next ones; empty where there is none left."""
    profile, passed = answers.profile(), st.session_state.get(PASSED, frozenset())
    over = {*profile.told, *profile.hidden, *passed}
    kept = [now for now in st.session_state.get(NOW, []) if now in bundle.catalog and now not in over]
    mood = MOODS.get(mood_name() or "")
    if st.session_state.get(MOOD_ASKED) != mood_name():
        st.session_state[MOOD_ASKED], kept = mood_name(), []
    found = kept + next_questions(bundle, profile, IN_SIGHT + 1 - len(kept), passed.union(kept), mood)
    if not found and passed:
        found = next_questions(bundle, profile, IN_SIGHT + 1, frozenset())
        st.session_state[PASSED] = frozenset()
    st.session_state[NOW] = found[:1]
    return found


def _draw_question(bundle: Bundle, anime_id: int) -> None:
    with st.container(horizontal=True, gap="small", key="question"):
        st.html(tile(bundle, anime_id, "large"), width="content")
        with st.container(gap="xxsmall", key="question-about"):
            genres = ", ".join(bundle.catalog.entries[anime_id].genres[:4])
            other = shorter(other_name(bundle.catalog, title_facts(), anime_id), 40)
            st.markdown(":gray[Have you seen it?]")
            st.header(plain(shorter(bundle.catalog.title(anime_id), 60)), anchor=False)
            known = [other, brief(bundle.catalog, anime_id), genres]
            st.markdown("  \n".join(map(plain, filter(None, known))))
    with st.container(horizontal=True, gap="xsmall", key="question-ratings"):
        for choice in ratings_of(is_precise()):
            _answer_button(choice, anime_id)
    with st.container(horizontal=True, gap="xsmall"):
        _answer_button(HAVE_NOT, anime_id)
        st.button("Skip", key="questions.skip", on_click=_pass, args=(anime_id,), type="tertiary")


def _answer_button(choice: str, anime_id: int) -> None:
    # The title is part of the key: the second click of a double click must not answer for the next title.
    st.button(
        choice,
        key=f"question.{choice}.{anime_id}",
        on_click=answer_with,
        args=(choice, anime_id),
        width="stretch",
        shortcut=KEYS.get(choice),
    )


def draw_last_answer(bundle: Bundle) -> None:
    """What was said last, and the way to take it back."""
    with st.container(horizontal=True, vertical_alignment="center", horizontal_alignment="distribute"):
        st.markdown(f":small[:gray[{_last_answer(bundle)}]]", width="stretch")
        st.button(
            "Undo", icon=":material/undo:", on_click=_undo, disabled=not answers.history(), key="undo", type="tertiary"
        )


def _last_answer(bundle: Bundle) -> str:
    """The one answer that the last change brought, or nothing."""
    precise, profile = is_precise(), answers.profile()
    before = answers.history()[-1] if answers.history() else profile
    said = {
        anime_id: choice_of(profile, anime_id, precise) for anime_id in profile.answered if anime_id in bundle.catalog
    }
    new = [anime_id for anime_id, choice in said.items() if choice != choice_of(before, anime_id, precise)]
    return f"*{plain(shorter(bundle.catalog.title(new[0]), 40))}*: {said[new[0]]}" if len(new) == 1 else ""


def _draw_following(bundle: Bundle, anime_ids: list[int]) -> None:
    with st.container(gap=None, key="question-next"):
        st.markdown(":small[:gray[Next]]")
        for anime_id in anime_ids:
            st.button(
                plain(shorter(bundle.catalog.title(anime_id), 44)),
                key=f"question.ask.{anime_id}",
                on_click=_ask,
                args=(anime_id,),
                type="tertiary",
            )


def _draw_search(bundle: Bundle) -> None:
    """The search, and what it finds with the answers for each."""
    text = st.text_input(
        "Find a title to rate",
        key=SEARCH,
        type="search",
        live=True,
        placeholder=ANY_NAME,
        persist_state="session",
    )
    with st.container():
        if not text.strip():
            return
        found = find_titles(bundle, text, FOUND)
        tell_what_is_missing(bundle, text, found)
        for anime_id in found.anime_ids:
            title = bundle.catalog.title(anime_id)
            with st.container(gap="xxsmall", key=f"search-row-{anime_id}"):
                st.markdown(f"**{plain(title)}** :small[:gray[{facts(bundle.catalog, anime_id)}]]")
                answer_control(anime_id, title, "search", is_precise())


def _ask(anime_id: int) -> None:
    """Ask about this title now."""
    st.session_state[NOW] = [anime_id]


def _pass(anime_id: int) -> None:
    st.session_state[PASSED] = st.session_state.get(PASSED, frozenset()) | {anime_id}


def _undo() -> None:
    """Take the last change back; a title that is not answered any more is asked about again."""
    before = answers.profile().answered
    answers.undo()
    back = before - answers.profile().answered
    if len(back) == 1:
        _ask(*back)
