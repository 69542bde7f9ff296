"""What each step costs as ratings grow tenfold: seconds, processor seconds and peak memory, each in its own process.

    python -m benchmarks.scale                   # 1 and 10 million simulated ratings
    python -m benchmarks.scale --millions 100    # 1.3 GB of text, and 3 GB of disk while it is converted

The ratings are drawn from a shipped model, 106 of each viewer as in Kaggle's full set. A thousand viewers are kept out
and evaluated, whatever the size.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

from core.runs.folder import RunFolder

ROOT = Path(__file__).resolve().parents[1]
RATINGS_A_VIEWER = 106
EVALUATED = 1_000
"""Viewers who are kept out of training and measured."""
PHASES = {"watched": "co-watching", "training": "epochs", "fold-in": "fold-in", "ranking": "ranker", "map": "map"}
"""What of a training is told apart, by the phase that its run folder tells of."""


@dataclass(frozen=True)
class Cost:
    """What one step took."""

    step: str
    seconds: float
    processor: float | None = None
    """Seconds of all cores; nothing for a part of a step."""
    peak_mb: float | None = None


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--millions", type=int, nargs="+", default=[1, 10], metavar="N", help="ratings, in millions")
    parser.add_argument("--steps", nargs="+", choices=["convert", "train", "evaluate"], metavar="STEP")
    parser.add_argument("--scratch", type=Path, metavar="DIR", help="where the ratings lie meanwhile")
    arguments = parser.parse_args()
    print("| Ratings | Step | Seconds | Processor | Peak MB |\n|---|---|---|---|---|")
    for millions in arguments.millions:
        with tempfile.TemporaryDirectory(dir=arguments.scratch) as scratch:
            for cost in costs(millions, Path(scratch), arguments.steps or ["convert", "train", "evaluate"]):
                cells = [f"{number:,.0f}" if number is not None else "" for number in (cost.processor, cost.peak_mb)]
                print(f"| {millions:,} million | {cost.step} | {cost.seconds:,.1f} | {' | '.join(cells)} |", flush=True)


def costs(millions: int, scratch: Path, steps: Sequence[str]) -> Iterator[Cost]:
    """What each step takes, in their order."""
    files, converted, model, run = (str(scratch / name) for name in ("files", "converted", "model", "run"))
    n_viewers = millions * 1_000_000 // RATINGS_A_VIEWER
    held_out = min(0.1, EVALUATED / n_viewers)
    size = ["--viewers", str(n_viewers), "--ratings", str(millions * 1_000_000)]
    yield measured("simulate", [*size, "--out", files])
    yield measured("convert", ["--ratings", files, "--out", converted])
    if "train" in steps:
        shares = ["--hold-out-viewers", str(held_out), "--run-dir", run]
        yield measured("train", ["--ratings", converted, "--out", model, *shares])
        yield from phases(RunFolder(Path(run)))
    if "evaluate" in steps:
        yield measured("evaluate", ["--ratings", converted, "--model", model, "--answers", "10", "--draws", "1"])


def measured(command: str, words: Sequence[str]) -> Cost:
    """One command of the command line, in a process of its own."""
    began = time.perf_counter()
    process = subprocess.Popen(
        [sys.executable, "-W", "ignore", "-m", "core", command, *words], cwd=ROOT, stdout=subprocess.DEVNULL
    )
    _, status, used = os.wait4(process.pid, 0)
    if status:
        sys.exit(f"{command} failed.")
    return Cost(command, time.perf_counter() - began, used.ru_utime + used.ru_stime, used.ru_maxrss / 1024)


def phases(run: RunFolder) -> Iterator[Cost]:
    """Seconds of the parts of a training, as its run folder tells them."""
    starts: dict[str, float] = {}
    for line in map(json.loads, run.progress.read_text().splitlines()):
        starts.setdefault(line["phase"], line["time"])
    for (phase, start), (_, end) in pairwise(starts.items()):
        if phase in PHASES:
            yield Cost(f"… {PHASES[phase]}", end - start)


if __name__ == "__main__":
    main()
