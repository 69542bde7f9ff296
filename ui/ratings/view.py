"""What the Ratings page shows, the same for ratings at hand and for what a model's card remembers of its own."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd
import streamlit as st
from numpy.typing import NDArray

from core.data import statistics
from core.data.imputation import Unrated, impute
from core.data.sources import LoadedRatings
from core.evaluation import unrated_effect
from core.model.bundle import Bundle, read_card
from ui.app import formats, library
from ui.app.library import bundle_names, open_ratings

OWN = "What the model learnt from"
"""The choice that needs no ratings at hand."""

LEAST_IN_CELL = 50
"""Ratings below which the mean of a genre and type is not shown."""


@dataclass(frozen=True)
class RatingsView:
    """Ratings as the page shows them."""

    source: str
    simulated: bool
    viewers: int
    anime: int
    given: int
    unrated: int
    histogram: dict[str, list[int]]
    titles: pd.DataFrame
    """``title, genres, type, n_ratings, data_mean`` by ``anime_id``."""
    per_viewer: NDArray[np.int64] | None
    """Rows of each viewer, or nothing where only the card is known."""
    cleaning: pd.DataFrame

    @property
    def density(self) -> float:
        """Share of the viewers x anime table that has a row."""
        return (self.given + self.unrated) / max(self.viewers * self.anime, 1)


def of_card(bundle: Bundle) -> RatingsView:
    """What a model's card and catalog remember of the ratings it learnt from."""
    data = bundle.card.data
    steps = [(step["what"], step["count"], step["why"]) for step in data.get("cleaning", [])]
    return RatingsView(
        source=str(data.get("source", "")),
        simulated=bool(data.get("simulated", False)),
        viewers=data["viewers"],
        anime=data["anime"],
        given=data["ratings"],
        unrated=data["unrated"],
        histogram=data["histogram"],
        titles=bundle.catalog.table[["title", "genres", "type", "n_ratings", "data_mean"]],
        per_viewer=None,
        cleaning=pd.DataFrame(steps, columns=["Step", "Rows", "Why"]),
    )


def of_folder(path: Path, answer: Unrated) -> RatingsView:
    """Ratings at hand, their unrated rows treated as the answer says."""
    return _of_loaded(open_ratings(path), answer)


def _key(loaded: LoadedRatings) -> tuple[str, int, float, int, int]:
    """What tells ratings from others in a cache."""
    ratings = loaded.ratings
    sums = (float(ratings.rating.sum(dtype=np.float64)), int(ratings.viewer_id.sum()), int(ratings.anime_id.sum()))
    return loaded.source, len(ratings), *sums


@st.cache_resource(show_spinner="Counting …", max_entries=6, hash_funcs={LoadedRatings: _key})
def _of_loaded(loaded: LoadedRatings, answer: Unrated) -> RatingsView:
    ratings = loaded.ratings
    given = int(ratings.rated.sum())
    return RatingsView(
        source=loaded.source,
        simulated=loaded.simulated,
        viewers=ratings.n_viewers,
        anime=ratings.n_anime,
        given=given,
        unrated=len(ratings) - given,
        histogram=impute(ratings, answer, loaded.catalog).histogram(),
        titles=statistics.title_counts(ratings, loaded.catalog),
        per_viewer=statistics.counts(ratings.viewer_id),
        cleaning=loaded.report.table(),
    )


@st.cache_resource(
    show_spinner="Fitting a small model for each answer …", max_entries=2, hash_funcs={LoadedRatings: _key}
)
def answers_compared(loaded: LoadedRatings) -> tuple[pd.DataFrame, pd.DataFrame, int]:
    """Distributions and effects of each answer, and the number of rows they were measured on."""
    sample = unrated_effect.sample_of_viewers(loaded.ratings)
    effects = unrated_effect.effects(sample, loaded.catalog)
    return (
        unrated_effect.distributions(sample, loaded.catalog),
        effects.rename(index=formats.UNRATED).rename_axis("Unrated rows").reset_index(),
        len(sample),
    )


EFFECT_COLUMNS = {
    "rows": st.column_config.NumberColumn("Rows learnt from", format="localized"),
    "imputed": st.column_config.NumberColumn("Of them filled in", format="localized"),
    "mean": st.column_config.NumberColumn("Mean", format="%.2f"),
    "standard_deviation": st.column_config.NumberColumn(
        "Standard deviation", format="%.2f", help="Of the ratings around their mean, in rating points."
    ),
    "rmse_given": st.column_config.NumberColumn(
        "Error on given ratings", format="%.3f", help="The same ratings for each answer, hidden before filling in."
    ),
    "rmse_own": st.column_config.NumberColumn(
        "Error as the article measured it", format="%.3f", help="On rows drawn from all, filled-in ones among them."
    ),
}
"""Headings of the table of effects."""


def models_by_answer() -> pd.DataFrame:
    """The models at hand with their answer to unrated rows and their own validation error."""
    cards = [read_card(library.MODELS / name) for name in bundle_names()]
    return pd.DataFrame(
        {
            "Model": [card.name for card in cards],
            "Architecture": [formats.KINDS[card.architecture["kind"]] for card in cards],
            "Unrated rows": [formats.setting(card.training.get("unrated")) for card in cards],
            "Error": [card.metrics["valid_rmse"] for card in cards],
            "Ratings from": [str(card.data.get("source", "–")) for card in cards],
        }
    )


def rows_as_loaded(loaded: LoadedRatings, n: int = 1_000) -> pd.DataFrame:
    """The first rows with headings and titles; an unrated row has no rating."""
    first = loaded.ratings.select(np.arange(min(n, len(loaded.ratings))))
    return pd.DataFrame(
        {
            "Viewer": first.viewer_id,
            "Title": loaded.catalog.table["title"].reindex(first.anime_id).to_numpy(),
            "Rating": np.where(first.rated, first.rating, np.nan),
        }
    )
