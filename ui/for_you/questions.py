"""The one title a person is asked about, those that come next, and the search for any other.

The next ones are chosen anew after every answer; the title that is being asked about stays until it is answered,
passed or exchanged for one of them, and its buttons stay at their place on the screen.
"""

from __future__ import annotations

import streamlit as st

from core.model.bundle import Bundle
from ui.app import answers
from ui.app.formats import plain
from ui.app.recommender import next_questions
from ui.app.title_search import ANY_NAME, find_titles, tell_what_is_missing
from ui.app.titles import facts, shorter
from ui.for_you.rating_scale import HAVE_NOT, WORDS, answer_control, answer_with, choice_of, ratings_of

NOW, PASSED, PRECISE, SEARCH = "questions.now", "questions.passed", "questions.precise", "questions.search"
IN_SIGHT = 4
"""Titles that are shown as the next ones."""
FOUND = 5
"""Titles that a search shows."""
KEYS = dict(zip([*WORDS, HAVE_NOT], "12345", strict=True))
"""The key that gives each answer in words without the mouse."""
STYLE = """<style>
.st-key-question { min-height: 13rem }
@media (max-width: 640px) {
  .st-key-question-card kbd, [data-testid="stLayoutWrapper"]:has(> .st-key-question-next) { display: none }
}
</style>"""
"""The room for a title is the same whatever its length, so that the buttons below stay where they are. A phone shows
one title at a time and has no keys; the next titles would push the list off its screen."""


def draw_questions(bundle: Bundle) -> None:
    """The title that is asked about with its answers, the next ones, and the search."""
    asked = _questions(bundle)
    with st.container(border=True, key="question-card"):
        if asked:
            _draw_question(bundle, asked[0])
        else:
            st.info("That was every title there is to ask about. Search adds to what you said.")
        _draw_last_answer(bundle)
        if asked[1:]:
            _draw_following(bundle, asked[1:])
    st.html(STYLE)
    _draw_search(bundle)
    st.toggle("Answer from 1 to 10", key=PRECISE, persist_state="session")


def is_precise() -> bool:
    """True where the person answers from 1 to 10 instead of in words."""
    return bool(st.session_state.get(PRECISE, False))


def _questions(bundle: Bundle) -> list[int]:
    """The title that is asked about, then the next ones; empty where there is none left."""
    profile, passed = answers.profile(), st.session_state.get(PASSED, frozenset())
    over = {*profile.answered, *profile.seen, *profile.hidden, *passed}
    kept = [now for now in st.session_state.get(NOW, []) if now in bundle.catalog and now not in over]
    found = kept + next_questions(bundle, profile, IN_SIGHT + 1 - len(kept), passed.union(kept))
    if not found and passed:
        found = next_questions(bundle, profile, IN_SIGHT + 1, frozenset())
        st.session_state[PASSED] = frozenset()
    st.session_state[NOW] = found[:1]
    return found


def _draw_question(bundle: Bundle, anime_id: int) -> None:
    with st.container(gap="xxsmall", key="question"):
        genres = ", ".join(bundle.catalog.table.at[anime_id, "genres"])
        st.markdown(":small[:gray[Have you seen it?]]")
        st.subheader(plain(shorter(bundle.catalog.title(anime_id), 60)), anchor=False)
        st.markdown(f":small[{facts(bundle.catalog, anime_id)}  \n{plain(genres)}]")
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


def _draw_last_answer(bundle: Bundle) -> None:
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
        "Find a title to answer for",
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
