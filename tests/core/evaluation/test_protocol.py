"""Who is measured, and how a viewer's titles are divided into what is told, held out and relevant."""

from dataclasses import replace
from math import isnan

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.data.ratings import UNRATED, Ratings
from core.errors import DataError
from core.evaluation.protocol import answered_cases, cold_start_viewers, halvings
from core.evaluation.settings import EvaluationSettings
from core.model.bundle import Bundle
from tests.core.evaluation.people import FIRST_ANIME, cold_start, ratings_of, together

TWO = EvaluationSettings(least_ratings=2)
KEEN = [9, 4, 10, 5, 8, 3, UNRATED, UNRATED]
"""The median is 6.5: rows 0, 2 and 4 are liked."""


def test_a_liked_title_is_rated_eight_and_at_least_the_median():
    assert cold_start(1, [6, 7, 8, 9]).is_liked.tolist() == [False, False, True, True], "the median is 7.5"
    assert cold_start(1, [8, 9, 10]).is_liked.tolist() == [False, True, True], "the median is 9"
    assert cold_start(1, [5, 6, 7]).is_liked.tolist() == [False, False, False]


def test_a_title_without_a_rating_is_not_liked_and_does_not_move_the_median():
    viewer = cold_start(1, [UNRATED, 8, UNRATED, 9, 10])
    assert viewer.is_rated.tolist() == [False, True, False, True, True]
    assert viewer.is_liked.tolist() == [False, False, False, True, True]


def test_only_viewers_the_model_never_saw_with_enough_ratings_are_measured(tiny_bundle: Bundle):
    ratings = together(
        ratings_of(9, {40: 7, 10: 8}),
        ratings_of(1, {10: 9, 20: 7, 30: 5}),
        ratings_of(7, {20: 6, 10: UNRATED, 30: 10}),
        ratings_of(8, {10: 9, 20: UNRATED}),
    )
    first, second = cold_start_viewers(tiny_bundle, ratings, TWO)
    assert (first.viewer_id, second.viewer_id) == (7, 9), "1 is in the bundle, 8 gave one rating"
    assert first.anime_ids.tolist() == [20, 10, 30]
    assert first.rows.tolist() == [1, 0, 2]
    assert first.ratings.tolist() == pytest.approx([6, float("nan"), 10], nan_ok=True)
    assert (second.anime_ids.tolist(), second.rows.tolist(), second.ratings.tolist()) == ([40, 10], [3, 0], [7, 8])


def test_titles_the_model_does_not_know_count_for_nothing(tiny_bundle: Bundle):
    ratings = ratings_of(7, {999: 9, 10: 8, 20: 6})
    (viewer,) = cold_start_viewers(tiny_bundle, ratings, TWO)
    assert viewer.anime_ids.tolist() == [10, 20]
    with pytest.raises(DataError, match="gave 3 ratings or more"):
        cold_start_viewers(tiny_bundle, ratings, EvaluationSettings(least_ratings=3))


def test_an_imputed_rating_is_a_title_watched_without_one(tiny_bundle: Bundle):
    given_ones = ratings_of(7, {10: 8, 20: 6, 30: 7})
    ratings = replace(given_ones, imputed=np.array([False, True, False]))
    (viewer,) = cold_start_viewers(tiny_bundle, ratings, TWO)
    assert viewer.is_rated.tolist() == [True, False, True]
    assert isnan(viewer.ratings[1])


def test_too_few_ratings_get_a_sentence_with_the_number_of_viewers(tiny_bundle: Bundle):
    ratings = together(ratings_of(7, {10: 8}), ratings_of(8, {999: 8}), ratings_of(1, {10: 8}))
    with pytest.raises(DataError, match="None of the 2 viewers that “tiny” has not seen gave 2 ratings or more"):
        cold_start_viewers(tiny_bundle, ratings, TWO)


def test_ratings_the_model_has_seen_get_a_sentence_that_says_what_to_do(tiny_bundle: Bundle):
    with pytest.raises(DataError, match=r"never seen\. Train it with --hold-out-viewers"):
        cold_start_viewers(tiny_bundle, ratings_of(1, {10: 8, 20: 9}), TWO)


def test_a_case_divides_a_viewers_ratings_into_answers_and_the_rest():
    settings = EvaluationSettings(n_draws=6)
    cases = list(answered_cases([cold_start(5, KEEN)], 2, settings))
    assert len(cases) == 6
    for case in cases:
        told = [anime_id - FIRST_ANIME for anime_id in case.profile.ratings]
        assert case.viewer_id == 5
        assert len(told) == 2
        assert case.profile.ratings == {FIRST_ANIME + row: KEEN[row] for row in told}
        assert case.seen.tolist() == told
        assert sorted([*told, *case.held_out]) == [0, 1, 2, 3, 4, 5], "titles without a rating are in neither part"
        assert case.ratings.tolist() == [KEEN[row] for row in case.held_out]
        assert sorted(case.relevant) == sorted({0, 2, 4}.difference(told))
    assert len({tuple(case.seen) for case in cases}) > 1


def test_fewer_answers_are_the_first_of_more():
    viewers = [cold_start(5, KEEN * 9), cold_start(6, KEEN * 9)]
    one, three = (list(answered_cases(viewers, n)) for n in (1, 3))
    assert [list(case.profile.ratings)[:1] for case in three] == [list(case.profile.ratings) for case in one]


def test_with_no_answers_nothing_is_known():
    (case,) = answered_cases([cold_start(5, KEEN)], 0, EvaluationSettings(n_draws=1))
    assert (case.profile.ratings, case.seen.tolist()) == ({}, [])
    assert sorted(case.held_out) == [0, 1, 2, 3, 4, 5]


