"""The dials and tables of the page How it works."""

from __future__ import annotations

import re

import numpy as np
import pandas as pd
import streamlit as st
from numpy.typing import NDArray

from core.analysis.worked_example import COMPONENTS, MOST, NUMBERS, TITLES, VIEWERS, Worked, winners
from core.model.bundle import Bundle
from ui.app import formats
from ui.app.formats import plain

NO_BREAK = "\N{NO-BREAK SPACE}"


def draw_dials() -> dict[str, list[float]]:
    """One tab of five sliders for each viewer and title; their numbers by name, bound to the link."""
    names = [*VIEWERS, *TITLES]
    numbers = {}
    for name, tab in zip(names, st.tabs(names), strict=True):
        with tab:
            numbers[name] = _dials(name)
    return numbers


def reset_dials() -> None:
    """Turn every dial back to the article's number."""
    for name, numbers in NUMBERS.items():
        for component, number in zip(COMPONENTS, numbers, strict=True):
            st.session_state[_key(name, component)] = float(number)


def product_table(viewer: list[float], titles: dict[str, list[float]], products: NDArray) -> pd.DataFrame:
    """Every product in full, a row a title, with the sum at the end."""
    best = winners(products.sum(axis=1))
    rows = {}
    for place, (title, numbers) in enumerate(titles.items()):
        cells = {
            component: f"{mine:g} × {its:g} = {product:.4g}".replace(" ", NO_BREAK)
            for component, mine, its, product in zip(COMPONENTS, viewer, numbers, products[place], strict=True)
        }
        total = f"{products[place].sum():.2f}".rstrip("0").rstrip(".")
        rows[title] = cells | {"Sum": f"**{total}**" if place in best else total}
    return pd.DataFrame.from_dict(rows, orient="index")


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


def in_words(bundle: Bundle, worked: Worked, anime_id: int) -> str:
    """One prediction as a line of arithmetic."""
    low, high = bundle.model.y_range
    terms = float(worked.terms.sum())
    parts = [f"{len(worked.terms)} {bundle.model.words.terms} add up to **{formats.signed(terms)}**"]
    parts += [f"{name[0].lower()}{name[1:]} is **{formats.signed(value)}**" for name, value in worked.biases.items()]
    return (
        f"{formats.listed(parts).capitalize()}. Together that is **{formats.signed(worked.logit)}**, and the sigmoid "
        f"makes it {low:g} + {high - low:g} × σ({formats.signed(worked.logit)}) = **{worked.rating:.2f}** for "
        f"*{plain(bundle.catalog.title(anime_id).rstrip('.'))}*. Among the model's viewers its mean rating is "
        f"{formats.rating(float(bundle.catalog.table.at[anime_id, 'data_mean']))}."
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
