"""A person's list and taste for others: as a text to paste, and as a picture."""

from __future__ import annotations

from functools import partial

import streamlit as st

from core.data.titles import other_name, title_facts
from core.model.bundle import Bundle
from core.profiles import Profile
from core.recommend.options import Options
from core.recommend.recommender import Recommendation
from ui.app.fonts import can_write
from ui.app.list_picture import Line, list_picture
from ui.app.recommender import new_to_you
from ui.app.tiles import colours, initials
from ui.app.titles import year

SHOWN = 10


def shared_list(bundle: Bundle, profile: Profile) -> list[Recommendation]:
    """The first titles of a person's list, without the filters and the dial of the page."""
    return new_to_you(bundle, profile, Options(n=SHOWN))


def shared_text(bundle: Bundle, profile: Profile, link: str) -> str:
    """The list as lines of plain text, and where to see it."""
    titles = (bundle.catalog.title(found.anime_id) for found in shared_list(bundle, profile))
    lines = [f"{place}. {title}" for place, title in enumerate(titles, start=1)]
    return "\n".join(["What I should watch next:", *lines, link])


def draw_picture(bundle: Bundle, profile: Profile) -> None:
    """The button that draws the picture and hands it out."""
    st.download_button(
        "Picture",
        partial(shared_picture, bundle, profile),
        file_name="my-anime-list.png",
        mime="image/png",
        key="share.picture",
        on_click="ignore",
        icon=":material/image:",
        type="tertiary",
    )


def shared_picture(bundle: Bundle, profile: Profile) -> bytes:
    """The list as PNG."""
    lines = [_line(bundle, found.anime_id) for found in shared_list(bundle, profile)]
    told = len(profile.watched)
    note = f"Worked out from {told} {'answer' if told == 1 else 'answers'}"
    return list_picture("What I should watch next", lines, note)


def _line(bundle: Bundle, anime_id: int) -> Line:
    facts = title_facts().get(anime_id)
    japanese = facts.japanese if facts else ""
    other = other_name(bundle.catalog, title_facts(), anime_id)
    title = bundle.catalog.title(anime_id)
    tells_more = japanese and can_write(japanese) and japanese.casefold() != title.casefold()
    shown = japanese if tells_more else other
    return Line(title, shown, year(anime_id), initials(title), colours(bundle, anime_id))
