"""How titles are coloured."""

from __future__ import annotations

import numpy as np

from core.model.bundle import Bundle
from ui.map.colours import Colouring, colourings


def test_scales_reach_from_the_lowest_to_the_highest_but_for_a_few_extremes(shipped: Bundle) -> None:
    along = colourings(shipped, None)["Mean rating"]().as_data()["of"]
    assert isinstance(along, list)
    assert min(part for part in along if part is not None) == 0
    assert max(part for part in along if part is not None) == 1
    bias = colourings(shipped, None)["Bias"]()
    low, high = bias.ends
    assert low == -high


def test_a_scale_says_how_far_along_it_each_title_stands_and_of_which_that_is_not_known() -> None:
    values = np.array([2.0, 4.0, np.nan, 3.0, 2.5], dtype=np.float32)
    data = Colouring("Mean", values).as_data()
    low, high = 2 + 0.06 * 0.5, 4 - 0.06 * 1.0  # 2 % of the way between the four known values, of three steps
    expected = [0, 1, None, (3 - low) / (high - low), (2.5 - low) / (high - low)]
    assert data["of"] == [None if part is None else round(part, 3) for part in expected]


def test_categories_are_told_by_their_place() -> None:
    data = Colouring("Type", np.array([1, 0, 1]), ("TV", "Movie")).as_data()
    assert data == {"kind": "categories", "names": ["TV", "Movie"], "of": [1, 0, 1]}
