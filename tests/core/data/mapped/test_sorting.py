"""The order of the viewers, worked out on disk: the same rows as in memory, in memory that does not grow with them."""

from __future__ import annotations

import tempfile
import tracemalloc
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.data.cleaning import repeats
from core.data.mapped.sorting import ROW, Spool
from core.data.ratings import UNRATED, Ratings

ROW_OF = st.tuples(st.sampled_from([0, 1, 255, 256, 70_000]), st.integers(0, 3), st.integers(0, 10))


@settings(max_examples=40)
@given(st.lists(ROW_OF, max_size=20), st.integers(1, 8), st.integers(1, 8))
def test_rows_are_those_that_sorting_in_memory_has(rows: list[tuple[int, int, int]], in_memory: int, at_once: int):
    whole = np.array(rows, dtype=ROW)
    n_repeats = np.zeros(4, dtype=np.int64)
    with tempfile.TemporaryDirectory() as folder:
        spool = Spool(Path(folder), in_memory)
        for start in range(0, len(rows), at_once):
            part = whole[start : start + at_once]
            spool.add(part["viewer"], part["anime"], part["code"])
        assert len(spool) == len(rows)
        told: list[int] = []
        found = [part for part in spool.by_viewer(n_repeats, told.append) if len(part)]
    steps = np.diff([0, *told])
    assert steps.sum() == len(rows) and ((steps > 0) & (steps <= in_memory)).all()
    rating = [code or UNRATED for code in whole["code"].tolist()]
    left_out = repeats(Ratings.of(whole["viewer"], whole["anime"], rating))
    kept = np.delete(whole, left_out)
    expected = kept[np.argsort(kept["viewer"], kind="stable")]
    assert np.concatenate([np.zeros(0, ROW), *found]).tolist() == expected.tolist()
    assert n_repeats.tolist() == np.bincount(whole["anime"][left_out], minlength=4).tolist()
    assert all(one["viewer"][-1] < other["viewer"][0] for one, other in pairwise(found))


def peak_of(n_rows: int, folder: Path) -> int:
    """Bytes in use at the most while so many rows of 100 for each viewer are put in order, 5,000 at a time."""
    folder.mkdir()
    anime, code = np.arange(5_000) % 100, np.ones(5_000, dtype=np.uint8)
    tracemalloc.start()
    spool = Spool(folder, rows_in_memory=30_000)
    for start in range(0, n_rows, 5_000):
        spool.add((start + np.arange(5_000)) // 100, anime, code)
    for _ in spool.by_viewer(np.zeros(100, dtype=np.int64), lambda done: None):
        pass
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    return peak


def test_memory_does_not_grow_with_the_rows(tmp_path: Path):
    small, middle, large = (peak_of(n_rows, tmp_path / str(n_rows)) for n_rows in (100_000, 200_000, 400_000))
    assert middle == pytest.approx(small, rel=0.2)
    assert large == pytest.approx(small, rel=0.2)
