"""Co-watching of franchises: what a viewer's list becomes, what is said of titles, damaged arrays."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from core.data.ratings import Ratings
from core.data.vocabulary import Vocabulary
from core.errors import BundleError
from core.recommend import franchise_watching
from core.recommend.cowatching import CoWatching
from core.recommend.cowatching_fit import fit_cowatching
from core.recommend.evidence import Evidence
from core.recommend.franchise_watching import (
    PLACE,
    PREFIX,
    SETTINGS,
    FranchiseWatching,
    by_franchise,
    fit_franchise_watching,
)
from tests.tribes import TwoTribes, untrained

TRIBES = TwoTribes(n_viewers=60, n_anime=24)
PAIRS = np.arange(24) // 4 * 2 + np.arange(24) % 2
"""Franchises of two titles of the same tribe."""
PARTS = fit_franchise_watching(TRIBES.ratings, TRIBES.anime, PAIRS)
WATCHING = FranchiseWatching.from_parts(PARTS, 24)


def test_a_list_has_each_franchise_once_with_the_highest_rating_that_was_given():
    ratings = Ratings.of([2, 1, 1, 1, 1, 1], [100, 101, 100, 103, 102, 999], [-1, 6, 9, -1, 4, 10])
    merged = by_franchise(ratings, Vocabulary([100, 101, 102, 103]), np.array([5, 5, 3, 7]))
    assert merged.viewer_id.tolist() == [1, 1, 1, 2]
    assert merged.anime_id.tolist() == [3, 5, 7, 5]
    assert merged.rating.tolist() == [4, 9, -1, -1]


def test_a_rating_that_was_filled_in_is_none():
    imputed = replace(Ratings.of([1, 1], [100, 101], [10, 6]), imputed=np.array([True, False]))
    merged = by_franchise(imputed, Vocabulary([100, 101]), np.array([0, 0]))
    assert merged.rating.tolist() == [6]


def test_where_each_title_is_its_own_franchise_it_is_the_co_watching_of_titles():
    alone = FranchiseWatching.from_parts(fit_franchise_watching(TRIBES.ratings, TRIBES.anime, np.arange(24)), 24)
    of_titles = CoWatching.from_parts(fit_cowatching(TRIBES.ratings, TRIBES.anime, SETTINGS), SETTINGS)
    evidence = Evidence(np.array([4, 9, 2]), np.array([9.0, np.nan, 3.0]))
    [interest], [love] = alone.said(evidence, np.ones((1, 3)))
    assert interest == pytest.approx(of_titles.interest(evidence.rows, evidence.ratings))
    assert love == pytest.approx(of_titles.love(evidence.rows, evidence.ratings))


def test_titles_of_one_franchise_get_the_same_and_those_of_the_tribe_more():
    evidence = Evidence(np.array([0, 8]), np.array([10.0, 9.0]))
    for [said] in WATCHING.said(evidence, np.ones((1, 2))):
        assert np.array_equal(said[PAIRS == 4], said[PAIRS == 4][[1, 0]])
        assert said[12::2].mean() > said[13::2].mean() + 0.1


def test_a_franchise_is_worth_as_much_as_the_told_title_of_it_that_is_worth_most():
    both = Evidence(np.array([0, 2, 8]), np.array([4.0, 10.0, 7.0]))
    best = Evidence(np.array([2, 8]), np.array([10.0, 7.0]))
    for of_both, of_best in zip(
        WATCHING.said(both, np.ones((1, 3))), WATCHING.said(best, np.ones((1, 2))), strict=True
    ):
        assert of_both == pytest.approx(of_best)


def test_a_version_of_a_person_is_a_person_who_told_just_that():
    whole = Evidence(np.array([0, 2, 8, 13]), np.array([4.0, 10.0, np.nan, 7.0]))
    versions = WATCHING.said(whole, 1 - np.eye(4))
    for left_out in range(4):
        kept = np.delete(np.arange(4), left_out)
        alone = WATCHING.said(Evidence(whole.rows[kept], whole.ratings[kept]), np.ones((1, 3)))
        for of_versions, said in zip(versions, alone, strict=True):
            assert of_versions[left_out] == pytest.approx(said[0], abs=1e-12)


def test_nothing_told_is_the_base_and_franchises_beyond_the_best_known_are_0(monkeypatch):
    monkeypatch.setattr(franchise_watching, "MOST_FRANCHISES", 6)
    few = FranchiseWatching.from_parts(fit_franchise_watching(TRIBES.ratings, TRIBES.anime, PAIRS), 24)
    n_viewers = np.bincount(by_franchise(TRIBES.ratings, TRIBES.anime, PAIRS).anime_id)
    assert n_viewers[np.unique(PAIRS[few.place < 0])].max() <= n_viewers[np.unique(PAIRS[few.place >= 0])].min()
    told = Evidence(np.flatnonzero(few.place < 0)[:2], np.array([9.0, 8.0]))
    interest, _ = few.said(told, np.ones((1, 2)))
    assert not interest[:, few.place < 0].any()
    assert interest[0, few.place >= 0] == pytest.approx(few.model.base[few.place[few.place >= 0]])


def test_a_bundle_may_have_none():
    assert FranchiseWatching.of(untrained(TRIBES.ratings, TRIBES.catalog)) is None
    assert FranchiseWatching.of(untrained(TRIBES.ratings, TRIBES.catalog, PARTS)) is not None


@pytest.mark.parametrize(
    ("name", "damage", "flaw"),
    [
        (PLACE, PARTS[PLACE][:-1], "not of the same anime"),
        (PLACE, PARTS[PLACE].astype(np.float32), "not of the same anime"),
        (PLACE, PARTS[PLACE] - 2, "not of the same anime"),
        (PLACE, PARTS[PLACE] + 1, "not of the same anime"),
        (PREFIX + "cowatch.base", None, "lacks"),
        (PREFIX + "cowatch.loved.base", None, "what was loved"),
        (PREFIX + "cowatch.scales", np.full(12, np.nan, np.float32), "not finite"),
    ],
)
def test_damaged_arrays_are_refused_by_the_models_name(name, damage, flaw):
    parts = {key: array for key, array in (PARTS | {name: damage}).items() if array is not None}
    with pytest.raises(BundleError, match=f"“untrained”.*{flaw}"):
        FranchiseWatching.of(untrained(TRIBES.ratings, TRIBES.catalog, parts))
