"""Tables of a few rows, in which a long title goes on in the next line instead of being cut.

A table goes out as one element: Streamlit's own draws each cell as a Markdown element, which costs the browser a
seventh of the time that a page with some of them takes.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from html import escape

import pandas as pd
import streamlit as st


def draw_short_table(
    table: pd.DataFrame,
    shown: Mapping[str, Callable[[float], str]],
    alt: str,
    has_names: bool = False,
    has_sums: bool = False,
) -> None:
    """Draw all rows; ``shown`` says of columns of numbers how people read them, all others are text.

    The index names the rows where there ``has_names``; the last row ``has_sums`` where it adds the others up.
    """
    numeric = [name in shown for name in table]
    columns = [[shown.get(name, str)(value) for value in values] for name, values in table.items()]
    heads = ["", *table.columns] if has_names else [*table.columns]
    names = [[name] for name in table.index] if has_names else [[]] * len(table)
    rows = zip(names, zip(*columns, strict=True), strict=True)
    cells_of = [_cells("th", name, scope="row") + _cells("td", row, numeric) for name, row in rows]
    head = _cells("th", heads, [False] * has_names + numeric, scope="col")
    body = "".join(f"<tr>{cells}</tr>" for cells in cells_of)
    kind = "short-table sums" if has_sums else "short-table"
    st.html(
        f'<table class="{kind}" aria-label="{escape(alt)}"><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>'
    )


def _cells(tag: str, texts: Iterable[str], numeric: Iterable[bool] = (), scope: str = "") -> str:
    texts = [*texts]
    kinds = [*numeric] or [False] * len(texts)
    scoped = f' scope="{scope}"' if scope else ""
    return "".join(
        f"<{tag}{scoped}{' class=number' if is_number else ''}>{escape(text)}</{tag}>"
        for text, is_number in zip(texts, kinds, strict=True)
    )
