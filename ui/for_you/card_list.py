"""Cards on the page: all of a list as one element, and what is done with a title there."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from pathlib import Path

import streamlit as st

from core.model.bundle import Bundle
from ui.app import answers
from ui.for_you.rating_scale import answer_with, choices
from ui.for_you.scale_switch import is_precise

SEEN, NOT_THIS = "Seen, no rating", "Not this franchise"
WISHES = {"more": answers.wish_more, "usual": answers.forget_wish, "less": answers.wish_less}
"""What a click on a card's sign does."""
OPEN = "list.open"
"""The title whose *Why this* is open."""

_component = st.components.v2.component(
    "anime_cards",
    html='<div class="cards" aria-busy="true"></div>',
    js=Path(__file__).with_name("cards.js").read_text(encoding="utf-8"),
    isolate_styles=False,
)


def draw_cards(bundle: Bundle, cards: Sequence[str], key: str, why: str = "") -> None:
    """Draw cards, given as HTML, one after the other; ``why`` is what stands over the open one, if there is one."""
    menu = [*choices(is_precise()), SEEN, NOT_THIS]
    _component(
        data={"cards": "".join(cards), "menu": menu, "open": open_card() if why else None, "why": why},
        key=key,
        on_act_change=partial(_acted, bundle, key),
    )


def open_card() -> int | None:
    """The title whose *Why this* is open, if any."""
    return st.session_state.get(OPEN)


def _acted(bundle: Bundle, key: str) -> None:
    """Do what was clicked; what the browser sends may be anything."""
    match st.session_state[key]["act"]:
        case {"act": str(act), "id": int(anime_id), "choice": str(choice) | (None as choice)}:
            if anime_id in bundle.catalog:
                _do(act, anime_id, choice)


def _do(act: str, anime_id: int, choice: str | None) -> None:
    if act in WISHES:
        WISHES[act](anime_id)
    elif act == "why":
        st.session_state[OPEN] = anime_id
    elif act == "close":
        st.session_state.pop(OPEN, None)
    elif act == "answer":
        _answer(anime_id, choice)


def _answer(anime_id: int, choice: str | None) -> None:
    if choice == NOT_THIS:
        answers.hide(anime_id)
    elif choice == SEEN:
        answers.mark_seen(anime_id)
    elif choice is None or choice in choices(is_precise()):
        answer_with(choice, anime_id)
