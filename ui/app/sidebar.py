"""What stands beside every page: the choice of model, and which models cannot be opened; and links made sound."""

from __future__ import annotations

import math
from collections.abc import Sequence
from pathlib import Path

import streamlit as st
from streamlit.navigation.page import StreamlitPage

from ui.app import formats, keys
from ui.app.library import broken_bundles, bundle_names, open_bundle
from ui.app.naming import choose_naming
from ui.app.permissions import draw_sign_in

STYLE = Path(__file__).parent / "assets" / "page.css"


def mend_link(page: StreamlitPage) -> None:
    """Open the page without those parts of its link that Streamlit stumbles over or takes for no choice at all.

    These are infinite numbers, and nothing where one of several things has to be chosen.
    """
    asked = {name: st.query_params.get_all(name) for name in st.query_params}
    sound = {
        name: values
        for name, values in asked.items()
        if not any(map(_is_infinite, values)) and (name in keys.MAY_BE_EMPTY or any(value.strip() for value in values))
    }
    if sound != asked:
        st.switch_page(page, query_params=sound)


def _is_infinite(text: str) -> bool:
    try:
        return math.isinf(float(text))
    except ValueError:
        return False


def choose_model() -> None:
    """Draw the model picker in the sidebar; its value is kept across pages and in the link as ``model``."""
    st.html(STYLE)
    names = bundle_names()
    _say_what_is_gone(names)
    with st.sidebar:
        if names:
            chosen = st.selectbox(
                "Model", names, key=keys.MODEL, bind="query-params", help="Every page shows this model."
            )
            card = open_bundle(chosen).card
            st.caption(f"{formats.model_kind(card)}. Its predictions are {formats.off_by(card.metrics.valid_mae)}.")
        choose_naming()
        draw_sign_in()
        for name, flaw in broken_bundles().items():
            with st.expander(f"“{formats.plain(name)}” cannot be opened", icon=":material/warning:"):
                st.markdown(formats.plain(flaw))


def _say_what_is_gone(names: Sequence[str]) -> None:
    """Where the model that was shown, or that a link names, is not there any more: which one is shown instead."""
    wanted = st.session_state.get(keys.MODEL) or st.query_params.get(keys.MODEL)
    if wanted and wanted not in names and names:
        st.warning(
            f"There is no model “{formats.plain(wanted[:80])}” here (any more). Every page shows “{names[0]}” now.",
            icon=":material/swap_horiz:",
        )
