"""A way to delete something for good that asks once more."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from ui.app.formats import plain


def offer_deletion(what: str, left: str, delete: Callable[[], None], key: str) -> None:
    """Draw the button, which says what is left afterwards and asks; then the page is drawn anew."""
    with st.popover(f"Delete {plain(what)}", icon=":material/delete:", type="tertiary"):
        st.markdown(f"This cannot be taken back. {plain(left)}")
        if st.button("Yes, delete for good", key=key):
            delete()
            st.rerun()
