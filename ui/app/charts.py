"""The one place for plotly's look: colours, template, and how a figure is put on the page.

Colours are slots rather than values: Streamlit's charts theme fills ``#000001`` … in the browser with the palettes
of ``.streamlit/config.toml``, those of the light or of the dark theme, also when somebody switches between them.
"""

from __future__ import annotations

from collections.abc import Callable

import plotly.graph_objects as go
import streamlit as st

CATEGORIES = tuple(f"#0000{slot:02d}" for slot in range(1, 9))
"""Eight colours told apart by colour-blind eyes too; the last is grey, for "everything else"."""
SEQUENTIAL = [[place / 9, f"#0000{11 + place}"] for place in range(10)]
"""Low to high, in one hue."""
DIVERGING = [[place / 9, f"#0000{21 + place}"] for place in range(10)]
"""Below to above a middle: vermilion to indigo."""

ACCENT, CONTRAST = CATEGORIES[:2]
OTHERS = CATEGORIES[7]
INK = "#000037"
"""Text: nearly black on paper, nearly white at night. Streamlit's own is a grey that is hard to read on paper."""
FAINT = "rgba(128, 132, 145, 0.35)"
"""Lines and marks that should stay in the background, on paper and at night."""

HEIGHT = 420


def styled(figure: go.Figure, height: int = HEIGHT) -> go.Figure:
    """The figure with the house's margins, grid and hover; its data are not touched."""
    figure.update_layout(
        height=height,
        margin={"l": 8, "r": 8, "t": 32, "b": 8},
        legend={"orientation": "h", "yanchor": "bottom", "y": 1.02, "x": 0, "title": None},
        hoverlabel={"align": "left"},
        bargap=0.08,
        font={"color": INK},
        legend_font={"color": INK},
    )
    text = {"tickfont": {"color": INK}, "title_font": {"color": INK}}
    figure.update_xaxes(zeroline=False, gridcolor=FAINT, automargin=True, **text)
    figure.update_yaxes(zeroline=False, gridcolor=FAINT, automargin=True, **text)
    return figure


def show(figure: go.Figure, key: str, alt: str, on_select: Callable[[], None] | None = None) -> None:
    """Draw a figure across the page; ``alt`` says in words what it shows, for those who cannot see it.

    ``on_select`` is called once points were selected, one by one, in a box or in a lasso. Plotly's buttons stand only
    where that is asked for: on a phone they lie over what is at the top.
    """
    config = {
        "displaylogo": False,
        "modeBarButtonsToRemove": ["toImage"],
        "displayModeBar": on_select is not None,
    }
    told = on_select or "ignore"
    st.plotly_chart(figure, key=key, alt=alt, width="stretch", config=config, on_select=told)
