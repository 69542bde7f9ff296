"""What shows that a person and their twin belong together: titles both like, or would according to the model."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import streamlit as st

from core.analysis.viewers import (
    both_predicted_highly,
    both_rated_highly,
    cosines,
    random_viewer,
    ratings_of,
    same_people,
    twin_and_opposite,
    viewer_at,
)
from core.data.ratings import Ratings
from core.errors import DataError
from core.model.bundle import Bundle
from ui.app import formats
from ui.app.kept_ratings import rating_folders
from ui.app.library import Stamp, open_ratings, stamp_of
from ui.app.per_bundle import per_bundle
from ui.app.short_tables import draw_short_table
from ui.viewers.people import Person, matched

N_TITLES = 12
FEWEST_TITLES, MOST_DRAWN = 5, 20
"""Titles that are evidence enough to open the page with, and viewers looked at to find that."""


def draw_evidence(bundle: Bundle, person: Person, twin: Person, mine: dict[int, float]) -> None:
    """Titles that a person and their twin both like; ``mine`` are the ratings of a person the model has not met."""
    table, rated = _titles_both_like(bundle, person, twin, mine)
    name = person.name.lower()
    verb = "both rated 8 or more" if rated else "would both rate 8 or more, according to the model"
    if table.empty:
        st.info(f"There is no title that {name} and the twin {verb}.", icon=":material/search_off:")
    else:
        st.markdown(f"Titles that {name} and the twin {verb}:")
        shown = formats.count if rated else formats.tenths
        draw_short_table(
            table,
            {person.name: shown, twin.name: shown},
            alt=f"Titles that {person.name} and their twin both like.",
        )
    if not rated:
        st.caption(
            "These are predicted favourites, since the ratings themselves do not come with the model. Add the "
            "ratings it learnt from on the page *Ratings* to see what both really rated."
        )


def viewer_with_evidence(bundle: Bundle) -> int:
    """Id of the first viewer, of some drawn at random, who and whose twin both like several titles."""
    drawn = [random_viewer(bundle.model, seed) for seed in range(MOST_DRAWN)]
    return next((one for one in drawn if _has_evidence(bundle, one)), drawn[0])


def _has_evidence(bundle: Bundle, viewer_id: int) -> bool:
    row = bundle.model.viewers.row(viewer_id)
    viewer = viewer_at(bundle.model, row)
    nearest, _ = twin_and_opposite(cosines(bundle.model, viewer.vector), row)
    person, twin = Person("Viewer", viewer, row, viewer_id), matched(bundle, "Twin", nearest)
    return len(_titles_both_like(bundle, person, twin, {})[0]) >= FEWEST_TITLES


def _titles_both_like(bundle: Bundle, one: Person, other: Person, mine: dict[int, float]) -> tuple[pd.DataFrame, bool]:
    """Titles that both liked, and whether that is known from ratings rather than predicted."""
    ratings = _ratings_of_its_viewers(bundle)
    if ratings is None or other.viewer_id is None:
        table = both_predicted_highly(bundle, one.viewer, other.viewer, N_TITLES)
    else:
        own = pd.Series(mine) if one.viewer_id is None else ratings_of(ratings, one.viewer_id)
        table = both_rated_highly(own, ratings_of(ratings, other.viewer_id))
        table = table[table.index.isin(bundle.catalog.table.index)].head(N_TITLES)
    titles = [bundle.catalog.title(int(anime_id)) for anime_id in table.index]
    columns = {"Title": titles, one.name: table["one"].to_numpy(), other.name: table["other"].to_numpy()}
    return pd.DataFrame(columns), ratings is not None


def _ratings_of_its_viewers(bundle: Bundle) -> Ratings | None:
    """The first ratings at hand that were given by the model's own viewers."""
    return _found(bundle, tuple((str(folder), stamp_of(folder)) for folder in rating_folders().values()))


@per_bundle
def _found(bundle: Bundle, folders: tuple[tuple[str, Stamp], ...]) -> Ratings | None:
    """``folders`` come with the stamps of their files, so that replaced ones are looked at anew."""
    for folder, _ in folders:
        try:
            loaded = open_ratings(Path(folder))
        except DataError:
            continue
        if not loaded.simulated and same_people(bundle, loaded.ratings):
            return loaded.ratings
    return None
