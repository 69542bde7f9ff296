"""The form that simulates ratings, for the pages that need some."""

from __future__ import annotations

import streamlit as st

from core.model.simulation import simulate
from ui.app import formats, library
from ui.app.kept_ratings import keep_ratings

SIMULATED = "Simulated"
"""What the names of simulated ratings begin with, and no others."""

VIEWERS = (200, 1_000, 5_000, 20_000)


def offer_simulation() -> str | None:
    """Draw the form; simulates at its button, and answers with the name the ratings are then kept under."""
    st.markdown("**Simulate some**")
    st.markdown(
        f":orange-badge[{SIMULATED}] Viewers who do not exist, drawn from the model in the sidebar. "
        "Good for trying things out and for measuring speed, never for conclusions about people."
    )
    viewers = st.select_slider("Viewers", VIEWERS, 1_000, format_func=formats.count, key="simulation.viewers")
    each = st.select_slider("Ratings per viewer, on average", [20, 50, 100, 200], 50, key="simulation.each")
    seed = st.number_input("Seed", 0, 9_999, 0, help="The same seed draws the same ratings.", key="simulation.seed")
    if not st.button("Simulate", icon=":material/casino:", key="simulation.start"):
        return None
    name = f"{SIMULATED} {viewers} viewers, {each} ratings each, seed {seed}"
    with st.spinner("Simulating …"):
        keep_ratings(simulate(library.current_bundle(), viewers, viewers * each, seed), name)
    return name
