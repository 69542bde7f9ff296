"""What somebody is in the mood for, in a fan's words, as a mix of genres."""

from __future__ import annotations

from collections.abc import Set
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from core.data.catalog import Catalog


@dataclass(frozen=True)
class Mood:
    """Which titles fit: those with all of some genres, one at least of others, and none of a third kind."""

    all_of: Set[str] = frozenset()
    one_of: Set[str] = frozenset()
    none_of: Set[str] = frozenset()

    def fitting(self, catalog: Catalog) -> NDArray[np.bool_]:
        """The titles that fit by row, shape ``(n_anime,)``; genres that the catalog lacks are had by none."""
        fits = (_count(catalog, self.all_of) == len(self.all_of)) & (_count(catalog, self.none_of) == 0)
        return fits & (_count(catalog, self.one_of) > 0) if self.one_of else fits


def _count(catalog: Catalog, genres: Set[str]) -> NDArray[np.int_]:
    """How many of these genres each title has, shape ``(n_anime,)``."""
    columns = [column for column, genre in enumerate(catalog.genres) if genre in genres]
    return catalog.genre_matrix[:, columns].sum(axis=1)


def _mood(all_of: str = "", one_of: str = "", none_of: str = "") -> Mood:
    """A line of the table: genres with commas between."""
    return Mood(*(frozenset(filter(None, genres.split(", "))) for genres in (all_of, one_of, none_of)))


MOODS: dict[str, Mood] = {
    "Cozy and calm": _mood(
        "Slice of Life", none_of="Action, Drama, Ecchi, Fantasy, Harem, Horror, Mystery, Psychological, Romance, Sci-Fi"
    ),
    "Make me laugh": _mood(
        "Comedy",
        "Parody, Slice of Life",
        "Drama, Ecchi, Harem, Horror, Kids, Romance, Sports",
    ),
    "Make me cry": _mood(
        "Drama", "Romance, Slice of Life", "Action, Ecchi, Harem, Horror, Mecha, Mystery, Parody, Thriller, Vampire"
    ),
    "Butterflies": _mood("Romance", "Josei, School, Shoujo", "Action, Ecchi, Harem, Horror, Psychological"),
    "Big fights": _mood("Action", "Martial Arts, Shounen, Super Power", "Ecchi, Harem, Horror, Romance, Slice of Life"),
    "Edge of my seat": _mood("", "Mystery, Thriller", "Comedy, Ecchi, Harem, Romance, Slice of Life"),
    "Mess with my head": _mood("Psychological", none_of="Comedy, Ecchi, Harem, Romance"),
    "Scare me": _mood("Horror", none_of="Comedy, Ecchi, Harem"),
    "Another world": _mood("Fantasy", "Adventure, Magic", "Ecchi, Harem, Horror, School"),
    "Robots and space": _mood("", "Mecha, Space", "Ecchi, Harem"),
    "Win the match": _mood("Sports", none_of="Ecchi, Harem"),
    "Turn up the music": _mood("Music", none_of="Ecchi, Harem"),
}
"""Every mood that can be chosen; genres are those of MyAnimeList."""
