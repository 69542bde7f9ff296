"""What the histograms below the map show."""

from __future__ import annotations

import numpy as np

from core.model.bundle import Bundle
from ui.map.measures import bins, by_doublings, by_year, measures


def test_a_number_is_in_the_last_bin_that_begins_at_it_or_before() -> None:
    assert bins([1, 4, 4.9, 5, 99, np.nan], np.array([4.0, 5.0])).tolist() == [0, 0, 0, 1, 1, -1]


def test_years_are_told_apart_up_to_the_last_and_the_early_ones_are_counted_together() -> None:
    years = by_year(np.array([1963, 1985, 1986, 1988, np.nan]))
    assert years.of.tolist() == [0, 0, 1, 3, -1]
    assert list(years.begins) == list(years.ends) == ["≤ 1985", "1986", "1987", "1988"]


def test_bins_of_popularity_double() -> None:
    counted = by_doublings(np.array([1, 2, 3, 4, 7, 8, 1_500]))
    assert counted.of.tolist() == [0, 1, 1, 2, 2, 3, 10]
    assert list(counted.begins)[:4] == ["1", "2", "4", "8"] and list(counted.ends)[:4] == ["1", "3", "7", "15"]
    assert (counted.begins[-1], counted.ends[-1]) == ("1,024", "2,047")


def test_the_shipped_titles_are_all_in_bins_but_for_unknown_years(shipped: Bundle) -> None:
    year, mean, count = measures(shipped)
    assert (year.of < 0).mean() < 0.4
    assert (mean.of < 0).mean() < 0.02 and (count.of >= 0).all()
    few = year.take(np.array([3, 1]))
    assert few.of.tolist() == [year.of[3], year.of[1]]
    assert few.as_data() == {"name": "Year", "of": few.of.tolist(), "from": list(year.begins), "to": list(year.ends)}
