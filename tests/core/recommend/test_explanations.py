"""Reasons: exact to a fresh computation without the answer, the most influential first."""

from __future__ import annotations

import numpy as np
import pytest

from core.model.bundle import Bundle
from core.profiles import Profile
from core.recommend.explanations import N_REASONS, Why, influences, reasons
from core.recommend.recommender import Recommender


@pytest.mark.parametrize("n_not_seen", [0, 12])
@pytest.mark.parametrize("n_answers", [1, 2, 11, 25])
@pytest.mark.parametrize("name", ["shipped", "shipped_neural"])
def test_influence_is_the_score_minus_a_fresh_one_without_the_answer(name, n_answers, n_not_seen, request):
    ours = Recommender(request.getfixturevalue(name))
    random = np.random.default_rng(n_answers)
    known = random.choice(ours.bundle.catalog.table.nlargest(300, "members").index, n_answers, replace=False)
    asked = random.choice(ours.bundle.catalog.table.nlargest(600, "members").index, 20, replace=False)
    ratings = {int(anime_id): float(random.integers(1, 11)) for anime_id in known}
    profile = Profile(ratings, not_seen=frozenset(asked[:n_not_seen]), seen=frozenset(asked[15:]))
    scores, every = ours.scores(profile), np.arange(len(ours.bundle.catalog))
    influence, points = influences(ours, scores, every)
    for place, anime_id in enumerate(ours.bundle.model.anime.ids[scores.evidence.rows]):
        refit = ours.scores(profile.without(anime_id))
        assert np.abs(influence[place] - (scores.score - refit.score)).max() < 1e-6
        assert np.abs(points[place] - (scores.predicted - refit.predicted)).max() < 1e-6


def test_reasons_are_the_most_influential_ratings_first(shipped):
    ours = Recommender(shipped)
    profile = Profile(dict.fromkeys(shipped.catalog.table.nlargest(15, "members").index, 8.0))
    listed = [each.anime_id for each in ours.recommend(profile)]
    for why in reasons(ours, profile, listed):
        strength = [abs(reason.influence) for reason in why.reasons]
        assert strength == sorted(strength, reverse=True)
        assert len(strength) == N_REASONS
        assert {reason.anime_id for reason in why.reasons} <= profile.ratings.keys()


def test_each_title_has_reasons_of_its_own_from_known_titles_alone(tiny_bundle: Bundle):
    ours, profile = Recommender(tiny_bundle), Profile({10: 9.0, 999: 1.0, 20: 2.0}, not_seen=frozenset({30}))
    both = [why.reasons for why in reasons(ours, profile, [30, 40])]
    assert [len(each) for each in both] == [2, 2]
    assert both[0] == reasons(ours, profile, [30])[0].reasons
    assert {reason.anime_id for each in both for reason in each} == {10, 20}
    assert [len(why.reasons) for why in reasons(ours, profile, [30, 40], n=1)] == [1, 1]
    assert reasons(ours, Profile(), [30])[0] == Why((), 0.0)


def test_influence_and_points_say_what_a_rating_did_to_score_and_predicted_rating(tiny_bundle: Bundle):
    ours, profile = Recommender(tiny_bundle), Profile({10: 9.0, 20: 2.0})
    row = tiny_bundle.model.anime.row(30)
    with_both, without = ours.scores(profile), ours.scores(profile.without(20))
    (why,) = reasons(ours, profile, [30])
    (reason,) = [each for each in why.reasons if each.anime_id == 20]
    assert reason.influence == pytest.approx(with_both.score[row] - without.score[row])
    assert reason.points == pytest.approx(with_both.predicted[row] - without.predicted[row])


def test_all_parts_of_a_reason_make_the_score_of_anyone_that_of_the_person(tiny_bundle: Bundle):
    ours, profile = Recommender(tiny_bundle), Profile({10: 9.0}, seen=frozenset({20}))
    row = tiny_bundle.model.anime.row(30)
    (why,) = reasons(ours, profile, [30], n=1)
    whole = why.reasons[0].influence + why.together
    assert ours.score_of_anyone[row] + whole == pytest.approx(ours.scores(profile).score[row])


def test_a_title_seen_without_a_rating_has_a_reason_that_moves_no_rating(shipped):
    ours = Recommender(shipped)
    seen = int(shipped.catalog.table["members"].idxmax())
    (why,) = reasons(ours, Profile({int(shipped.catalog.table.index[5]): 9.0}, seen=frozenset({seen})), [1535])
    (of_seen,) = [reason for reason in why.reasons if reason.anime_id == seen]
    assert of_seen.influence != 0
    assert of_seen.points == 0
