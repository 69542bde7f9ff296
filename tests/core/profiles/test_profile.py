"""What one person said: each title once, joined with a list, and as the document that is kept."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.profiles import Profile
from core.profiles.profile import from_document, to_document
from tests.core.profiles.databases import PROFILE


def test_numbers_of_numpy_are_kept_as_plain_ones():
    profile = Profile({np.int32(10): np.float32(8)}, seen={np.int64(20)})  # ty: ignore[invalid-argument-type]
    assert from_document(to_document(profile)) == Profile({10: 8}, seen={20})


@pytest.mark.parametrize("rating", [0, 11, float("nan"), "loved", "not seen"])
def test_a_rating_outside_the_scale_is_a_mistake_of_the_program(rating):
    with pytest.raises(ValueError):
        Profile({10: rating})


def test_joining_takes_the_others_word_but_keeps_ratings_of_what_it_only_saw():
    mine = Profile({10: 8, 30: 5}, not_seen={20}, liked_genres={"Drama"}, disliked_genres={"Action"})
    brought = Profile({30: 6}, seen={10, 20}, hidden={40}, disliked_genres={"Drama"})
    assert mine.joined(brought) == Profile({10: 8, 30: 6}, seen={20}, hidden={40}, disliked_genres={"Drama", "Action"})


def test_a_title_counts_once_as_rated_or_not_seen_or_seen():
    profile = Profile({10: 8}, not_seen={10, 20}, seen={10, 20, 30})
    assert profile == Profile({10: 8}, not_seen={20}, seen={30})
    assert profile.answered == {10, 20}


def test_a_mark_stands_beside_what_was_watched_and_a_plan_where_nothing_was_said():
    profile = Profile({10: 8}, not_seen={20}, seen={30}, dropped={10, 20, 50}, watching={10, 30}, planned={10, 30, 40})
    assert (profile.dropped, profile.watching, profile.planned) == ({10}, {30}, {40})
    assert profile.told == {10, 20, 30, 40}
    assert profile.with_rating(10, 8).dropped == profile.without(30).watching == profile.with_seen(40).planned == set()


def test_a_title_given_up_counts_as_four_at_most():
    assert Profile({10: 8, 20: 2}, seen={30, 40}, dropped={10, 20, 40}).opinions == {10: 4, 20: 2, 40: 4}


def test_a_list_that_is_brought_again_says_what_became_of_a_title():
    mine = Profile({10: 8}, not_seen={40}, seen={20, 30}, dropped={10, 20}, watching={30})
    brought = Profile({30: 9}, seen={20}, watching={20}, planned={40})
    expected = Profile({10: 8, 30: 9}, seen={20}, dropped={10}, watching={20}, planned={40})
    assert mine.joined(brought) == expected


def test_marks_are_kept_and_a_document_from_before_them_has_none():
    profile = Profile({10: 8}, seen={20}, dropped={10}, watching={20}, planned={30}, more_like={40}, less_like={50})
    assert from_document(to_document(profile)) == profile
    since = Profile({10: 8}, seen={20}, more_like={60})
    assert profile.merged(since, replace(since, less_like={70})) == replace(profile, less_like={50, 70})


def test_an_answer_takes_the_place_of_what_was_said_before():
    assert PROFILE.with_rating(30, 5) == replace(PROFILE, ratings={10: 8, 20: 7.5, 30: 5}, not_seen=frozenset())
    assert PROFILE.with_rating(40, 5).seen == frozenset()
    assert PROFILE.with_not_seen(10) == replace(PROFILE, ratings={20: 7.5}, not_seen=frozenset({10, 30}))
    assert PROFILE.with_not_seen(40) == replace(PROFILE, not_seen=frozenset({30, 40}), seen=frozenset())
    assert PROFILE.with_seen(10) == replace(PROFILE, ratings={20: 7.5}, seen=frozenset({10, 40}))
    assert PROFILE.with_seen(30) == replace(PROFILE, not_seen=frozenset(), seen=frozenset({30, 40}))


@pytest.mark.parametrize(("anime_id", "part"), [(10, "ratings"), (30, "not_seen"), (40, "seen")])
def test_what_was_said_of_a_title_can_be_taken_back(anime_id: int, part: str):
    fewer = PROFILE.without(anime_id)
    assert anime_id not in getattr(fewer, part)
    assert (len(fewer.answered | fewer.seen), fewer.hidden) == (3, PROFILE.hidden)


def test_a_title_answered_for_is_hidden_no_longer_but_one_only_seen_still_is():
    assert PROFILE.with_rating(50, 7).hidden == frozenset()
    assert PROFILE.with_not_seen(50).hidden == frozenset()
    assert PROFILE.with_seen(50).hidden == {50}


def test_ratings_stay_in_the_order_given_when_one_is_changed_joined_or_kept():
    given = Profile({30: 5, 10: 8, 20: 7})
    assert [*given.with_rating(30, 9).ratings.items()] == [(30, 9), (10, 8), (20, 7)]
    assert [*given.joined(Profile({10: 1, 5: 2})).ratings] == [30, 10, 20, 5]
    assert [*from_document(to_document(given)).ratings] == [30, 10, 20]


@pytest.mark.parametrize(
    ("mine", "brought", "joined"),
    [
        (Profile({10: 8}), Profile(not_seen={10}), Profile(not_seen={10})),
        (Profile(not_seen={10}), Profile({10: 8}), Profile({10: 8})),
        (Profile(not_seen={10}), Profile(seen={10}), Profile(seen={10})),
        (Profile(seen={10}), Profile(not_seen={10}), Profile(not_seen={10})),
        (Profile(seen={10}), Profile({10: 8}), Profile({10: 8})),
        (Profile({10: 8}), Profile(seen={10}), Profile({10: 8})),
        (Profile(planned={10}), Profile(not_seen={10}), Profile(not_seen={10})),
        (Profile(not_seen={10}), Profile(planned={10}), Profile(planned={10})),
        (Profile(planned={10}), Profile(seen={10}), Profile(seen={10})),
        (Profile(planned={10}), Profile(planned={20}), Profile(planned={10, 20})),
        (Profile(seen={10}, dropped={10}), Profile(), Profile(seen={10}, dropped={10})),
        (Profile(seen={10}, dropped={10}), Profile(seen={10}), Profile(seen={10})),
        (Profile({10: 5}, dropped={10}), Profile({10: 8}), Profile({10: 8})),
        (Profile(seen={10}), Profile(seen={10}, dropped={10}), Profile(seen={10}, dropped={10})),
        (Profile(seen={10}, watching={10}), Profile(), Profile(seen={10}, watching={10})),
        (Profile(seen={10}, watching={10}), Profile(seen={10}), Profile(seen={10})),
        (Profile({10: 5}, watching={10}), Profile({10: 8}), Profile({10: 8})),
        (Profile(seen={10}), Profile(seen={10}, watching={10}), Profile(seen={10}, watching={10})),
        (Profile(more_like={10, 20}), Profile(less_like={10}), Profile(more_like={20}, less_like={10})),
        (Profile(less_like={10, 20}), Profile(more_like={10}), Profile(more_like={10}, less_like={20})),
        (Profile(hidden={10}), Profile(hidden={20}), Profile(hidden={10, 20})),
        (
            Profile(liked_genres={"Drama", "Mecha"}, disliked_genres={"Harem", "Horror"}),
            Profile(liked_genres={"Horror"}, disliked_genres={"Mecha"}),
            Profile(liked_genres={"Drama", "Horror"}, disliked_genres={"Harem", "Mecha"}),
        ),
    ],
)
def test_joining_leaves_each_title_in_one_place(mine: Profile, brought: Profile, joined: Profile):
    assert mine.joined(brought) == joined


def test_what_two_sessions_changed_is_merged_title_by_title_and_the_last_wins_where_both_changed_one():
    since = Profile({1: 5, 2: 5, 3: 5}, not_seen={4}, seen={5}, hidden={6, 7}, liked_genres={"Drama"})
    mine = Profile({1: 9, 2: 5, 8: 7}, not_seen={4}, seen={5}, hidden={6}, liked_genres={"Drama", "Mecha"})
    other = Profile({2: 6, 1: 4, 3: 5, 9: 8}, seen={4, 5}, hidden={6, 7, 10})
    assert mine.merged(since, other) == Profile(
        {2: 6, 1: 9, 9: 8, 8: 7}, seen={4, 5}, hidden={6, 10}, liked_genres={"Mecha"}
    )
    assert [*mine.merged(since, other).ratings] == [2, 1, 9, 8]


def test_changes_are_counted_by_title_and_genre():
    since = Profile({1: 5, 2: 5}, seen={3}, hidden={4}, liked_genres={"Drama"}, more_like={5})
    assert since.n_changes(since) == 0
    changed = Profile({1: 6, 2: 5}, not_seen={3}, hidden={4, 1}, liked_genres={"Mecha"}, more_like={5, 6})
    assert changed.n_changes(since) == since.n_changes(changed) == len({1, 3, "Drama", "Mecha", 6})


def test_a_profile_shows_how_much_was_said_and_not_what():
    assert repr(Profile({1: 5, 2: 7}, seen={3}, more_like={4})) == "Profile(2 ratings, 1 seen, 1 more_like)"


PROFILES = st.builds(
    Profile,
    ratings=st.dictionaries(st.integers(1, 6), st.integers(1, 10)),
    not_seen=st.frozensets(st.integers(1, 6)),
    seen=st.frozensets(st.integers(1, 6)),
    dropped=st.frozensets(st.integers(1, 6)),
    planned=st.frozensets(st.integers(1, 6)),
    hidden=st.frozensets(st.integers(1, 6)),
    liked_genres=st.frozensets(st.sampled_from(["Drama", "Mecha"])),
)


@given(PROFILES, PROFILES, PROFILES)
def test_merging_keeps_what_either_side_alone_changed(mine: Profile, since: Profile, other: Profile):
    assert mine.merged(since, since) == mine
    assert since.merged(since, other) == other
    merged = mine.merged(since, other)
    assert merged.differing(mine) <= other.differing(since)
    assert merged.differing(other) <= mine.differing(since)


def test_documents_have_the_shape_of_those_kept_so_far():
    document = (
        '{"answers": {"10": 8.0, "20": 7.5, "30": "not seen"}, "seen": [40], "hidden": [50], '
        '"liked_genres": ["Mystery"], "disliked_genres": ["Harem"]}'
    )
    assert to_document(PROFILE) == document
    assert from_document(document) == PROFILE


def test_a_document_in_which_answers_are_mixed_opens_with_the_ratings_in_their_order():
    mixed = (
        '{"answers": {"30": "not seen", "20": 7.5, "5": "not seen", "10": 8}, "seen": [], "hidden": [], '
        '"liked_genres": [], "disliked_genres": []}'
    )
    opened = from_document(mixed)
    assert ([*opened.ratings], opened.not_seen) == ([20, 10], {5, 30})
