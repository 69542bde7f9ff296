"""How far a training is and how long it takes, by what each of its phases has to do.

What a phase costs was measured once, on one core. How much faster or slower this machine is shows in what it has done
so far, so the time to go is soon right on any. Nothing moves by the clock alone: a share of the work is done when the
work says so.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

from core.data.split import SplitRows
from core.recommend.cowatching_fit import MOST_TITLES
from core.recommend.cowatching_large import LargeSettings
from core.recommend.cowatching_sums import LONG_LIST
from core.training.batches import batch_size_for
from core.training.config import TrainConfig, settings
from core.training.progress import Phase, ProgressLine, Report

IMPORTS = 3.5
"""Seconds until torch is there."""
LEAST_SECONDS = 0.3
"""Of any phase."""
TRUST = 5.0
"""Seconds of work after which this machine's own pace counts as much as that of the one that was measured."""


def seconds_of(data: SplitRows, config: TrainConfig) -> dict[Phase, float]:
    """What each phase after reading takes on the core that was measured, in order.

    What is watched together is a solution for all titles and a sum over viewers, of whom each takes the square of what
    they watched, up to the length from which on lists are multiplied as full rows. Its constants are those of the real
    sample and of 1 and 10 million simulated ratings, which they meet within a tenth.
    """
    n_viewers, n_anime, n_watched = len(data.viewers), len(data.anime), data.n_watched
    list_length = min(n_watched / n_viewers, LONG_LIST * n_anime)
    n_members = config.members if settings()["members"].is_for(config.model) else 1
    work: dict[Phase, float] = {
        "side-features": IMPORTS + 2e-8 * n_watched * config.side_features,
        "training": _seconds_of_fit(config, data.n_train * config.epochs * n_members),
        "combining": 0 if n_members == 1 else 2e-10 * (n_viewers + n_anime) * (config.n_factors * n_members) ** 2,
        "watched": _seconds_of_solving(n_anime) + 2.8e-8 * n_viewers * list_length**2,
        "fold-in": 3e-3 * min(n_viewers, 5_000),
        "ranking": (1.2e-6 * n_anime + 5.5e-3) * min(n_viewers, 8_000),
        "map": 5e-3 * n_anime,
    }
    return {phase: max(seconds, LEAST_SECONDS) for phase, seconds in work.items() if seconds}


def seconds_of_search(data: SplitRows, config: TrainConfig, steps: int) -> tuple[float, float]:
    """What a search for a learning rate takes on that core: until its mock training begins, and that training."""
    size = config.batch_size or batch_size_for(data.n_train)
    return seconds_of(data, config)["side-features"], _seconds_of_fit(config, steps * size)


def _seconds_of_solving(n_anime: int) -> float:
    """What the regressions of co-watching take; of a large catalog so many titles at most are solved for together."""
    if n_anime <= MOST_TITLES:
        return 5e-11 * n_anime**3
    return 1e-10 * n_anime * LargeSettings().n_together ** 2 + 2e-8 * n_anime**2


def _seconds_of_fit(config: TrainConfig, n_ratings: int) -> float:
    """What a fit takes that sees so many ratings, one seen twice counted twice."""
    is_net = settings()["layers"].is_for(config.model)
    return 0.5 + (4.5e-6 if is_net else 1e-6) * n_ratings


@dataclass
class Estimate:
    """Passes lines of progress on; those that say which share of a phase is done get what that means for the whole."""

    seconds: Mapping[Phase, float]
    """What each phase takes by estimate, in order."""
    report: Report
    now: Callable[[], float] = time.monotonic

    def __post_init__(self) -> None:
        self._began = self.now()

    def __call__(self, line: ProgressLine) -> None:
        """Report the line with the share of all work that is done, and the time it takes until all is."""
        if line.share is None:
            self.report(line)
            return
        phases = list(self.seconds)
        before = sum(self.seconds[phase] for phase in phases[: phases.index(line.phase)])
        done = before + line.share * self.seconds[line.phase]
        total = sum(self.seconds.values())
        pace = (self.now() - self._began + TRUST) / (done + TRUST)
        self.report(replace(line, done=done / total, eta_seconds=(total - done) * pace))
