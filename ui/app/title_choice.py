"""What the Explore pages share: derived once a model and kept, and the inputs they have in common."""

from __future__ import annotations

import textwrap

import numpy as np
import pandas as pd
import streamlit as st
from numpy.typing import NDArray
from streamlit.elements.lib.column_types import ColumnConfig

from core.biases import bias_table
from core.bundle import Bundle
from core.similarity import Measure, PairDistribution, vectors_for
from core.wishes import ADULT

OREGAIRU, HYOUKA, TOKYO_GHOUL = 14813, 12189, 22319
"""The article's three titles."""

MEASURES: dict[Measure, str] = {"cosine": "Cosine", "dot": "Dot product", "centred": "Centred cosine"}
"""The measures of similarity in words."""

LEAST_RATINGS = (1, 10, 30, 50, 100, 200, 500)
"""Choices for how many ratings a title must have to be listed."""


Columns = dict[str, ColumnConfig]
"""Headings, formats and widths of a table's columns."""


def bundle_key(bundle: Bundle) -> tuple[str, str]:
    """What tells one bundle from any other, one trained later under the same name too."""
    return bundle.name, bundle.card.created


per_bundle = st.cache_resource(hash_funcs={Bundle: bundle_key}, show_spinner=False, max_entries=8)
"""Kept for each bundle, shared by everybody, read-only."""


@per_bundle
def title_vectors(bundle: Bundle, measure: Measure) -> NDArray[np.float32]:
    """Vectors of all titles whose dot products are the measure."""
    return vectors_for(bundle.model.anime_factors, measure)


@per_bundle
def pair_distribution(bundle: Bundle, measure: Measure) -> PairDistribution:
    """How the measure spreads over all pairs of titles."""
    return PairDistribution.of(title_vectors(bundle, measure))


@per_bundle
def biases(bundle: Bundle) -> pd.DataFrame:
    """The bias table of a bundle."""
    return bias_table(bundle)


@per_bundle
def title_options(bundle: Bundle) -> list[int]:
    """Ids of all titles to choose from, those with most ratings first."""
    table = bundle.catalog.table
    return table.sort_values("n_ratings", ascending=False, kind="stable").index.tolist()


def well_known(bundle: Bundle, least: int) -> NDArray[np.bool_]:
    """Rows of titles that may be listed: with at least so many ratings, and not for adults only."""
    table = bundle.catalog.table
    return (table["n_ratings"] >= least).to_numpy() & ~table["genres"].map(lambda genres: ADULT in genres).to_numpy()


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


def shorter(title: str, longest: int = 28) -> str:
    """A title cut at a word where it is too long for a chart, with an ellipsis."""
    if len(title) <= longest:
        return title
    return title[: longest - 1].rsplit(" ", 1)[0].rstrip(" .:-") + "…"


def in_two_lines(title: str, longest: int = 15) -> str:
    """A title for the axis of a chart: at most two lines, cut where it is longer."""
    lines = textwrap.wrap(title, longest, max_lines=2, placeholder="…")
    return "<br>".join(lines) or title
