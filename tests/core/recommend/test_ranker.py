"""The ranker: its formula by hand, exact reasons, and what becomes of damaged weights."""

from __future__ import annotations

from dataclasses import fields, replace

import numpy as np
import pytest

from core.errors import BundleError
from core.model.bundle import Bundle
from core.profiles import Profile
from core.recommend.clues import PAIR, TITLE, Opinions
from core.recommend.cowatching_fit import fit_cowatching
from core.recommend.explanations import influences
from core.recommend.franchise_watching import fit_franchise_watching
from core.recommend.ranker import N_CLUES, PREFIX, RankerWeights
from core.recommend.recommender import Recommender
from core.recommend.settings import RankingSettings
from tests.core.recommend.encoding import autoencoder
from tests.tribes import TwoTribes, untrained

TRIBES = TwoTribes(n_viewers=60, n_anime=30)
THREES = np.arange(30) // 3
"""Franchises of three titles each."""
COWATCHING = fit_cowatching(TRIBES.ratings, TRIBES.anime)
PARTS = COWATCHING | fit_franchise_watching(TRIBES.ratings, TRIBES.anime, THREES)
NOTHING = RankerWeights(
    np.zeros(N_CLUES), np.ones(N_CLUES), np.zeros(N_CLUES), np.zeros((N_CLUES, 2)), np.zeros(2), np.zeros(2)
)


def bundle(weights: RankerWeights) -> Bundle:
    return untrained(TRIBES.ratings, TRIBES.catalog, PARTS | dict(weights.as_parts()))


def drawn(seed: int = 0) -> RankerWeights:
    random = np.random.default_rng(seed)
    return RankerWeights(
        random.normal(size=N_CLUES),
        random.uniform(0.5, 2, N_CLUES),
        random.normal(size=N_CLUES),
        random.normal(size=(N_CLUES, 5)),
        random.normal(size=5),
        random.normal(size=5),
    )


