"""Evidence of titles not seen: by hand with one factor, and what it does to the lists of two tribes."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.data.vocabulary import Vocabulary
from core.model.bundle import Bundle
from core.profiles import Profile
from core.recommend.cowatching_fit import fit_cowatching
from core.recommend.exposure import ExposureModel, ExposureSettings, fit_exposure
from core.recommend.not_seen import NotSeenEvidence, NotSeenSettings
from core.recommend.recommender import Recommender
from tests.tribes import TwoTribes, untrained

SEEN, UNSEEN, OTHER, BEYOND = 30, 10, 20, 40
A, B, C = 0.8, 0.5, 0.6
ANIME = Vocabulary([UNSEEN, OTHER, SEEN, BEYOND])
BY_HAND = ExposureModel(
    rows=np.array([0, 1, 2], np.int32),
    share=np.full(3, 0.5),
    loadings=np.array([[A], [B], [C]]),
    noise=1 - np.array([A, B, C]) ** 2,
    pull=np.zeros((3, 3), np.float32),
)
TRIBES = TwoTribes(n_viewers=80, n_anime=16, own=0.75, other=0, unrated=1 / 6)
BUNDLE = untrained(
    TRIBES.ratings,
    TRIBES.catalog,
    fit_cowatching(TRIBES.ratings, TRIBES.anime)
    | fit_exposure(TRIBES.ratings, TRIBES.anime, ExposureSettings(n_asked=12, n_factors=4)),
)
EVIDENCE = NotSeenEvidence.of(BUNDLE)


def test_a_title_not_seen_speaks_against_those_that_are_seen_together_with_it() -> None:
    # Half of all have seen each title, so an answer lies one standard deviation of 0.5 from its share. With the first
    # title not seen the factor's mean is -a, and the others are seen with 0.5 - 0.5·b·a; with none of them, with 0.5.
    shift = NotSeenEvidence(ANIME, BY_HAND, NotSeenSettings(weight=0.25)).shift(Profile(not_seen={UNSEEN}))
    expected = [np.log(0.5 - 0.5 * loading * A) - np.log(0.5) for loading in (A, B, C)]
    assert shift == pytest.approx([*(0.25 * np.array(expected)), 0])


def test_what_the_seen_titles_say_is_taken_out_again() -> None:
    evidence = NotSeenEvidence(ANIME, BY_HAND, NotSeenSettings(weight=1))
    # precision 1 + a²/(1 - a²) + c²/(1 - c²), pulled by -a/(1 - a²) + c/(1 - c²); the seen title alone makes it c
    mean = (C / (1 - C**2) - A / (1 - A**2)) / (1 + A**2 / (1 - A**2) + C**2 / (1 - C**2))
    both = evidence.shift(Profile(seen={SEEN}, not_seen={UNSEEN}))
    assert both[1] == pytest.approx(np.log((0.5 + 0.5 * B * mean) / (0.5 + 0.5 * B * C)))
    rated = evidence.shift(Profile({SEEN: 3.0}, not_seen={UNSEEN}))
    assert rated.tolist() == both.tolist()


def test_without_titles_not_seen_nothing_moves(tiny_bundle: Bundle) -> None:
    assert not EVIDENCE.shift(Profile({TRIBES.odd[0]: 9.0}, seen=frozenset(TRIBES.odd[1:3]))).any()
    assert not EVIDENCE.shift(Profile(not_seen=frozenset({7}))).any()
    without_part = NotSeenEvidence.of(tiny_bundle)
    assert without_part.shift(Profile(not_seen=frozenset({10}))).tolist() == [0, 0, 0, 0]
    each = without_part.shift_without_each(Profile({20: 8.0}, not_seen={10}), np.array([1]), np.array([2, 3]))
    assert each.tolist() == [[0, 0]]


def test_a_seen_title_that_nothing_is_known_of_takes_nothing_away() -> None:
    evidence = NotSeenEvidence(ANIME, BY_HAND)
    told = Profile({BEYOND: 9.0, SEEN: 8.0}, not_seen={UNSEEN})
    wanted = ANIME.rows([OTHER, BEYOND])
    without = evidence.shift_without_each(told, ANIME.rows([BEYOND, SEEN]), wanted)
    expected = [evidence.shift(told.without(anime_id))[wanted] for anime_id in (BEYOND, SEEN)]
    assert without == pytest.approx(np.array(expected))
    assert without[0] == pytest.approx(evidence.shift(told)[wanted])
    assert without[0, 0] != 0


ANY_TITLES = st.frozensets(st.sampled_from(TRIBES.anime.ids.tolist()), max_size=6)


@given(ANY_TITLES, ANY_TITLES, ANY_TITLES)
def test_leaving_a_seen_title_out_is_exact(
    rated: frozenset[int], seen: frozenset[int], not_seen: frozenset[int]
) -> None:
    profile = Profile(dict.fromkeys(rated, 8.0), not_seen, seen)
    told = [*profile.ratings, *profile.seen]
    wanted = np.array([15, 0, 7])
    without = EVIDENCE.shift_without_each(profile, TRIBES.anime.rows(told), wanted)
    assert without.shape == (len(told), 3)
    for anime_id, shift in zip(told, without, strict=True):
        assert shift == pytest.approx(EVIDENCE.shift(profile.without(anime_id))[wanted], abs=1e-9)


def test_a_tribes_titles_not_seen_bring_the_other_tribe_before_any_rating() -> None:
    ours = Recommender(BUNDLE)
    asked = [anime_id for anime_id in TRIBES.odd if EVIDENCE.shift(Profile(not_seen={anime_id})).any()]
    listed = ours.recommend(Profile(not_seen=frozenset(asked[:2])))
    assert {each.anime_id for each in listed[:4]} <= set(TRIBES.even)
    before, after = ours.scores(Profile()), ours.scores(Profile(not_seen=frozenset(asked[:2])))
    assert after.score[TRIBES.anime.row(asked[2])] < before.score[TRIBES.anime.row(asked[2])]
    assert after.interest.tolist() == before.interest.tolist()
