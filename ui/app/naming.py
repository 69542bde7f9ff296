"""Whether titles are shown by their English or their Japanese names; every page shows what was chosen here."""

from __future__ import annotations

import streamlit as st

from core.data.titles import Naming
from ui.app import keys


def naming() -> Naming:
    """What the person chose; English before they choose."""
    chosen = st.session_state.get(keys.NAMES)
    return Naming(chosen) if chosen in list(Naming) else Naming.ENGLISH


def choose_naming() -> None:
    """Draw the switch; its value is kept across pages and in the link as ``names``."""
    st.segmented_control(
        "Titles in",
        [str(each) for each in Naming],
        default=str(Naming.ENGLISH),
        required=True,
        key=keys.NAMES,
        bind="query-params",
        width="stretch",
        help="The name that comes first. Search knows both, and short names too.",
    )
