"""The search for a learning rate."""

from __future__ import annotations

from core.data.sources import LoadedRatings
from core.training.lr_finder import find_lr
from tests.core.training.quick import QUICK


def test_the_learning_rate_finder_returns_its_curve_and_suggestions(tribes: LoadedRatings):
    found = find_lr(tribes, QUICK)
    assert len(found.lrs) == len(found.losses) > 50
    assert sorted(found.lrs) == list(found.lrs)
    assert found.suggestions.keys() == {"valley", "steep", "minimum"}
    assert all(0 < rate < 10 for rate in found.suggestions.values())
