"""Reasons: exact to a fresh computation without the answer, the most influential first."""

from __future__ import annotations

import numpy as np
import pytest

from core.model.bundle import Bundle
from core.profiles import Profile
from core.recommend.explanations import N_REASONS, NAMED, Why, influences, reasons
from core.recommend.options import Options
from core.recommend.recommender import Recommender


@pytest.mark.parametrize(
    ("n_answers", "n_not_seen"), [(1, 12), (2, 0), (11, 12), pytest.param(25, 0, marks=pytest.mark.slow)]
)
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
        assert np.abs(influence[place] - (scores.listed - refit.listed)).max() < 1e-6
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


@pytest.mark.parametrize(("rating", "is_named"), [(6.5, False), (7.0, True)])
def test_a_title_is_named_from_a_rating_of_seven_on(shipped: Bundle, rating: float, is_named: bool):
    ours, profile = Recommender(shipped), Profile({5114: rating})
    listed = [each.anime_id for each in ours.new_to_you(profile)]
    because = {why.because for why in reasons(ours, profile, listed)}
    assert because == {(), (5114,)} if is_named else because == {()}


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
    assert reason.influence == pytest.approx(with_both.listed[row] - without.listed[row])
    assert reason.points == pytest.approx(with_both.predicted[row] - without.predicted[row])


def test_all_parts_of_a_reason_make_the_score_of_anyone_that_of_the_person(tiny_bundle: Bundle):
    ours, profile = Recommender(tiny_bundle), Profile({10: 9.0}, seen=frozenset({20}))
    row = tiny_bundle.model.anime.row(30)
    (why,) = reasons(ours, profile, [30], n=1)
    whole = why.reasons[0].influence + why.together
    assert ours.score_of_anyone[row] + whole == pytest.approx(ours.scores(profile).listed[row])


def test_a_title_seen_without_a_rating_has_a_reason_that_moves_no_rating(shipped):
    ours = Recommender(shipped)
    seen = int(shipped.catalog.table["members"].idxmax())
    (why,) = reasons(ours, Profile({int(shipped.catalog.table.index[5]): 9.0}, seen=frozenset({seen})), [1535])
    (of_seen,) = [reason for reason in why.reasons if reason.anime_id == seen]
    assert of_seen.influence != 0
    assert of_seen.points == 0


def liked_and_disliked(random: np.random.Generator, bundle: Bundle, n: int) -> Profile:
    table = bundle.catalog.table.nlargest(800, "members")
    likely = table["members"].to_numpy() / table["members"].sum()
    told = random.choice(table.index, size=n, replace=False, p=likely).tolist()
    ratings = {anime_id: float(random.choice([3, 5, 6, 7, 8, 9, 10])) for anime_id in told}
    return Profile(ratings, seen=frozenset(random.choice(told, max(n // 8, 1))), dropped=frozenset(told[:1]))


@pytest.mark.parametrize("n", [3, pytest.param(1000, marks=[pytest.mark.slow, pytest.mark.again])])
def test_the_sentence_names_two_titles_at_most_that_lifted_this_one_above_the_others(shipped, n):
    """No sentence counts a liked title against, or names one that was not liked."""
    ours, random = Recommender(shipped), np.random.default_rng(5)
    ids = shipped.model.anime.ids
    for _ in range(n):
        profile = liked_and_disliked(random, shipped, int(random.integers(1, 30)))
        listed = [each.anime_id for each in ours.new_to_you(profile, Options(n=30))]
        rows = shipped.model.anime.rows(listed)
        scores = ours.scores(profile)
        influence = dict(zip(ids[scores.evidence.rows].tolist(), influences(ours, scores, rows)[0], strict=True))
        for place, why in enumerate(reasons(ours, profile, listed[:10], others=listed[10:])):
            assert len(set(why.because)) == len(why.because) <= NAMED
            for told in why.because:
                assert told in profile.seen or profile.opinions[told] >= 7
                assert influence[told][place] > influence[told].mean()


def test_what_the_sentence_names_is_checked_against_the_list_without_it(shipped):
    """Taken away, the title loses more than the others in the list do on average."""
    ours, random = Recommender(shipped), np.random.default_rng(6)
    for _ in range(2):
        profile = liked_and_disliked(random, shipped, 12)
        listed = [each.anime_id for each in ours.new_to_you(profile, Options(n=20))]
        rows, scores = shipped.model.anime.rows(listed), ours.scores(profile).listed
        for place, why in enumerate(reasons(ours, profile, listed)):
            for told in why.because:
                lost = (scores - ours.scores(profile.without(told)).listed)[rows]
                assert lost[place] > lost.mean()


def test_a_disliked_title_is_not_named_and_hides_no_liked_one(shipped: Bundle):
    recommender, profile = Recommender(shipped), Profile({5114: 9.0, 1535: 3.0})
    listed = [each.anime_id for each in recommender.recommend(profile)]
    named = {anime_id for why in reasons(recommender, profile, listed) for anime_id in why.because}
    assert named == {5114}


def test_nothing_is_named_where_nothing_was_liked(shipped):
    ours = Recommender(shipped)
    assert [why.because for why in reasons(ours, Profile({1535: 3.0, 16498: 6.0}), [5114, 9253])] == [(), ()]
    assert reasons(ours, Profile(), [5114])[0].because == ()
    assert reasons(ours, Profile({1535: 9.0}), []) == []
