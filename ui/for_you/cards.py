"""One title of the list as a compact card: what it is, why it is there, and what can be done from there."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from core.data.catalog import link
from core.data.titles import other_name, title_facts
from core.model.bundle import Bundle
from core.profiles import Profile
from core.recommend.explanations import Why
from core.recommend.options import Options
from core.recommend.recommender import Continuation, Recommendation
from ui.app import answers
from ui.app.formats import plain
from ui.app.tiles import tile
from ui.app.titles import brief, shorter
from ui.for_you.movement import NEW
from ui.for_you.rating_scale import answer_with, choices
from ui.for_you.scale_switch import is_precise
from ui.for_you.sentences import because, named
from ui.for_you.why import draw_why

SEEN, NOT_THIS = "Seen, no rating", "Not this franchise"
LONGEST, LONGEST_OTHER = 60, 32
"""Letters of a card's title, and of its other name."""


def draw_card(bundle: Bundle, place: int, found: Recommendation, why: Why, mark: str, options: Options) -> None:
    """Draw one title that is new to the person, at its place in the list."""
    profile, anime_id = answers.profile(), found.anime_id
    with st.container(border=True, horizontal=True, key=f"card-{anime_id}"):
        st.html(tile(bundle, anime_id), width="content")
        lines = [
            _headed(bundle, found, place, mark),
            because(bundle, profile, why.because),
            _remark(bundle, profile, found),
        ]
        st.markdown(_with_foot(lines, f"You’d rate it **{found.predicted:.1f}**"))
        _draw_wishes(profile, anime_id)
        _draw_menu(anime_id)
        draw_why(bundle, place, found, why, options)


def draw_next(bundle: Bundle, part: Continuation) -> None:
    """Draw what comes next in a series that the person liked."""
    found, profile = part.found, answers.profile()
    with st.container(border=True, horizontal=True, key=f"next-card-{found.anime_id}"):
        st.html(tile(bundle, found.anime_id, "small"), width="content")
        is_new_version = found.retells is not None and part.after == found.retells
        how = "" if is_new_version else f"Next after {named(bundle, part.after)}"
        lines = [_titled(bundle, found), how, _remark(bundle, profile, found)]
        st.markdown(_with_foot(lines, f":gray[{brief(bundle.catalog, found.anime_id)}]"))
        _draw_menu(found.anime_id)


def _with_foot(lines: Sequence[str], foot: str) -> str:
    """The lines that there are, and beneath them a paragraph that stands beside the card's actions."""
    return "  \n".join(filter(None, lines)) + f"\n\n{foot}"


def _headed(bundle: Bundle, found: Recommendation, place: int, mark: str) -> str:
    genres = ", ".join(bundle.catalog.entries[found.anime_id].genres[:3])
    other = shorter(other_name(bundle.catalog, title_facts(), found.anime_id), LONGEST_OTHER)
    known = " · ".join(filter(None, [plain(other), brief(bundle.catalog, found.anime_id), plain(genres)]))
    return f"{_titled(bundle, found, f'{place} · ')} {_coloured(mark)}  \n:small[:gray[{known}]]"


def _titled(bundle: Bundle, found: Recommendation, before: str = "") -> str:
    title = plain(shorter(bundle.catalog.title(found.anime_id), LONGEST))
    return f"**{before}[{title}]({link(found.anime_id)})**"


def _remark(bundle: Bundle, profile: Profile, found: Recommendation) -> str:
    """What else is to be said of it: that it tells a story again, that the person means to watch it."""
    again = f"Another telling of {named(bundle, found.retells)}" if found.retells is not None else ""
    planned = "You plan to watch it" if found.anime_id in profile.planned else ""
    wished = "You asked for more like it" if found.anime_id in profile.more_like else ""
    remarks = ". ".join(filter(None, [again, planned, wished]))
    return f":small[{remarks}]" if remarks else ""


def _coloured(mark: str) -> str:
    if not mark:
        return ""
    colour = "blue" if mark == NEW else "green" if mark.startswith("▲") else "orange"
    return f":small[:{colour}[{mark}]]"


def _draw_wishes(profile: Profile, anime_id: int) -> None:
    asked = anime_id in profile.more_like
    st.button(
        "No more than usual like this" if asked else "More like this",
        key=f"more.{anime_id}",
        icon=":material/thumb_up:",
        type="tertiary",
        on_click=answers.forget_wish if asked else answers.wish_more,
        args=(anime_id,),
    )
    st.button(
        "Less like this",
        key=f"less.{anime_id}",
        icon=":material/thumb_down:",
        type="tertiary",
        on_click=answers.wish_less,
        args=(anime_id,),
    )


def _draw_menu(anime_id: int) -> None:
    st.menu_button(
        "Rate or hide",
        [*choices(is_precise()), SEEN, NOT_THIS],
        key=f"act.{anime_id}",
        on_click=_acted,
        args=(anime_id,),
        type="tertiary",
        icon=":material/more_horiz:",
    )


def _acted(anime_id: int) -> None:
    chosen = st.session_state[f"act.{anime_id}"]
    if chosen == NOT_THIS:
        answers.hide(anime_id)
    elif chosen == SEEN:
        answers.mark_seen(anime_id)
    elif chosen is not None:
        answer_with(chosen, anime_id)
