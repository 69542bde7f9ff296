"""What a person may go on with: of each series they liked the part that comes next.

A series is liked where the part rated last, in the order of watching, was rated ``LIKED`` or more. It is left alone
where a part was rated below ``DISLIKED`` or given up, where one is still being watched, and where it is hidden.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator
from typing import NamedTuple

import numpy as np

from core.data.vocabulary import Vocabulary
from core.profiles import Profile
from core.recommend.franchises import Franchises
from core.recommend.parts import Parts

LIKED, DISLIKED = 7.0, 5.0
"""The least rating of a title that was liked, and of one that was not disliked."""


class Next(NamedTuple):
    """A row that comes next, and the furthest row watched that it comes after."""

    row: int
    after: int


def next_parts(profile: Profile, anime: Vocabulary, franchises: Franchises, parts: Parts) -> Iterator[Next]:
    """The next part of every series that the person liked, if there is one."""
    opinions = profile.opinions
    given = dict(zip(anime.rows(list(opinions), unknown="negative").tolist(), opinions.values(), strict=True))
    watched = np.zeros(len(anime), dtype=bool)
    watched[_rows(anime, profile.watched)] = True
    paused = set(franchises.series[_rows(anime, profile.watching)].tolist())
    hidden = set(franchises.group[_rows(anime, profile.hidden)].tolist())
    for series, rows in _by_series(np.flatnonzero(watched).tolist(), franchises, parts).items():
        ratings = [given[row] for row in rows if row in given]
        is_liked = bool(ratings) and ratings[-1] >= LIKED and min(ratings) >= DISLIKED
        if is_liked and series not in paused and franchises.group[rows[0]] not in hidden:
            row = parts.next(series, rows[-1], watched)
            if row is not None:
                yield Next(row, rows[-1])


def _by_series(rows: list[int], franchises: Franchises, parts: Parts) -> dict[int, list[int]]:
    """These rows by number of their series, those watched earlier first."""
    found: dict[int, list[int]] = defaultdict(list)
    for row in sorted(rows, key=parts.place.__getitem__):
        found[int(franchises.series[row])].append(row)
    return found


def _rows(anime: Vocabulary, anime_ids: Collection[int]) -> np.ndarray:
    """Rows of those of these titles that the model knows."""
    rows = anime.rows(sorted(anime_ids), unknown="negative")
    return rows[rows >= 0]
