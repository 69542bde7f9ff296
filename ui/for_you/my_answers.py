"""Everything a person said so far, to look through, change and take back."""

from __future__ import annotations

import streamlit as st

from core.model.bundle import Bundle
from core.profiles import Profile
from ui.app import answers
from ui.app.formats import plain
from ui.app.titles import facts, titles
from ui.for_you.rating_scale import answer_control

A_PAGE = 8
RATED, UNSEEN, SEEN, HIDDEN = "Rated", "Not seen", "Seen, no rating", "Hidden"
PLANNED, MORE, LESS = "Planned", "More like", "Less like"
TAKE_BACK = {HIDDEN: answers.show_again, MORE: answers.forget_wish, LESS: answers.forget_wish}
"""What takes back what is no answer."""


def draw_answers(bundle: Bundle, precise: bool) -> None:
    """The answers by kind, a page of them at a time; what was rated last comes first."""
    kinds = _by_kind(answers.profile())
    chosen = st.segmented_control(
        "Which answers", list(kinds), default=RATED, required=True, key="mine.kind", label_visibility="collapsed"
    )
    kind = chosen or RATED
    ids = kinds.get(kind, [])
    st.markdown(f":small[{titles(len(ids))}]" if ids else ":small[None yet.]")
    n_pages = -(-len(ids) // A_PAGE)
    page = min(st.pagination(n_pages, key=f"mine.page.{kind}"), n_pages) if n_pages > 1 else 1
    for anime_id in ids[(page - 1) * A_PAGE : page * A_PAGE]:
        _row(bundle, anime_id, kind, precise)
    if not any(kinds.values()):
        return
    with st.popover("Remove everything", icon=":material/delete:", type="tertiary"):
        st.markdown(f"This forgets what you said about {titles(sum(map(len, kinds.values())))}, and your genres.")
        st.button("Yes, remove everything", key="mine.clear", on_click=answers.clear)


def _by_kind(profile: Profile) -> dict[str, list[int]]:
    return {
        RATED: [*profile.ratings][::-1],
        UNSEEN: sorted(profile.not_seen),
        SEEN: sorted(profile.seen),
        HIDDEN: sorted(profile.hidden),
    } | {
        kind: sorted(anime_ids)
        for kind, anime_ids in ((PLANNED, profile.planned), (MORE, profile.more_like), (LESS, profile.less_like))
        if anime_ids
    }


def _row(bundle: Bundle, anime_id: int, kind: str, precise: bool) -> None:
    known = anime_id in bundle.catalog
    title = bundle.catalog.title(anime_id) if known else f"Title {anime_id}"
    about = facts(bundle.catalog, anime_id) if known else "not in this model, so it does not count here"
    with st.container(gap="xxsmall", key=f"mine-row-{anime_id}"):
        with st.container(horizontal=True, vertical_alignment="center"):
            st.markdown(f"**{plain(title)}** :small[:gray[{about}]]", width="stretch")
            st.button(
                "Show again" if kind == HIDDEN else "Remove",
                key=f"mine.remove.{anime_id}",
                on_click=TAKE_BACK.get(kind, answers.remove_answer),
                args=(anime_id,),
                type="tertiary",
                icon=":material/visibility:" if kind == HIDDEN else ":material/close:",
            )
        if kind not in TAKE_BACK:
            answer_control(anime_id, title, "mine", precise)
