"""Ratings to train on: those at hand, and three ways to get some."""

from __future__ import annotations

from pathlib import Path

import streamlit as st

from core.data.sources import download
from ui.app import keys
from ui.app.kept_ratings import keep_ratings, rating_folders
from ui.app.links import link_to
from ui.app.permissions import may
from ui.app.simulation import SIMULATED, offer_simulation

CHOSEN, FRESH = "train.ratings", "train.fresh-ratings"
KAGGLE = "Kaggle full set"


def choose_ratings() -> Path | None:
    """Let the person choose ratings at hand, or get some; nothing where there are none yet."""
    folders = rating_folders()
    if not folders:
        st.info("There are no ratings to learn from yet. Here are three ways to get some.", icon=":material/database:")
        _ways_to_get_ratings()
        return None
    fresh = st.session_state.pop(FRESH, st.session_state.get(CHOSEN))
    st.session_state[CHOSEN] = fresh if fresh in folders else next(iter(folders))
    chosen = st.selectbox("Ratings to learn from", list(folders), key=CHOSEN, persist_state="session")
    if chosen.startswith(SIMULATED):
        st.caption(
            ":orange-badge[Simulated] Nobody gave these ratings: they are drawn from a model, to try things out."
        )
    with st.expander("Get other ratings"):
        _ways_to_get_ratings()
    return folders[chosen]


def _ways_to_get_ratings() -> None:
    own, simulated, kaggle = st.columns(3, border=True)
    with own:
        st.markdown("**Bring your own**")
        st.markdown("Upload `anime.csv` and `rating.csv`, or a zip of both, on the page *Ratings*.")
        link_to("ratings", "Upload ratings", {keys.RATINGS_TAB: keys.RATINGS_TAB_GET})
    with simulated:
        if name := offer_simulation():
            _take(name)
    with kaggle:
        st.markdown("**Download the whole set**")
        st.markdown(
            "7.8 million ratings by 73,515 viewers, from Kaggle. This needs a network connection and takes a few "
            "minutes."
        )
        if may("download") and st.button("Download from Kaggle", icon=":material/download:", key="train.kaggle"):
            with st.spinner("Downloading and checking the ratings …"):
                keep_ratings(download(), KAGGLE, "download")
            _take(KAGGLE)


def _take(name: str) -> None:
    """Choose a folder that has just been written, at the next run of the page."""
    st.session_state[FRESH] = name
    st.rerun()
