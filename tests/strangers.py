"""Viewers whom no shipped model has seen, as files somebody could bring."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from core.model.bundle import Bundle

FIRST = 10**6
"""Id of the first of them."""


def ratings_of_many(bundle: Bundle) -> dict[int, float]:
    """Fifty ratings 1…10 of the best-known titles."""
    best_known = bundle.catalog.table.nlargest(50, "members").index
    return {int(anime_id): float(place % 10 + 1) for place, anime_id in enumerate(best_known)}


def write_strangers(bundle: Bundle, folder: Path, viewers: Sequence[int] = (FIRST,)) -> Path:
    """The folder, with ``anime.csv`` and ``rating.csv`` in which each of these viewers has the same fifty ratings."""
    ratings = ratings_of_many(bundle)
    catalog = bundle.catalog.table.loc[list(ratings)]
    known = catalog.assign(name=catalog["title"], rating=catalog["mean_rating"], genre="Comedy")
    known.index.name = "anime_id"
    folder.mkdir(parents=True, exist_ok=True)
    known[["name", "genre", "type", "episodes", "rating", "members"]].to_csv(folder / "anime.csv")
    lines = [f"{viewer},{anime_id},{rating:.0f}" for viewer in viewers for anime_id, rating in ratings.items()]
    (folder / "rating.csv").write_text("\n".join(["user_id,anime_id,rating", *lines]))
    return folder
