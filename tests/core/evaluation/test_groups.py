"""Measuring lists for groups: who finds what, by hand, and groups of both kinds."""

from __future__ import annotations

import numpy as np
import pytest

from core.data.sources import LoadedRatings
from core.errors import DataError
from core.evaluation.groups import (
    FRIENDS,
    N_GROUPS,
    SIZES,
    STRANGERS,
    Member,
    evaluate_groups,
    found_by_each,
    groups,
    members,
    table,
)
from core.evaluation.protocol import Case, cold_start_viewers
from core.evaluation.settings import EvaluationSettings
from core.model.bundle import Bundle
from core.profiles import Profile
from core.recommend.group import Rule
from core.recommend.options import Options
from core.recommend.recommender import Recommender

NOTHING = np.array([], dtype=np.int64)


def member(viewer_id: int, profile: Profile, relevant: list[int], wanted: np.ndarray) -> Member:
    case = Case(viewer_id, profile, NOTHING, np.array(relevant, dtype=np.int64), NOTHING, NOTHING.astype(float))
    return Member(case, wanted, np.array([np.cos(viewer_id), np.sin(viewer_id)]))


def test_each_person_is_to_find_what_nobody_of_the_group_has_watched(shipped: Bundle):
    cards = Recommender(shipped).cards
    ids = shipped.model.anime.ids
    first, second, third = cards.new_to(np.arange(len(ids), 0.0, -1.0), Profile(), Options())[1][:3].tolist()
    wanted = np.full(len(ids), -20.0)
    wanted[[first, second, third]] = 3.0, 2.0, 1.0
    one = member(1, Profile({int(ids[third]): 9}), [first], wanted)
    other = member(2, Profile(), [second, third], wanted)
    both = found_by_each(cards, [one, other], Rule.AVERAGE, 10)
    assert both == pytest.approx([1.0, 1 / np.log2(3)]), "the third title was watched by one of them"
    nothing_left = member(3, Profile(), [third], wanted)
    assert np.isnan(found_by_each(cards, [one, nothing_left], Rule.AVERAGE, 10)[1])


def test_strangers_are_drawn_and_friends_are_the_most_alike():
    people = [member(number, Profile(), [], np.zeros(1)) for number in range(6)]
    strangers = list(groups(people, STRANGERS, 3, seed=0))
    assert len(strangers) == N_GROUPS
    assert len({tuple(each.case.viewer_id for each in group) for group in strangers}) > 20
    for group in groups(people, FRIENDS, 2, seed=0):
        first, second = (each.opinion for each in group)
        assert all(first @ second >= first @ other.opinion - 1e-12 for other in people if other is not group[0])
    assert [[p.case.viewer_id for p in g] for g in groups(people, STRANGERS, 3, seed=0)] == [
        [p.case.viewer_id for p in g] for g in strangers
    ]


def test_each_rule_is_measured_by_what_the_mean_and_the_least_of_a_group_find(
    shipped: Bundle, simulated: LoadedRatings, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr("core.evaluation.groups.N_GROUPS", 3)
    six = [viewer.viewer_id for viewer in cold_start_viewers(shipped, simulated.ratings)[:6]]
    ratings, settings = (
        simulated.ratings.select(np.isin(simulated.ratings.viewer_id, six)),
        EvaluationSettings(n_draws=1),
    )
    recommender = Recommender(shipped)
    people = members(recommender, ratings, settings)
    rows = evaluate_groups(shipped, ratings, settings)
    assert len(rows) == 2 * len(SIZES) * len(Rule)
    for row in rows:
        drawn = groups(people, str(row["kind"]), int(row["size"]), settings.seed)
        found = [np.array(found_by_each(recommender.cards, each, Rule(row["rule"]), settings.k)) for each in drawn]
        assert len(found) == row["groups"] == 3 and not np.isnan(np.concatenate(found)).any()
        assert row["mean"] == pytest.approx(np.mean([each.mean() for each in found]))
        assert row["least"] == pytest.approx(np.mean([each.min() for each in found]))
        assert row["all_found"] == pytest.approx(np.mean([each.min() > 0 for each in found]))
    for person in people:
        scores = recommender.scores(person.case.profile)
        opinion = scores.predicted - recommender.fold_in.expected
        assert person.opinion == pytest.approx(opinion / np.sqrt((opinion**2).sum()))


@pytest.mark.slow
def test_every_rule_is_measured_on_every_kind_and_size(shipped: Bundle, simulated: LoadedRatings):
    settings, shares = EvaluationSettings(n_draws=1, n_resamples=20), list[float]()
    rows = evaluate_groups(shipped, simulated.ratings, settings)
    assert evaluate_groups(shipped, simulated.ratings, settings, shares.append, n_processes=2) == rows
    assert shares == sorted(shares) and shares[-1] == 1
    assert [(row["kind"], row["size"], row["rule"]) for row in rows] == [
        (kind, size, str(rule)) for kind in (STRANGERS, FRIENDS) for size in SIZES for rule in Rule
    ]
    assert all(0 <= float(row["least"]) <= float(row["mean"]) <= 1 for row in rows)
    lines = table(rows).splitlines()
    assert len(lines) == 1 + len(rows) and "fair" in lines[3] and f"{rows[2]['mean']:.3f}" in lines[3]


def test_fewer_people_than_a_group_needs_get_a_sentence(shipped: Bundle, simulated: LoadedRatings):
    ratings = simulated.ratings
    few = [viewer.viewer_id for viewer in cold_start_viewers(shipped, ratings)[:3]]
    with pytest.raises(DataError, match="Groups need 6 held-out viewers"):
        evaluate_groups(shipped, ratings.select(np.isin(ratings.viewer_id, few)))
