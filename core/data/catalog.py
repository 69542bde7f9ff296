"""What is known about each anime: title, genres, type, episodes, the site's mean rating, members."""

from __future__ import annotations

import html
import re
import sys
import unicodedata
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from itertools import filterfalse
from typing import NamedTuple

import numpy as np
import pandas as pd

COLUMNS = ("title", "genres", "type", "episodes", "mean_rating", "members")
"""The columns every catalog has; a bundle's catalog adds counts of the ratings its model saw."""

SITE = "https://myanimelist.net/anime/"
NOT_IN_WORDS = re.compile(r"[^\w]+")


class Entry(NamedTuple):
    """What cards say of one anime."""

    title: str
    """Its own, whatever people see it called."""
    genres: tuple[str, ...]
    type: str
    episodes: int | None
    members: int


@dataclass(frozen=True, repr=False)
class Catalog:
    """Anime by id; the key is always ``anime_id``, since two anime may share a title.

    The table is indexed by ``anime_id`` (int32) and holds ``title`` (str), ``genres`` (tuple of str),
    ``type`` (str, "Unknown" where the site does not say), ``episodes`` (Int64, may be missing),
    ``mean_rating`` (the site's, 1…10, may be NaN) and ``members`` (int64).
    """

    table: pd.DataFrame
    names: Mapping[int, str] = field(default_factory=dict)
    """What people see an anime called, where that is another name than its title in the table."""

    def __repr__(self) -> str:
        return f"Catalog({len(self):,} anime)"

    def __len__(self) -> int:
        return len(self.table)

    def __contains__(self, anime_id: int) -> bool:
        return anime_id in self.table.index

    @cached_property
    def titles(self) -> dict[int, str]:
        """What people see each anime called, by id; told apart by the id where two share a name."""
        titles = zip(self.table.index.tolist(), self.table["title"], strict=True)
        shown = {anime_id: self.names.get(anime_id, title) for anime_id, title in titles}
        times = Counter(shown.values())
        return {id_: f"{name} (#{id_})" if times[name] > 1 else name for id_, name in shown.items()}

    @cached_property
    def entries(self) -> dict[int, Entry]:
        """What cards say of each anime, by id: a look into the table takes far longer."""
        table = self.table[list(Entry._fields)].astype({"episodes": object})
        return {
            id_: Entry(title, genres, sys.intern(type_), None if pd.isna(episodes) else int(episodes), int(members))
            for id_, title, genres, type_, episodes, members in table.itertuples(name=None)
        }

    def title(self, anime_id: int) -> str:
        """What people see one anime called; ``KeyError`` if it is unknown."""
        return self.titles[anime_id]

    def called(self, names: Mapping[int, str]) -> Catalog:
        """The same catalog whose anime people see under other names."""
        return replace(self, names=names)

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

    def take(self, anime_ids: Iterable[int]) -> Catalog:
        """The catalog of just these anime, in the order given; ``KeyError`` if one is unknown."""
        return replace(self, table=self.table.loc[list(anime_ids)])

    def most_members(self, n: int) -> Catalog:
        """The ``n`` anime with most members, ties by id, in the catalog's own order."""
        table = self.table
        ranked = table.index[np.lexsort((table.index, -table["members"].to_numpy()))]
        return replace(self, table=table[table.index.isin(ranked[:n])])


def link(anime_id: int) -> str:
    """The anime's page on MyAnimeList."""
    return f"{SITE}{anime_id}"


def normalised(text: str) -> str:
    """Lower case without accents and punctuation, for comparing titles."""
    return NOT_IN_WORDS.sub(" ", without_accents(html.unescape(text))).strip()


def without_accents(text: str) -> str:
    """Lower case without accents, and the same for each of the ways to write a letter."""
    if text.isascii():
        return text.lower()
    plain = unicodedata.normalize("NFKD", text).casefold()
    return "".join(filterfalse(unicodedata.combining, plain))
