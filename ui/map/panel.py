"""Beside the map: one title in full. Below it: the titles somebody drew around."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from core.data.catalog import link
from core.lists.spreadsheet import harmless
from core.model.bundle import Bundle
from ui.app import answers, formats, keys
from ui.app.formats import plain
from ui.app.me import Me
from ui.app.signed_columns import with_signs
from ui.app.streams import streams
from ui.app.titles import facts, shorter
from ui.map.inputs import MOST_IN_LINK, fly_to, outline
from ui.map.view import biases_in_points

LIKED = 9.0
"""The rating that "recommend me from these" gives to titles that were drawn around."""
MOST_LIKED = 25
BIAS = "Bias in points"
SMALL_HEADING = "<style>.st-key-map-panel h2 { font-size: 1.15rem; padding: 0 0 0.4rem }</style>"
"""The panel is narrow, and its heading a level below the page's."""
NO_PANEL = "<style>.st-key-map-and-panel [data-testid=stColumn]:last-child { display: none }</style>"
"""Leaves its room to the map, which stays in its place: moved to another one it would be drawn from the start."""


def draw_panel(bundle: Bundle, anime_id: int | None, near: list[tuple[int, float]], mine: Me | None) -> None:
    """Facts of the chosen title, what the model thinks of it, and its nearest titles as buttons."""
    if anime_id is None:
        st.html(NO_PANEL)
        return
    entry = bundle.catalog.table.loc[anime_id]
    with st.container(border=True, height="stretch", gap="small", key="map-panel"):
        st.html(SMALL_HEADING)
        st.markdown(f"## {plain(bundle.catalog.title(anime_id))}")
        st.caption(f"{facts(bundle.catalog, anime_id)}  \n{plain(', '.join(entry['genres']))}")
        st.markdown("  \n".join(_opinions(bundle, anime_id, mine)))
        st.markdown("**Nearest on this map**")
        with st.container(gap="xxsmall"):
            for other, cosine in near:
                other_id = int(bundle.model.anime.ids[other])
                st.button(
                    plain(shorter(bundle.catalog.title(other_id), 30)),
                    key=f"near-{other_id}",
                    type="tertiary",
                    wrap=False,
                    on_click=fly_to,
                    args=(other_id,),
                    help=f"Fly there. The cosine of the two titles' factors is {cosine:.2f}.",
                )
        if watchable := streams(anime_id):
            with st.popover("Where to watch", icon=":material/live_tv:", key=f"watch.{anime_id}"):
                st.markdown(watchable)
                st.caption("As bangumi-data lists them; most are for Japan, China, Taiwan and Hong Kong.")
        st.link_button("On MyAnimeList", link(anime_id), icon=":material/open_in_new:")


def _opinions(bundle: Bundle, anime_id: int, mine: Me | None) -> list[str]:
    """What the crowd, the model and the model for this person think of a title, a line each."""
    row = bundle.model.anime.row(anime_id)
    entry = bundle.catalog.table.loc[anime_id]
    lines = [f"**{formats.rating(entry['data_mean'])}** mean of {formats.count(entry['n_ratings'])} ratings"]
    if bundle.model.has_biases:
        lines.append(f"**{formats.signed(float(biases_in_points(bundle)[row]))}** points of bias")
    if mine is not None:
        lines.append(f"**{formats.rating(float(mine.predicted[row]))}** predicted for you")
    return lines


def draw_hint(bundle: Bundle, turns: bool) -> None:
    """What can be done, while no title is chosen."""
    st.caption(
        "**Click a dot** or search for a title to see its facts and its nearest titles. "
        f"Drag to {'turn' if turns else 'move'} the map; turn the wheel or pinch to zoom. "
        "Drag across a histogram to highlight titles by year, mean rating or number of ratings."
    )
    if not bundle.model.has_biases:
        st.caption(f"This model is {bundle.model.words.noun}: it has no bias for each title, so none is shown.")


