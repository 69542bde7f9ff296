"""One viewer whom no shipped model has seen."""

from pathlib import Path

import pytest

from core.model.bundle import Bundle


@pytest.fixture
def many(shipped: Bundle) -> dict[int, float]:
    """Fifty ratings 1…10 of the best-known titles."""
    best_known = shipped.catalog.table.nlargest(50, "members").index
    return {int(anime_id): float(place % 10 + 1) for place, anime_id in enumerate(best_known)}


@pytest.fixture
def folder(tmp_path: Path, shipped: Bundle, many: dict[int, float]) -> Path:
    """The viewer's ratings as files."""
    catalog = shipped.catalog.table.loc[list(many)]
    known = catalog.assign(name=catalog["title"], rating=catalog["mean_rating"], genre="Comedy")
    known.index.name = "anime_id"
    known[["name", "genre", "type", "episodes", "rating", "members"]].to_csv(tmp_path / "anime.csv")
    lines = [f"{10**6},{anime_id},{rating:.0f}" for anime_id, rating in many.items()]
    (tmp_path / "rating.csv").write_text("\n".join(["user_id,anime_id,rating", *lines]))
    return tmp_path
