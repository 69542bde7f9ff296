"""Titles for the group, each with how much everybody would like it, and why."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from core.data.catalog import link
from core.model.bundle import Bundle
from core.recommend.explanations import Why
from core.recommend.group import FEWEST, ForGroup
from core.recommend.options import Options
from core.recommend.recommender import Recommendation
from ui.app.formats import listed, plain
from ui.app.recommender import group_recommend, reasons
from ui.app.tiles import draw_with_tile
from ui.app.titles import facts
from ui.together.people import YOU, Person

WHAT = {"Anything": frozenset[str](), "A series": frozenset({"TV"}), "A film": frozenset({"Movie"})}
KEY, LENGTH, STEP = "together.what", "together.length", 10


def draw_titles(bundle: Bundle, group: Sequence[Person]) -> None:
    """The list, or what is missing for one."""
    if len(group) < FEWEST:
        st.info("Add a friend, and the list appears here: it takes at least two of you.", icon=":material/group_add:")
        return
    names = ["you" if person.name == YOU else plain(person.name) for person in group]
    st.header(f"For {listed(names)}", anchor=False)
    what = st.segmented_control(
        "What to watch", list(WHAT), default="Anything", required=True, key=KEY, bind="query-params"
    )
    length = st.session_state.setdefault(LENGTH, STEP)
    options = Options(n=length, types=WHAT[what or "Anything"])
    found = group_recommend(bundle, [person.profile for person in group], options)
    ids = [title.anime_id for title in found]
    why = [reasons(bundle, person.profile, ids) for person in group]
    for place, (title, *each) in enumerate(zip(found, *why, strict=True), start=1):
        _draw_card(bundle, place, title, group, each)
    if len(found) == length:
        st.button("Show ten more", key="together.more", icon=":material/expand_more:", on_click=_show_more)
    elif not found:
        st.info("There is nothing left that none of you has seen.", icon=":material/filter_alt:")


def _draw_card(bundle: Bundle, place: int, title: ForGroup, group: Sequence[Person], why: Sequence[Why]) -> None:
    name = plain(bundle.catalog.title(title.anime_id))
    genres = plain(", ".join(bundle.catalog.table.at[title.anime_id, "genres"]))
    known = " · ".join(filter(None, (facts(bundle.catalog, title.anime_id), genres)))
    lines = [_line(bundle, *each) for each in zip(group, title.members, why, strict=True)]
    text = "  \n".join([f"**{place} · [{name}]({link(title.anime_id)})**", f":small[{known}]", *lines])
    draw_with_tile(bundle, title.anime_id, "together", text)


def _line(bundle: Bundle, person: Person, member: Recommendation, why: Why) -> str:
    """What one person would rate it, and the titles that say so."""
    named = [f"*{plain(bundle.catalog.title(anime_id))}*" for anime_id in why.because]
    because = f" :small[:gray[because of {listed(named)}]]" if named else ""
    return f"**{plain(person.name)}** {member.predicted:.1f} ± {member.standard_deviation:.1f}{because}"


def _show_more() -> None:
    st.session_state[LENGTH] += STEP
