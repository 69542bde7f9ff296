"""Which titles stand in a list, of which a short one is the beginning of a long one."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from core.data.catalog import Catalog
from core.data.vocabulary import Vocabulary
from core.model.bundle import Bundle
from core.profiles import Profile
from core.recommend.cards import Cards
from core.recommend.franchises import group_franchises
from core.recommend.options import Options
from core.recommend.recommender import Recommender

NOBODY = Profile()


@pytest.fixture
def cards(shipped: Bundle) -> Cards:
    return Recommender(shipped).cards


@pytest.mark.parametrize("n_values", [2, 30, 10**6])
def test_the_first_cards_are_the_same_however_many_are_asked_for(cards: Cards, n_values: int):
    """With few different values most titles are equally good."""
    n_anime = len(cards.anime)
    scores = np.random.default_rng(n_values).integers(n_values, size=n_anime).astype(np.float64)
    told = Profile({int(anime_id): 9.0 for anime_id in cards.anime.ids[:: n_anime // 20]})
    every = Options(n=n_anime)
    for profile in (NOBODY, told):
        long, both = (
            makes(scores, scores, profile, every).tolist() for makes in (cards.best_new_to, cards.in_one_list)
        )
        for n in (1, 10, 25):
            assert cards.best_new_to(scores, scores, profile, Options(n=n)).tolist() == long[:n]
            assert cards.in_one_list(scores, scores, profile, Options(n=n)).tolist() == both[:n]


def test_franchises_with_all_of_the_best_titles_do_not_keep_another_out(cards: Cards):
    group = cards.franchises.group
    largest = np.argsort(-np.bincount(group))[:9]
    scores = np.where(np.isin(group, largest), 2.0, 1.0) - np.arange(len(group)) / 1e6
    assert np.isin(group, largest).sum() > 100
    found = cards.best_new_to(scores, scores, NOBODY, Options(n=10, include_specials=True))
    assert set(largest) < set(group[found])
    assert len(set(group[found])) == 10


def small(*titles: str) -> Cards:
    table = pd.DataFrame({"title": titles, "genres": [()] * len(titles), "type": "TV", "members": 10})
    catalog = Catalog(table.assign(episodes=12, mean_rating=7.0).set_axis(range(1, len(titles) + 1)))
    return Cards(catalog, Vocabulary(catalog.table.index.to_numpy()), group_franchises(catalog))


@pytest.mark.parametrize(("ahead", "row"), [(0.0, 0), (0.5, 0), (0.75, 1)])
def test_a_newcomer_begins_with_the_start_unless_a_part_leads_by_more_than_half_a_point(ahead: float, row: int):
    cards, scores = small("Zorblax", "Zorblax 2nd Season"), np.array([1.0, 1 + ahead])
    assert cards.best_new_to(scores, scores, NOBODY, Options()).tolist() == [row]
    assert cards.in_one_list(scores, scores, NOBODY, Options()).tolist() == [row]


@pytest.mark.parametrize(("ahead", "row"), [(-0.1, 0), (0.1, 1)])
def test_where_a_new_version_tells_a_series_again_a_newcomer_begins_with_the_better_one(ahead: float, row: int):
    cards = small("Fullmetal Alchemist", "Fullmetal Alchemist: Brotherhood")
    scores = np.array([1.0, 1 + ahead])
    assert cards.best_new_to(scores, scores, NOBODY, Options()).tolist() == [row]
    assert cards.in_one_list(scores, scores, NOBODY, Options()).tolist() == [row]


def test_a_series_whose_start_was_not_seen_is_open_again_once_a_part_was_seen_or_when_asked_for():
    cards = small("Zorblax", "Zorblax 2nd Season", "Quantix")
    assert cards.open_to(Profile(not_seen={1})).tolist() == [False, False, True]
    assert cards.open_to(Profile(not_seen={2})).tolist() == [True, False, True]
    assert cards.open_to(Profile(not_seen={1}, seen={2})).tolist() == [False, False, True]
    assert cards.open_to(Profile({1: 9.0}, not_seen={2})).tolist() == [False, False, True]
    assert cards.open_to(Profile(not_seen={1}), include_not_seen=True).tolist() == [True, True, True]
    assert cards.open_to(Profile(hidden={2})).tolist() == [False, False, True]
    assert cards.open_to(Profile({1: 9.0})).tolist() == [False, True, True]


def test_what_is_new_is_of_no_series_told_of_hidden_or_wanted_less():
    cards = small("Zorblax", "Zorblax 2nd Season", "Quantix")
    assert cards.new_for(Profile({1: 9.0})).tolist() == [False, False, True]
    assert cards.new_for(Profile(not_seen={2})).tolist() == [False, False, True]
    assert cards.new_for(Profile(not_seen={2}), include_not_seen=True).tolist() == [True, True, True]
    assert cards.new_for(Profile(hidden={2})).tolist() == [False, False, True]
    assert cards.new_for(Profile(less_like={2})).tolist() == [True, False, True]
    assert cards.begun(Profile(seen={2})).tolist() == [True, True, False]
