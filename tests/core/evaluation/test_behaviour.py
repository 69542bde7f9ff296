"""Rules that lists must keep: each fails where a list breaks it, and what is counted is what was tried."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

import numpy as np
import pytest

from core.evaluation import behaviour
from core.evaluation.behaviour import CHECKS, BehaviourSettings, Subject, Trial, evaluate_behaviour, row_of, table
from core.evaluation.settings import EvaluationSettings
from core.model.bundle import Bundle
from core.profiles import Profile
from core.recommend.recommender import Recommendation
from tests.core.evaluation.people import ratings_of

PROFILE = Profile({1535: 10.0, 5114: 9.0, 9253: 8.0, 11757: 4.0})
FMA, BROTHERHOOD, HENTAI = 121, 5114, "Hentai"


@pytest.fixture(scope="module")
def subject(shipped: Bundle) -> Subject:
    return Subject(shipped)


class Stubborn(Subject):
    """Lists the same titles whoever asks."""

    listed: tuple[int, ...] = ()

    def new(self, profile: Profile, n: int | None = None) -> list[int]:
        return [anime_id for anime_id in self.listed if anime_id not in profile.not_seen]

    def lists(self, profile: Profile) -> list[Recommendation]:
        return [Recommendation(anime_id, 8, 1, 0, 0, retells=FMA) for anime_id in self.listed]


def stubborn(subject: Subject, *listed: int) -> Subject:
    found = Stubborn(subject.bundle)
    found.listed, found.recommender = listed, subject.recommender
    return found


def held(trials: Iterable[Trial]) -> list[bool]:
    return [trial.held for trial in trials]


@pytest.mark.parametrize("name", CHECKS)
def test_the_shipped_model_keeps_every_rule_for_one_person(subject: Subject, name: str):
    assert all(held(CHECKS[name](subject, PROFILE)))


def test_a_list_with_what_tells_the_story_again_breaks_the_rule(subject: Subject):
    assert held(behaviour.no_recap(stubborn(subject, BROTHERHOOD), Profile({FMA: 9.0}))) == [False]
    assert held(behaviour.no_recap(stubborn(subject), Profile({FMA: 9.0}))) == [True]


def test_a_list_with_an_adult_title_breaks_the_rule(subject: Subject):
    table = subject.bundle.catalog.table
    adult = next(int(id_) for id_, genres in table["genres"].items() if HENTAI in genres)
    [trial] = behaviour.no_adult_titles(stubborn(subject, 1535, adult), PROFILE)
    assert (trial.held, trial.titles) == (False, (adult,))


def test_a_list_that_is_the_same_for_the_mirrored_person_breaks_the_rule(subject: Subject):
    [trial] = behaviour.mirrored(stubborn(subject, 1535, 20, 30, 40), PROFILE)
    assert (trial.held, trial.titles) == (False, (1535, 20, 30))
    assert held(behaviour.mirrored(stubborn(subject, 1535), Profile({20: 5.5}))) == [], "they are their own mirror"


def test_a_list_that_forgets_two_cards_for_one_foreign_title_breaks_the_rule(shipped: Bundle):
    class Fickle(Stubborn):
        def new(self, profile: Profile, n: int | None = None) -> list[int]:
            return [1, 5, 6] if profile.not_seen else [1, 7, 8]

    [trial] = behaviour.unseen_elsewhere(Fickle(shipped), Profile({1535: 10.0}))
    assert not trial.held
    assert set(trial.titles[1:]) == {7, 8}
    # the best known of quite other genres, of no franchise of those told or listed
    table = shipped.catalog.table
    group = dict(zip(table.index, Subject(shipped).recommender.franchises.group, strict=True))
    told = set(table.loc[1535, "genres"])
    foreign = [
        anime_id
        for anime_id, genres in table["genres"].items()
        if genres and not told & set(genres) and group[anime_id] not in {group[each] for each in (1535, 1, 7, 8)}
    ]
    assert trial.titles[0] == table.loc[foreign, "n_seen"].idxmax()


def test_neighbours_that_sink_when_their_title_is_loved_break_the_rule(subject: Subject, monkeypatch):
    real = subject.recommender.scores

    def turned(profile: Profile):
        found = real(profile)
        return replace(found, listed=-found.listed)

    monkeypatch.setattr(subject.recommender, "scores", turned)
    assert held(behaviour.more_love(subject, PROFILE)) == [False]


def test_it_is_the_rise_of_the_neighbours_that_counts_and_not_how_high_they_stand(subject: Subject, monkeypatch):
    real, lowest = subject.recommender.scores, 11757
    near = subject.neighbours(subject.anime.row(lowest))

    def high_but_sinking(profile: Profile):
        found = real(profile)
        listed = np.zeros(len(found.listed))
        listed[near] = 100.0 - (profile.ratings[lowest] == 10)
        return replace(found, listed=listed)

    monkeypatch.setattr(subject.recommender, "scores", high_but_sinking)
    [trial] = behaviour.more_love(subject, PROFILE)
    assert (trial.held, trial.titles[0], len(trial.titles)) == (False, lowest, 1 + 5)


def test_a_row_counts_and_gives_the_first_failure_as_the_example():
    trials = [Trial(True, (1,)), Trial(False, (2, 3)), Trial(False, (4,))]
    assert row_of("mirrored", trials) == {"check": "mirrored", "tried": 3, "held": 1, "example": [2, 3]}
    assert row_of("mirrored", trials[:1])["example"] == [1]
    assert row_of("mirrored", []) == {"check": "mirrored", "tried": 0, "held": 0, "example": []}
    assert table([row_of("mirrored", trials)]).splitlines()[-1].split() == ["mirrored", "1", "of", "3"]


def test_every_rule_is_tried_on_viewers_the_model_has_not_seen(shipped: Bundle, many: dict[int, float]):
    settings = BehaviourSettings(n_people=1)
    rows = evaluate_behaviour(shipped, ratings_of(10**6, many), EvaluationSettings(), settings)
    assert [row["check"] for row in rows] == list(CHECKS)
    assert {row["check"]: row["tried"] for row in rows} | {"no-recap": 0} == dict.fromkeys(CHECKS, 1) | {"no-recap": 0}
    assert all(np.array([row["held"] for row in rows]) <= np.array([row["tried"] for row in rows]))
