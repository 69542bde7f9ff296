"""What somebody loves, and where two people's answers meet."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

import streamlit as st

from core.data.ratings import HIGH
from core.model.bundle import Bundle
from core.profiles import Profile
from ui.app import answers
from ui.app.formats import plain

LOVED_SHOWN, GENRES_SHOWN = 12, 6
APART = 3
"""Points between two ratings from which people disagree."""


def draw_taste(bundle: Bundle, theirs: Profile) -> None:
    """The titles rated highest, and the genres that stand out among them."""
    st.header("Their taste", anchor=False)
    high = loved(bundle, theirs)
    if not high:
        st.markdown(f"Nothing rated {HIGH} or more yet.")
        return
    st.markdown(f"**Rated highest**: {_named(bundle, high[:LOVED_SHOWN])}")
    genres = Counter(genre for anime_id in high for genre in bundle.catalog.table.at[anime_id, "genres"])
    st.markdown(f"**Most among them**: {plain(', '.join(genre for genre, _ in genres.most_common(GENRES_SHOWN)))}")
    for label, chosen in (("Likes", theirs.liked_genres), ("Avoids", theirs.disliked_genres)):
        if chosen:
            st.markdown(f"**{label}**: {plain(', '.join(sorted(chosen)))}")


def draw_beside_yours(bundle: Bundle, theirs: Profile) -> None:
    """What both love, what both disagree about, and what they love that this visitor has not rated."""
    mine = answers.profile()
    if not mine.ratings or mine == theirs:
        return
    both = [anime_id for anime_id in loved(bundle, theirs) if mine.ratings.get(anime_id, 0) >= HIGH]
    apart = [
        anime_id
        for anime_id, rating in theirs.ratings.items()
        if anime_id in bundle.catalog and abs(rating - mine.ratings.get(anime_id, rating)) >= APART
    ]
    unknown = [anime_id for anime_id in loved(bundle, theirs) if anime_id not in mine.answered | mine.seen]
    st.header("Beside yours", anchor=False)
    st.markdown(f"**You both rate highly**: {_named(bundle, both[:LOVED_SHOWN]) or 'nothing yet'}")
    if apart:
        told = (
            f"{_named(bundle, [anime_id])} (they {theirs.ratings[anime_id]:g}, you {mine.ratings[anime_id]:g})"
            for anime_id in apart[:LOVED_SHOWN]
        )
        st.markdown(f"**You see differently**: {', '.join(told)}")
    if unknown:
        st.markdown(f"**They love, and you have not rated**: {_named(bundle, unknown[:LOVED_SHOWN])}")


def loved(bundle: Bundle, profile: Profile) -> list[int]:
    """The titles of this model that somebody rated highly, the highest first."""
    high = [anime_id for anime_id, rating in profile.ratings.items() if rating >= HIGH and anime_id in bundle.catalog]
    return sorted(high, key=lambda anime_id: -profile.ratings[anime_id])


def _named(bundle: Bundle, anime_ids: Iterable[int]) -> str:
    return ", ".join(f"*{plain(bundle.catalog.title(anime_id))}*" for anime_id in anime_ids)
