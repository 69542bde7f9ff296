"""The tabs of the Similarity page, each a function that draws one of them."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from core.analysis.similarity import analogy, farthest, nearest, pairwise, path
from ui.app import charts, formats
from ui.app.formats import plain
from ui.app.per_bundle import title_vectors
from ui.app.short_tables import draw_short_table
from ui.app.title_choice import OREGAIRU, TOKYO_GHOUL, choose_title
from ui.app.titles import in_two_lines, shorter
from ui.similarity.charts import heat_map, pair_spread, path_chart
from ui.similarity.measured_model import MeasuredModel
from ui.similarity.tables import PERCENTILE, closest_pair, columns, pair_table, path_table, ranked_table

ANALOGY = (11757, 48, 30)
"""Sword Art Online is to .hack//Sign, the story of a game world ten years before it, as what is to Evangelion?

Both shipped models answer with a title that is of none of the three series, by each of the three measures."""

STEPS = {"Large": 2.0, "Small": 4.0, "Tiny": 8.0}
"""How dear a large step of a path is against several small ones, in words."""

N_NEIGHBOURS = 8


def draw_pairs(measured: MeasuredModel, titles: list[int]) -> None:
    """The measure between each two of the titles, and where it lies among all pairs."""
    if len(titles) < 2:
        st.info("Choose at least two titles above to compare them.", icon=":material/add_circle:")
        return
    names = [measured.bundle.catalog.title(anime_id) for anime_id in titles]
    values = pairwise(measured.vectors, measured.bundle.model.anime.rows(titles))
    table = pair_table(measured, titles, values)
    st.markdown(plain(closest_pair(measured, table)))
    charts.show(
        heat_map([in_two_lines(name) for name in names], values, measured.pairs.percentile(values), measured.word),
        key="similarity_heat_map",
        alt=f"Heat map of the {measured.word.lower()} between {formats.listed(names)}. {closest_pair(measured, table)}",
    )
    draw_short_table(table, columns(measured), alt="The pairs, the most alike first.")
    st.caption(PERCENTILE)
    st.header("Among all pairs")
    st.markdown("Most pairs of titles have little to do with each other; a line marks each pair chosen above.")
    charts.show(
        pair_spread(measured.pairs, table[measured.word].tolist(), measured.word),
        key="similarity_spread",
        alt=f"Histogram of the {measured.word.lower()} of all pairs of titles, with the chosen pairs marked.",
    )


def draw_neighbours(measured: MeasuredModel, titles: list[int]) -> None:
    """The nearest and the farthest titles of each chosen one, a card each."""
    if not titles:
        st.info("Choose a title above to see what is nearest to it.", icon=":material/add_circle:")
        return
    cards = st.grid(2, min_column_width=320, border=True, key="neighbour_cards")
    for anime_id in titles:
        title = measured.bundle.catalog.title(anime_id)
        row = measured.bundle.model.anime.row(anime_id)
        with cards.cell():
            st.markdown(f"**{plain(title)}**")
            for heading, search in (("Nearest", nearest), ("Farthest", farthest)):
                st.caption(heading)
                draw_short_table(
                    ranked_table(measured, search(measured.vectors, row, N_NEIGHBOURS, measured.listed)),
                    columns(measured),
                    alt=f"{heading} titles to {title}.",
                )
    st.caption(PERCENTILE)


def draw_analogy(measured: MeasuredModel) -> None:
    """A − B + C: three boxes and the titles nearest to the sum."""
    st.markdown(
        "*The first title is to the second as what is to the third?* Take the second title's vector away from the "
        "first's, add the third's, and see what is nearest."
    )
    boxes = (("Start from", "start"), ("− take away", "minus"), ("+ add", "plus"))
    chosen = []
    for column, (label, key), default in zip(st.columns(3), boxes, ANALOGY, strict=True):
        with column:
            chosen.append(choose_title(measured.bundle, label, key, default))
    found = analogy(measured.vectors, *measured.bundle.model.anime.rows(chosen).tolist(), 10, measured.listed)
    if not len(found.rows):
        st.info("No other title has that many ratings. Move the slider above.", icon=":material/tune:")
        return
    best = int(found.rows[0])
    third = measured.bundle.model.anime.row(chosen[-1])
    near_third = nearest(measured.vectors, third, len(measured.vectors), measured.listed).rows.tolist()
    st.markdown(
        f"The nearest to that is **{plain(measured.title(best))}**. Among the titles nearest to "
        f"{plain(measured.title(third))} alone it is number {formats.count(near_third.index(best) + 1)}."
    )
    table = pd.DataFrame({"Title": [measured.title(int(row)) for row in found.rows], "Cosine": found.values})
    draw_short_table(table, {"Cosine": formats.measure}, alt="The titles nearest to the sum, the nearest first.")


def draw_path(measured: MeasuredModel) -> None:
    """Two boxes, how small the steps are, and the stops between."""
    st.markdown("From one title to another in small steps, each stop alike to the one before it.")
    start, end, power = _choose_path(measured)
    directions = title_vectors(measured.bundle, "cosine" if measured.measure == "dot" else measured.measure)
    stops = path(directions, start, end, measured.listed, power)
    names = [measured.title(row) for row in stops]
    charts.show(
        path_chart([shorter(name) for name in names], *directions[stops][[0, -1]] @ directions[stops].T),
        key="similarity_path",
        alt=f"A path of {len(stops)} titles: {' → '.join(names)}.",
    )
    draw_short_table(
        path_table(measured, stops, directions),
        {"Stop": formats.count, "Like the one before": formats.measure},
        alt="The stops of the path in order.",
    )


def _choose_path(measured: MeasuredModel) -> tuple[int, int, float]:
    """Rows of both ends, and how dear a large step is."""
    first, second, third = st.columns(3)
    with first:
        start = choose_title(measured.bundle, "From", "from", OREGAIRU)
    with second:
        end = choose_title(measured.bundle, "To", "to", TOKYO_GHOUL)
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
    return measured.bundle.model.anime.row(start), measured.bundle.model.anime.row(end), STEPS[size]
