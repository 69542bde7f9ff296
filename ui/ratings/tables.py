"""Tables of the Ratings page: the answers to unrated rows compared, the models by their answer, the first rows."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import streamlit as st

from core.data.imputation import UNRATED_CHOICES
from core.data.ratings import UNRATED
from core.evaluation import unrated_effect
from ui.app.library import Stamp, bundle_names, open_bundle, open_ratings, stamp_of
from ui.app.settings import in_words


def answers_compared(folder: Path) -> tuple[pd.DataFrame, pd.DataFrame, int]:
    """Distributions and effects of each answer, and the number of rows they were measured on."""
    return _answers_compared(str(folder), stamp_of(folder))


@st.cache_resource(show_spinner="Fitting a small model for each answer …", max_entries=2)
def _answers_compared(folder: str, stamp: Stamp) -> tuple[pd.DataFrame, pd.DataFrame, int]:
    loaded = open_ratings(Path(folder))
    sample = unrated_effect.sample_of_viewers(loaded.ratings)
    effects = unrated_effect.effects(sample, loaded.catalog)
    return (
        unrated_effect.distributions(sample, loaded.catalog),
        effects.rename(index=UNRATED_CHOICES).rename_axis("Unrated rows").reset_index(),
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
    cards = [open_bundle(name).card for name in bundle_names()]
    return pd.DataFrame(
        {
            "Model": [card.name for card in cards],
            "Unrated rows": [in_words("unrated", card.training.get("unrated")) for card in cards],
            "Error (RMSE)": [card.metrics.valid_rmse for card in cards],
            "Ratings from": [card.data.source or "–" for card in cards],
        }
    )


def rows_as_loaded(folder: Path, n: int = 1_000) -> pd.DataFrame:
    """The first rows as a file has them, and the titles; an unrated row has −1."""
    loaded = open_ratings(folder)
    first = loaded.ratings.select(np.arange(min(n, len(loaded.ratings))))
    return pd.DataFrame(
        {
            "Viewer": first.viewer_id,
            "Anime": first.anime_id,
            "Title": loaded.catalog.table["title"].reindex(first.anime_id).to_numpy(),
            "Rating": np.where(first.rated, first.rating, UNRATED),
        }
    )
