"""Similarity lab: titles pair by pair, their neighbours, analogies, and paths from one title to another."""

from __future__ import annotations

import numpy as np
import streamlit as st

from core.similarity import analogy, farthest, nearest, pairwise, path
from ui import charts, charts_explore, formats
from ui.explore import shared
from ui.explore.shared import HYOUKA, MEASURES, OREGAIRU, TOKYO_GHOUL, shorter
from ui.explore.similarity import ANALOGY, STEPS, pair_table, path_table, ranked_table
from ui.library import current_bundle

st.title("Similarity")
st.markdown(
    "How alike are two titles in the model's eyes? Nobody told it a genre or a plot: "
    "all it knows of a title is who liked it, so titles are alike when the same people love or leave them."
)
bundle = current_bundle()
catalog, anime = bundle.catalog, bundle.model.anime
options = shared.title_options(bundle)

titles = st.multiselect(
    "Titles to compare",
    options,
    default=[anime_id for anime_id in (OREGAIRU, HYOUKA, TOKYO_GHOUL) if anime_id in anime] or options[:3],
    format_func=catalog.title,
    max_selections=12,
    key="titles",
    bind="query-params",
    placeholder="Type a title",
)
left, right = st.columns(2)
with left:
    measure = st.segmented_control(
        "Measure",
        list(MEASURES),
        default="cosine",
        required=True,
        format_func=MEASURES.__getitem__,
        key="measure",
        bind="query-params",
        help="The dot product is what the model adds up; it grows with the length of the vectors. Cosine looks at "
        "their direction alone. Centred cosine first takes away what all titles have in common.",
    )
with right:
    least = shared.choose_least_ratings()
if bundle.model.kind == "nn":
    st.caption(
        "This model is a network: it never multiplies two titles with each other, so likeness of its vectors says "
        "less about taste than in the dot-product model."
    )

known = shared.well_known(bundle, least)
vectors = shared.title_vectors(bundle, measure)
pairs = shared.pair_distribution(bundle, measure)
word = MEASURES[measure]
columns = {
    "Title": st.column_config.TextColumn(width=190),
    word: st.column_config.NumberColumn(format="%.2f", width=70),
    "Of all pairs": st.column_config.NumberColumn(
        "Percentile", format="%.2f", width=80, help="So many percent of all pairs of titles are less alike."
    ),
}
pairs_tab, near_tab, analogy_tab, path_tab = st.tabs(
    ["Pairs", "Nearest and farthest", "Analogies", "Paths"], key="lab", bind="query-params"
)

if pairs_tab.open:
    with pairs_tab:
        if len(titles) < 2:
            st.info("Choose at least two titles above to compare them.", icon=":material/add_circle:")
            st.stop()
        rows = anime.rows(titles)
        names = [shorter(catalog.title(anime_id)) for anime_id in titles]
        values = pairwise(vectors, rows)
        table = pair_table(bundle, titles, values, measure, pairs)
        best = table.iloc[0]
        st.markdown(
            f"**{best['One']}** and **{best['Other']}** are the closest: their {word.lower()} of "
            f"{best[word]:.2f} is higher than that of {best['Of all pairs']:.2f} % of all pairs of titles."
        )
        charts.show(
            charts_explore.heat_map(names, values, pairs.percentile(values), word),
            key="similarity_heat_map",
            alt=f"Heat map of the {word.lower()} between {formats.listed(names)}.",
        )
        st.dataframe(table, hide_index=True, column_config=columns, alt="The pairs, the most alike first.")

if near_tab.open:
    with near_tab:
        if not titles:
            st.info("Choose a title above to see what is nearest to it.", icon=":material/add_circle:")
        cards = st.grid(2, min_column_width=320, border=True, key="neighbour_cards")
        for anime_id in titles:
            row = anime.row(anime_id)
            with cards.cell():
                st.markdown(f"**{catalog.title(anime_id)}**")
                for heading, search in (("Nearest", nearest), ("Farthest", farthest)):
                    st.caption(heading)
                    ranked = search(vectors, row, 8, known)
                    st.dataframe(
                        ranked_table(bundle, ranked, measure, pairs),
                        hide_index=True,
                        column_config=columns,
                        key=f"{heading}_{anime_id}",
                        alt=f"{heading} titles to {catalog.title(anime_id)}.",
                    )

if analogy_tab.open:
    with analogy_tab:
        st.markdown(
            "Take one title's direction away from another's and add a third's: "
            "*“as this one is to that one, so what is to the third?”*"
        )
        first, second, third = st.columns(3)
        with first:
            start = shared.choose_title(bundle, "Start from", "start", ANALOGY[0])
        with second:
            minus = shared.choose_title(bundle, "− take away", "minus", ANALOGY[1])
        with third:
            plus = shared.choose_title(bundle, "+ add", "plus", ANALOGY[2])
        found = analogy(vectors, *anime.rows([start, minus, plus]).tolist(), 10, known)
        answer = catalog.title(int(anime.ids[found.rows[0]])) if len(found.rows) else None
        if answer is None:
            st.info("No other title has that many ratings. Move the slider above.", icon=":material/tune:")
            st.stop()
        st.markdown(f"The nearest to that is **{answer}**.")
        st.dataframe(
            ranked_table(bundle, found, "cosine"),
            hide_index=True,
            column_config={"Cosine": st.column_config.ProgressColumn(format="%.2f", min_value=0, max_value=1)},
            alt="The titles nearest to the analogy, the nearest first.",
        )

if path_tab.open:
    with path_tab:
        st.markdown("From one title to another in small steps, each stop alike to the one before it.")
        first, second, third = st.columns(3)
        with first:
            start = shared.choose_title(bundle, "From", "from", OREGAIRU)
        with second:
            end = shared.choose_title(bundle, "To", "to", TOKYO_GHOUL)
        with third:
            size = st.segmented_control(
                "Steps",
                list(STEPS),
                default="Small",
                required=True,
                key="steps",
                bind="query-params",
                help="Smaller steps make a longer path.",
            )
        directions = shared.title_vectors(bundle, "cosine" if measure == "dot" else measure)
        stops = path(directions, anime.row(start), anime.row(end), known, STEPS[size])
        names = [catalog.title(int(anime.ids[row])) for row in stops]
        charts.show(
            charts_explore.path_chart(
                [shorter(name) for name in names],
                np.asarray(directions[stops] @ directions[stops[0]]),
                np.asarray(directions[stops] @ directions[stops[-1]]),
            ),
            key="similarity_path",
            alt=f"A path of {len(stops)} titles: {' → '.join(names)}.",
        )
        st.dataframe(
            path_table(bundle, stops, directions),
            hide_index=True,
            column_config={
                "Like the one before": st.column_config.ProgressColumn(format="%.2f", min_value=0, max_value=1),
                "Genres": st.column_config.ListColumn(),
            },
            alt="The stops of the path in order.",
        )
