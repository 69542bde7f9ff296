"""The ways to begin, one tap each: questions, three titles one loves, a mood, or a list from elsewhere."""

from __future__ import annotations

import streamlit as st

from core.model.bundle import Bundle
from ui.app import answers
from ui.app.formats import plain
from ui.app.title_search import ANY_NAME, find_titles, tell_what_is_missing
from ui.app.titles import shorter, year
from ui.for_you.import_export import draw_bring
from ui.for_you.moods import choose_mood, mood_name
from ui.for_you.panels import LISTS, is_open
from ui.for_you.questions import draw_last_answer
from ui.for_you.rating_scale import WORDS

START, SEARCH = "start", "start.search"
LOVED, MOOD, QUESTIONS, IMPORT = "3 you love", "A mood", "Questions", "Import"
ENOUGH = 3
"""Loved titles after which questions go on."""
FOUND = 5
"""Titles that the search shows."""


def draw_start(bundle: Bundle) -> bool:
    """The choice, as long as it matters, and what was chosen; whether titles to love take the place of questions."""
    n_rated = len(answers.profile().ratings)
    chosen = st.session_state.get(START) or st.query_params.get(START, QUESTIONS)
    goes_on = {LOVED: n_rated < ENOUGH, MOOD: True, IMPORT: True}.get(chosen, False)
    if answers.profile().watched and not goes_on:
        return False
    if START not in st.session_state and mood_name():
        st.session_state[START] = MOOD
    chosen = st.pills(
        "Start with",
        [LOVED, MOOD, QUESTIONS, IMPORT],
        default=QUESTIONS,
        required=True,
        key=START,
        bind="query-params",
        wrap=True,
    )
    if chosen == MOOD:
        choose_mood("start")
    elif chosen == IMPORT and not is_open(LISTS):
        draw_bring(bundle)
    elif chosen == LOVED:
        _draw_loved(bundle, ENOUGH - n_rated)
    return chosen == LOVED and n_rated < ENOUGH


def _draw_loved(bundle: Bundle, n_more: int) -> None:
    """The search for titles to love; each is an answer as soon as it is tapped."""
    more = "another anime you love" if n_more == 1 else f"{'three' if n_more == ENOUGH else 'two more'} anime you love"
    text = st.text_input(f"Name {more}", key=SEARCH, type="search", live=True, placeholder=ANY_NAME)
    with st.container(gap="xsmall", key="start-found"):
        if text.strip():
            _draw_found(bundle, text)
    if answers.history():
        draw_last_answer(bundle)


def _draw_found(bundle: Bundle, text: str) -> None:
    found = find_titles(bundle, text, FOUND)
    tell_what_is_missing(bundle, text, found)
    for anime_id in found.anime_ids:
        name = plain(shorter(bundle.catalog.title(anime_id), 40))
        st.button(
            " · ".join(filter(None, [name, year(anime_id)])),
            key=f"start.love.{anime_id}",
            icon=":material/favorite:",
            on_click=_love,
            args=(anime_id,),
            width="stretch",
        )


def _love(anime_id: int) -> None:
    answers.rate(anime_id, WORDS["Loved"])
    st.session_state[SEARCH] = ""
    if len(answers.profile().ratings) >= ENOUGH:
        st.session_state[START] = QUESTIONS
