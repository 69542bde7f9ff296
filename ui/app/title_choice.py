"""Which titles may be listed, and the boxes to choose one of them or how well known they must be."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NoReturn

import numpy as np
import streamlit as st
from numpy.typing import NDArray

from core.data.titles import Answer
from core.model.bundle import Bundle
from core.recommend.options import ADULT
from ui.app.naming import naming
from ui.app.per_bundle import per_bundle, per_naming
from ui.app.title_search import ANY_NAME, HOW_TO_FIND, find_titles, shown_name, tell_what_is_missing

OREGAIRU, HYOUKA, TOKYO_GHOUL = 14813, 12189, 22319
"""The article's three titles."""

MOST_IN_LINK = 100
"""Titles that a link may name for one box."""

MOST_LISTED = 1_500
"""Titles that a box lists, the best known; a list of all takes the browser a tenth of a second to open a page with.

The others are found by their names as well."""

LEAST_RATINGS = (1, 10, 30, 50, 100, 200, 500)
"""Choices for how many ratings a title must have to be listed."""


@per_bundle
def title_options(bundle: Bundle) -> list[int]:
    """Ids of all titles to choose from, those with most ratings first."""
    table = bundle.catalog.table
    return table.sort_values("n_ratings", ascending=False, kind="stable").index.tolist()


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
        help="What a model knows of a title that few people rated is mostly chance. Adults-only titles are never "
        "listed.",
    )


def choose_title(bundle: Bundle, label: str, key: str, default: int) -> int:
    """Draw a box to choose one title, by clicking or by any of its names; bound to the link under its key."""
    default = default if default in bundle.catalog else title_options(bundle)[0]
    chosen = may_choose_title(bundle, label, key, default)
    return default if chosen is None else chosen


def may_choose_title(bundle: Bundle, label: str, key: str, default: int | None = None) -> int | None:
    """The same where nothing may be chosen too, and nothing is as long as there is no default."""
    _mend_link(bundle, key)
    typed, answer = _looked_up(bundle, key)
    if typed or _is_renamed(key):
        st.session_state[key] = _meant(answer) or st.session_state.get(_last(key), default)
    options = listed(bundle, key, () if default is None else (default,))
    chosen = st.selectbox(
        label,
        options,
        index=None if default is None else options.index(default),
        format_func=bundle.catalog.title,
        placeholder=ANY_NAME,
        help=None if default is None else HOW_TO_FIND,
        accept_new_options=True,
        filter_mode="contains",
        key=key,
        bind="query-params",
    )
    if isinstance(chosen, str):
        _look_up(key, chosen)
    st.session_state[_last(key)] = chosen
    if typed:
        tell_what_is_missing(bundle, typed, answer)
    return chosen


def choose_titles(
    bundle: Bundle, label: str, key: str, default: Sequence[int] = (), most: int | None = None
) -> list[int]:
    """Draw a box to choose several titles, by clicking or by any of their names; bound to the link under its key."""
    _mend_link(bundle, key)
    typed, answer = _looked_up(bundle, key)
    if typed or _is_renamed(key):
        known = [one for one in st.session_state.get(_last(key), default) if isinstance(one, int)]
        st.session_state[key] = list(dict.fromkeys([*known, *filter(None, [_meant(answer)])]))
    chosen = st.multiselect(
        label,
        listed(bundle, key, default),
        default=list(default),
        format_func=bundle.catalog.title,
        max_selections=most,
        select_all=False,
        placeholder=ANY_NAME,
        help=HOW_TO_FIND if default else None,
        accept_new_options=True,
        filter_mode="prefix",
        key=key,
        bind="query-params",
    )
    st.session_state[_last(key)] = chosen
    if texts := [one for one in chosen if isinstance(one, str)]:
        _look_up(key, texts[0])
    if typed:
        tell_what_is_missing(bundle, typed, answer)
    return [one for one in chosen if isinstance(one, int)]


def listed(bundle: Bundle, key: str, default: Sequence[int] = ()) -> list[int]:
    """The titles that the box of this key lists: the best known, and those that are chosen there or by its link."""
    linked = [_ids_by_name(bundle).get(name) for name in st.query_params.get_all(key)[:MOST_IN_LINK]]
    chosen = [one for kept in (key, _last(key)) for one in _several(st.session_state.get(kept))]
    wanted = (one for one in (*default, *chosen, *linked) if isinstance(one, int) and one in bundle.catalog)
    return list(dict.fromkeys([*title_options(bundle)[:MOST_LISTED], *wanted]))


def _several(chosen: object) -> list:
    return chosen if isinstance(chosen, list) else [chosen]


@per_naming
def _ids_by_name(bundle: Bundle) -> dict[str, int]:
    return {name: anime_id for anime_id, name in bundle.catalog.titles.items()}


def _mend_link(bundle: Bundle, key: str) -> None:
    """Before a box is first drawn, turn names in its link into those that are shown, and leave out what is no name."""
    asked = st.query_params.get_all(key)
    if key in st.session_state or not any(asked):
        return
    shown = (shown_name(bundle, text) for text in asked[:MOST_IN_LINK])
    sound = list(dict.fromkeys(name for name in shown if name))
    if sound != asked:
        st.query_params.pop(key)
        st.query_params.update({key: sound} if sound else {})


def _look_up(key: str, typed: str) -> NoReturn:
    """Have the page drawn once more, with the title that a text means instead of the text."""
    st.session_state[f"{key}.typed"] = typed
    st.rerun()


def _looked_up(bundle: Bundle, key: str) -> tuple[str, Answer]:
    """The text whose title was wanted when the page was drawn before, and what it finds."""
    typed = st.session_state.pop(f"{key}.typed", "")
    return typed, find_titles(bundle, typed, 1)


def _meant(answer: Answer) -> int | None:
    """The title that a text means, if the model has it."""
    return None if answer.missing or not answer.anime_ids else answer.anime_ids[0]


def _is_renamed(key: str) -> bool:
    """Whether titles have other names than when the box was drawn before: it goes on showing those by itself."""
    names = f"{key}.names"
    before = st.session_state.get(names, naming())
    st.session_state[names] = naming()
    return before != naming()


def _last(key: str) -> str:
    """Where the session keeps what was chosen before."""
    return f"{key}.last"
