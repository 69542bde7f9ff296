"""Which part of the catalog a title belongs to."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from core.evaluation.title_cohorts import TITLE_COHORTS, title_cohorts


def test_each_cohort_holds_a_third_of_all_ratings():
    head, middle, tail = [30], [15, 12, 10], [10, 8, 4, 1]
    assert sum(head) == sum(head + middle + tail) / 3
    assert title_cohorts(head + middle + tail).tolist() == [0, 1, 1, 1, 2, 2, 2, 2]
    assert title_cohorts([4, 1, *middle, 8, 10, *head]).tolist() == [2, 2, 1, 1, 1, 2, 2, 0]


def test_a_title_without_ratings_is_of_the_tail_and_where_nobody_rated_all_are_the_head():
    assert title_cohorts([0, 5, 5, 5]).tolist() == [2, 0, 1, 2]
    assert title_cohorts([0, 0]).tolist() == [0, 0]
    assert title_cohorts([]).tolist() == []


@given(st.lists(st.integers(0, 1000), min_size=1, max_size=50))
def test_nobody_of_a_later_cohort_is_better_known_and_no_cohort_holds_much_more_than_a_third(n_ratings: list[int]):
    counts, cohort = np.array(n_ratings), title_cohorts(n_ratings)
    order = np.argsort(-counts, kind="stable")
    assert (np.diff(cohort[order]) >= 0).all()
    for place in range(len(TITLE_COHORTS)):
        own = counts[cohort == place]
        assert own.sum() <= counts.sum() / len(TITLE_COHORTS) + own.max(initial=0)
