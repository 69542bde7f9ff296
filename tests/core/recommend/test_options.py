"""Options and filters of a list, by themselves."""

from __future__ import annotations

import pandas as pd
import pytest

from core.data.catalog import Catalog
from core.recommend.options import CatalogFilter, Options


def test_options_that_cannot_be_are_refused():
    with pytest.raises(ValueError, match="adventurous"):
        Options(adventurous=1.5)
    with pytest.raises(ValueError, match="at least 0"):
        Options(n=-1)


def test_a_series_whose_name_holds_a_word_for_extras_is_no_extra():
    table = pd.DataFrame(
        {
            "title": ["Pilot Candidate", "Comet Pilot", "Comet: Recap"],
            "genres": [(), (), ()],
            "type": ["TV", "OVA", "Movie"],
        }
    ).assign(episodes=1, mean_rating=7.0, members=10)
    assert CatalogFilter(Catalog(table)).allowed(Options()).tolist() == [True, False, False]
