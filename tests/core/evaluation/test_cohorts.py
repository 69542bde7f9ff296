"""Who belongs to which cohort, and figures of theirs alone."""

from __future__ import annotations

import math

import numpy as np
import pytest

from core.evaluation.cohorts import cohorts_of, parted, rows_of, table, title_rows_of
from core.evaluation.results import CaseFigures, by_viewer, merged
from core.evaluation.title_cohorts import TITLE_COHORTS
from core.model.bundle import Bundle
from tests.core.evaluation.people import cold_start


def test_parts_are_of_equal_size_from_the_lowest_on():
    assert parted([5, 1, 9, 3, 7, 2], ["low", "middle", "high"]) == ["middle", "low", "high", "middle", "high", "low"]
    assert parted([1.0], ["few", "many"]) == ["few"]
    assert parted([], ["few", "many"]) == []


def test_cohorts_go_by_how_well_known_titles_are_and_how_many_were_rated(tiny_bundle: Bundle):
    """Of the tiny bundle's titles the first is the best known, the last one nobody's."""
    n_seen = tiny_bundle.catalog.table["n_seen"].to_numpy()
    assert n_seen[0] == max(n_seen) > n_seen[3]
    mainstream, broad, niche = cold_start(1, [8]), cold_start(2, [8, 7, 8, 9]), cold_start(3, [8, -1, 8, 8])
    niche = type(niche)(3, niche.anime_ids[3:], niche.rows[3:], niche.ratings[3:])
    found = cohorts_of(tiny_bundle, [mainstream, broad, niche])
    assert found["taste"] == {1: "mainstream", 2: "middle", 3: "niche"}
    assert found["ratings"] == {1: "few", 3: "few", 2: "many"}


def test_a_cohorts_figures_are_of_its_viewers_alone():
    def figures(*ndcg: float):
        return by_viewer(CaseFigures(viewer, value, value, 3) for viewer, value in enumerate(ndcg, start=1))

    results = {("for-you", 3): figures(0.2, 0.4, 0.9), ("popularity", 3): figures(0.1, 0.2, 0.6)}
    rows = rows_of(results, {"ratings": {1: "few", 2: "few", 3: "many"}})
    few, many = rows[:2]
    assert (few["cohort"], few["viewers"], few["recommender"], few["answers"]) == ("few", 2, "for-you", 3)
    assert few["ndcg_at_10"] == pytest.approx((0.2 + 0.4) / 2)
    assert few["to_popularity"] == pytest.approx((0.2 + 0.4) / (0.1 + 0.2))
    assert (many["viewers"], many["ndcg_at_10"], many["to_popularity"]) == (1, 0.9, pytest.approx(0.9 / 0.6))
    assert len(rows) == 4
    assert np.isfinite([row["ndcg_low"] for row in rows]).all()


def test_a_cohort_that_nobody_measured_belongs_to_has_no_row():
    results = {("popularity", 3): by_viewer([CaseFigures(1, 0.5, 0.5, 3)])}
    assert [row["cohort"] for row in rows_of(results, {"ratings": {1: "many", 9: "few"}})] == ["many"]


def both(viewer: int, **found: float):
    """A viewer's figures for favourites of each cohort of titles: NDCG as given, recall twice that."""
    ndcg = {name: found.get(name, math.nan) for name in TITLE_COHORTS}
    recall = {name: 2 * value for name, value in ndcg.items()}
    return CaseFigures(viewer, 0.5, 0.5, 3, cohort_ndcg=ndcg, cohort_recall=recall)


def test_a_cohort_of_titles_is_judged_by_those_who_like_one_of_it():
    shown = by_viewer([both(1, head=0.4, tail=0.1), both(2, head=0.2), both(2, head=0.4, tail=0.3)])
    head, tail = title_rows_of({("for-you", 3): shown})
    assert (head["cohort"], head["viewers"], head["recommender"], head["answers"]) == ("head", 2, "for-you", 3)
    assert head["ndcg_at_10"] == pytest.approx((0.4 + (0.2 + 0.4) / 2) / 2)
    assert (tail["cohort"], tail["viewers"]) == ("tail", 2), "one of two cases is enough"
    assert tail["ndcg_at_10"] == pytest.approx((0.1 + 0.3) / 2)
    assert tail["recall_at_10"] == pytest.approx((0.2 + 0.6) / 2)
    assert (tail["ndcg_low"], tail["ndcg_high"]) == (pytest.approx(0.1), pytest.approx(0.3))


def test_figures_of_several_groups_of_viewers_are_those_of_all_of_them():
    parts = [by_viewer([both(1, head=0.4)]), by_viewer([both(2, tail=0.3)])]
    whole = by_viewer([both(1, head=0.4), both(2, tail=0.3)])
    assert title_rows_of({("for-you", 3): merged(parts)}) == title_rows_of({("for-you", 3): whole})


def test_the_table_has_a_line_for_each_recommender_and_a_column_for_each_cohort():
    shown = {("for-you", 3): by_viewer([both(1, head=0.25)]), ("popularity", 3): by_viewer([both(1, head=0.125)])}
    lines = table(rows_of(shown, {"ratings": {1: "many"}}), title_rows_of(shown), k=10).splitlines()
    assert lines[2].split() == ["answers", "recommender", "niche", "middle", "mainstream", "few", "many"]
    assert lines[4].split() == ["3", "for-you", "–", "–", "–", "–", "0.5000"]
    assert lines[-1].split() == ["3", "popularity", "0.1250", "–", "–", "0.2500", "–", "–"]
