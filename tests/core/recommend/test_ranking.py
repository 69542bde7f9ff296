"""The rows with the highest scores."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from core.recommend.ranking import best


def test_best_leaves_out_what_is_excluded_and_gives_ties_to_the_smaller_row():
    assert best([1, 5, 3, 5, 2], 3, excluded=[1]).tolist() == [3, 2, 4]
    assert best([7, 7, 7], 2).tolist() == [0, 1]


def test_best_of_fewer_rows_than_asked_for_are_all_of_them():
    assert best([1, 2, 3], 10, excluded=[2]).tolist() == [1, 0]
    assert best([1, 2], 1, excluded=[0, 1]).tolist() == []
    assert best([], 3).tolist() == []


@settings(deadline=None)
@given(st.lists(st.integers(0, 5), min_size=1, max_size=30), st.integers(1, 30), st.data())
def test_best_is_the_head_of_a_stable_sort(scores, k, data):
    excluded = data.draw(st.sets(st.integers(0, len(scores) - 1)))
    expected = [row for row in np.argsort(-np.array(scores), kind="stable") if row not in excluded][:k]
    assert best(scores, k, list(excluded)).tolist() == expected
