from __future__ import annotations

import tracemalloc
from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.data.vocabulary import MOST_HASHED, Vocabulary

ids = st.lists(st.integers(0, 2**31 - 1), unique=True, max_size=30)


@given(ids)
def test_rows_and_ids_are_inverse(some_ids: list[int]):
    vocabulary = Vocabulary(some_ids)
    assert vocabulary.rows(some_ids).tolist() == list(range(len(some_ids)))
    assert vocabulary.ids.tolist() == some_ids


@given(ids, st.integers(0, 2**31 - 1))
def test_an_unknown_id_is_negative_or_an_error_as_the_caller_says(some_ids: list[int], id_: int):
    vocabulary = Vocabulary(some_ids)
    assert (id_ in vocabulary) == (id_ in some_ids)
    if id_ not in some_ids:
        assert vocabulary.rows([id_], unknown="negative").tolist() == [-1]
        with pytest.raises(KeyError):
            vocabulary.row(id_)


def test_the_order_given_is_the_row_order():
    assert Vocabulary([7, 3, 5]).rows([3, 7, 5, 3]).tolist() == [1, 0, 2, 1]


def test_ids_must_be_unique_and_flat():
    for bad in ([1, 1], np.ones((2, 2))):
        with pytest.raises(ValueError, match="unique"):
            Vocabulary(bad)


def test_the_row_of_one_id_is_a_plain_number():
    vocabulary = Vocabulary([7, 3, 5])
    assert [vocabulary.row(id_) for id_ in (7, 3, 5)] == [0, 1, 2]
    assert type(vocabulary.row(3)) is int
    assert len(vocabulary) == 3


def test_ids_outside_the_range_of_those_known_are_unknown():
    vocabulary = Vocabulary([7, 3, 5])
    assert vocabulary.rows([0, 4, 9, 5], unknown="negative").tolist() == [-1, -1, -1, 2]
    with pytest.raises(KeyError, match="4"):
        vocabulary.rows([7, 4, 9])
    assert Vocabulary([]).rows([1], unknown="negative").tolist() == [-1]


@pytest.mark.parametrize("look_up", [Vocabulary.__contains__, Vocabulary.row], ids=["whether", "where"])
def test_beyond_a_hundred_thousand_ids_no_dictionary_is_made(look_up: Callable[[Vocabulary, int], object]):
    def peak(n: int) -> int:
        vocabulary = Vocabulary(np.arange(n))
        tracemalloc.start()
        assert look_up(vocabulary, 7)
        _, peak = tracemalloc.get_traced_memory()
        tracemalloc.stop()
        return peak

    assert peak(MOST_HASHED + 1) < 10**6 < 5 * 10**6 < peak(MOST_HASHED)
