"""What a person wants of the list: how adventurous it is, and filters, folded away; all of it is in the link."""

from __future__ import annotations

import streamlit as st

from core.data.catalog import Catalog
from core.recommend.options import ADULT, ANY, Options, Span
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
LOWEST_MEAN, HIGHEST_MEAN = 1.0, 10.0


def draw_adventure() -> float:
    """The control from familiar to adventurous and what it trades; 0…1."""
    default = Options().adventurous
    usual = next(stop for stop, adventurous in STOPS.items() if adventurous == default)
    stop = st.select_slider("How adventurous", list(STOPS), usual, key="adventure", bind="query-params")
    st.caption("Further right come titles that fewer people know, and a few fewer of them will be ones you love.")
    return STOPS.get(str(stop), default)


def draw_filters(catalog: Catalog) -> Options:
    """The filters, folded away, as options of a list."""
    genres = sorted(set(catalog.genres) - {ADULT})
    with st.expander("Filter the list", icon=":material/filter_alt:"):
        types = st.multiselect("Type", _types(catalog), key="type", bind="query-params", placeholder="Any")
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
        specials = st.toggle("Specials, recaps and extras too", key="specials", bind="query-params")
        unseen = st.toggle("Titles I answered “Not seen” too", key="unseen", bind="query-params")
        adult = st.toggle("Titles for adults only too", key="adult", bind="query-params")
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


def _types(catalog: Catalog) -> list[str]:
    """The types of the catalog, the most frequent first."""
    return [str(kind) for kind in catalog.table["type"].value_counts().index]


def _span(label: str, steps: tuple[int, ...], key: str) -> Span:
    """A range whose ends are open where the handle stands at its end of the scale."""
    options = [*map(people, steps), MORE]
    values = dict(zip(options, steps, strict=False))
    low, high = sorted(
        st.select_slider(label, options, (options[0], MORE), key=key, bind="query-params"), key=options.index
    )
    return (None if low == options[0] else values.get(str(low)), values.get(str(high)))
