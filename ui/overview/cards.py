"""Pieces that several pages are built of: page links with a sentence, and a model's titles as a small night sky."""

from __future__ import annotations

import numpy as np
import streamlit as st

from core.analysis.projection import PART, principal_axes
from core.data.genres import HEADLINES, leading_genre
from core.model.bundle import Bundle
from ui.app.links import link_to
from ui.app.menu import PageEntry, Reader
from ui.app.per_bundle import per_bundle

SKY = ("#7d8fc9", "#e0873a", "#3f9c8c", "#c4677f", "#3b9be6", "#b98a2c", "#9d7bd0", "#8b8f98")
"""Colours of the small map, one set that is legible on paper and at night."""
N_STARS = 900
WIDTH, HEIGHT = 520, 360
"""Of the small map."""


def page_card(entry: PageEntry) -> None:
    """A link to a page with the sentence that says what it is for."""
    with st.container(border=True, height="stretch", gap="xsmall"):
        link_to(entry.file, f"**{entry.title}**")
        st.caption(entry.purpose)


def reader_card(reader: Reader) -> None:
    """What somebody may do first, step by step."""
    with st.container(border=True, height="stretch", gap="xsmall"):
        st.markdown(f"##### {reader.name}")
        st.caption(reader.aim)
        for file, step in reader.steps:
            link_to(file, step)


@per_bundle
def picture(bundle: Bundle) -> str:
    """The most rated titles at their places on the map, as an SVG picture."""
    top = np.argsort(-bundle.catalog.table["n_ratings"].to_numpy(), kind="stable")[:N_STARS]
    places = _places(bundle)[top]
    low, high = np.percentile(places, [0.3, 99.7], axis=0)
    spots = ((places - low) / np.maximum(high - low, 1e-9)).clip(-0.01, 1.01) * [WIDTH - 24, HEIGHT - 24] + 12
    genre = leading_genre(bundle.catalog, HEADLINES)[top]
    size = 1.4 + 4.2 * np.linspace(1, 0, len(top)) ** 3
    stars = "".join(
        f'<circle cx="{x:.0f}" cy="{y:.0f}" r="{r:.1f}" fill="{SKY[g]}" fill-opacity=".8"/>'
        for (x, y), r, g in zip(spots, size, genre, strict=True)
    )
    return f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}">{stars}</svg>'


def _places(bundle: Bundle) -> np.ndarray:
    if PART in bundle.parts:
        return bundle.part(PART, len(bundle.model.anime), 2)
    return principal_axes(bundle.model.anime_factors, bundle.catalog, n_axes=2).place(bundle.model.anime_factors)
