"""Can a training be watched? Its silences, how much of it has a moving bar, and whether its time to go is right.

    python benchmarks/training_progress.py --ratings DIR [--model dot]

Trains a model by its recipe as the page *Train* does, in a process of its own that gives way to all others, and reads
what it told its run folder. A bar moves between two lines of which the later says that more is done. The time to go is
right where it is at least half and at most twice what was really left. A machine at rest is needed: the process stands
aside for any other work.
"""

from __future__ import annotations

import argparse
import tempfile
import time
from dataclasses import dataclass
from itertools import groupby, pairwise
from pathlib import Path

from core.model.architectures import ARCHITECTURES
from core.runs import process
from core.runs.folder import RunFolder
from core.runs.state import read_run
from core.training.config import recipe
from core.training.progress import ProgressLine, line_of

LONG = 10
"""Seconds: with fewer to go, nobody minds by what factor they are wrong."""


@dataclass(frozen=True)
class Gap:
    """The time between two lines that a training told."""

    phase: str
    seconds: float
    moved: bool
    """Whether the bar stands further right at its end."""
    left: float
    """Seconds from its beginning to the training's end."""
    ratio: float | None
    """By what factor the time to go that was told at its beginning is wrong, 1 or more."""


def gaps(began: float, lines: list[ProgressLine]) -> list[Gap]:
    """The silences of a training that was started at a moment."""
    lines = [ProgressLine(phase="starting", time=began), *lines]
    end = lines[-1].time or began
    found = []
    for line, following in pairwise(lines):
        at, until = line.time or began, following.time or began
        ratio = line.eta_seconds / (end - at) if line.eta_seconds and end > at else None
        moved = (following.done or 0) > (line.done or 0)
        found.append(Gap(line.phase, until - at, moved, end - at, max(ratio, 1 / ratio) if ratio else None))
    return found


def report(found: list[Gap]) -> None:
    """Print a table of the phases, and what holds of the whole."""
    wall = sum(gap.seconds for gap in found)
    print(f"{'phase':>14} {'seconds':>8} {'lines':>6} {'longest silence':>16}")
    for phase, of_phase in groupby(found, key=lambda gap: gap.phase):
        seconds = [gap.seconds for gap in of_phase]
        print(f"{phase:>14} {sum(seconds):>8.1f} {len(seconds):>6} {max(seconds):>16.1f}")
    moving = [gap for gap in found if gap.moved]
    right = [gap for gap in moving if gap.ratio and gap.ratio <= 2]
    print(f"\nwall time: {wall:.1f} s; longest silence: {max(gap.seconds for gap in found):.1f} s")
    print(f"with a moving bar: {sum(gap.seconds for gap in moving) / wall:.0%} of the wall time")
    print(f"and a time to go right within a factor of two: {sum(gap.seconds for gap in right) / wall:.0%}")
    worst = max((gap.ratio for gap in found if gap.ratio and gap.left >= LONG), default=1.0)
    print(f"worst time to go, of those with {LONG} s or more left: wrong by a factor of {worst:.2f}")


def watched(ratings: Path, model: str, home: Path) -> list[Gap]:
    """Train from beginning to end and read what was told."""
    began = time.time()
    run = process.start(home / "runs", ratings.resolve(), home / "models" / "watched", recipe(model))
    while read_run(run.folder).state == "running":
        time.sleep(0.5)
    ended = read_run(run.folder)
    if ended.state != "done":
        raise SystemExit(f"The training ended before its end ({ended.state}): {ended.message}")
    return gaps(began, _lines(run.folder))


def _lines(folder: RunFolder) -> list[ProgressLine]:
    return [line for written in folder.progress.read_bytes().splitlines() if (line := line_of(written))]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--ratings", type=Path, required=True, metavar="DIR")
    parser.add_argument("--model", choices=list(ARCHITECTURES), default="dot")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as home:
        report(watched(options.ratings, options.model, Path(home)))


if __name__ == "__main__":
    main()
