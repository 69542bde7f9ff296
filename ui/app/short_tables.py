"""Tables of a few rows, in which a long title goes on in the next line instead of being cut."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import pandas as pd
import streamlit as st
from pandas.io.formats.style import Styler

from ui.app.formats import plain


def draw_short_table(table: pd.DataFrame, shown: Mapping[str, Callable[[float], str]], alt: str) -> None:
    """Draw all rows; ``shown`` says of columns of numbers how people read them, all others are text."""
    words = {name: plain for name in table if name not in shown}
    styler = Styler(table).format(words | dict(shown))
    st.table(styler, border="horizontal", hide_index=True, alt=alt)
