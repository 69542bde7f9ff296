"""Two tribes: even viewers like even anime, odd viewers odd ones; the smallest world a recommender can understand."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from core.data.catalog import Catalog
from core.data.ratings import HIGH, Ratings
from core.data.sources import LoadedRatings, keep
from core.data.vocabulary import Vocabulary
from core.model.bundle import Bundle
from core.model.dot_bias import DotBiasModel
from tests.cards import card_of

FIRST_VIEWER, FIRST_ANIME = 1_000, 100
"""Ids of the first rows: even, so that ids are of the same tribe as rows, and no id is a row."""

LOVED, WATCHED, FOREIGN = 9, 6, 4
"""Ratings before a chance of one point up or down: of loved titles, of the tribe's others, of the other tribe's."""


@dataclass(frozen=True)
class TwoTribes:
    """Ratings of two tribes, the same for the same knobs."""

    n_viewers: int = 60
    n_anime: int = 40
    own: float = 0.75
    """How much of the tribe's titles each viewer watched, 0…1."""
    other: float = 0.75
    """How much of the other tribe's titles each viewer watched, 0…1."""
    loved: int | None = None
    """How many titles each tribe loves, the first ones; all of its titles where none."""
    unrated: float = 0.0
    """How many of the rows have no rating, 0…1."""
    seed: int = 0

    @cached_property
    def ratings(self) -> Ratings:
        """Rows in the order of the viewers, each viewer's in the order of the anime."""
        random = np.random.default_rng(self.seed)
        viewer, anime = np.divmod(np.arange(self.n_viewers * self.n_anime), self.n_anime)
        alike = viewer % 2 == anime % 2
        watched = random.random(len(viewer)) < np.where(alike, self.own, self.other)
        viewer, anime, alike = viewer[watched], anime[watched], alike[watched]
        liked = np.where(anime // 2 < (self.n_anime if self.loved is None else self.loved), LOVED, WATCHED)
        rating = np.where(alike, liked, FOREIGN) + random.integers(-1, 2, len(viewer))
        rating[random.random(len(viewer)) < self.unrated] = -1
        return Ratings.of(viewer + FIRST_VIEWER, anime + FIRST_ANIME, rating)

    @cached_property
    def anime(self) -> Vocabulary:
        """All anime, also those that nobody watched."""
        return Vocabulary(np.arange(self.n_anime) + FIRST_ANIME)

    @property
    def even(self) -> list[int]:
        """Ids of the anime of the even tribe: romances, called Heart."""
        return self.anime.ids[::2].tolist()

    @property
    def odd(self) -> list[int]:
        """Ids of the anime of the odd tribe: action, called Sword."""
        return self.anime.ids[1::2].tolist()

    @cached_property
    def catalog(self) -> Catalog:
        """The anime, those with most members first; no two titles look like one franchise."""
        places = range(self.n_anime)
        return Catalog(
            pd.DataFrame(
                {
                    "title": [f"{'Sword' if place % 2 else 'Heart'} {_letters(place)}" for place in places],
                    "genres": [("Action",) if place % 2 else ("Romance",) for place in places],
                    "type": "TV",
                    "episodes": pd.array([12] * self.n_anime, dtype="Int64"),
                    "mean_rating": 7.0,
                    "members": np.arange(self.n_anime, 0, -1) * 10,
                },
                index=pd.Index(self.anime.ids, name="anime_id"),
            )
        )

    @property
    def loaded(self) -> LoadedRatings:
        """Ratings and catalog as a source hands them over."""
        return LoadedRatings(self.ratings, self.catalog, source="two tribes")

    def write(self, folder: Path) -> Path:
        """The folder, with ``anime.csv`` and ``rating.csv`` in it."""
        keep(self.loaded, folder)
        return folder


def untrained(ratings: Ratings, catalog: Catalog, parts: Mapping[str, NDArray] | None = None) -> Bundle:
    """A bundle of a model that has learnt nothing: factors and biases are 0, counts are those of the ratings."""
    viewers, anime = Vocabulary(np.unique(ratings.viewer_id)), Vocabulary(catalog.table.index.to_numpy())
    rows = anime.rows(ratings.anime_id)
    counts = {
        "n_ratings": np.bincount(rows[ratings.rated], minlength=len(anime)),
        "n_high": np.bincount(rows[ratings.rating >= HIGH], minlength=len(anime)),
        "n_seen": np.bincount(rows, minlength=len(anime)),
    }
    sums = np.bincount(rows[ratings.rated], ratings.rating[ratings.rated], len(anime))
    with np.errstate(invalid="ignore"):
        counts["data_mean"] = sums / counts["n_ratings"]
    model = DotBiasModel(
        viewers,
        anime,
        np.zeros((len(viewers), 1), np.float32),
        np.zeros((len(anime), 1), np.float32),
        np.zeros(len(viewers), np.float32),
        np.zeros(len(anime), np.float32),
        (0.5, 10.5),
    )
    card = card_of(model, "untrained")
    return Bundle(model, Catalog(catalog.table.assign(**counts)), card, dict(parts or {}))


def _letters(number: int) -> str:
    """A made-up word of two letters for each number below 676, no two alike."""
    return f"{chr(ord('A') + number // 26)}{chr(ord('a') + number % 26)}x"
