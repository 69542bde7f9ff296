"""The head of the list, and what a person wants of it: how adventurous it is, and filters; all of it in the link."""

from __future__ import annotations

from dataclasses import replace

import streamlit as st

from core.model.bundle import Bundle
from core.recommend.options import ADULT, ANY, Options, Span
from ui.app.per_bundle import per_bundle
from ui.app.titles import people

STOPS = {
    "Familiar": 0.0,
    "Rather familiar": 0.25,
    "Balanced": 0.5,
    "Rather adventurous": 0.75,
    "Adventurous": 1.0,
}
EPISODES = (1, 2, 6, 12, 13, 26, 52, 100, 200)
MEMBERS = (0, 1_000, 5_000, 10_000, 50_000, 100_000, 200_000, 500_000)
MORE = "more"
FILTER = "filter"
IN_LINK = frozenset({"type", "with", "without", "episodes", "members", "mean", "specials", "unseen", "adult"})
"""The filters; a link names those that are set."""
LOWEST_MEAN, HIGHEST_MEAN = 1.0, 10.0


def draw_options(bundle: Bundle, heading: str) -> Options:
    """The heading of the list and, beside it, how adventurous it is and its filters, folded away; as options."""
    with st.container(horizontal=True, vertical_alignment="bottom", key="list-head"):
        st.header(heading, anchor=False, width="stretch")
        adventurous = _draw_adventure()
        filters = _draw_filters(bundle)
    return replace(filters, adventurous=adventurous)


def _draw_adventure() -> float:
    """The control from familiar to adventurous; 0…1."""
    default = Options().adventurous
    usual = next(stop for stop, adventurous in STOPS.items() if adventurous == default)
    stop = st.select_slider(
        "How adventurous",
        list(STOPS),
        usual,
        key="adventure",
        bind="query-params",
        width=190,
        help="Further right, the titles are less well known, and slightly fewer of them will be ones you love.",
    )
    return STOPS.get(str(stop), default)


def _draw_filters(bundle: Bundle) -> Options:
    """The button, and what it opens: much to draw at each answer, so only while it is open or a filter is set."""
    popover = st.popover("Filter", icon=":material/filter_alt:", key=FILTER, on_change="rerun")
    with popover:
        return _draw_controls(bundle) if popover.open or IN_LINK.intersection(st.query_params) else Options()


def _draw_controls(bundle: Bundle) -> Options:
    genres = sorted(set(bundle.catalog.genres) - {ADULT})
    types = st.multiselect("Type", _types(bundle), key="type", bind="query-params", placeholder="Any")
    wanted = st.multiselect("One of these genres", genres, key="with", bind="query-params", placeholder="Any")
    without = st.multiselect("None of these genres", genres, key="without", bind="query-params", placeholder="None")
    episodes = _span("Episodes", EPISODES, "episodes")
    members = _span("Members on MyAnimeList", MEMBERS, "members")
    lowest, highest = st.slider(
        "Mean score on MyAnimeList",
        LOWEST_MEAN,
        HIGHEST_MEAN,
        (LOWEST_MEAN, HIGHEST_MEAN),
        step=0.5,
        format="%.1f",
        key="mean",
        bind="query-params",
    )
    specials = st.toggle("Include specials, recaps and extras", key="specials", bind="query-params")
    unseen = st.toggle("Titles I answered “Not seen” too", key="unseen", bind="query-params")
    adult = st.toggle("Include adults-only titles", key="adult", bind="query-params")
    mean = (min(lowest, highest), max(lowest, highest))  # a link may name them the wrong way round
    return Options(
        types=frozenset(types),
        genres_in=frozenset(wanted),
        genres_out=frozenset(without),
        episodes=episodes,
        members=members,
        mean_rating=ANY if mean == (LOWEST_MEAN, HIGHEST_MEAN) else mean,
        include_specials=specials,
        include_not_seen=unseen,
        include_adult=adult,
    )


@per_bundle
def _types(bundle: Bundle) -> list[str]:
    """The types of the catalog, the most frequent first."""
    return [str(kind) for kind in bundle.catalog.table["type"].value_counts().index]


def _span(label: str, steps: tuple[int, ...], key: str) -> Span:
    """A range whose ends are open where the handle stands at its end of the scale."""
    options = [*map(people, steps), MORE]
    values = dict(zip(options, steps, strict=False))
    low, high = sorted(
        st.select_slider(label, options, (options[0], MORE), key=key, bind="query-params"), key=options.index
    )
    return (None if low == options[0] else values.get(str(low)), values.get(str(high)))
