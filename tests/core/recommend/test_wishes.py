"""More like this, less like this: titles of its kind move, and the answers' reasons do not."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from core.data.vocabulary import Vocabulary
from core.model.bundle import Bundle
from core.profiles import Profile
from core.recommend.cowatching import CoWatching, CoWatchingSettings, Regression
from core.recommend.cowatching_fit import fit_cowatching
from core.recommend.explanations import reasons
from core.recommend.recommender import Recommender
from core.recommend.wishes import Wishes, WishSettings
from tests.tribes import TwoTribes

TRIBES = TwoTribes(other=0.1)


@pytest.fixture(scope="module")
def ours(shipped: Bundle) -> Recommender:
    return Recommender(shipped)


def test_titles_that_the_same_people_watch_rise_and_with_less_they_fall():
    parts = fit_cowatching(TRIBES.ratings, TRIBES.anime)
    wishes = Wishes(TRIBES.anime, CoWatching.from_parts(parts, CoWatchingSettings()), WishSettings(weight=1))
    sword, heart = TRIBES.odd[0], TRIBES.even[0]
    more = wishes.shift(Profile(more_like={sword}))
    is_odd = TRIBES.anime.ids % 2 == 1
    others = TRIBES.anime.ids != sword
    assert more[is_odd & others].min() > more[~is_odd].max() >= 0
    assert wishes.shift(Profile(less_like={sword})).tolist() == (-more).tolist()
    both = wishes.shift(Profile(more_like={sword}, less_like={heart}))
    assert both == pytest.approx(more - wishes.shift(Profile(more_like={heart})))
    assert not wishes.shift(Profile({sword: 9})).any()


def test_a_title_counts_by_how_much_interest_grows_beside_the_one_that_grows_most_by_hand():
    """Loved, the first title lifts the second from 0.2 to 0.4 and the third from 0.1 to 0.8, and lowers the fourth."""
    loved = replace(
        Regression.of_base(np.array([0.5, 0.2, 0.1, 0.3])),
        targets=np.array([[1, 2, 3]] * 4),
        weights=np.array([[20, 70, -10], *[[0, 0, 0]] * 3], dtype=np.int8),
        scales=np.full(4, 0.01 / 1.2),
    )
    settings = CoWatchingSettings(rating_slope=0.1, n_known=0, ramp=0)
    anime = Vocabulary([10, 20, 30, 40])
    wishes = Wishes(anime, CoWatching(loved, None, 8.0, settings), WishSettings(weight=3))
    expected = 3 * np.array([1, np.log(2) / np.log(8), 1, 0])
    assert wishes.shift(Profile(more_like={10})) == pytest.approx(expected)
    assert wishes.shift(Profile(more_like={10}, less_like={20})) == pytest.approx(expected - [0, 3, 0, 0])
    assert not wishes.shift(Profile(more_like={50})).any()


def test_more_like_a_title_brings_its_kind_and_less_takes_it_and_itself_away(ours):
    profile = Profile({int(anime_id): 8.0 for anime_id in ours.bundle.catalog.table.nlargest(6, "members").index})
    sports = 20583  # Haikyuu!!
    genres = ours.bundle.catalog.table["genres"]

    def n_sports(profile: Profile) -> int:
        return sum("Sports" in genres[each.anime_id] for each in ours.new_to_you(profile))

    more, less = Profile(profile.ratings, more_like={sports}), Profile(profile.ratings, less_like={sports})
    assert n_sports(more) > n_sports(profile) >= n_sports(less)
    assert sports not in [each.anime_id for each in ours.new_to_you(less)]


def test_a_wish_is_no_answer_so_what_each_answer_did_stays_the_same(ours):
    profile = Profile({5114: 9.0, 1535: 8.0, 9253: 3.0})
    wished = Profile(profile.ratings, more_like=frozenset({20583}))
    listed = [each.anime_id for each in ours.new_to_you(profile)]
    for before, after in zip(reasons(ours, profile, listed), reasons(ours, wished, listed), strict=True):
        assert np.allclose([each.influence for each in before.reasons], [each.influence for each in after.reasons])
