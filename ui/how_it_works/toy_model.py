"""The model small enough to add up by hand: its dials, its products and its sums in words."""

from __future__ import annotations

import re

import numpy as np
import pandas as pd
import streamlit as st
from numpy.typing import NDArray

from core.analysis import worked_example
from core.analysis.worked_example import COMPONENTS, MOST, NUMBERS, TITLES, VIEWERS, winners
from ui.app import formats

NO_BREAK = "\N{NO-BREAK SPACE}"


def draw_dials() -> dict[str, list[float]]:
    """One tab of five sliders for each viewer and title; their numbers by name, bound to the link.

    Sliders are drawn while they are seen or turned: one that is not drawn cannot stand in the link.
    """
    names = [*VIEWERS, *TITLES]
    numbers = {}
    for name, tab in zip(names, st.tabs(names, key="dials", on_change="rerun"), strict=True):
        if tab.open or _turned(name):
            with tab:
                numbers[name] = _dials(name)
        else:
            numbers[name] = [*map(float, NUMBERS[name])]
    return numbers


def reset_dials() -> None:
    """Turn every dial back to the article's number."""
    for name, numbers in NUMBERS.items():
        for component, number in zip(COMPONENTS, numbers, strict=True):
            st.session_state[_key(name, component)] = float(number)


def all_products(numbers: dict[str, list[float]]) -> NDArray[np.float64]:
    """What each component adds to each viewer's score of each title, shape ``(n_viewers, n_titles, n_components)``."""
    titles = [numbers[title] for title in TITLES]
    return np.array([worked_example.products(numbers[viewer], titles) for viewer in VIEWERS])


def product_table(numbers: dict[str, list[float]], viewer: str, products: NDArray) -> pd.DataFrame:
    """Every product of one viewer in full, a column a title, with the sum at the end; a narrow cell has two lines."""
    columns = {}
    for place, title in enumerate(TITLES):
        cells = {
            component: f"{mine:g}{NO_BREAK}×{NO_BREAK}{its:g} ={NO_BREAK}{product:.4g}"
            for component, mine, its, product in zip(
                COMPONENTS, numbers[viewer], numbers[title], products[place], strict=True
            )
        }
        columns[title] = cells | {"Sum": f"{products[place].sum():.2f}".rstrip("0").rstrip(".")}
    return pd.DataFrame(columns)


def verdict(name: str, products: NDArray) -> str:
    """Who wins, and thanks to what."""
    scores = products.sum(axis=1)
    best = winners(scores)
    if len(best) > 1:
        return f"For {name.lower()}, {formats.listed([TITLES[place] for place in best])} come first together."
    (first,) = best
    margin = scores[first] - np.delete(scores, first).max()
    component = COMPONENTS[int(np.argmax(products[first]))]
    return (
        f"For {name.lower()}, **{TITLES[first]}** comes first, {margin:.1f} points ahead; "
        f"{component.lower()} adds most to it."
    )


def scores_in_words(products: NDArray) -> str:
    """Every viewer's score of every title, for those who cannot see the bars."""
    scores = zip(VIEWERS, products.sum(axis=2), strict=True)
    return " ".join(
        f"{viewer}: {', '.join(f'{title} {score:.1f}' for title, score in zip(TITLES, row, strict=True))}."
        for viewer, row in scores
    )


def _turned(name: str) -> bool:
    """Whether a dial stands elsewhere than in the article, here or in the link."""
    return any(
        _key(name, component) in st.query_params or st.session_state.get(_key(name, component), number) != number
        for component, number in zip(COMPONENTS, NUMBERS[name], strict=True)
    )


def _dials(name: str) -> list[float]:
    columns = st.columns(len(COMPONENTS))
    return [
        column.slider(
            component,
            0.0,
            MOST,
            float(number),
            step=0.1,
            format="%.1f",
            key=_key(name, component),
            bind="query-params",
        )
        for column, component, number in zip(columns, COMPONENTS, NUMBERS[name], strict=True)
    ]


def _key(name: str, component: str) -> str:
    return re.sub(r"\W+", "_", f"{name} {component}".lower())