def draw_no_selection(bundle: Bundle, mine: Me | None, with_table: bool) -> None:
    """Where titles drawn around will be listed; the empty table has the browser load its code for tables ahead."""
    st.caption("Draw around titles with **Lasso** or **Box** (or drag with Shift held down) to list them here.")
    if with_table:
        _draw_table(selection_table(bundle, [], mine), "No title is selected yet")


def draw_selection(bundle: Bundle, anime_ids: list[int], mine: Me | None) -> None:
    """The titles drawn around as a table, as a file, and as a start for recommendations."""
    table = selection_table(bundle, anime_ids, mine)
    st.header(f"{formats.count(len(table))} titles selected" if len(table) > 1 else "One title selected")
    if len(table) > MOST_IN_LINK:
        st.caption(f"The link to this page keeps the {MOST_IN_LINK} best known of them.")
    _draw_table(table, "The selected titles, the most rated first")
    with st.container(horizontal=True):
        st.button(
            "Recommend me from these",
            icon=":material/recommend:",
            type="primary",
            key="map.recommend",
            on_click=like,
            args=(bundle, anime_ids),
            help=f"Takes the best known {MOST_LIKED} of them as rated {LIKED:g}, unless you rated them yourself.",
        )
        st.download_button(
            "Download as CSV",
            as_csv(table),
            "titles.csv",
            "text/csv",
            icon=":material/download:",
            on_click="ignore",
            key="map.csv",
        )
        if st.button("Clear", icon=":material/close:", key="map.clear"):
            outline([])
            st.rerun()


def _draw_table(table: pd.DataFrame, alt: str) -> None:
    config = {
        "MyAnimeList": st.column_config.LinkColumn(display_text="Open", width="small"),
        "Mean rating": st.column_config.NumberColumn(format="%.2f"),
        BIAS: st.column_config.NumberColumn(format="%+.2f"),
        "Predicted for me": st.column_config.NumberColumn(format="%.2f"),
        "Ratings": st.column_config.NumberColumn(format="localized"),
    }
    shown, config = with_signs(table, config, {BIAS: formats.signed} if BIAS in table else {})
    st.dataframe(
        shown,
        hide_index=True,
        width="stretch",
        height=min(36 * (max(len(table), 1) + 1) + 3, 400),
        column_config=config,
        alt=alt,
        key="map.table",
    )


def selection_table(bundle: Bundle, anime_ids: list[int], mine: Me | None) -> pd.DataFrame:
    """Titles with what people want to know of them, the most rated first."""
    table = bundle.catalog.table.loc[anime_ids].sort_values("n_ratings", ascending=False, kind="stable")
    rows = bundle.model.anime.rows(table.index.to_numpy())
    columns = {
        "Title": [bundle.catalog.title(int(anime_id)) for anime_id in table.index],
        "Type": table["type"],
        "Genres": table["genres"].map(", ".join),
        "Mean rating": table["data_mean"],
        "Ratings": table["n_ratings"],
    }
    if bundle.model.has_biases:
        columns[BIAS] = biases_in_points(bundle)[rows]
    if mine is not None:
        columns["Predicted for me"] = mine.predicted[rows]
    columns["MyAnimeList"] = [link(int(anime_id)) for anime_id in table.index]
    return pd.DataFrame(columns, index=table.index)


def as_csv(table: pd.DataFrame) -> bytes:
    """The table of outlined titles as a file whose texts no spreadsheet runs as formulas."""
    texts = {name: table[name].map(harmless) for name in ("Title", "Type", "Genres")}
    return table.assign(**texts).to_csv(index=False).encode()


def like(bundle: Bundle, anime_ids: list[int]) -> None:
    """Answer for the best known of some titles that they are liked, and go to the recommendations."""
    best_known = bundle.catalog.table.loc[anime_ids].nlargest(MOST_LIKED, "n_ratings").index
    for anime_id in set(best_known) - answers.ratings().keys():
        answers.rate(int(anime_id), LIKED)
    st.session_state[keys.MAP_RECOMMEND] = True
