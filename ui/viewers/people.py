"""The people of the Viewers page: who is looked at, their twin and their opposite, each with their favourites."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import streamlit as st
from numpy.typing import NDArray

from core.analysis.viewers import Match, Viewer, favourites, random_viewer, viewer_at
from core.model.bundle import Bundle
from ui.app import formats, keys
from ui.app.links import link_to
from ui.app.me import me
from ui.app.short_tables import draw_short_table
from ui.app.viewer_choice import row_of_viewer

SOMEBODY, ME = "A viewer it knows", "Me"
N_FAVOURITES = 10


@dataclass(frozen=True)
class Person:
    """Somebody on the page."""

    name: str
    viewer: Viewer
    """What the model sees in them."""
    row: int | None = None
    """Their row, if they are one of the model's viewers."""
    viewer_id: int | None = None
    """Their number, if they are one of the model's viewers."""
    cosine: float | None = None
    """How alike they are to the person looked at, if that is somebody else."""


def choose_person(bundle: Bundle, at_first: Callable[[Bundle], int]) -> Person:
    """Draw the inputs that say who is looked at, ``at_first`` a certain viewer; where it is nobody, the page ends."""
    first, second, third = st.columns([3, 2, 2], vertical_alignment="bottom")
    who = first.segmented_control(
        "Look at", [SOMEBODY, ME], default=SOMEBODY, required=True, key=keys.VIEWERS_WHO, bind="query-params"
    )
    if who == ME:
        return _me(bundle)
    if keys.VIEWERS_VIEWER not in st.session_state:
        st.session_state[keys.VIEWERS_VIEWER] = at_first(bundle)
    viewer_id = second.number_input("Viewer", min_value=0, step=1, key=keys.VIEWERS_VIEWER, bind="query-params")
    third.button("Draw one at random", icon=":material/casino:", on_click=_draw_at_random, args=(bundle,))
    row = row_of_viewer(bundle.model, viewer_id)
    return Person(f"Viewer {viewer_id}", viewer_at(bundle.model, row), row, viewer_id)


def matched(bundle: Bundle, role: str, match: Match) -> Person:
    """The twin or the opposite as a person on the page."""
    viewer_id = int(bundle.model.viewers.ids[match.row])
    return Person(f"{role}: viewer {viewer_id}", viewer_at(bundle.model, match.row), match.row, viewer_id, match.cosine)


def draw_person(bundle: Bundle, somebody: Person, allowed: NDArray, own: bool) -> None:
    """One person with their favourites, and a button that looks at them in turn."""
    st.markdown(f"**{somebody.name}**")
    st.caption("Selected" if somebody.cosine is None else f"Cosine {formats.signed(somebody.cosine)}")
    value, heading = ("above", "Own") if own else ("predicted", "Predicted")
    liked = favourites(bundle, somebody.viewer, N_FAVOURITES, allowed, own)[["title", value]]
    draw_short_table(
        liked.rename(columns={"title": "Title", value: heading}),
        {heading: formats.signed if own else formats.tenths},
        alt=f"The {N_FAVOURITES} favourites of {somebody.name}.",
    )
    if somebody.cosine is not None:
        st.button("Look at this viewer", key=f"look_{somebody.name}", on_click=_look_at, args=(somebody.viewer_id,))


def cosines_of_others(scores: NDArray, person: Person) -> NDArray:
    """The cosines without that of the person looked at, if the model has met them."""
    return scores if person.row is None else np.delete(scores, person.row)


def how_alike(cosines: NDArray) -> str:
    """A sentence on how many of the other viewers point the same way."""
    return (
        f"Of the {formats.count(len(cosines))} other viewers, {formats.share((cosines > 0.3).mean())} point the same "
        f"way (cosine above 0.3) and {formats.share((cosines < -0.3).mean())} the other way (below −0.3)."
    )


def _me(bundle: Bundle) -> Person:
    mine = me(bundle)
    if mine is None:
        st.info("Rate a few titles first, then you have a taste to look at.", icon=":material/recommend:")
        link_to("for_you", "Answer a few titles")
        st.stop()
    return Person("You", Viewer(mine.taste.vector, mine.taste.bias))


def _draw_at_random(bundle: Bundle) -> None:
    """Callback: look at a viewer drawn at random; their number is in the link, so the view can be reopened."""
    st.session_state[keys.VIEWERS_VIEWER] = random_viewer(bundle.model, secrets.randbelow(2**31))


def _look_at(viewer_id: int) -> None:
    """Callback: look at this viewer."""
    st.session_state[keys.VIEWERS_VIEWER] = viewer_id
    st.session_state[keys.VIEWERS_WHO] = SOMEBODY
