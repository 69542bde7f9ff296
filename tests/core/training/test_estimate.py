"""How far a training is, and what that says of the time to go."""

from __future__ import annotations

from dataclasses import replace
from typing import get_args

import numpy as np
import pytest

from core.data.sources import LoadedRatings
from core.data.split import Rated, Split
from core.data.vocabulary import Vocabulary
from core.recommend.cowatching_sums import LONG_LIST
from core.training.estimate import TRUST, Estimate, seconds_of
from core.training.fit import prepare
from core.training.progress import Phase, ProgressLine
from tests.core.training.quick import QUICK


class Clock:
    seconds = 100.0

    def __call__(self) -> float:
        return self.seconds


@pytest.fixture
def told() -> list[ProgressLine]:
    return []


def test_work_done_counts_by_what_each_phase_takes(told: list[ProgressLine]):
    estimate = Estimate({"training": 30.0, "map": 10.0}, told.append)
    for phase, share in (
        ("training", 0.0),
        ("training", 0.5),
        ("training", 1.0),
        ("map", 0.0),
        ("map", 0.5),
        ("map", 1.0),
    ):
        estimate(ProgressLine(phase=phase, share=share))
    assert [line.done for line in told] == [0, 15 / 40, 30 / 40, 30 / 40, 35 / 40, 1]
    assert told[-1].eta_seconds == 0


def test_a_slower_machine_has_longer_to_go_the_longer_it_is_known_to_be(told: list[ProgressLine]):
    clock = Clock()
    estimate = Estimate({"training": 30.0, "map": 10.0}, told.append, clock)
    estimate(ProgressLine(phase="training", share=0.0))
    clock.seconds += 45
    estimate(ProgressLine(phase="training", share=0.5))
    clock.seconds += 45
    estimate(ProgressLine(phase="training", share=1.0))
    assert [line.eta_seconds for line in told] == pytest.approx(
        [40 * 1, 25 * (45 + TRUST) / (15 + TRUST), 10 * (90 + TRUST) / (30 + TRUST)]
    )


def test_a_line_that_says_no_share_is_passed_on_as_it_is(told: list[ProgressLine]):
    Estimate({"map": 1.0}, told.append)(line := ProgressLine(phase="watched", model_rmse=1.2))
    assert told == [line]


@pytest.mark.parametrize(
    ("config", "phases"),
    [
        (QUICK, ["side-features", "training", "watched", "fold-in", "ranking", "map"]),
        (
            replace(QUICK, members=3),
            ["side-features", "training", "combining", "watched", "fold-in", "ranking", "map"],
        ),
    ],
)
def test_every_phase_has_its_time_in_the_order_of_work(tribes: LoadedRatings, config, phases: list[str]):
    data, _ = prepare(tribes, config)
    seconds = seconds_of(data, config)
    assert list(seconds) == phases == [phase for phase in get_args(Phase) if phase in seconds]
    assert min(seconds.values()) > 0
    longer = seconds_of(data, replace(config, epochs=10_000 * config.epochs))
    assert longer["training"] > seconds["training"]


def watched_seconds(n_viewers: int, list_length: int, n_anime: int = 1_000) -> float:
    """What co-watching takes by estimate."""
    nothing = Rated(np.zeros(0, np.int32), np.zeros(0, np.int32), np.zeros(0, np.float32))
    watched = np.broadcast_to(np.int32(0), n_viewers * list_length)
    viewers, anime = (Vocabulary(np.arange(n, dtype=np.int32)) for n in (n_viewers, n_anime))
    return seconds_of(Split(viewers, anime, nothing, nothing, (watched, watched), 0), QUICK)["watched"]


def test_co_watching_takes_as_much_longer_as_there_are_more_viewers_with_such_lists():
    few, more, most = (watched_seconds(n_viewers, 40) for n_viewers in (100_000, 200_000, 400_000))
    assert most - more == pytest.approx(2 * (more - few))


def test_co_watching_takes_no_longer_for_lists_that_are_multiplied_as_full_rows():
    long = round(LONG_LIST * 1_000)
    assert watched_seconds(100_000, long - 5) < watched_seconds(100_000, long)
    assert watched_seconds(100_000, 2 * long) == watched_seconds(100_000, long)


def test_co_watching_of_a_large_catalog_grows_with_the_square_of_its_titles_at_most():
    seconds, twice = (watched_seconds(100, 1, n_anime) for n_anime in (30_000, 60_000))
    assert seconds < twice < 4 * seconds
