"""How well known the titles of a list are, in words and as a small figure."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import streamlit as st

from core.data.catalog import Catalog
from ui.app.titles import people

WIDTH, HEIGHT, EDGE = 520, 26, 10
LINE, DOT = "#8b8f98", "#e0873a"
"""Colours that are legible on paper and at night."""


def draw_popularity(catalog: Catalog, anime_ids: Sequence[int], familiar: Sequence[int]) -> None:
    """Each title at its place between the best known of the catalog and the least known.

    ``familiar`` is the list that the dial's other end gives, for comparison; empty where the dial stands there.
    """
    ranks, typical = _ranks(catalog, anime_ids), _typical(catalog, anime_ids)
    st.image(
        _picture(ranks, _ranks(catalog, familiar), len(catalog)),
        width="stretch",
        alt=f"Places of these {len(ranks)} titles by number of members, from the best known on the left to the "
        f"least known on the right: {', '.join(map(str, sorted(ranks)))} of {len(catalog):,}.",
    )
    instead = f" (on “Familiar” {_typical(catalog, familiar)}, the grey rings)" if familiar else ""
    st.markdown(
        f":small[Left the best known, right the least known of {len(catalog):,} titles. "
        f"Half of these {len(ranks)} have {typical} members or more{instead}; "
        f"the least known is number {max(ranks):,}.]"
    )


def _typical(catalog: Catalog, anime_ids: Sequence[int]) -> str:
    return people(int(catalog.table.loc[list(anime_ids), "members"].median()))


def _ranks(catalog: Catalog, anime_ids: Sequence[int]) -> list[int]:
    """1 for the title with most members."""
    members = np.sort(-catalog.table["members"].to_numpy())
    own = catalog.table.loc[list(anime_ids), "members"].to_numpy()
    return [int(rank) + 1 for rank in np.searchsorted(members, -own)]


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
