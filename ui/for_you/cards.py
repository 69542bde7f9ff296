"""One recommendation as a card: what it is, what the model expects and why, and what can be done from there."""

from __future__ import annotations

import streamlit as st

from core.bundle import Bundle
from core.catalog import link
from ui import answers, formats
from ui.for_you.engine import Recommendation
from ui.for_you.movement import NEW
from ui.for_you.scales import HAVE_NOT, answer_control, answer_to, choice_of, choices
from ui.for_you.words import facts, plain

SEEN, HIDE = "Seen, no rating", "Hide, never show"


def draw_card(bundle: Bundle, place: int, found: Recommendation, mark: str, precise: bool) -> None:
    """Draw one recommendation at its place in the list."""
    with st.container(border=True, gap="xsmall", key=f"card-{found.anime_id}"):
        st.markdown(_text(bundle, place, found, mark))
        with st.container(horizontal=True, gap="small"):
            st.menu_button(
                "Rate or hide",
                [*choices(precise)[:-1], SEEN, HIDE],
                key=f"act.{found.anime_id}",
                on_click=_acted,
                args=(found.anime_id,),
                type="tertiary",
                icon=":material/rate_review:",
            )
            _draw_why(bundle, found, precise)


def _text(bundle: Bundle, place: int, found: Recommendation, mark: str) -> str:
    title = plain(bundle.catalog.title(found.anime_id))
    genres = bundle.catalog.table.at[found.anime_id, "genres"]
    lines = [
        f"{place}. **[{title}]({link(found.anime_id)})** {_coloured(mark)}".replace(".", "\\.", 1),
        f":small[{facts(bundle.catalog, found.anime_id)} · {formats.listed(list(genres)) if genres else ''}]",
        f"Expected rating **{found.predicted:.1f}** ± {found.spread:.1f}",
    ]
    if found.because:
        lines.append(f"Because you {_reasons(bundle, found.because)}")
    return "  \n".join(lines)


def _coloured(mark: str) -> str:
    if not mark:
        return ""
    colour = "blue" if mark == NEW else "green" if mark.startswith("▲") else "orange"
    return f":{colour}[{mark}]"


def _reasons(bundle: Bundle, influences: list[tuple[int, float]]) -> str:
    given = answers.answers()
    verbs = {None: "saw", HAVE_NOT: "passed"}
    return ", ".join(
        f"{(verbs.get(choice) or str(choice).lower())} *{plain(bundle.catalog.title(anime_id))}* ({formats.signed(value)})"
        for anime_id, value in influences
        for choice in [choice_of(given.get(anime_id), False)]
    )


def _draw_why(bundle: Bundle, found: Recommendation, precise: bool) -> None:
    if not found.because and not found.against:
        return
    why = st.popover("Why", type="tertiary", icon=":material/help:", on_change="rerun", key=f"why.{found.anime_id}")
    if not why.open:
        return
    with why:
        for anime_id, value in [*found.because, *found.against]:
            title = bundle.catalog.title(anime_id)
            st.markdown(f"{plain(title)} **{formats.signed(value)}**")
            answer_control(anime_id, title, f"why-{found.anime_id}", precise)


def _acted(anime_id: int) -> None:
    chosen = st.session_state[f"act.{anime_id}"]
    if chosen == HIDE:
        answers.hide(anime_id)
    elif chosen == SEEN:
        answers.mark_seen(anime_id)
    elif chosen is not None:
        answers.set_answer(anime_id, answer_to(chosen))
