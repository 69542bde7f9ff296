"""Co-watching of large catalogs: as good as the table of every pair where it may be, and by hand where it may not."""

import tracemalloc
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import numpy as np
import pytest
from numpy.typing import NDArray

from core.data.ratings import Ratings
from core.data.vocabulary import Vocabulary
from core.recommend.cowatching import LOVED, PREFIX, CoWatching, CoWatchingSettings
from core.recommend.cowatching_fit import fit_cowatching
from core.recommend.cowatching_large import LargeSettings, fit_large
from core.recommend.cowatching_sums import N_BLOCKS, CoWatchingSums
from tests.blocks import in_blocks
from tests.tribes import TwoTribes

TRIBES = TwoTribes(n_viewers=200, n_anime=30, own=0.6, other=0.1, loved=3, unrated=1 / 6)
ANIME = TRIBES.anime
N = len(ANIME)


def weights_of(parts: dict[str, NDArray], prefix: str) -> NDArray[np.float64]:
    """All weights of a regression, told titles by targets."""
    table = np.zeros((len(parts[prefix + "base"]),) * 2)
    weights = parts[prefix + "weights"] * parts[prefix + "scales"][:, None]
    targets = parts.get(prefix + "targets", parts[PREFIX + "targets"])
    np.put_along_axis(table, targets.astype(np.int64), weights, axis=1)
    return table


@pytest.mark.parametrize("targets", [1, 7, N])
@pytest.mark.parametrize("n_kept", [4, 200])
def test_all_titles_together_are_what_the_table_of_every_pair_says(targets: int, n_kept: int):
    settings = CoWatchingSettings(n_kept=n_kept)
    large = LargeSettings(n_together=N, n_pairs=targets * N)
    found = fit_large(in_blocks(TRIBES.ratings), ANIME, settings, large)
    expected = fit_cowatching(TRIBES.ratings, ANIME, settings)
    own_targets = found.pop(PREFIX + LOVED + "targets")
    assert found.keys() == expected.keys(), "love has targets of its own only where it is found bit by bit"
    for prefix in (PREFIX, PREFIX + LOVED):
        of_all = weights_of(found | ({prefix + "targets": own_targets} if prefix != PREFIX else {}), prefix)
        of_pairs = weights_of(expected, prefix)
        if prefix != PREFIX and n_kept < N:
            of_all, of_pairs = of_all * (of_pairs != 0), of_pairs * (of_all != 0)
        assert of_all == pytest.approx(of_pairs, abs=1e-5)
        for name in ("base", "typical"):
            assert found[prefix + name] == pytest.approx(expected[prefix + name], abs=1e-5), name
    for name, array in expected.items():
        assert (found[name].dtype, found[name].shape) == (array.dtype, array.shape), name


def test_titles_told_of_most_are_solved_for_together_and_the_others_each_alone():
    """The two ways to solve for an interest, from what the sums say of each pair of titles."""
    settings, n_together = CoWatchingSettings(), 10
    parts = fit_large(TRIBES.ratings, ANIME, settings, LargeSettings(n_together, n_pairs=4 * N))
    sums = CoWatchingSums.of(TRIBES.ratings, ANIME, settings)
    pairs = sums.together - np.outer(sums.told, sums.told) / sums.weight
    np.fill_diagonal(pairs, sums.squares + settings.ridge - sums.told**2 / sums.weight)
    together, alone = np.split(np.argsort(-sums.squares), [n_together])
    for prefix, aim, products in zip((PREFIX, PREFIX + LOVED), sums.aims, sums.products, strict=True):
        centred = products - np.outer(sums.told, aim) / sums.weight
        expected = np.zeros((N, N))
        for target in range(N):
            others = together[together != target]
            expected[others, target] = np.linalg.solve(pairs[np.ix_(others, others)], centred[others, target])
            rest = alone[alone != target]
            expected[rest, target] = centred[rest, target] / pairs[rest, rest]
        largest = np.abs(expected).max(axis=1, keepdims=True)
        assert (np.abs(weights_of(parts, prefix) - expected) <= largest / 127 / 2 + 1e-5).all()
        typical = sums.told / sums.weight @ expected / settings.n_known
        assert parts[prefix + "typical"] == pytest.approx(typical, abs=1e-5)


def test_two_titles_of_which_only_one_is_known_at_a_time_by_hand():
    """A 9 and a 7 on one list and nothing on another; neither of the two is ever told of with the other.

    Worths are 1.2 and 0.8, each told of in half of the draws of one list of two; the interest of the 9 is 1.5.
    """
    ratings = Ratings.of([1, 1, 2], [100, 101, 102], [9, 7, 8])
    settings = CoWatchingSettings(list_power=0)
    parts = fit_large(ratings, Vocabulary([100, 101, 102]), settings, LargeSettings(n_together=1))
    weight = 0.8 / 2 * 1.5 - (0.8 / 2) * 1.5 / 2
    square = 0.8**2 / 2 + 2 - (0.8 / 2) ** 2 / 2
    assert parts[f"{PREFIX}mean_rating"] == 8
    assert weights_of(parts, PREFIX)[1, 0] == pytest.approx(weight / square, rel=1 / 127)
    assert weights_of(parts, PREFIX)[2].tolist() == [0, 0, 0], "a list of one tells nothing"
    assert parts[f"{PREFIX}base"] == pytest.approx([1.5 / 2, 1 / 2, 1.5 / 2])


