"""The search for a learning rate."""

from __future__ import annotations

import pytest

from core.data.sources import LoadedRatings
from core.training.lr_finder import find_lr
from core.training.progress import ProgressLine
from tests.core.training.quick import QUICK


@pytest.mark.slow
def test_the_learning_rate_finder_returns_its_curve_and_suggestions(tribes: LoadedRatings):
    found = find_lr(tribes, QUICK)
    assert len(found.lrs) == len(found.losses) > 50
    assert sorted(found.lrs) == list(found.lrs)
    assert found.suggestions.keys() == {"valley", "steep", "minimum"}
    assert all(0 < rate < 10 for rate in found.suggestions.values())


@pytest.mark.slow
def test_a_search_tells_how_far_it_is_from_nothing_to_all(tribes: LoadedRatings):
    told: list[ProgressLine] = []
    find_lr(tribes, QUICK, told.append)
    shares = [line.share for line in told if line.share is not None]
    assert len(shares) == len(told)
    assert {line.phase for line in told} == {"lr-find"}
    assert shares == sorted(shares)
    assert (shares[0], shares[-1]) == (0, 1)
    assert [line.done for line in told] == shares
    assert told[-1].eta_seconds == 0
