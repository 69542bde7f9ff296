"""Vectors of length 1 that take no memory of their own, by hand and against the plain formula."""

from __future__ import annotations

import numpy as np
import pytest

from core.recommend.unit_rows import BLOCK, UnitRows
from tests.core.model.contract import numbers


def test_each_row_has_length_1_and_a_row_of_zeros_stays_one():
    rows = UnitRows.of(np.array([[3, 4], [0, 0], [0, 2]], np.float32))
    assert rows[np.array([0, 1, 2])] == pytest.approx(np.array([[0.6, 0.8], [0, 0], [0, 1]]))


def test_columns_count_as_much_as_they_weigh():
    rows = UnitRows.of(np.array([[True, True], [True, False]]), np.array([3.0, 4.0]))
    assert rows[np.array([0, 1])] == pytest.approx(np.array([[0.6, 0.8], [1, 0]]))
    assert rows.along(np.array([[1.0, 2.0]]), slice(None)) == pytest.approx(np.array([[0.6 + 2 * 0.8, 1]]))


def test_products_are_those_of_all_rows_however_many_there_are():
    table, vectors, wanted = numbers(2 * BLOCK + 3, 4), numbers(2, 4), np.array([0, 2 * BLOCK + 2, BLOCK])
    expected = vectors @ (table / np.linalg.norm(table, axis=1, keepdims=True)).T
    rows = UnitRows.of(table)
    assert rows.along(vectors, slice(None)) == pytest.approx(expected, abs=1e-6)
    assert rows.along(vectors, wanted) == pytest.approx(expected[:, wanted], abs=1e-6)
    assert rows.along(vectors, np.zeros(0, np.int64)).shape == (2, 0)
