from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.data.vocabulary import Vocabulary

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
