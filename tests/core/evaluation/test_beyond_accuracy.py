"""What lists are like, computed by hand."""

import math

import numpy as np
import pytest

from core.evaluation.beyond_accuracy import (
    BEST_KNOWN,
    UNKNOWN,
    TitleFacts,
    diversity,
    genre_divergence,
    novelty,
    popularity_lift,
)
from core.model.bundle import Bundle

ACTION, DRAMA, BOTH, NEITHER = [True, False], [False, True], [True, True], [False, False]


def test_a_title_that_a_quarter_of_the_viewers_have_seen_is_worth_two_bits():
    assert novelty([0.25]) == 2
    assert novelty([0.5, 0.125]) == (1 + 3) / 2
    assert novelty([1.0]) == 0


def test_a_list_of_titles_twice_as_well_known_as_the_persons_own_has_a_lift_of_one():
    assert popularity_lift([40, 80], [30, 30]) == 1
    assert popularity_lift([30], [30]) == 0
    assert math.isnan(popularity_lift([30], []))


def test_genres_shared_alike_are_no_distance_apart():
    assert genre_divergence(np.array([ACTION, DRAMA]), np.array([BOTH])) == pytest.approx(0)


def test_a_genre_that_the_list_lacks_costs_the_logarithm_of_what_is_mixed_in():
    told, listed = np.array([ACTION, DRAMA]), np.array([ACTION])
    expected = 0.5 * math.log(0.5 / (0.99 * 1 + 0.01 * 0.5)) + 0.5 * math.log(0.5 / (0.01 * 0.5))
    assert genre_divergence(listed, told) == pytest.approx(expected)


def test_each_title_shares_itself_out_among_its_genres():
    told, listed = np.array([BOTH, ACTION]), np.array([DRAMA, ACTION])
    expected = 0.75 * math.log(0.75 / (0.99 * 0.5 + 0.01 * 0.75)) + 0.25 * math.log(0.25 / (0.99 * 0.5 + 0.01 * 0.25))
    assert genre_divergence(listed, told) == pytest.approx(expected)


@pytest.mark.parametrize(("listed", "told"), [([ACTION], []), ([ACTION], [NEITHER]), ([NEITHER], [ACTION])])
def test_without_genres_on_one_side_there_is_no_distance(listed, told):
    shape = (-1, 2)
    assert math.isnan(genre_divergence(np.array(listed, bool).reshape(shape), np.array(told, bool).reshape(shape)))


def test_diversity_is_the_mean_share_of_genres_that_two_titles_do_not_share():
    assert diversity(np.array([ACTION, ACTION])) == 0
    assert diversity(np.array([ACTION, DRAMA])) == 1
    assert diversity(np.array([ACTION, BOTH, DRAMA])) == pytest.approx((0.5 + 1 + 0.5) / 3)
    assert diversity(np.array([NEITHER, NEITHER])) == 1
    assert math.isnan(diversity(np.array([ACTION])))


def test_all_figures_of_one_list():
    facts = TitleFacts(
        n_seen=np.array([8.0, 4, 2, 1]),
        n_viewers=8,
        is_best_known=np.array([True, True, False, False]),
        has_genre=np.array([ACTION, DRAMA, BOTH, DRAMA]),
        franchise=np.array([0, 1, 0, 2]),
        cohort=np.array([0, 1, 2, 2]),
    )
    person = facts.about(told=np.array([0]))
    [figures] = person.figures([np.array([1, 2, 3])])
    assert figures.best_known_share == pytest.approx(1 / 3)
    assert figures.novelty == pytest.approx((1 + 2 + 3) / 3)
    assert figures.popularity_lift == pytest.approx((4 + 2 + 1) / 3 / 8 - 1)
    assert figures.genre_divergence == pytest.approx(math.log(1 / (0.99 * 0.5 / 3 + 0.01)))
    assert figures.diversity == pytest.approx((0.5 + 0 + 0.5) / 3)
    assert figures.continuations == pytest.approx(1 / 3)
    assert person.figures([np.array([], dtype=int)]) == [UNKNOWN]
    together = person.figures([np.array([3]), np.array([1, 2, 3]), np.array([0])])
    assert together[1] == figures, "whatever lists are looked at beside it"
    assert [each.novelty for each in together] == [3, figures.novelty, 0]
    assert math.isnan(together[0].diversity)


def test_the_facts_of_a_bundle_are_its_counts(shipped: Bundle):
    facts = TitleFacts.of(shipped, np.zeros(len(shipped.catalog), dtype=int))
    n_seen = shipped.catalog.table["n_seen"].to_numpy()
    assert facts.is_best_known.sum() == BEST_KNOWN
    assert n_seen[facts.is_best_known].min() >= n_seen[~facts.is_best_known].max()
    assert facts.n_viewers == len(shipped.model.viewers) >= n_seen.max()
    assert facts.n_seen.tolist() == np.maximum(n_seen, 1).tolist()