def person(n: int, seed: int = 0) -> Profile:
    random = np.random.default_rng(seed)
    told = random.choice(TRIBES.anime.ids, n, replace=False)
    ratings = {int(anime_id): float(random.integers(1, 11)) for anime_id in told[: (n + 1) // 2]}
    return Profile(ratings, seen=frozenset(told[(n + 1) // 2 :]))


def test_the_score_is_the_clues_own_weight_and_what_passes_through_the_hidden_units():
    place = PAIR.index("predicted rating")
    linear, hidden = np.zeros(N_CLUES), np.zeros((N_CLUES, 2))
    linear[place], hidden[place] = 3.0, (1.0, -1.0)
    mean, deviation = np.zeros(N_CLUES), np.ones(N_CLUES)
    mean[place], deviation[place] = 5.0, 2.0
    ours = Recommender(
        bundle(RankerWeights(mean, deviation, linear, hidden, np.array([1.0, 1.0]), np.array([2.0, 5.0])))
    )
    scores = ours.scores(person(4))
    standard = (scores.predicted - 5) / 2
    through = 2 * np.maximum(standard + 1, 0) + 5 * np.maximum(1 - standard, 0)
    assert scores.score == pytest.approx(3 * standard + through - (2 * 1 + 5 * 1), abs=1e-6)


def test_the_autoencoder_adds_its_log_share_by_its_weight_above_what_is_usual():
    parts = {**bundle(drawn()).parts, **autoencoder().as_parts()}
    alone, both = Recommender(bundle(drawn())), Recommender(replace(bundle(drawn()), parts=parts))
    scores, encoder = both.scores(person(4)), both.autoencoder
    assert encoder
    [shares] = encoder.log_shares(scores.evidence, np.ones((1, 4)))
    added = RankingSettings().autoencoder_weight * (shares - encoder.usual)
    assert scores.score == pytest.approx(alone.scores(person(4)).score + added)
    assert np.array_equal(both.scores(Profile()).score, both.score_of_anyone)


def test_what_an_average_title_would_get_is_taken_off():
    ours = Recommender(bundle(replace(NOTHING, bias=np.array([1.0, 2.0]), out=np.array([3.0, 4.0]))))
    assert ours.scores(person(3)).score == pytest.approx(0)


def test_with_all_clues_the_score_is_the_network_of_standardised_clues_less_that_of_an_average_title():
    weights, profile = drawn(), person(5)
    ours = Recommender(bundle(weights))
    scores, every, ranker = ours.scores(profile), slice(None), ours.ranker
    assert ranker
    told = scores.evidence.rows, scores.evidence.ratings
    opinions = Opinions.of(scores.interest, scores.love, scores.predicted, ours.cowatching.largest_share(*told))
    whole = np.ones((1, len(scores.evidence)))
    [pairs] = ranker.clues.pairs(scores.evidence, whole, every, opinions)
    of_person = np.tile(ranker.clues.persons(scores.evidence, whole), (len(pairs), 1))
    standard = (np.hstack([pairs, ranker.clues.titles, of_person]) - weights.mean) / weights.deviation
    average = np.where(np.arange(N_CLUES) < len(PAIR) + len(TITLE), 0.0, standard[0])
    alone = slice(len(PAIR) + len(TITLE))

    def through(clues: np.ndarray) -> np.ndarray:
        return (
            clues[..., alone] @ weights.linear[alone]
            + np.maximum(clues @ weights.hidden + weights.bias, 0) @ weights.out
        )

    assert scores.score == pytest.approx(through(standard) - through(average), abs=1e-4)


def test_scores_of_anyone_lie_where_those_of_the_liked_titles_do():
    ours = Recommender(bundle(drawn()))
    n_high = ours.bundle.catalog.table["n_high"].to_numpy()
    assert np.average(ours.score_of_anyone, weights=n_high + 1) == pytest.approx(0, abs=1e-9)


@pytest.mark.parametrize("n", [1, 2, 3, 12])
def test_leaving_an_answer_out_equals_a_fresh_computation_without_it(n):
    with_all = replace(bundle(drawn()), parts={**bundle(drawn()).parts, **autoencoder().as_parts()})
    ours, profile, every = Recommender(with_all), person(n), np.arange(30)
    scores = ours.scores(profile)
    influence, _ = influences(ours, scores, every)
    for place, anime_id in enumerate(ours.bundle.model.anime.ids[scores.evidence.rows].tolist()):
        fresh = ours.scores(profile.without(anime_id))
        assert np.abs(influence[place] - (scores.score - fresh.score)).max() < 1e-6


def test_a_score_does_not_depend_on_which_other_titles_are_asked_for():
    ours, some = Recommender(bundle(drawn())), np.array([3, 17])
    scores = ours.scores(person(6))
    alone, _ = influences(ours, scores, some)
    among_all, _ = influences(ours, scores, np.arange(30))
    assert alone == pytest.approx(among_all[:, some], abs=1e-9)


def test_nothing_told_is_the_score_of_anyone():
    ours = Recommender(bundle(drawn()))
    assert np.array_equal(ours.scores(Profile()).score, ours.score_of_anyone)


def test_a_bundle_without_a_ranker_or_without_love_ranks_by_the_blend():
    without = untrained(TRIBES.ratings, TRIBES.catalog, PARTS)
    assert Recommender(without).ranker is None
    loveless = {name: array for name, array in bundle(drawn()).parts.items() if ".loved." not in name}
    assert Recommender(replace(without, parts=loveless)).ranker is None
    no_franchises = COWATCHING | dict(drawn().as_parts())
    assert Recommender(replace(without, parts=no_franchises)).ranker is None


def test_a_bundle_that_was_learnt_from_other_clues_ranks_by_the_blend():
    fewer = replace(
        drawn(), **{name: getattr(drawn(), name)[:-2] for name in ("mean", "deviation", "linear", "hidden")}
    )
    assert Recommender(bundle(fewer)).ranker is None


@pytest.mark.parametrize(
    ("name", "damage"),
    [
        ("mean", None),
        ("mean", np.zeros((), np.float32)),
        ("bias", np.zeros((2, 2), np.float32)),
        ("hidden", np.zeros((N_CLUES, 3), np.float32)),
        ("out", np.zeros(3, np.float32)),
        ("linear", np.full(N_CLUES, np.nan, np.float32)),
        ("linear", np.zeros(N_CLUES, np.int8)),
        ("deviation", np.zeros(N_CLUES, np.float32)),
    ],
)
def test_damaged_weights_are_refused_by_the_models_name(name, damage):
    parts = dict(bundle(NOTHING).parts) | {PREFIX + name: damage}
    damaged = replace(bundle(NOTHING), parts={key: array for key, array in parts.items() if array is not None})
    with pytest.raises(BundleError, match="“untrained”"):
        RankerWeights.of(damaged)


def test_weights_survive_the_bundle():
    found = RankerWeights.of(bundle(drawn()))
    assert found is not None
    for field in fields(RankerWeights):
        assert getattr(found, field.name) == pytest.approx(getattr(drawn(), field.name), abs=1e-6)
