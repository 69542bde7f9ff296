"""What is noted of ratings beside them is taken as far as it is sound."""

from __future__ import annotations

from pathlib import Path

import pytest

from core.data.about import ABOUT, About, about


@pytest.mark.parametrize(
    ("written", "points"), [(1, 10), (2, 2), (5, 5), (100, 100), (101, 10), (5.0, 10), (True, 10), (None, 10)]
)
def test_ratings_may_be_of_2_to_100_points(written: object, points: int):
    assert About.read({"points": written}) == About(points=points)


def test_what_is_not_of_its_kind_is_as_if_it_were_not_there():
    assert About.read({"source": "here", "simulated": True, "points": 5}) == About("here", True, 5)
    assert About.read({"source": 5, "simulated": 1}) == About()
    assert About.read([]) == About()


def test_a_file_that_is_missing_or_damaged_notes_nothing(tmp_path: Path):
    assert about(tmp_path) == About()
    (tmp_path / ABOUT).write_text('{"points": 5')
    assert about(tmp_path) == About()
    (tmp_path / ABOUT).write_text('{"points": 5}')
    assert about(tmp_path) == About(points=5)
