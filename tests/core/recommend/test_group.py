"""Lists for people who watch together: the rules by hand, and what must hold for all of them."""

from __future__ import annotations

import numpy as np
import pytest

from core.model.bundle import Bundle
from core.profiles import Profile
from core.recommend.group import Rule, fairly, group_list, recommend_to_group, together, worth
from core.recommend.options import Options
from core.recommend.recommender import Recommender

MECHA = Profile({1575: 9.5, 2904: 9, 30: 9.5, 2001: 9}, hidden={1535})
ROMANCE = Profile({2167: 9.5, 4181: 9, 4224: 9.5}, not_seen={16498}, less_like={9253})


@pytest.fixture(scope="module")
def ours(shipped: Bundle) -> Recommender:
    return Recommender(shipped)


def test_what_titles_are_worth_is_a_share_of_one_for_each_person_whatever_their_scores_lie_around():
    wanted = np.log([[1.0, 2.0, 1.0], [100.0, 300.0, 100.0]])
    assert worth(wanted) == pytest.approx(np.array([[1 / 4, 2 / 4, 1 / 4], [1 / 5, 3 / 5, 1 / 5]]))


def test_the_largest_scores_are_no_obstacle():
    assert worth(np.array([[2000.0, 2000 + np.log(3)], [-3000, -3000]])) == pytest.approx(
        np.array([[1 / 4, 3 / 4], [0.5, 0.5]])
    )


def test_each_next_title_raises_the_sum_of_logarithms_most_where_later_places_count_less():
    worths = np.random.default_rng(3).random((3, 9)) * [[1], [20], [0.05]]
    share, got, expected = worths / worths.max(axis=1, keepdims=True), np.full(3, 0.1), []
    for place in range(1, 7):
        gains = {
            title: sum(np.log(got[person] + share[person, title] / np.log2(place + 1)) for person in range(3))
            for title in range(9)
            if title not in expected
        }
        expected.append(max(gains, key=gains.__getitem__))
        got += share[:, expected[-1]] / np.log2(place + 1)
    assert fairly(worths, 6).tolist() == expected


def test_taken_fairly_whoever_got_little_counts_more_for_the_next_title():
    """The first two people are of one taste; by the mean the third would wait until their titles are used up."""
    worth = np.array([[1.0, 0.9, 0.8, 0.1], [1.0, 0.9, 0.8, 0.1], [0.05, 0.05, 0.05, 1.0]])
    assert fairly(worth, 4).tolist()[:2] in ([0, 3], [3, 0])
    assert sorted(fairly(worth, 4).tolist()) == [0, 1, 2, 3]
    assert fairly(worth, 9).tolist() == fairly(worth, 4).tolist()


def test_a_title_gains_by_hand_what_the_logarithms_say():
    """0.1 each before; the first place counts whole: log(1.1) + log(0.1) against log(0.7) + log(0.7)."""
    assert np.log(0.7) * 2 > np.log(1.1) + np.log(0.1)
    assert fairly(np.array([[1.0, 0.6], [0.0, 0.6]]), 1).tolist() == [1]


@pytest.mark.parametrize(("rule", "first"), [(Rule.AVERAGE, 0), (Rule.LEAST_MISERY, 1), (Rule.FAIR, 1)])
def test_by_the_average_one_may_be_left_out_and_by_the_least_or_fairly_not(ours: Recommender, rule: Rule, first: int):
    """The first title is worth 0.7 and 0.1 to the two, the second 0.3 to both."""
    titles = ours.cards.new_to(np.arange(len(ours.cards.anime), 0.0, -1.0), Profile(), Options())[1][:2]
    worths = np.full((2, len(ours.cards.anime)), 1e-6)
    worths[:, titles] = [[0.7, 0.3], [0.1, 0.3]]
    found = group_list(ours.cards, worths, Profile(), rule, Options(n=2))
    assert found.tolist() == [titles[first], titles[1 - first]]


@pytest.mark.parametrize("rule", Rule)
def test_nothing_comes_up_of_which_one_of_them_has_watched_hidden_or_wants_less(ours: Recommender, rule: Rule):
    everybody = together([MECHA, ROMANCE])
    found = recommend_to_group(ours, [MECHA, ROMANCE], rule, Options(n=30))
    rows = ours.bundle.model.anime.rows([title.anime_id for title in found])
    group, series = ours.franchises.group, ours.franchises.series
    told = ours.bundle.model.anime.rows(sorted(everybody.watched))
    hidden = ours.bundle.model.anime.rows(sorted(everybody.hidden))
    assert len(found) == len(set(group[rows].tolist())) == 30
    assert not set(series[rows].tolist()) & set(series[told].tolist())
    assert not set(group[rows].tolist()) & set(group[hidden].tolist())
    assert 9253 not in [title.anime_id for title in found]


def test_each_title_says_what_it_is_to_each_in_their_order(ours: Recommender):
    found = recommend_to_group(ours, [MECHA, ROMANCE], Rule.FAIR)
    back = recommend_to_group(ours, [ROMANCE, MECHA], Rule.FAIR)
    assert [title.anime_id for title in found] == [title.anime_id for title in back]
    for one, other in zip(found, back, strict=True):
        assert one.members == other.members[::-1]
        assert {member.anime_id for member in one.members} == {one.anime_id}
    predicted = ours.scores(MECHA).predicted[ours.bundle.model.anime.rows([found[0].anime_id])[0]]
    assert found[0].members[0].predicted == pytest.approx(predicted)


def test_twice_the_same_person_gets_their_own_new_titles(ours: Recommender):
    familiar = Options(adventurous=0)
    alone = [title.anime_id for title in ours.new_to_you(MECHA, familiar)]
    for rule in Rule:
        assert [title.anime_id for title in recommend_to_group(ours, [MECHA, MECHA], rule, familiar)] == alone
        found = {title.anime_id for title in recommend_to_group(ours, [MECHA, MECHA], rule)}
        assert found == {title.anime_id for title in ours.new_to_you(MECHA)}, "the same, if not in the same order"


@pytest.mark.parametrize("n", [0, 1, 7])
def test_a_group_is_two_to_six_people(ours: Recommender, n: int):
    with pytest.raises(ValueError, match="2 to 6"):
        recommend_to_group(ours, [MECHA] * n, Rule.FAIR)
