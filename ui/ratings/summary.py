"""Ratings told in numbers, the same for ratings at hand and for what a model's card remembers of its own."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd
import streamlit as st
from numpy.typing import NDArray

from core.data import statistics
from core.data.cleaning import CleaningReport
from core.data.imputation import Unrated, impute
from core.data.ratings import Histogram
from core.model.bundle import Bundle
from ui.app.library import Stamp, open_ratings, stamp_of

OWN = "What the model learnt from"
"""The choice that needs no ratings at hand."""


@dataclass(frozen=True)
class RatingsSummary:
    """Ratings told in numbers and counts."""

    source: str
    simulated: bool
    viewers: int
    anime: int
    given: int
    unrated: int
    histogram: Histogram
    titles: pd.DataFrame
    """``title, genres, type, n_ratings, data_mean`` by ``anime_id``."""
    per_viewer: NDArray[np.int64] | None
    """Rows of each viewer, or nothing where only the card is known."""
    cleaning: pd.DataFrame

    @property
    def unrated_share(self) -> float:
        """Share of the rows that have no rating."""
        return self.unrated / max(self.given + self.unrated, 1)

    @property
    def density(self) -> float:
        """Share of the viewers × anime table that has a row."""
        return (self.given + self.unrated) / max(self.viewers * self.anime, 1)


def of_card(bundle: Bundle) -> RatingsSummary:
    """What a model's card and catalog remember of the ratings it learnt from."""
    data = bundle.card.data
    return RatingsSummary(
        source=data.source,
        simulated=data.simulated,
        viewers=data.viewers,
        anime=data.anime,
        given=data.ratings,
        unrated=data.unrated,
        histogram=data.histogram,
        titles=bundle.catalog.table[["title", "genres", "type", "n_ratings", "data_mean"]],
        per_viewer=None,
        cleaning=CleaningReport(data.cleaning).table(),
    )


def of_folder(folder: Path, answer: Unrated) -> RatingsSummary:
    """Ratings at hand, their unrated rows treated as the answer says."""
    return _counted(str(folder), stamp_of(folder), answer)


@st.cache_resource(show_spinner="Counting …", max_entries=6)
def _counted(folder: str, stamp: Stamp, answer: Unrated) -> RatingsSummary:
    loaded = open_ratings(Path(folder))
    ratings = loaded.ratings
    given = int(ratings.rated.sum())
    return RatingsSummary(
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
