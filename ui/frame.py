"""What stands beside every page: the choice of model, and which models cannot be opened."""

from __future__ import annotations

import streamlit as st

from ui import formats
from ui.library import broken_bundles, bundle_names, open_bundle

LEGIBLE_TAGS = '<style>[data-testid="stMultiSelect"] [data-tag-index] { background-color: #2b4a8b }</style>'
"""Streamlit writes what was chosen in white on the primary colour, which at night is too light for that."""


def choose_model() -> None:
    """Draw the model picker in the sidebar; its value is kept across pages and in the link as ``model``."""
    st.html(LEGIBLE_TAGS)
    names = bundle_names()
    with st.sidebar:
        if names:
            chosen = st.selectbox("Model", names, key="model", bind="query-params", help="Every page shows this model.")
            card = open_bundle(chosen).card
            st.caption(f"{formats.model_kind(card)}. Its predictions are {formats.off_by(card.metrics['valid_mae'])}.")
        for name, flaw in broken_bundles().items():
            with st.expander(f"“{name}” cannot be opened", icon=":material/warning:"):
                st.write(flaw)
