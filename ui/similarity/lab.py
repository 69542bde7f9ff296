"""The four parts of the Similarity lab: pairs, neighbours, analogies and paths."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
import streamlit as st
from numpy.typing import NDArray
from streamlit.elements.lib.column_types import ColumnConfig

from core.analysis.similarity import Measure, PairDistribution, Ranked, analogy, farthest, nearest, pairwise, path
from core.model.bundle import Bundle
from ui.app import charts, formats
from ui.app.formats import plain
from ui.app.per_bundle import per_bundle, title_vectors
from ui.app.title_choice import OREGAIRU, TOKYO_GHOUL, choose_title, well_known
from ui.app.titles import in_two_lines, shorter
from ui.similarity.charts import heat_map, pair_spread, path_chart

ANALOGY = (4181, 2167, 10087)
"""Clannad: After Story is to Clannad what … is to Fate/Zero: an analogy whose answer one can check."""

STEPS = {"Large": 2.0, "Small": 4.0, "Tiny": 8.0}
"""How dear a large step of a path is against several small ones, in words."""

N_NEIGHBOURS = 8


MEASURES: dict[Measure, str] = {"cosine": "Cosine", "dot": "Dot product", "centred": "Centred cosine"}
"""The measures of similarity in words."""


@per_bundle
def pair_distribution(bundle: Bundle, measure: Measure) -> PairDistribution:
    """How the measure spreads over all pairs of titles."""
    return PairDistribution.of(title_vectors(bundle, measure))


@dataclass(frozen=True)
class Lab:
    """A model seen through one measure, with the titles that may be listed."""

    bundle: Bundle
    measure: Measure
    least: int

    @property
    def word(self) -> str:
        """The measure in words."""
        return MEASURES[self.measure]

    @property
    def vectors(self) -> NDArray[np.float32]:
        """Vectors of all titles whose dot products are the measure."""
        return title_vectors(self.bundle, self.measure)

    @property
    def pairs(self) -> PairDistribution:
        """How the measure spreads over all pairs."""
        return pair_distribution(self.bundle, self.measure)

    @property
    def known(self) -> NDArray[np.bool_]:
        """Rows of titles that may be listed."""
        return well_known(self.bundle, self.least)

    def title(self, row: int) -> str:
        """Title of a row of the model."""
        return self.bundle.catalog.title(int(self.bundle.model.anime.ids[row]))

    def columns(self) -> dict[str, ColumnConfig]:
        """Headings and widths of the tables of neighbours and pairs."""
        return {
            "Title": st.column_config.TextColumn(width=190),
            "One": st.column_config.TextColumn(width=130),
            "Other": st.column_config.TextColumn(width=130),
            self.word: st.column_config.NumberColumn(format="%.2f", width=70),
            "Percentile": st.column_config.NumberColumn(
                format="%.2f", width=80, help="So many percent of all pairs of titles are less alike."
            ),
        }


def draw_pairs(lab: Lab, titles: list[int]) -> None:
    """The measure between each two of the titles, and where it lies among all pairs."""
    if len(titles) < 2:
        st.info("Choose at least two titles above to compare them.", icon=":material/add_circle:")
        return
    names = [lab.bundle.catalog.title(anime_id) for anime_id in titles]
    values = pairwise(lab.vectors, lab.bundle.model.anime.rows(titles))
    table = pair_table(lab, titles, values)
    st.markdown(plain(closest_pair(lab, table)))
    charts.show(
        heat_map([in_two_lines(name) for name in names], values, lab.pairs.percentile(values), lab.word),
        key="similarity_heat_map",
        alt=f"Heat map of the {lab.word.lower()} between {formats.listed(names)}. {closest_pair(lab, table)}",
    )
    st.dataframe(table, hide_index=True, column_config=lab.columns(), alt="The pairs, the most alike first.")
    st.subheader("Among all pairs")
    st.markdown("Most pairs of titles have little to do with each other; a line marks each pair chosen above.")
    charts.show(
        pair_spread(lab.pairs, table[lab.word].tolist(), lab.word),
        key="similarity_spread",
        alt=f"Histogram of the {lab.word.lower()} of all pairs of titles, with the chosen pairs marked.",
    )


def draw_neighbours(lab: Lab, titles: list[int]) -> None:
    """The nearest and the farthest titles of each chosen one, a card each."""
    if not titles:
        st.info("Choose a title above to see what is nearest to it.", icon=":material/add_circle:")
        return
    cards = st.grid(2, min_column_width=320, border=True, key="neighbour_cards")
    for anime_id in titles:
        title = lab.bundle.catalog.title(anime_id)
        row = lab.bundle.model.anime.row(anime_id)
        with cards.cell():
            st.markdown(f"**{plain(title)}**")
            for heading, search in (("Nearest", nearest), ("Farthest", farthest)):
                st.caption(heading)
                st.dataframe(
                    ranked_table(lab, search(lab.vectors, row, N_NEIGHBOURS, lab.known)),
                    hide_index=True,
                    column_config=lab.columns(),
                    key=f"{heading}_{anime_id}",
                    alt=f"{heading} titles to {title}.",
                )


def draw_analogy(lab: Lab) -> None:
    """A − B + C: three boxes and the titles nearest to the sum."""
    st.markdown(
        "Take one title's vector away from another's and add a third's: "
        "*as this one is to that one, so what is to the third?*"
    )
    boxes = (("Start from", "start"), ("− take away", "minus"), ("+ add", "plus"))
    chosen = []
    for column, (label, key), default in zip(st.columns(3), boxes, ANALOGY, strict=True):
        with column:
            chosen.append(choose_title(lab.bundle, label, key, default))
    found = analogy(lab.vectors, *lab.bundle.model.anime.rows(chosen).tolist(), 10, lab.known)
    if not len(found.rows):
        st.info("No other title has that many ratings. Move the slider above.", icon=":material/tune:")
        return
    st.markdown(f"The nearest to that is **{plain(lab.title(int(found.rows[0])))}**.")
    table = pd.DataFrame({"Title": [lab.title(int(row)) for row in found.rows], "Cosine": found.values})
    st.dataframe(
        table,
        hide_index=True,
        column_config={"Cosine": st.column_config.ProgressColumn(format="%.2f", min_value=0, max_value=1)},
        alt="The titles nearest to the sum, the nearest first.",
    )


def draw_path(lab: Lab) -> None:
    """Two boxes, how small the steps are, and the stops between."""
    st.markdown("From one title to another in small steps, each stop alike to the one before it.")
    start, end, power = _choose_path(lab)
    directions = title_vectors(lab.bundle, "cosine" if lab.measure == "dot" else lab.measure)
    stops = path(directions, start, end, lab.known, power)
    names = [lab.title(row) for row in stops]
    charts.show(
        path_chart([shorter(name) for name in names], *directions[stops][[0, -1]] @ directions[stops].T),
        key="similarity_path",
        alt=f"A path of {len(stops)} titles: {' → '.join(names)}.",
    )
    st.dataframe(
        path_table(lab, stops, directions),
        hide_index=True,
        column_config={
            "Like the one before": st.column_config.ProgressColumn(format="%.2f", min_value=0, max_value=1),
            "Genres": st.column_config.ListColumn(),
        },
        alt="The stops of the path in order.",
    )


def _choose_path(lab: Lab) -> tuple[int, int, float]:
    """Rows of both ends, and how dear a large step is."""
    first, second, third = st.columns(3)
    with first:
        start = choose_title(lab.bundle, "From", "from", OREGAIRU)
    with second:
        end = choose_title(lab.bundle, "To", "to", TOKYO_GHOUL)
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
    return lab.bundle.model.anime.row(start), lab.bundle.model.anime.row(end), STEPS[size]


def closest_pair(lab: Lab, table: pd.DataFrame) -> str:
    """A sentence on the first pair of the table, as plain text."""
    best = table.iloc[0]
    return (
        f"{best['One']} and {best['Other']} are the closest: their {lab.word.lower()} of {best[lab.word]:.2f} "
        f"is higher than that of {best['Percentile']:.2f} % of all pairs of titles."
    )


def ranked_table(lab: Lab, ranked: Ranked) -> pd.DataFrame:
    """Titles of a ranking with the measure and its percentile among all pairs."""
    return pd.DataFrame(
        {
            "Title": [lab.title(int(row)) for row in ranked.rows],
            lab.word: ranked.values,
            "Percentile": lab.pairs.percentile(ranked.values),
        }
    )


def pair_table(lab: Lab, titles: list[int], values: NDArray) -> pd.DataFrame:
    """Each two of the titles with the measure and its percentile among all pairs, the most alike first."""
    one, other = np.triu_indices(len(titles), 1)
    names = np.array([lab.bundle.catalog.title(anime_id) for anime_id in titles], dtype=object)
    between = values[one, other]
    percentiles = lab.pairs.percentile(between)
    table = pd.DataFrame({"One": names[one], "Other": names[other], lab.word: between, "Percentile": percentiles})
    return table.sort_values(lab.word, ascending=False, kind="stable", ignore_index=True)


def path_table(lab: Lab, stops: list[int], directions: NDArray) -> pd.DataFrame:
    """The stops of a path with their genres and how alike each is to the one before it."""
    steps = (directions[stops[1:]] * directions[stops[:-1]]).sum(axis=1)
    return pd.DataFrame(
        {
            "Stop": range(1, len(stops) + 1),
            "Title": [lab.title(row) for row in stops],
            "Like the one before": [None, *steps.tolist()],
            "Genres": lab.bundle.catalog.table["genres"].iloc[stops].map(list).to_numpy(),
        }
    )
