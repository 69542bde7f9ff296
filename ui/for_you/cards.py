"""One recommendation as a card: what it is, what the model expects and why, and what can be done from there."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from core.data.catalog import link
from core.data.ratings import HIGHEST
from core.model.bundle import Bundle
from core.recommend.explanations import Reason, Why
from core.recommend.recommender import Recommendation
from ui.app import answers, formats
from ui.app.formats import plain
from ui.app.titles import facts
from ui.for_you.movement import NEW
from ui.for_you.rating_scale import answer_control, answer_with, choices, word

SEEN, HIDE = "Seen, no rating", "Hide, never show"
NAMED = 3
"""Answers that a card names without being asked."""
TELLING = 0.005
"""Influence below which an answer is not named: it would read 0.00."""


def draw_card(bundle: Bundle, place: int, found: Recommendation, why: Why, mark: str, precise: bool) -> None:
    """Draw one recommendation at its place in the list, with the answers that moved it, the most influential first."""
    with st.container(border=True, gap="xsmall", key=f"card-{found.anime_id}"):
        st.markdown(_text(bundle, place, found, why.reasons, mark))
        with st.container(horizontal=True, gap="small"):
            st.menu_button(
                "Rate or hide",
                [*choices(precise), SEEN, HIDE],
                key=f"act.{found.anime_id}",
                on_click=_acted,
                args=(found.anime_id,),
                type="tertiary",
                icon=":material/rate_review:",
            )
            _draw_why(bundle, found, why, precise)


def _text(bundle: Bundle, place: int, found: Recommendation, reasons: Sequence[Reason], mark: str) -> str:
    title = plain(bundle.catalog.title(found.anime_id))
    genres = bundle.catalog.table.at[found.anime_id, "genres"]
    known = " · ".join([facts(bundle.catalog, found.anime_id), *([plain(", ".join(genres))] if genres else [])])
    lines = [
        f"**{place} · [{title}]({link(found.anime_id)})** {_coloured(mark)}",
        f":small[{known}]",
        f"Expected rating **{found.predicted:.1f}** ± {found.standard_deviation:.1f}",
        *_reasons(bundle, reasons),
    ]
    return "  \n".join(lines)


def _coloured(mark: str) -> str:
    if not mark:
        return ""
    colour = "blue" if mark == NEW else "green" if mark.startswith("▲") else "orange"
    return f":{colour}[{mark}]"


def _reasons(bundle: Bundle, reasons: Sequence[Reason]) -> list[str]:
    """What brought the title here, and what spoke against it, as lines of Markdown."""
    brought = [reason for reason in reasons if reason.influence >= TELLING][:NAMED]
    against = [reason for reason in reasons if reason.influence <= -TELLING][:1]
    lines = [f"Because you {', '.join(_named(bundle, reason) for reason in brought)}"] if brought else []
    return [*lines, *(f":small[Against it: you {_named(bundle, reason)}]" for reason in against)]


def _named(bundle: Bundle, reason: Reason) -> str:
    rating = answers.ratings().get(reason.anime_id)
    verb = "have seen" if rating is None else word(rating).lower().replace("so-so", "found so-so")
    return f"{verb} *{plain(bundle.catalog.title(reason.anime_id))}* ({formats.signed(reason.influence)})"


def _draw_why(bundle: Bundle, found: Recommendation, why: Why, precise: bool) -> None:
    if not why.reasons:
        return
    popover = st.popover(
        "Why this", type="tertiary", icon=":material/help:", on_change="rerun", key=f"why.{found.anime_id}"
    )
    if not popover.open:
        return
    with popover:
        low = found.predicted - found.standard_deviation
        high = min(found.predicted + found.standard_deviation, HIGHEST)
        st.markdown(
            f"People with answers like yours rate it about {found.predicted:.1f}, two in three of them between "
            f"{low:.1f} and {high:.1f}. What your answers do for its place in the list (and for that rating, in "
            "points) stands beside them. Change one here, or click it again to take it away."
        )
        for reason in why.reasons:
            title = bundle.catalog.title(reason.anime_id)
            with st.container(gap="xxsmall"):
                st.markdown(
                    f"**{plain(title)}** {formats.signed(reason.influence)} "
                    f":small[· rating {formats.signed(reason.points)}]"
                )
                answer_control(reason.anime_id, title, f"why-{found.anime_id}", precise)
        st.markdown(f"All your other answers, and what they say only together: {formats.signed(why.together)}")


def _acted(anime_id: int) -> None:
    chosen = st.session_state[f"act.{anime_id}"]
    if chosen == HIDE:
        answers.hide(anime_id)
    elif chosen == SEEN:
        answers.mark_seen(anime_id)
    elif chosen is not None:
        answer_with(chosen, anime_id)
