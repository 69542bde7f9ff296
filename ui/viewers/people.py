"""What the Viewers page shares with nobody: who is looked at, and what may serve as evidence."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd
import streamlit as st
from numpy.typing import NDArray

from core.analysis.viewers import (
    Match,
    Viewer,
    both_predicted_highly,
    both_rated_highly,
    favourites,
    random_viewer,
    ratings_of,
    same_people,
    viewer_at,
)
from core.data.ratings import Ratings
from core.data.sources import RATING
from core.errors import DataError
from core.model.bundle import Bundle
from ui.app import formats, keys
from ui.app.library import open_ratings, rating_folders
from ui.app.per_bundle import per_bundle

SOMEBODY, ME = "A viewer of the model", "Me"
N_EVIDENCE = 12
N_FAVOURITES = 10


@dataclass(frozen=True)
class Person:
    """Somebody on the page: a name, what the model sees in them, and their id if they are one of its viewers."""

    name: str
    viewer: Viewer
    viewer_id: int | None = None
    cosine: float | None = None


def open_on_somebody(bundle: Bundle) -> None:
    """Where neither the link nor an earlier visit names a viewer, look at the same one for everybody."""
    st.session_state.setdefault(keys.VIEWERS_VIEWER, random_viewer(bundle.model, seed=0))


def draw_at_random(bundle: Bundle) -> None:
    """Callback: look at a viewer drawn at random; their number is in the link, so the view can be reopened."""
    st.session_state[keys.VIEWERS_VIEWER] = random_viewer(bundle.model, secrets.randbelow(2**31))


def look_at(viewer_id: int) -> None:
    """Callback: look at this viewer."""
    st.session_state[keys.VIEWERS_VIEWER] = viewer_id
    st.session_state[keys.VIEWERS_WHO] = SOMEBODY


def matched(bundle: Bundle, role: str, match: Match) -> Person:
    """The twin or the opposite as a person on the page."""
    viewer_id = int(bundle.model.viewers.ids[match.row])
    return Person(f"{role}: viewer {viewer_id}", viewer_at(bundle.model, match.row), viewer_id, match.cosine)


def evidence(bundle: Bundle) -> Ratings | None:
    """The first ratings at hand that were given by the model's own viewers."""
    folders = rating_folders().values()
    return _evidence(bundle, tuple((str(folder), (folder / RATING).stat().st_mtime_ns) for folder in folders))


@per_bundle
def _evidence(bundle: Bundle, folders: tuple[tuple[str, int], ...]) -> Ratings | None:
    """``folders`` come with the time of their ratings, so that replaced ones are looked at anew."""
    for folder, _ in folders:
        try:
            loaded = open_ratings(Path(folder))
        except DataError:
            continue
        if not loaded.simulated and same_people(bundle, loaded.ratings):
            return loaded.ratings
    return None


def others(scores: NDArray, row: int | None) -> NDArray:
    """The cosines without that of the viewer looked at, who is at ``row`` if the model has met them."""
    return scores if row is None else np.delete(scores, row)


def how_alike(scores: NDArray, row: int | None) -> str:
    """A sentence on how many of the others point the same way."""
    rest = others(scores, row)
    return (
        f"Of the {formats.count(len(rest))} other viewers, {formats.share((rest > 0.3).mean())} point the same way "
        f"(cosine above 0.3) and {formats.share((rest < -0.3).mean())} the other way (below −0.3)."
    )


def shared_titles(bundle: Bundle, one: Person, other: Person, mine: dict[int, float]) -> tuple[pd.DataFrame, bool]:
    """Titles that both liked, and whether that is known from ratings rather than predicted.

    ``mine`` are the ratings of a person who is not among the model's viewers.
    """
    ratings = evidence(bundle)
    if ratings is None or other.viewer_id is None:
        table = both_predicted_highly(bundle, one.viewer, other.viewer, N_EVIDENCE)
    else:
        own = pd.Series(mine) if one.viewer_id is None else ratings_of(ratings, one.viewer_id)
        table = both_rated_highly(own, ratings_of(ratings, other.viewer_id))
        table = table[table.index.isin(bundle.catalog.table.index)].head(N_EVIDENCE)
    titles = [bundle.catalog.title(int(anime_id)) for anime_id in table.index]
    shown = pd.DataFrame({"Title": titles, "First": table["one"].to_numpy(), "Other": table["other"].to_numpy()})
    return shown, ratings is not None


def draw_person(bundle: Bundle, somebody: Person, allowed: NDArray[np.bool_], own: bool) -> None:
    """One person with their favourites, and a button that looks at them in turn."""
    st.markdown(f"**{somebody.name}**")
    st.caption("Looked at" if somebody.cosine is None else f"Cosine {formats.signed(somebody.cosine)}")
    st.dataframe(
        favourites(bundle, somebody.viewer, N_FAVOURITES, allowed, own),
        hide_index=True,
        column_order=["title", "above" if own else "predicted"],
        column_config={
            "title": st.column_config.TextColumn("Title", width=150),
            "predicted": st.column_config.NumberColumn("Predicted", format="%.1f", width=78),
            "above": st.column_config.NumberColumn("Own", format="%+.1f", width=60),
        },
        key=f"favourites_{somebody.name}",
        alt=f"The {N_FAVOURITES} favourites of {somebody.name}.",
    )
    if somebody.cosine is not None:
        st.button("Look at this viewer", key=f"look_{somebody.name}", on_click=look_at, args=(somebody.viewer_id,))


def draw_evidence(bundle: Bundle, person: Person, twin: Person, mine: dict[int, float]) -> None:
    """Titles that a person and their twin both like, by their ratings or by the model's word."""
    table, rated = shared_titles(bundle, person, twin, mine)
    name = person.name.lower()
    verb = "rated 8 or more" if rated else "would rate 8 or more, by the model's word"
    if table.empty:
        st.info(f"There is no title that {name} and the twin both {verb}.", icon=":material/search_off:")
    else:
        st.markdown(f"Titles that {name} and the twin both {verb}:")
        st.dataframe(
            table.rename(columns={"First": person.name, "Other": twin.name}),
            hide_index=True,
            column_config={
                column: st.column_config.NumberColumn(format="%.0f" if rated else "%.1f")
                for column in (person.name, twin.name)
            },
            alt=f"Titles that {person.name} and their twin both like.",
        )
    if not rated:
        st.caption(
            "The ratings themselves are not at hand, so these are predicted favourites in common. Put the ratings "
            "this model learnt from on the page *Ratings*, and what both really rated stands here."
        )
