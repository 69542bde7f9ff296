"""The field's usual recommenders, on lists small enough to be computed on paper."""

from __future__ import annotations

import numpy as np
import pytest

from core.data.vocabulary import Vocabulary
from core.evaluation.baselines import NAMES, ON_LISTS, FittedBaseline, SeenLists, fit_all
from core.evaluation.baselines.factorisations import als, truncated_svd
from core.evaluation.baselines.neighbours import ease, item_knn
from core.profiles import Profile
from core.recommend.cowatching_fit import fit_cowatching
from core.recommend.recommender import Recommender
from tests.core.evaluation.people import FIRST_ANIME, ratings_of, together
from tests.tribes import TwoTribes, untrained

TRIBES = TwoTribes(n_viewers=40, n_anime=20, own=0.7, other=0.1)
BUNDLE = untrained(TRIBES.ratings, TRIBES.catalog, fit_cowatching(TRIBES.ratings, TRIBES.anime))
LISTS = SeenLists.of(BUNDLE, TRIBES.ratings)

WATCHED = np.array([[1, 1, 0, 0], [1, 1, 1, 0], [0, 1, 1, 0]])
VIEWER, TITLE = np.nonzero(WATCHED)
SMALL = SeenLists(Vocabulary(np.arange(4) + FIRST_ANIME), VIEWER, TITLE)


def profile_of(*rows: int) -> Profile:
    return Profile({FIRST_ANIME + row: 8.0 for row in rows})


@pytest.mark.parametrize(
    "fitted", [item_knn(LISTS), ease(LISTS), als(LISTS, n_factors=2), truncated_svd(LISTS, n_factors=2)], ids=ON_LISTS
)
def test_a_baseline_on_lists_finds_the_persons_tribe(fitted: FittedBaseline):
    ranking = fitted(Profile(dict.fromkeys(TRIBES.odd[:3], 9.0))).ranking
    assert ranking.shape == (20,)
    assert ranking[TRIBES.anime.rows(TRIBES.odd[3:])].min() > ranking[TRIBES.anime.rows(TRIBES.even)].max()


@pytest.mark.parametrize("name", ON_LISTS)
def test_with_nothing_told_that_is_known_it_is_popularity(name: str):
    for profile in (Profile(), Profile({999: 7.0})):
        assert ON_LISTS[name](SMALL)(profile).ranking.tolist() == [2, 3, 2, 0]


def test_lists_are_those_of_trained_viewers_and_known_titles_alone():
    stranger, odd_title = ratings_of(7, {FIRST_ANIME: 8}), ratings_of(1_000, {5: 8})
    lists = SeenLists.of(BUNDLE, together(TRIBES.ratings, stranger, odd_title))
    assert len(lists) == len(np.unique(TRIBES.ratings.viewer_id))
    assert lists.matrix.nnz == len(TRIBES.ratings)
    assert (lists.matrix.toarray() == LISTS.matrix.toarray()).all()
    recommender = Recommender(BUNDLE)
    with_lists = [name for name in fit_all(recommender, TRIBES.ratings) if name not in ON_LISTS]
    assert list(fit_all(recommender, stranger)) == with_lists


