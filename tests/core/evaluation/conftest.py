"""One viewer whom no shipped model has seen."""

from pathlib import Path

import pytest

from core.model.bundle import Bundle
from tests.strangers import ratings_of_many, write_strangers


@pytest.fixture
def many(shipped: Bundle) -> dict[int, float]:
    """Fifty ratings 1…10 of the best-known titles."""
    return ratings_of_many(shipped)


@pytest.fixture
def folder(tmp_path: Path, shipped: Bundle) -> Path:
    """The viewer's ratings as files."""
    return write_strangers(shipped, tmp_path)
