"""The list in two parts, on the shipped model: what is new to a person, and what they may go on with."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from pathlib import Path

import numpy as np
import pytest

from core.data.sources import load_folder
from core.data.titles import title_facts
from core.evaluation.protocol import cold_start_viewers
from core.model.bundle import Bundle
from core.profiles import Profile
from core.recommend.options import Options
from core.recommend.recommender import Recommender


@pytest.fixture(scope="module")
def ours(shipped: Bundle) -> Recommender:
    return Recommender(shipped)


def random_profiles(ours: Recommender, n: int) -> Iterator[Profile]:
    """People who say this and that of well-known titles; there are several of a franchise among them."""
    table, random = ours.bundle.catalog.table, np.random.default_rng(1)
    likely = table["members"].to_numpy() / table["members"].sum()
    for _ in range(n):
        told = random.choice(table.index, size=random.integers(0, 60), replace=False, p=likely).tolist()
        parts = np.array_split(told, [len(told) // 2, len(told) * 3 // 4, len(told) - 1])
        rated, seen, not_seen, hidden = (part.tolist() for part in parts)
        yield Profile(
            ratings={anime_id: float(random.choice([3, 5, 7, 8, 9, 10])) for anime_id in rated},
            seen=frozenset(seen),
            not_seen=frozenset(not_seen),
            hidden=frozenset(hidden),
            dropped=frozenset(rated[:2] + seen[:1]),
            watching=frozenset(rated[2:3] + seen[1:2]),
            planned=frozenset(hidden),
        )


def held_out_profiles(ours: Recommender, ratings: Path, n: int) -> Iterator[Profile]:
    """Whole lists of viewers whom the model has never seen, and parts of them; some titles as dropped, some on hold."""
    viewers, random = cold_start_viewers(ours.bundle, load_folder(ratings).ratings), np.random.default_rng(2)
    for number in range(n):
        viewer = viewers[number % len(viewers)]
        told = random.permutation(len(viewer.rows))[: random.integers(1, len(viewer.rows) + 1)]
        rated = {int(viewer.anime_ids[place]): viewer.ratings[place] for place in told if viewer.is_rated[place]}
        ids = viewer.anime_ids[told].tolist()
        yield Profile(rated, seen=frozenset(ids), dropped=frozenset(ids[::9]), watching=frozenset(ids[4::9]))


@cache
def rows_by_id(ours: Recommender) -> dict[int, int]:
    return {anime_id: row for row, anime_id in enumerate(ours.bundle.model.anime.ids.tolist())}


def check(ours: Recommender, profile: Profile, options: Options) -> None:
    anime, series, group = ours.bundle.model.anime, ours.franchises.series, ours.franchises.group
    rows, dates = rows_by_id(ours), title_facts().releases
    _check_new(ours, profile, options, rows, series, group)
    for each in ours.go_on_with(profile, options):
        row, after = rows[each.found.anime_id], rows[each.after]
        of_series = [id_ for id_ in anime.ids[series == series[row]].tolist() if id_ in profile.watched]
        assert each.found.anime_id not in profile.watched
        assert each.after in of_series, "the part before it was watched"
        place = ours.cards.parts.place
        in_order = sorted(of_series, key=lambda id_: place[rows[id_]])
        assert in_order[-1] == each.after
        assert place[after] < place[row]
        if {each.found.anime_id, each.after} <= dates.keys():
            assert dates[each.after] <= dates[each.found.anime_id]
        rated = [profile.ratings[id_] for id_ in in_order if id_ in profile.ratings]
        assert rated[-1] >= 7, "the part rated last was liked"
        assert min(rated) >= 5, "and none disliked"
        assert not {*profile.dropped, *profile.watching}.intersection(of_series)
        assert not any(group[rows[id_]] == group[row] for id_ in profile.hidden)


def _check_new(ours, profile, options, rows, series, group) -> None:
    told = {id_ for id_ in profile.watched | profile.answered if id_ in rows}
    hidden = {group[rows[id_]] for id_ in profile.hidden if id_ in rows}
    told_series = {series[rows[id_]] for id_ in told}
    found = [rows[each.anime_id] for each in ours.new_to_you(profile, options)]
    assert not {series[row] for row in found} & told_series
    assert not {group[row] for row in found} & hidden
    assert len({group[row] for row in found}) == len(found)
    allowed = ours.cards.filter.allowed(options) & ~np.isin(series, list(told_series)) & ~np.isin(group, list(hidden))
    assert len(found) == min(options.n, len(np.unique(group[allowed])))


@pytest.mark.parametrize("n", [20, pytest.param(1000, marks=pytest.mark.slow)])
def test_what_is_new_is_of_no_series_told_of_and_what_goes_on_comes_next_in_one_that_was_liked(ours, n):
    for number, profile in enumerate(random_profiles(ours, n)):
        check(
            ours, profile, Options(n=10 + number % 40, types=frozenset({"Movie"}) if number % 5 == 0 else frozenset())
        )


@pytest.mark.slow
def test_the_same_holds_for_a_thousand_lists_of_viewers_held_out(ours, real_data):
    for profile in held_out_profiles(ours, real_data, 1000):
        check(ours, profile, Options(n=10))


def ids_by_title(ours: Recommender, *titles: str) -> list[int]:
    table = ours.bundle.catalog.table
    return [int(table.index[table["title"] == title][0]) for title in titles]


def going_on(ours: Recommender, profile: Profile) -> list[tuple[int, int]]:
    return [(each.found.anime_id, each.after) for each in ours.go_on_with(profile)]


def test_only_a_liked_series_goes_on_and_only_once_it_is_finished(ours):
    first, second = ids_by_title(ours, "Code Geass: Hangyaku no Lelouch", "Code Geass: Hangyaku no Lelouch R2")
    assert going_on(ours, Profile({first: 7})) == [(second, first)]
    for profile in (
        Profile({first: 6}),
        Profile(seen={first}),
        Profile({first: 9}, dropped={first}),
        Profile({first: 9}, watching={first}),
        Profile({first: 9}, hidden={second}),
        Profile({first: 9}, seen={second}),
        Profile(not_seen={first}),
    ):
        assert going_on(ours, profile) == []


def test_a_next_part_that_was_not_seen_or_is_planned_is_what_to_go_on_with(ours):
    first, second = ids_by_title(ours, "Code Geass: Hangyaku no Lelouch", "Code Geass: Hangyaku no Lelouch R2")
    assert going_on(ours, Profile({first: 9}, not_seen={second})) == [(second, first)]
    assert going_on(ours, Profile({first: 9}, planned={second})) == [(second, first)]


def test_a_part_that_the_filters_leave_out_lets_no_later_one_take_its_place(ours):
    (first,) = ids_by_title(ours, "K-On!")
    assert ours.go_on_with(Profile({first: 9}), Options(types=frozenset({"Movie"}))) == []


def test_another_series_of_an_anthology_is_new(ours):
    seed, wing = ids_by_title(ours, "Mobile Suit Gundam Seed", "Mobile Suit Gundam Wing")
    is_new = ours.cards.new_for(Profile({seed: 9}))
    rows = ours.bundle.model.anime.rows([wing, *ids_by_title(ours, "Mobile Suit Gundam Seed Destiny")])
    assert is_new[rows].tolist() == [True, False]
    assert not ours.cards.new_for(Profile(hidden=frozenset({seed})))[rows].any()


def test_a_new_version_says_what_it_tells_again(ours):
    old, new = ids_by_title(ours, "Hunter x Hunter", "Hunter x Hunter (2011)")
    (each,) = ours.go_on_with(Profile({old: 9}))
    assert (each.found.anime_id, each.found.retells, each.after) == (new, old, old)


def test_what_was_given_up_counts_against_its_kind(ours):
    """Somebody who gave up three sports series gets fewer of them, and a lower prediction, than who finished them."""
    told = ids_by_title(ours, "Haikyuu!!", "Kuroko no Basket", "Free!")
    other = ours.bundle.model.anime.rows(ids_by_title(ours, "Diamond no Ace"))
    finished, dropped = (
        ours.scores(Profile(seen=frozenset(told), dropped=gone)) for gone in (frozenset(), frozenset(told))
    )
    assert (dropped.score[other] < finished.score[other]).all()
    assert (dropped.predicted[other] < finished.predicted[other]).all()
