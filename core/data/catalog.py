"""What is known about each anime: title, genres, type, episodes, the site's mean rating, members."""

from __future__ import annotations

import html
import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pandas as pd

COLUMNS = ("title", "genres", "type", "episodes", "mean_rating", "members")
"""The columns every catalog has; a bundle's catalog adds counts of the ratings its model saw."""

SITE = "https://myanimelist.net/anime/"


@dataclass(frozen=True)
class Catalog:
    """Anime by id; the key is always ``anime_id``, since two anime may share a title.

    The table is indexed by ``anime_id`` (int32) and holds ``title`` (str), ``genres`` (tuple of str),
    ``type`` (str, "Unknown" where the site does not say), ``episodes`` (Int64, may be missing),
    ``mean_rating`` (the site's, 1…10, may be NaN) and ``members`` (int64).
    """

    table: pd.DataFrame

    def __len__(self) -> int:
        return len(self.table)

    def __contains__(self, anime_id: int) -> bool:
        return anime_id in self.table.index

    @cached_property
    def titles(self) -> dict[int, str]:
        """Title by id, told apart by the id where two anime share one."""
        shared = self.table["title"].duplicated(keep=False)
        return {
            int(anime_id): f"{title} (#{anime_id})" if twice else title
            for anime_id, title, twice in zip(self.table.index, self.table["title"], shared, strict=True)
        }

    def title(self, anime_id: int) -> str:
        """Title of one anime; ``KeyError`` if it is unknown."""
        return self.titles[anime_id]

    @cached_property
    def genres(self) -> list[str]:
        """Every genre, the most frequent first, ties by name."""
        counts = self.table["genres"].explode().dropna().value_counts()
        return [str(genre) for genre in sorted(counts.index, key=lambda genre: (-counts[genre], genre))]

    @cached_property
    def genre_matrix(self) -> np.ndarray:
        """Which anime has which genre, bool, shape ``(len(self), len(self.genres))``."""
        columns = {genre: column for column, genre in enumerate(self.genres)}
        matrix = np.zeros((len(self), len(columns)), dtype=bool)
        for row, genres in enumerate(self.table["genres"]):
            matrix[row, [columns[genre] for genre in genres]] = True
        return matrix

    @cached_property
    def _searchable(self) -> pd.Series:
        return self.table["title"].map(normalised)

    def search(self, text: str, n: int = 20) -> list[int]:
        """Ids of at most ``n`` anime whose title contains every word of the text, the best known first."""
        words = normalised(text).split()
        if not words:
            return []
        hit = np.ones(len(self), dtype=bool)
        for word in words:
            hit &= self._searchable.str.contains(word, regex=False).to_numpy(dtype=bool)
        found = self.table[hit].sort_values("members", ascending=False, kind="stable")
        return [int(anime_id) for anime_id in found.index[:n]]

    def take(self, anime_ids: Iterable[int]) -> Catalog:
        """The catalog of just these anime, in the order given; ``KeyError`` if one is unknown."""
        return Catalog(self.table.loc[list(anime_ids)])

    def most_members(self, n: int) -> Catalog:
        """The ``n`` anime with most members, ties by id, in the catalog's own order."""
        table = self.table
        ranked = table.index[np.lexsort((table.index, -table["members"].to_numpy()))]
        return Catalog(table[table.index.isin(ranked[:n])])


def link(anime_id: int) -> str:
    """The anime's page on MyAnimeList."""
    return f"{SITE}{anime_id}"


def normalised(text: str) -> str:
    """Lower case without accents and punctuation, for comparing titles."""
    plain = unicodedata.normalize("NFKD", html.unescape(text)).casefold()
    plain = "".join(letter for letter in plain if not unicodedata.combining(letter))
    return re.sub(r"[^\w]+", " ", plain).strip()
