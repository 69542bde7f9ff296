"""The titles a person is asked about: a few at a time, chosen for what the answers would teach."""

from __future__ import annotations

import streamlit as st

from core.model.bundle import Bundle
from core.questionnaire import A_SCREEN
from ui.app import answers
from ui.app.formats import plain
from ui.app.per_bundle import bundle_key
from ui.app.recommender import next_questions
from ui.app.title_choice import find_titles, tell_what_is_missing
from ui.app.titles import facts
from ui.for_you.rating_scale import answer_control

SCREEN, PASSED, PRECISE, SEARCH = "questions.screen", "questions.passed", "questions.precise", "questions.search"


def draw_questions(bundle: Bundle) -> None:
    """The search, the present screen of titles or what was found, and the way to the next screen."""
    text = st.text_input(
        "Find a title to answer for",
        key=SEARCH,
        type="search",
        live=True,
        placeholder="English, Japanese or short: aot, haikyu …",
        persist_state="session",
    )
    found = find_titles(bundle, text, A_SCREEN)
    shown = list(found.anime_ids) or _screen(bundle)
    with st.container():
        if text.strip():
            tell_what_is_missing(bundle, text, found)
        for anime_id in shown:
            _question(bundle, anime_id, "search" if found.anime_ids else "question")
        if not shown:
            st.info("That was every title there is to ask about. Search adds to what you said.")
    _draw_steps(shown, is_search=bool(text.strip()))


def _draw_steps(shown: list[int], is_search: bool) -> None:
    """The way on or back from what is shown, and the choice between words and numbers."""
    done = bool(shown) and answers.profile().answered.issuperset(shown)
    with st.container(horizontal=True, vertical_alignment="center", horizontal_alignment="distribute"):
        if is_search:
            st.button("Back to the questions", icon=":material/arrow_back:", on_click=_leave_search, key="search.leave")
        else:
            st.button(
                "Next titles" if done else "Skip to other titles",
                icon=":material/arrow_forward:",
                on_click=_next_screen,
                key="questions.next",
            )
        st.button("Undo", icon=":material/undo:", on_click=answers.undo, disabled=not answers.history(), key="undo")
        st.toggle("Answer from 1 to 10", key=PRECISE, persist_state="session")


def is_precise() -> bool:
    """True where the person answers from 1 to 10 instead of in words."""
    return bool(st.session_state.get(PRECISE, False))


def _question(bundle: Bundle, anime_id: int, place: str) -> None:
    title = bundle.catalog.title(anime_id)
    with st.container(gap="xxsmall", key=f"{place}-row-{anime_id}"):
        st.markdown(f"**{plain(title)}** :small[:gray[{facts(bundle.catalog, anime_id)}]]")
        answer_control(anime_id, title, place, is_precise())


def _screen(bundle: Bundle) -> list[int]:
    """The titles of the present screen; they stay where they are while they are being answered."""
    model, titles = st.session_state.get(SCREEN, ("", []))
    if model != bundle_key(bundle) or not titles:
        passed = st.session_state.get(PASSED, frozenset())
        titles = next_questions(bundle, answers.profile(), A_SCREEN, passed)
        if not titles:
            passed, titles = frozenset(), next_questions(bundle, answers.profile(), A_SCREEN, frozenset())
        st.session_state[PASSED] = passed | set(titles)
        st.session_state[SCREEN] = (bundle_key(bundle), titles)
    return titles


def _next_screen() -> None:
    st.session_state.pop(SCREEN, None)


def _leave_search() -> None:
    st.session_state[SEARCH] = ""
