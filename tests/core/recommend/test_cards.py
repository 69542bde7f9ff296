"""A short list is the beginning of a long one, although it does not look at every title."""

from __future__ import annotations

import numpy as np
import pytest

from core.model.bundle import Bundle
from core.profiles import Profile
from core.recommend.cards import Cards
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
