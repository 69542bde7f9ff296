"""Which titles may be listed, and the boxes to choose one of them or how well known they must be."""

from __future__ import annotations

import numpy as np
import streamlit as st
from numpy.typing import NDArray

from core.data.titles import Answer, CatalogSearch, title_facts
from core.model.bundle import Bundle
from core.recommend.options import ADULT
from ui.app.formats import plain
from ui.app.links import link_to
from ui.app.per_bundle import per_bundle

OREGAIRU, HYOUKA, TOKYO_GHOUL = 14813, 12189, 22319
"""The article's three titles."""

LEAST_RATINGS = (1, 10, 30, 50, 100, 200, 500)
"""Choices for how many ratings a title must have to be listed."""


@per_bundle
def title_options(bundle: Bundle) -> list[int]:
    """Ids of all titles to choose from, those with most ratings first."""
    table = bundle.catalog.table
    return table.sort_values("n_ratings", ascending=False, kind="stable").index.tolist()


def find_titles(bundle: Bundle, text: str, n: int) -> Answer:
    """At most ``n`` titles that are called so, the best match first, and the one that the model lacks."""
    return title_search(bundle).find(text, n)


def tell_what_is_missing(bundle: Bundle, text: str, answer: Answer) -> None:
    """Say that nothing is called so, or why a title that is known is not in this model."""
    if answer.missing:
        st.info(plain(title_search(bundle).why_missing(answer.missing)), icon=":material/info:")
        if title_search(bundle).is_newer(answer.missing):
            link_to("train", "Train a model on newer ratings")
    elif not answer.anime_ids:
        st.markdown(f":small[No title is called anything like “{plain(text)}”. Try fewer words.]")


@per_bundle
def title_search(bundle: Bundle) -> CatalogSearch:
    """All names of a model's titles, ready to be searched."""
    return CatalogSearch(bundle.catalog, title_facts())


def well_known(bundle: Bundle, least: int) -> NDArray[np.bool_]:
    """Rows of titles that may be listed: with at least so many ratings, and not for adults only."""
    return (bundle.catalog.table["n_ratings"] >= least).to_numpy() & ~_for_adults_only(bundle)


@per_bundle
def _for_adults_only(bundle: Bundle) -> NDArray[np.bool_]:
    return bundle.catalog.table["genres"].map(lambda genres: ADULT in genres).to_numpy(dtype=bool)


def choose_least_ratings(default: int = 50) -> int:
    """Draw the slider that leaves out titles with few ratings; bound to the link as ``least``."""
    return st.select_slider(
        "Only list titles with at least",
        LEAST_RATINGS,
        value=default,
        format_func=lambda least: f"{least} ratings" if least > 1 else "1 rating",
        key="least",
        bind="query-params",
        help="What a model knows of a title that few people rated is mostly chance. Titles for adults only are never "
        "listed.",
    )


def choose_title(bundle: Bundle, label: str, key: str, default: int) -> int:
    """Draw a box to choose one title; bound to the link under its key."""
    options = title_options(bundle)
    index = options.index(default) if default in options else 0
    return st.selectbox(label, options, index=index, format_func=bundle.catalog.title, key=key, bind="query-params")
