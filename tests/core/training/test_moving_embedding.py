"""How titles move, as it is kept and read back."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from core.model.stored import Flaw
from core.training.moving_embedding import MovingEmbedding

MOVING = MovingEmbedding(
    np.array([5, 9], np.int32),
    ("Ärger", "<b>"),
    np.array([0, 7], np.int8),
    np.array([0.0, 0.5, 1.0], np.float32),
    np.arange(12, dtype=np.float16).reshape(3, 2, 2),
)


def test_what_is_kept_is_read_back(tmp_path: Path):
    (file := tmp_path / "moving").write_bytes(MOVING.as_bytes())
    found = MovingEmbedding.read(file)
    assert found.titles == MOVING.titles
    for name in ("anime_id", "genre", "moments", "places"):
        assert np.array_equal(getattr(found, name), getattr(MOVING, name)), name


@pytest.mark.parametrize(
    "change",
    [
        {"titles": ("one",)},
        {"titles": ("one", 2)},
        {"titles": 7},
        {"anime_id": np.array([5, 5], np.int32)},
        {"genre": np.array([0, 8], np.int8)},
        {"moments": np.zeros((3, 1), np.float32)},
        {"places": np.full((3, 2, 2), np.nan, np.float16)},
        {"places": np.zeros((3, 2, 3), np.float16)},
        {"places": np.zeros((0, 2, 2), np.float16), "moments": np.zeros(0, np.float32)},
    ],
)
def test_what_does_not_fit_together_is_a_flaw(tmp_path: Path, change: dict):
    (file := tmp_path / "moving").write_bytes(replace(MOVING, **change).as_bytes())
    with pytest.raises(Flaw):
        MovingEmbedding.read(file)


@pytest.mark.parametrize("content", [None, b"", b"{}", MOVING.as_bytes()[:-5]])
def test_a_damaged_file_or_none_is_a_flaw(tmp_path: Path, content: bytes | None):
    if content is not None:
        (tmp_path / "moving").write_bytes(content)
    with pytest.raises(Flaw):
        MovingEmbedding.read(tmp_path / "moving")
