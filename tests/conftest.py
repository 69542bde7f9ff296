"""What every test may use: the project's folder, the shipped models, the real ratings where they are at hand."""

from __future__ import annotations

import os
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import settings

from core.data.catalog import Catalog
from core.data.ratings import Histogram, Ratings
from core.data.sources import LoadedRatings, load_zip
from core.data.vocabulary import Vocabulary
from core.model.bundle import Bundle, load_bundle
from core.model.dot_bias import DotBiasModel
from tests.cards import card_of

ROOT = Path(__file__).resolve().parents[1]
REAL_DATA = ROOT.parent / "shared" / "data"
settings.register_profile("busy", deadline=None)  # a machine with other work to do is no fault of a test
settings.load_profile("busy")

MARKS = {"browser": "browser", "pages": "slow"}
"""Folders of tests that ``make quick`` leaves out, and their marker."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        mark = MARKS.get(item.path.relative_to(ROOT / "tests").parts[0])
        if mark:
            item.add_marker(mark)


@pytest.fixture(scope="session")
def root() -> Path:
    return ROOT


@pytest.fixture(scope="session")
def real_data() -> Path:
    """Folder of the real ratings; a test that needs them is left out where they are not at hand, but not unseen in CI.

    A CI that cannot have them, since they are not to be passed on, says so with ``REAL_RATINGS=none``.
    """
    if not (REAL_DATA / "rating.csv").is_file():
        absent = "the real ratings are not beside this checkout"
        is_expected = not os.environ.get("CI") or os.environ.get("REAL_RATINGS") == "none"
        pytest.skip(absent) if is_expected else pytest.fail(absent)
    return REAL_DATA


@pytest.fixture(scope="session")
def simulated() -> LoadedRatings:
    """The sample of ratings that comes with the tests; nobody gave them (tests/data/README.md)."""
    with (ROOT / "tests" / "data" / "simulated.zip").open("rb") as file:
        return load_zip(file, "simulated.zip", source="A simulated sample: ratings of viewers who do not exist")


@pytest.fixture(scope="session")
def shipped() -> Bundle:
    """The default model."""
    return load_bundle(ROOT / "models" / "dot-bias")


@pytest.fixture(scope="session")
def shipped_neural() -> Bundle:
    return load_bundle(ROOT / "models" / "neural")


@pytest.fixture
def tiny_catalog() -> Catalog:
    """Four anime; the last has no mean rating on the site and no genres."""
    return Catalog(
        pd.DataFrame(
            {
                "title": ["Red", "Blue", "Green", "Grey"],
                "genres": [("Action",), ("Romance", "Comedy"), ("Comedy",), ()],
                "type": ["TV", "TV", "Movie", "Unknown"],
                "episodes": pd.array([12, 24, 1, None], dtype="Int64"),
                "mean_rating": [8.0, 7.5, 7.0, np.nan],
                "members": [400, 300, 200, 100],
            },
            index=pd.Index([10, 20, 30, 40], dtype=np.int32, name="anime_id"),
        )
    )


@pytest.fixture
def tiny_ratings() -> Ratings:
    """Three viewers; viewer 2 left Blue and viewer 3 left Grey unrated, and Grey has no rating at all."""
    rows = [(1, 10, 9), (1, 20, 7), (2, 10, 6), (2, 20, -1), (3, 30, 10), (3, 40, -1)]
    viewer_id, anime_id, rating = (np.array(column) for column in zip(*rows, strict=True))
    return Ratings.of(viewer_id, anime_id, rating)


@pytest.fixture
def tiny_bundle(tiny_catalog: Catalog) -> Bundle:
    """Two viewers and four anime with two factors, small enough to compute by hand."""
    model = DotBiasModel(
        viewers=Vocabulary([1, 2]),
        anime=Vocabulary([10, 20, 30, 40]),
        viewer_factors=np.array([[1, 0], [0, 2]], dtype=np.float32),
        anime_factors=np.array([[1, 0], [0, 1], [1, 1], [0, 0]], dtype=np.float32),
        viewer_bias=np.array([0.5, 0], dtype=np.float32),
        anime_bias=np.array([0.5, 0, -1, 0], dtype=np.float32),
        y_range=(0.5, 10.5),
    )
    counts = {"n_ratings": [5, 4, 3, 0], "n_high": [4, 2, 1, 0], "n_seen": [6, 5, 3, 1]}
    catalog = Catalog(tiny_catalog.table.assign(**counts, data_mean=[8.5, 7.0, 6.0, np.nan]))
    card = card_of(model, "tiny", Histogram((0, 0, 0, 0, 0, 1, 1, 3, 4, 3), (0,) * 10), unrated=3)
    return Bundle(model, catalog, card, {"map.tsne": np.zeros((4, 2), dtype=np.float32)})
