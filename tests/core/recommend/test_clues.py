"""What the ranker looks at, by hand on twelve titles of two tribes."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from core.data.catalog import Catalog
from core.recommend.clues import PAIR, PERSON, TITLE, Opinions, TitleClues
from core.recommend.cowatching import CoWatching, Regression
from core.recommend.evidence import Evidence
from core.recommend.franchise_watching import FranchiseWatching, fit_franchise_watching
from core.recommend.franchises import Franchises
from tests.tribes import TwoTribes, untrained

TRIBES = TwoTribes(n_viewers=40, n_anime=6)
BUNDLE = untrained(TRIBES.ratings, TRIBES.catalog)
GROUP = np.array([0, 0, 1, 1, 2, 3], dtype=np.int32)
START = np.array([0, 0, 2, 2, 4, 5], dtype=np.int32)
EXPECTED = np.full(6, 7.0)
FACTORS = np.array([[2.0, 0.0], [3.0, 4.0], [0.0, 1.0], [0.0, 5.0], [0.0, 0.0], [1.0, 0.0]])
FRANCHISES = Franchises(GROUP, np.array([0, 2, 4, 5]), START, GROUP)
WATCHING = FranchiseWatching.from_parts(fit_franchise_watching(TRIBES.ratings, TRIBES.anime, GROUP), 6)
CLUES = TitleClues.of(BUNDLE.catalog, FACTORS, FRANCHISES, EXPECTED, WATCHING)
EVIDENCE = Evidence(np.array([0, 2, 4]), np.array([9.0, 5.0, np.nan]))
WANTED = np.array([1, 3, 5])
MASK = np.array([[1.0, 1.0, 1.0], [0.0, 1.0, 1.0]])


def pairs(name: str) -> np.ndarray:
    said = np.array([[0.5, 0.2, 0.0]] * 2)
    opinions = Opinions(said, said / 2, np.array([[8.0, 7.0, 6.5]] * 2), said / 4)
    return CLUES.pairs(EVIDENCE, MASK, WANTED, opinions)[..., PAIR.index(name)]


def person(name: str) -> np.ndarray:
    return CLUES.persons(EVIDENCE, MASK)[:, PERSON.index(name)]


def test_interest_and_love_are_taken_as_logarithms_with_an_end():
    assert pairs("log interest")[0] == pytest.approx(np.log([0.5, 0.2, 1e-3]))
    assert pairs("log love")[0] == pytest.approx(np.log([0.25, 0.1, 3e-4]))


def test_what_is_said_of_a_titles_franchise_is_taken_as_a_logarithm_too():
    interest, love = WATCHING.said(EVIDENCE, MASK)
    assert interest.min() > 1e-3
    assert pairs("log interest in its franchise") == pytest.approx(np.log(interest[:, WANTED]))
    assert pairs("log love of its franchise") == pytest.approx(np.log(np.maximum(love[:, WANTED], 3e-4)))


def test_the_predicted_rating_stands_beside_its_lift():
    assert pairs("predicted rating")[0].tolist() == [8.0, 7.0, 6.5]
    assert pairs("lift over the expected rating")[0].tolist() == [1.0, 0.0, -0.5]


def test_a_franchise_counts_the_told_titles_that_are_kept_and_their_ratings_around_the_persons_mean():
    mean = (9 + 5 + 3 * CLUES.mean_rating) / 5
    assert pairs("told of its franchise").tolist() == [[1, 1, 0], [0, 1, 0]]
    assert pairs("rating of its franchise")[0] == pytest.approx([9 - mean, 5 - mean, 0])


def test_a_sequel_is_open_once_its_start_is_told_of():
    assert pairs("a sequel of a start not told of").tolist() == [[0, 0, 0], [1, 0, 0]]


def test_genres_told_of_are_the_mean_likeness_of_genres():
    alike = CLUES.genres[EVIDENCE.rows] @ CLUES.genres[WANTED].T
    assert pairs("genres told of") == pytest.approx(np.array([alike.mean(axis=0), alike[1:].mean(axis=0)]))
    mean = (9 + 5 + 3 * CLUES.mean_rating) / 5
    assert pairs("genres rated high")[0] == pytest.approx((alike[0] * (9 - mean) + alike[1] * (5 - mean)) / 3)


def test_the_largest_share_of_interest_is_taken_as_it_is():
    assert pairs("largest share of interest")[0] == pytest.approx([0.125, 0.05, 0])


def test_likeness_is_the_mean_cosine_of_factors_with_what_was_told():
    cosine = np.array([[0.6, 0, 1], [0.8, 1, 0], [0, 0, 0]])
    assert pairs("likeness to what was told") == pytest.approx(np.array([cosine.mean(axis=0), cosine[1:].mean(axis=0)]))
    mean = (9 + 5 + 3 * CLUES.mean_rating) / 5
    expected = (cosine[0] * (9 - mean) + cosine[1] * (5 - mean)) / 2
    assert pairs("likeness to what was rated high")[0] == pytest.approx(expected)
    alone = (5 + 3 * CLUES.mean_rating) / 4
    assert pairs("likeness to what was rated high")[1] == pytest.approx(cosine[1] * (5 - alone))


def test_a_franchise_is_as_known_as_its_best_known_part_and_as_large_as_it_has_parts():
    known = CLUES.titles[:, TITLE.index("log popularity")]
    of_franchise = CLUES.titles[:, TITLE.index("log popularity of its franchise")]
    assert of_franchise[:4] == pytest.approx(np.repeat([known[:2].max(), known[2:4].max()], 2))
    assert of_franchise[4:] == pytest.approx(known[4:])
    assert CLUES.titles[:, TITLE.index("log size of its franchise")] == pytest.approx(np.log([2, 2, 2, 2, 1, 1]))


def test_a_person_is_how_much_they_told_and_of_what():
    assert person("log number told") == pytest.approx(np.log([3, 2]))
    assert person("share rated") == pytest.approx([2 / 3, 1 / 2])
    assert person("distinct franchises") == pytest.approx([1, 1])
    mean = np.array([(9 + 5 + 3 * CLUES.mean_rating) / 5, (5 + 3 * CLUES.mean_rating) / 4])
    assert person("mean rating") == pytest.approx(mean)
    spread = [np.sqrt(((9 - mean[0]) ** 2 + (5 - mean[0]) ** 2) / 2), abs(5 - mean[1])]
    assert person("deviation of ratings") == pytest.approx(spread)
    popularity = CLUES.titles[:, TITLE.index("log popularity")]
    assert person("log popularity told") == pytest.approx([popularity[[0, 2, 4]].mean(), popularity[[2, 4]].mean()])


def test_a_title_is_how_known_and_loved_it_is():
    table = BUNDLE.catalog.table
    n_seen, n_high = table["n_seen"].to_numpy(), table["n_high"].to_numpy()
    assert CLUES.titles[:, TITLE.index("log popularity")] == pytest.approx(np.log(n_seen / n_seen.max()))
    high = np.log((n_high + 2) / (table["n_ratings"].to_numpy() + 4))
    assert CLUES.titles[:, TITLE.index("share of high ratings")] == pytest.approx(high)
    assert CLUES.titles[:, TITLE.index("is a start")].tolist() == [1, 0, 1, 0, 1, 1]


TABLE = pd.DataFrame(
    {
        "title": list("ABCD"),
        "genres": [("Action", "War"), ("Action",), ("Action", "War"), ()],
        "type": ["TV", "Movie", "Special", "OVA"],
        "members": 1,
        "n_seen": [60, 30, 1, 0],
        "n_ratings": [40, 20, 1, 0],
        "n_high": [30, 5, 0, 0],
        "data_mean": [8.0, 6.0, 3.0, np.nan],
    },
    index=pd.Index([1, 500, 9000, 40000]),
)
ALONE = Franchises(np.arange(4, dtype=np.int32), np.arange(4), np.arange(4, dtype=np.int32), np.arange(4))
UNKNOWN = Regression.of_base(np.zeros(0))
NO_FRANCHISES = FranchiseWatching(np.full(4, -1, dtype=np.int32), CoWatching(UNKNOWN, UNKNOWN, 8.0))
FEW = TitleClues.of(Catalog(TABLE), FACTORS[:4], ALONE, EXPECTED[:4], NO_FRANCHISES)


def few(name: str) -> list[float]:
    return FEW.titles[:, TITLE.index(name)].tolist()


def test_the_mean_rating_of_a_title_without_any_is_that_of_all():
    overall = (8.0 * 40 + 6.0 * 20 + 3.0 * 1) / 61
    assert FEW.mean_rating == pytest.approx(overall)
    assert few("mean rating") == pytest.approx([8.0, 6.0, 3.0, overall])


def test_what_few_have_seen_is_drawn_towards_what_is_usual():
    assert few("log popularity") == pytest.approx(np.log([1, 30 / 60, 1 / 60, 1 / 60]))
    assert few("share of high ratings") == pytest.approx(np.log([32 / 44, 7 / 24, 2 / 5, 2 / 4]))
    assert few("share of unrated") == pytest.approx(np.log([42 / 63, 22 / 33, 3 / 4, 2 / 3]))


def test_the_age_of_a_title_is_read_off_its_id():
    assert few("age") == pytest.approx(np.log([501, 1000, 9500, 40500]))


def test_each_kind_has_a_clue_of_its_own():
    assert [few(kind) for kind in ("TV", "Movie", "OVA", "Special")] == [
        [1, 0, 0, 0],
        [0, 1, 0, 0],
        [0, 0, 0, 1],
        [0, 0, 1, 0],
    ]


def test_rarer_genres_weigh_more():
    """Action is of three of four titles, war of two."""
    action, war = np.sqrt(np.log(4 / 3)), np.sqrt(np.log(4 / 2))
    length = np.hypot(action, war)
    expected = [[action / length, war / length], [1, 0], [action / length, war / length], [0, 0]]
    assert FEW.genres[np.arange(4)] == pytest.approx(np.array(expected))


def test_genres_count_by_the_titles_told_and_by_how_they_were_rated():
    told = Evidence(np.array([0, 1]), np.array([9.0, 4.0]))
    mask = np.array([[1.0, 1.0], [1.0, 0.0]])
    said = np.full((2, 3), 0.5)
    clues = FEW.pairs(told, mask, np.array([2, 1, 3]), Opinions(said, said, said, said))
    alike = FEW.genres[np.array([0, 1])] @ FEW.genres[np.array([2, 1, 3])].T
    assert alike[0, 0] == pytest.approx(1) and 0 < alike[1, 0] < 1 and not alike[:, 2].any()
    of_both, of_one = (9 + 4 + 3 * FEW.mean_rating) / 5, (9 + 3 * FEW.mean_rating) / 4
    assert clues[..., PAIR.index("genres told of")] == pytest.approx(np.array([alike.mean(axis=0), alike[0]]))
    rated = [(alike[0] * (9 - of_both) + alike[1] * (4 - of_both)) / 2, alike[0] * (9 - of_one)]
    assert clues[..., PAIR.index("genres rated high")] == pytest.approx(np.array(rated))


def test_a_person_has_the_age_and_the_kinds_of_what_they_told():
    told = Evidence(np.array([0, 1]), np.array([9.0, np.nan]))
    found = FEW.persons(told, np.array([[1.0, 1.0], [0.0, 1.0]]))
    ages = np.log([501, 1000])
    assert found[:, PERSON.index("age told")] == pytest.approx([ages.mean(), ages[1]])
    assert found[:, PERSON.index("share of TV")] == pytest.approx([0.5, 0])
    assert found[1, PERSON.index("mean rating")] == pytest.approx(FEW.mean_rating)
    assert found[1, PERSON.index("deviation of ratings")] == 0


def test_a_catalog_that_nobody_has_seen_has_clues_that_are_numbers():
    nobody = TABLE.assign(n_seen=0, n_ratings=0, n_high=0, data_mean=np.nan)
    clues = TitleClues.of(Catalog(nobody), FACTORS[:4], ALONE, EXPECTED[:4], NO_FRANCHISES)
    assert clues.mean_rating == 0
    assert clues.titles[:, TITLE.index("log popularity")].tolist() == [0] * 4


def test_one_rating_is_enough_for_a_mean():
    one = TABLE.assign(n_ratings=[1, 0, 0, 0], data_mean=[8.0, np.nan, np.nan, np.nan])
    assert TitleClues.of(Catalog(one), FACTORS[:4], ALONE, EXPECTED[:4], NO_FRANCHISES).mean_rating == 8


def test_versions_of_a_person_can_be_chosen():
    said = np.arange(6.0).reshape(3, 2)
    chosen = np.array([True, False, True])
    found = Opinions(said, said + 1, said + 2, said + 3).of_versions(chosen)
    assert found.love is not None
    assert [each[1].tolist() for each in (found.interest, found.love, found.predicted, found.largest_share)] == [
        [4, 5],
        [5, 6],
        [6, 7],
        [7, 8],
    ]
    assert Opinions(said, None, said, said).of_versions(chosen).love is None
    assert Opinions.of(said[0], None, said[0], said[0]).love is None
