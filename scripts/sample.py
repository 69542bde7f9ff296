"""Draw the small sample of ratings that the tests bring along: ``make sample``.

A few hundred viewers who do not exist rate the titles that most people watched, as the default model would have them,
with less noise than real people: so few ratings then suffice to tell a model that learns from one that does not.
"""

from __future__ import annotations

import tempfile
import zipfile
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from core.data.catalog import Catalog
from core.data.sources import LoadedRatings, keep
from core.model.bundle import Bundle, load_bundle
from core.model.simulation import simulate

ROOT = Path(__file__).resolve().parents[1]
SAMPLE = ROOT / "tests" / "data" / "simulated.zip"
LONG_AGO = (2026, 1, 1, 0, 0, 0)
"""The time of the files in the zip, so that the same ratings make the same file."""


@dataclass(frozen=True)
class SampleSettings:
    """How many ratings are drawn, and how plain they are."""

    n_viewers: int = 300
    n_ratings: int = 60_000
    """Of all titles; those of titles that stay are fewer."""
    n_anime: int = 800
    """Titles that stay: those that most people watched."""
    noise: float = 0.4
    """Standard deviation of a rating around its prediction, in rating points; that of real viewers is above 1."""
    seed: int = 0


def sample(bundle: Bundle, settings: SampleSettings = SampleSettings()) -> LoadedRatings:
    """Simulated ratings of the titles that most people watched."""
    card = replace(bundle.card, metrics=replace(bundle.card.metrics, valid_rmse=settings.noise))
    drawn = simulate(replace(bundle, card=card), settings.n_viewers, settings.n_ratings, settings.seed)
    known = bundle.catalog.table["n_seen"].nlargest(settings.n_anime).index
    ratings = drawn.ratings.select(np.isin(drawn.ratings.anime_id, known))
    return replace(drawn, ratings=ratings, catalog=Catalog(drawn.catalog.table.loc[known].sort_index()))


def main() -> None:
    drawn = sample(load_bundle(ROOT / "models" / "dot-bias"))
    print(f"{len(drawn.ratings):,} ratings of {drawn.ratings.n_viewers} viewers who do not exist go to {SAMPLE}.")
    with tempfile.TemporaryDirectory() as folder, zipfile.ZipFile(SAMPLE, "w") as file:
        keep(drawn, Path(folder) / "ratings")
        for name in ("anime.csv", "rating.csv"):
            text = (Path(folder) / "ratings" / name).read_bytes()
            file.writestr(zipfile.ZipInfo(name, LONG_AGO), text, zipfile.ZIP_DEFLATED, compresslevel=9)


if __name__ == "__main__":
    main()
