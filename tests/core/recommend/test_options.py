"""Options and filters of a list, by themselves."""

from __future__ import annotations

import pandas as pd
import pytest

from core.data.catalog import Catalog
from core.recommend.options import CatalogFilter, Options


def test_options_that_cannot_be_are_refused():
    with pytest.raises(ValueError, match="adventurous"):
        Options(adventurous=1.5)
    with pytest.raises(ValueError, match="adventurous"):
        Options(adventurous=-0.01)
    with pytest.raises(ValueError, match="at least 0"):
        Options(n=-1)
    assert [Options(n=0, adventurous=adventurous).adventurous for adventurous in (0, 1)] == [0, 1]


def test_a_filter_takes_its_ends_in_and_a_value_that_is_not_known_passes_none(tiny_catalog: Catalog):
    """Episodes 12, 24, 1 and none; members 400 to 100; mean ratings 8, 7.5, 7 and none."""
    titles = CatalogFilter(tiny_catalog)

    def passing(options: Options) -> list[str]:
        return tiny_catalog.table["title"][titles.allowed(options)].tolist()

    assert passing(Options()) == ["Red", "Blue", "Green", "Grey"]
    assert passing(Options(episodes=(12, None))) == ["Red", "Blue"]
    assert passing(Options(episodes=(13, 24))) == ["Blue"]
    assert passing(Options(episodes=(None, 12))) == ["Red", "Green"]
    assert passing(Options(members=(200, 300))) == ["Blue", "Green"]
    assert passing(Options(mean_rating=(7.5, 7.9))) == ["Blue"]
    assert passing(Options(genres_in={"Comedy", "Action"}, genres_out={"Romance"})) == ["Red", "Green"]
    assert passing(Options(types={"Movie"})) == ["Green"]


def test_a_series_whose_name_holds_a_word_for_extras_is_no_extra():
    table = pd.DataFrame(
        {
            "title": ["Pilot Candidate", "Comet Pilot", "Comet: Recap"],
            "genres": [(), (), ()],
            "type": ["TV", "OVA", "Movie"],
        }
    ).assign(episodes=1, mean_rating=7.0, members=10)
    assert CatalogFilter(Catalog(table)).allowed(Options()).tolist() == [True, False, False]