def test_each_told_title_has_weights_on_different_targets_none_of_them_itself():
    parts = fit_large(TRIBES.ratings, ANIME, CoWatchingSettings(n_kept=8), LargeSettings(10, n_pairs=3 * N))
    for prefix in (PREFIX, PREFIX + LOVED):
        assert not weights_of(parts, prefix).diagonal().any()
        assert all(len(set(targets)) == 8 for targets in parts[prefix + "targets"].tolist())


def test_a_viewer_of_one_tribe_finds_the_rest_of_it_interesting_by_titles_that_stand_alone():
    model = CoWatching.from_parts(fit_large(TRIBES.ratings, ANIME, large=LargeSettings(n_together=1)))
    first, second, *rest = ANIME.rows(TRIBES.even)
    interest = model.interest(np.array([first, second]), np.array([9.0, 6.0]))
    assert interest[rest].min() > interest[ANIME.rows(TRIBES.odd)].max()


def test_a_catalog_of_more_titles_than_a_table_should_hold_is_fitted_as_a_large_one(monkeypatch: pytest.MonkeyPatch):
    expected, told = fit_cowatching(TRIBES.ratings, ANIME), []
    for most, n_told in ((N, 4 + 1 + 2 * N_BLOCKS), (N - 1, 3)):
        monkeypatch.setattr("core.recommend.cowatching_fit.MOST_TITLES", most)
        parts = fit_cowatching(TRIBES.ratings, ANIME, tell=told.append)
        assert weights_of(parts, PREFIX) == pytest.approx(weights_of(expected, PREFIX), abs=1e-5)
        assert len(told) == n_told
        told.clear()


@pytest.mark.parametrize("most", [N, N - 1])
def test_processes_that_share_the_viewers_find_what_one_finds_and_one_of_them_solves(
    monkeypatch: pytest.MonkeyPatch, most: int
):
    monkeypatch.setattr("core.recommend.cowatching_fit.MOST_TITLES", most)
    in_first, both = TRIBES.ratings.viewer_id % 3 == 0, Meeting()
    parts = (TRIBES.ratings.select(in_first), True), (TRIBES.ratings.select(~in_first), False)
    with ThreadPoolExecutor(2) as threads:
        asked = [threads.submit(fit_cowatching, own, ANIME, summed=both.summed, solve=first) for own, first in parts]
        found, nothing = (each.result(60) for each in asked)
    expected = fit_cowatching(TRIBES.ratings, ANIME)
    assert nothing == {}
    for prefix in (PREFIX, PREFIX + LOVED):
        assert weights_of(found, prefix) == pytest.approx(weights_of(expected, prefix), abs=2e-3)
        assert found[prefix + "typical"] == pytest.approx(expected[prefix + "typical"], abs=1e-5)


class Meeting:
    """Where two threads, which stand for processes, add up what they have."""

    def __init__(self) -> None:
        self.brought: list[NDArray] = []
        self.barrier = Barrier(2, timeout=60)

    def summed(self, array: NDArray) -> NDArray:
        self.brought.append(array.copy())
        self.barrier.wait()
        total = self.brought[0] + self.brought[1]
        if self.barrier.wait() == 0:
            self.brought.clear()
        self.barrier.wait()
        return total


def test_it_tells_how_far_it_is_after_each_block_of_each_pass():
    told: list[float] = []
    fit_large(in_blocks(TRIBES.ratings), ANIME, large=LargeSettings(10, n_pairs=10 * N), tell=told.append)
    n_blocks = len(list(in_blocks(TRIBES.ratings).by_viewers()))
    assert told == sorted(told) and told[-1] == pytest.approx(1)
    assert len(told) == (2 + 3) * n_blocks, "titles, pairs, and three passes of ten targets"


@pytest.mark.slow
def test_it_takes_no_more_memory_than_the_docs_say():
    fit_large(TRIBES.ratings, ANIME)  # imports are not what is measured
    for n_anime, n_together, n_targets in ((600, 100, 200), (1_200, 200, 200), (1_200, 600, 300)):
        tribes = TwoTribes(n_viewers=20, n_anime=n_anime, own=0.5, other=0.1)
        ratings, large = in_blocks(tribes.ratings), LargeSettings(n_together, n_anime * n_targets)
        tracemalloc.start()
        fit_large(ratings, tribes.anime, CoWatchingSettings(n_kept=10), large)
        _, peak = tracemalloc.get_traced_memory()
        tracemalloc.stop()
        assert peak <= 4 * n_together**2 + 12 * n_anime * n_targets + 24 * n_anime * 10
