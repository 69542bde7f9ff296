"""How well known the titles of a list are, in words and as a small figure."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import streamlit as st

from core.model.bundle import Bundle
from ui.app.per_bundle import per_bundle
from ui.app.titles import people

WIDTH, HEIGHT, EDGE = 520, 26, 10
LINE, DOT = "#8b8f98", "#e0873a"
"""Colours that are legible on paper and at night."""


def draw_popularity(bundle: Bundle, anime_ids: Sequence[int], familiar: Sequence[int]) -> None:
    """Each title at its place between the best known of the catalog and the least known.

    ``familiar`` is the list that the dial's other end gives, for comparison; empty where the dial stands there.
    """
    n, rank_of = len(bundle.catalog), _ranks(bundle)
    ranks = [rank_of[anime_id] for anime_id in anime_ids]
    st.image(
        _picture(ranks, [rank_of[anime_id] for anime_id in familiar], n),
        width="stretch",
        alt=f"Places of these {len(ranks)} titles by number of members, from the best known on the left to the "
        f"least known on the right: {', '.join(map(str, sorted(ranks)))} of {n:,}.",
    )
    instead = (
        f" Grey rings: the list set to “Familiar”, where half have {_typical(bundle, familiar)} or more."
        if familiar
        else ""
    )
    st.markdown(
        f":small[Your list from the best known of all {n:,} titles (left) to the least known (right). Half of these "
        f"{len(ranks)} are on {_typical(bundle, anime_ids)} or more lists at MyAnimeList; the least known ranks "
        f"{max(ranks):,}.{instead}]"
    )


def _typical(bundle: Bundle, anime_ids: Sequence[int]) -> str:
    members = bundle.catalog.table["members"].to_numpy()[bundle.model.anime.rows(anime_ids)]
    return people(int(np.median(members)))


@per_bundle
def _ranks(bundle: Bundle) -> dict[int, int]:
    """Of each title by number of members: 1 for the one with most, the same for equals."""
    members = bundle.catalog.table["members"]
    return members.rank(method="min", ascending=False).astype(int).to_dict()


def _picture(ranks: Sequence[int], compared: Sequence[int], n: int) -> str:
    """Dots and rings on a line whose scale is logarithmic, so that the best known have room."""
    middle = HEIGHT / 2
    line = f'<line x1="{EDGE}" x2="{WIDTH - EDGE}" y1="{middle}" y2="{middle}" stroke="{LINE}" stroke-width="2"/>'
    rings = _circles(compared, n, f'r="6" fill="none" stroke="{LINE}" stroke-width="2"')
    dots = _circles(ranks, n, f'r="7" fill="{DOT}" fill-opacity=".75"')
    return f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}">{line}{rings}{dots}</svg>'


def _circles(ranks: Sequence[int], n: int, style: str) -> str:
    places = EDGE + (WIDTH - 2 * EDGE) * np.log(np.array(ranks, dtype=float)) / np.log(max(n, 2))
    return "".join(f'<circle cx="{place:.0f}" cy="{HEIGHT / 2}" {style}/>' for place in places)
