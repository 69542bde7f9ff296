"""Ratings in a Parquet file: block by block, of every set that is known, and what is wrong with one in words."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from core.data.mapped import parquet
from core.data.mapped.parquet import parquet_blocks
from core.data.rating_rows import ViewerNumbers
from core.errors import DataError

ROWS = {"user_id": [5, 5, 7], "anime_id": [10, 20, 10], "rating": [8.0, -1.0, 9.5]}


def written(folder: Path, rows: dict[str, list]) -> Path:
    pd.DataFrame(rows).to_parquet(folder / "rating.parquet")
    return folder / "rating.parquet"


def read(file: Path) -> list[tuple[pd.DataFrame, float]]:
    return list(parquet_blocks(file, ViewerNumbers()))


def flaw(file: Path) -> str:
    with pytest.raises(DataError) as raised:
        read(file)
    return str(raised.value)


def test_rows_come_block_by_block_with_the_share_that_is_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(parquet, "ROWS_AT_ONCE", 2)
    blocks = read(written(tmp_path, ROWS))
    assert [(len(table), share) for table, share in blocks] == [(2, pytest.approx(2 / 3)), (1, 1.0)]
    rows = pd.concat([table for table, _ in blocks])
    assert {name: rows[name].tolist() for name in ROWS} == ROWS


def test_a_bad_rating_in_a_later_block_is_named_by_its_row(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(parquet, "ROWS_AT_ONCE", 2)
    assert "row 3: the rating 11 is" in flaw(written(tmp_path, ROWS | {"rating": [8.0, -1.0, 11.0]}))


def test_viewers_with_names_are_numbered_and_a_status_may_be_missing(tmp_path: Path):
    names = {"username": ["aya", "ben", "aya"], "anime_id": [10, 20, 30], "my_score": [8.0, 0.0, 7.0]}
    [(table, _)] = read(written(tmp_path, names | {"my_status": [2.0, np.nan, 1.0]}))
    assert table["user_id"].tolist()[0] == table["user_id"].tolist()[2] != table["user_id"].tolist()[1]
    assert table["rating"].tolist() == [8, -1, 7]
    assert table["status"].tolist() == [2, 0, 1]


def test_a_file_that_cannot_be_used_is_told_why(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    rows = {"user_id": [5], "anime_id": [10]}
    assert "needs one column rating; its columns are user_id, anime_id." in flaw(written(tmp_path, rows))
    assert "has no rows" in flaw(written(tmp_path, {name: [] for name in ROWS}))
    file = written(tmp_path, ROWS)
    monkeypatch.setattr(parquet, "PART", parquet.PART.__class__(size=1, lines=3))
    assert len(read(file)[0][0]) == 3
    monkeypatch.setattr(parquet, "PART", parquet.PART.__class__(size=1, lines=2))
    assert "has more than 2 rows" in flaw(file)
