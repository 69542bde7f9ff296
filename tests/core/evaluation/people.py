"""Viewers and cases small enough to be computed on paper."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from math import nan

import numpy as np

from core.data.ratings import UNRATED, Ratings
from core.evaluation.protocol import Case, ColdStartViewer
from core.profiles import Profile

FIRST_ANIME = 100
"""Id of the anime in row 0."""


def ratings_of(viewer_id: int, ratings: Mapping[int, float]) -> Ratings:
    """One viewer's rows by ``anime_id``; -1 for watched without a rating."""
    return Ratings.of(np.full(len(ratings), viewer_id), np.array(list(ratings)), np.array(list(ratings.values())))


def together(*parts: Ratings) -> Ratings:
    """All rows of several ratings, one after the other."""
    columns = ([getattr(part, name) for part in parts] for name in ("viewer_id", "anime_id", "rating", "imputed"))
    return Ratings(*map(np.concatenate, columns))


def cold_start(viewer_id: int, ratings: Sequence[float]) -> ColdStartViewer:
    """A viewer who watched the first anime; -1 for watched without a rating."""
    rows = np.arange(len(ratings))
    given = np.array([nan if rating == UNRATED else rating for rating in ratings])
    return ColdStartViewer(viewer_id, (rows + FIRST_ANIME).astype(np.int32), rows, given)


def case_of(viewer_id: int = 1, seen: Sequence[int] = (), relevant: Sequence[int] = (), **held_out: float) -> Case:
    """A case by anime row: what was told (an 8 each), what a list should hold, ratings held out as ``row3=9``."""
    return Case(
        viewer_id=viewer_id,
        profile=Profile({FIRST_ANIME + row: 8.0 for row in seen}),
        seen=np.array(seen, dtype=np.int64),
        relevant=np.array(relevant, dtype=np.int64),
        held_out=np.array([int(name.removeprefix("row")) for name in held_out], dtype=np.int64),
        ratings=np.array(list(held_out.values()), dtype=np.float64),
    )