def test_a_draw_that_leaves_nothing_relevant_is_left_out():
    settings = EvaluationSettings(n_draws=40)
    viewer = cold_start(5, [9, 4, 3])
    cases = list(answered_cases([viewer], 1, settings))
    assert 0 < len(cases) < 40, "one draw in three tells the only liked title"
    assert all(case.relevant.tolist() == [0] for case in cases)
    assert not list(answered_cases([cold_start(5, [5, 4, 3])], 1, settings))
    assert not list(answered_cases([viewer], 3, settings))


def test_draws_depend_on_seed_and_viewer_alone():
    def told(viewer_id: int, seed: int, *others: int) -> list[list[int]]:
        viewers = [cold_start(id_, KEEN) for id_ in (*others, viewer_id)]
        cases = answered_cases(viewers, 3, EvaluationSettings(seed=seed))
        return [case.seen.tolist() for case in cases if case.viewer_id == viewer_id]

    assert told(5, 0) == told(5, 0, 2, 3)
    assert told(5, 0) != told(5, 1)
    assert told(5, 0) != told(6, 0)


def test_the_draws_are_those_behind_the_published_figures():
    viewer, settings = cold_start(5, [9, 4] * 30), EvaluationSettings(n_draws=2, seed=7)
    random = np.random.default_rng([7, 5])
    told = [random.permutation(60)[:3].tolist() for _ in range(2)]
    assert [case.seen.tolist() for case in answered_cases([viewer], 3, settings)] == told
    random = np.random.default_rng([7, 5])
    withheld = [(random.random(60) < 0.5).tolist() for _ in range(2)]
    assert [half.withheld.tolist() for half in halvings([viewer], settings)] == withheld


@given(st.lists(st.sampled_from([UNRATED, 3, 7, 8, 9, 10]), min_size=1, max_size=12).filter(lambda r: max(r) > 0))
def test_a_halving_divides_all_titles_and_finds_the_liked_ones_of_the_withheld_half(rated: list[int]):
    viewer = cold_start(5, rated)
    for half in halvings([viewer]):
        asked = {anime_id - FIRST_ANIME for anime_id in half.answers}
        withheld = {anime_id - FIRST_ANIME for anime_id in half.withheld_ids}
        case = half.case([FIRST_ANIME + row for row in asked])
        assert asked | withheld == set(range(len(rated)))
        assert not asked & withheld
        assert set(case.relevant) == {row for row in withheld if viewer.is_liked[row]} != set()
        assert set(case.held_out) == {row for row in withheld if rated[row] != UNRATED}
        assert set(case.seen) == asked


def test_a_viewer_is_halved_as_often_as_the_settings_say_in_different_ways():
    halves = list(halvings([cold_start(5, [9, 4] * 30)], EvaluationSettings(n_draws=4)))
    assert len({half.withheld_ids for half in halves}) == 4
    assert all(18 < half.withheld.sum() < 42 for half in halves)


def test_a_halving_with_nothing_to_find_is_left_out():
    halves = list(halvings([cold_start(5, [9, 4, 3])], EvaluationSettings(n_draws=40)))
    assert 0 < len(halves) < 40
    assert all(half.withheld[0] for half in halves)


def test_who_is_shown_a_title_answers_with_a_rating_or_seen_or_not_seen():
    half = next(halvings([cold_start(5, [9, UNRATED] * 30)]))
    asked = [row for row in range(60) if not half.withheld[row]]
    rated = next(row for row in asked if row % 2 == 0) + FIRST_ANIME
    unrated = next(row for row in asked if row % 2) + FIRST_ANIME
    case = half.case([rated, 7, unrated])
    assert case.profile == half.profile([rated, 7, unrated])
    assert case.profile.ratings == {rated: 9}
    assert case.profile.seen == {unrated}
    assert case.profile.not_seen == {7}
    assert set(case.seen) == {rated - FIRST_ANIME, unrated - FIRST_ANIME}
    assert case.ratings.tolist() == [9] * len(case.held_out)


def test_ratings_in_any_order_bring_the_viewers_in_rising_order(tiny_bundle: Bundle):
    ratings = Ratings.of(np.array([9, 7, 9, 7]), np.array([10, 10, 20, 20]), np.array([8, 9, 7, 6]))
    found = cold_start_viewers(tiny_bundle, ratings, TWO)
    assert [(viewer.viewer_id, viewer.ratings.tolist()) for viewer in found] == [(7, [9, 6]), (9, [8, 7])]


def test_the_same_titles_may_be_told_as_seen():
    viewer, as_seen = cold_start(1, KEEN), replace(TWO, told_as_seen=True)
    for rated, seen in zip(answered_cases([viewer], 3, TWO), answered_cases([viewer], 3, as_seen), strict=True):
        assert seen.profile.seen == rated.profile.ratings.keys()
        assert not seen.profile.ratings
        assert seen.relevant.tolist() == rated.relevant.tolist()


def test_draws_of_nothing_told_ask_for_the_same_list_and_others_do_not():
    viewers = [cold_start(5, KEEN * 4)]
    settings = EvaluationSettings(n_draws=2)
    one, other = answered_cases(viewers, 0, settings)
    assert one.asks_for_the_list_of(other)
    assert one.held_out.tolist() != other.held_out.tolist()
    first, second = answered_cases(viewers, 3, settings)
    assert not first.asks_for_the_list_of(second)
    assert not first.asks_for_the_list_of(one)
