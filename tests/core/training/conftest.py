"""A small world of ratings that every training here learns."""

from __future__ import annotations

import pytest

from core.data.sources import LoadedRatings
from tests.tribes import TwoTribes


@pytest.fixture(scope="session")
def tribes() -> LoadedRatings:
    return TwoTribes(60, 30, own=0.7, other=0.7, unrated=0.1, seed=7).loaded