def test_of_more_titles_than_a_table_of_all_pairs_should_hold_none_is_made(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("core.evaluation.baselines.MOST_PAIRED", 19)
    few = fit_all(Recommender(BUNDLE), TRIBES.ratings)
    assert [name for name in NAMES if name not in few] == ["item-knn", "ease"]


def test_baselines_fitted_side_by_side_are_those_fitted_one_after_the_other():
    profile = profile_of(0, 3)
    alone, together = (fit_all(Recommender(BUNDLE), TRIBES.ratings, n_processes=n) for n in (1, 2))
    assert list(alone) == list(together)
    for name, fitted in alone.items():
        assert fitted(profile).ranking.tolist() == together[name](profile).ranking.tolist(), name


def test_a_title_watched_twice_counts_once():
    twice = SeenLists(SMALL.anime, np.append(VIEWER, 0), np.append(TITLE, 0))
    assert twice.matrix.toarray().tolist() == WATCHED.tolist()
    assert twice.together.tolist() == (WATCHED.T @ WATCHED).tolist()


def test_item_knn_adds_up_cosines():
    cosine = {(0, 1): 2 / (2 * 3) ** 0.5, (0, 2): 1 / (2 * 2) ** 0.5, (1, 2): 2 / (3 * 2) ** 0.5}
    ranking = item_knn(SMALL)(profile_of(0, 1)).ranking
    assert ranking[2] == pytest.approx(cosine[0, 2] + cosine[1, 2])
    assert ranking[3] == 0


def test_titles_of_one_and_the_same_viewer_are_alike():
    one = SeenLists(SMALL.anime, np.array([0, 0, 1]), np.array([0, 1, 2]))
    assert item_knn(one)(profile_of(0)).ranking.tolist() == [1, 1, 0, 0]


def test_a_title_speaks_for_its_nearest_neighbours_alone():
    ranking = item_knn(SMALL, n_neighbours=2)(profile_of(0)).ranking
    assert ranking == pytest.approx([1, 2 / (2 * 3) ** 0.5, 0, 0])


def test_ease_is_the_best_linear_regression_without_itself():
    ridge = 2.0
    alone = ease(SMALL, ridge)(profile_of(0)).ranking
    x = WATCHED.astype(float)
    for target in (1, 2, 3):
        others = [row for row in range(4) if row != target]
        gram = x[:, others].T @ x[:, others] + ridge * np.eye(3)
        weights = np.linalg.solve(gram, x[:, others].T @ x[:, target])
        assert alone[target] == pytest.approx(weights[others.index(0)], abs=1e-6)
    assert alone[0] == 0


def test_truncated_svd_projects_on_the_best_factors():
    _, _, factors = np.linalg.svd(WATCHED.astype(float))
    expected = factors[:2, 0] @ factors[:2]
    assert truncated_svd(SMALL, n_factors=2)(profile_of(0)).ranking == pytest.approx(expected, abs=1e-9)


def test_als_gives_what_was_told_a_one_and_what_nobody_watched_a_nought():
    ranking = als(SMALL, n_factors=2, n_iterations=30, confidence=10, ridge=0.5)(profile_of(1)).ranking
    again = als(SMALL, n_factors=2, n_iterations=30, confidence=10, ridge=0.5)(profile_of(1)).ranking
    assert ranking.tolist() == again.tolist()
    assert ranking[1] == pytest.approx(1, abs=0.2)
    assert ranking[3] == pytest.approx(0, abs=1e-6), "nobody watched it, so nothing speaks for it"


def test_als_solves_for_viewers_and_titles_in_turn():
    """Each list and then each title by itself, as weighted ridge regressions on the factors of the others."""

    def solved(watched: np.ndarray, factors: np.ndarray) -> np.ndarray:
        weights = 1 + 10.0 * watched
        return np.array(
            [
                np.linalg.solve(factors.T @ (weight[:, None] * factors) + 0.5 * np.eye(2), factors.T @ (weight * row))
                for row, weight in zip(watched, weights, strict=True)
            ]
        )

    watched = WATCHED.astype(float)
    titles = np.random.default_rng(0).normal(0, 0.1, (4, 2))
    for n_turns in (1, 2):
        titles = solved(watched.T, solved(watched, titles))
        [person] = solved(np.array([[0.0, 1, 0, 0]]), titles)
        ranking = als(SMALL, n_factors=2, n_iterations=n_turns, confidence=10, ridge=0.5)(profile_of(1)).ranking
        assert ranking == pytest.approx(titles @ person, rel=1e-4, abs=1e-6)


def test_als_leaves_no_better_factors_for_a_person():
    from core.evaluation.baselines.factorisations import _factors_of

    random = np.random.default_rng(0)
    titles, ridge, confidence = random.normal(size=(5, 2)), 0.5, 3.0
    told = [0, 3]
    best = _factors_of(titles[told], titles.T @ titles + ridge * np.eye(2), confidence)

    def loss(factors: np.ndarray) -> float:
        wanted = np.isin(np.arange(5), told)
        return float(np.where(wanted, 1 + confidence, 1) @ (wanted - titles @ factors) ** 2 + ridge * factors @ factors)

    assert all(loss(best) < loss(best + step) for step in random.normal(0, 0.05, (50, 2)))
