"""Three lists of one person's scores: the whole catalog, what the page shows, what is new to the person."""

import numpy as np
import pandas as pd
import pytest

from core.data.catalog import Catalog
from core.data.vocabulary import Vocabulary
from core.evaluation.baselines import BaselineScores
from core.evaluation.beyond_accuracy import TitleFacts
from core.evaluation.lists import DISCOVERY, RAW, SHOWN, JudgedList, ListRules
from core.evaluation.metrics import ndcg_at_k
from core.evaluation.protocol import Case
from core.recommend.cards import Cards
from core.recommend.franchises import Franchises
from core.recommend.options import Options
from tests.core.evaluation.people import FIRST_ANIME, case_of

TYPES = ["TV", "TV", "TV", "TV", "Special", "TV"]
"""Rows 0 and 1 are two seasons, 2 and 3 too, 4 is a special, 5 stands alone."""


@pytest.fixture
def rules() -> ListRules:
    n = len(TYPES)
    table = pd.DataFrame(
        {
            "title": [f"Title {row}" for row in range(n)],
            "genres": [("Drama",)] * n,
            "type": TYPES,
            "episodes": pd.array([12] * n, dtype="Int64"),
            "mean_rating": 7.0,
            "members": 100,
        },
        index=np.arange(FIRST_ANIME, FIRST_ANIME + n),
    )
    group = np.array([0, 0, 1, 1, 2, 3], dtype=np.int32)
    franchises = Franchises(group, np.array([0, 2, 4, 5]), np.array([0, 0, 2, 2, 4, 5]), group)
    catalog = Catalog(table)
    facts = TitleFacts(np.full(n, 2.0), 4, np.arange(n) < 1, catalog.genre_matrix, group, np.array([0, 0, 1, 1, 2, 2]))
    return ListRules(Cards(catalog, Vocabulary(table.index.to_numpy()), franchises), facts)


SCORES = BaselineScores(np.array([1.0, 6, 2, 5, 7, 3]) / 20)
"""Second seasons before first ones, the special before all."""


def lists_of(rules: ListRules, case: Case, scores: BaselineScores, k: int) -> dict[str, JudgedList]:
    return rules.lists(case, {"it": scores}, k)["it"]


def test_the_raw_list_is_the_whole_catalog_in_order_but_what_was_seen(rules: ListRules):
    raw = lists_of(rules, case_of(seen=[1], relevant=[3]), SCORES, 4)[RAW]
    assert raw.rows.tolist() == [4, 3, 5, 2]
    assert ndcg_at_k(*raw.hunt, 4) == pytest.approx(1 / np.log2(3))
    assert raw.by_franchise is None


def test_the_shown_list_has_one_card_a_franchise_its_start_for_a_newcomer_and_no_specials(rules: ListRules):
    shown = lists_of(rules, case_of(seen=[0], relevant=[3, 1]), SCORES, 10)[SHOWN]
    assert shown.rows.tolist() == [1, 2, 5], "season 2 of what was begun, then the start of what was not"
    assert ndcg_at_k(*shown.hunt, 10) == pytest.approx(1 / (1 + 1 / np.log2(3)))
    assert shown.by_franchise is not None
    assert ndcg_at_k(*shown.by_franchise, 10) == pytest.approx(1)
    assert shown.like.continuations == pytest.approx(1 / 3)


def test_favourites_of_each_cohort_of_titles_are_looked_for_in_the_same_list(rules: ListRules):
    lists = lists_of(rules, case_of(seen=[0], relevant=[3, 1]), SCORES, 10)
    shown = {name: (hunt.ranked.tolist(), set(hunt.relevant)) for name, hunt in lists[SHOWN].by_cohort.items()}
    assert shown == {"head": ([1, 2, 5], {1}), "middle": ([1, 2, 5], {3}), "tail": ([1, 2, 5], set())}
    assert not lists[RAW].by_cohort
    assert not lists[DISCOVERY].by_cohort


def test_a_discovery_leaves_out_franchises_that_were_told_of_on_both_sides(rules: ListRules):
    discovery = lists_of(rules, case_of(seen=[0], relevant=[3, 1]), SCORES, 10)[DISCOVERY]
    assert discovery.rows.tolist() == [2, 5], "a franchise stands where its best part would"
    assert discovery.hunt.relevant == {1}
    assert ndcg_at_k(*discovery.hunt, 10) == pytest.approx(1)
    assert discovery.like.continuations == 0


def test_there_is_no_discovery_where_all_that_is_relevant_was_begun(rules: ListRules):
    assert list(lists_of(rules, case_of(seen=[0], relevant=[1]), SCORES, 10)) == [RAW, SHOWN]


def test_lists_are_cut_after_k_cards_and_a_discovery_reaches_further_down(rules: ListRules):
    lists = lists_of(rules, case_of(seen=[0], relevant=[5, 3]), SCORES, 1)
    assert [lists[name].rows.tolist() for name in (RAW, SHOWN, DISCOVERY)] == [[4], [1], [2]]


def test_the_page_may_list_by_another_score_than_the_raw_one(rules: ListRules):
    turned = BaselineScores(SCORES.ranking, listed=-SCORES.ranking)
    lists = lists_of(rules, case_of(relevant=[0]), turned, 2)
    assert lists[RAW].rows.tolist() == [4, 1]
    assert lists[SHOWN].rows.tolist() == [0, 2]


def test_the_filters_are_those_of_the_options(rules: ListRules):
    everything = ListRules(rules.cards, rules.facts, Options(include_specials=True))
    assert lists_of(everything, case_of(relevant=[0]), SCORES, 1)[SHOWN].rows.tolist() == [4]
