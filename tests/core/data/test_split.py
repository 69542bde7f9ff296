"""The split: validation rows that can be told from any others."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from core.data.ratings import Ratings
from core.data.split import Rated, Split, split
from core.data.vocabulary import Vocabulary


def of(valid: Rated, viewers: Vocabulary, anime: Vocabulary) -> Split:
    nothing = np.zeros(0, np.int32)
    return Split(viewers, anime, Rated(nothing, nothing, np.zeros(0, np.float32)), valid, (nothing, nothing), 0)


@pytest.fixture
def three() -> Split:
    """Viewers 5 and 6 rated anime 10, 20 and 10 with 8, 7 and 9."""
    valid = Rated(np.array([0, 0, 1], np.int32), np.array([0, 1, 0], np.int32), np.array([8, 7, 9], np.float32))
    return of(valid, Vocabulary([5, 6]), Vocabulary([10, 20]))


def test_a_fingerprint_is_the_same_for_the_same_rows_in_any_order_and_by_any_row_numbers(three: Split):
    valid = Rated(np.array([0, 1, 1], np.int32), np.array([2, 0, 2], np.int32), np.array([9, 7, 8], np.float32))
    same = of(valid, Vocabulary([6, 5]), Vocabulary([20, 30, 10]))
    assert three.fingerprint == same.fingerprint
    assert len(three.fingerprint) == 64


@pytest.mark.parametrize("change", ["viewer", "anime", "rating", "fewer rows"])
def test_a_fingerprint_changes_with_any_part_of_a_row(three: Split, change: str):
    viewer, anime, rating = three.valid.viewer, three.valid.anime, three.valid.rating
    other = {
        "viewer": Rated(1 - viewer, anime, rating),
        "anime": Rated(viewer, 1 - anime, rating),
        "rating": Rated(viewer, anime, rating + np.float32(0.5)),
        "fewer rows": Rated(viewer[:2], anime[:2], rating[:2]),
    }[change]
    assert replace(three, valid=other).fingerprint != three.fingerprint


def test_a_fingerprint_does_not_depend_on_what_is_learnt_from(three: Split):
    one = np.zeros(1, np.int32)
    more = Rated(one, one, np.ones(1, np.float32))
    assert replace(three, train=more, watched=(one, one), held_out_viewers=3).fingerprint == three.fingerprint


def test_another_seed_draws_other_rows():
    viewers, anime = np.repeat(np.arange(10), 10), np.tile(np.arange(10), 10)
    ratings = Ratings.of(viewers, anime, 1 + (viewers + anime) % 10)
    first, again, other = (split(ratings, ratings, 0.1, 0.1, seed).fingerprint for seed in (0, 0, 1))
    assert first == again != other
