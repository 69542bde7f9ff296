"""What each step costs as ratings grow tenfold: seconds, processor seconds and peak memory, each in its own process.

    python -m benchmarks.scale                                          # 1 and 10 million simulated ratings
    python -m benchmarks.scale --rows 1e6 1e7 1e8 --figures FILE        # 8 GB of disk; goes on where it was cut off
    python -m benchmarks.scale --peers                                  # LensKit and Spark beside the trainings

The ratings are drawn from a shipped model, 106 of each viewer as in Kaggle's full set. A thousand viewers are kept out
and evaluated, whatever the size. Prints tables of the costs and of their growth and draws ``docs/pictures/scale.svg``.
Peers learn the rows that the training on disk learns and are measured on the same; they fit and do nothing else.
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
from concurrent.futures import ProcessPoolExecutor
from dataclasses import asdict
from itertools import pairwise
from multiprocessing import get_context
from pathlib import Path

from benchmarks.costs import HEAD, PART, TRAININGS, Cost, fits, growth, line, picture
from benchmarks.processes import Look
from benchmarks.scale_peers import Peer, export, fitted_by, installed
from core.runs.folder import RunFolder
from core.runs.training import MOST_IN_MEMORY
from core.training.config import TrainConfig

ROOT = Path(__file__).resolve().parents[1]
PICTURE = ROOT / "docs" / "pictures" / "scale.svg"
RATINGS_A_VIEWER = 106
EVALUATED = 1_000
"""Viewers who are kept out of training and measured."""
PHASES = {
    "reading": "reading, split", "side-features": "side features", "training": "epochs", "watched": "co-watching",
    "fold-in": "fold-in", "ranking": "ranker", "map": "map",
}  # fmt: skip
"""What of a training is told apart, by the phase that its run folder tells of."""
MOST_FOR_PEERS = 1e7
"""Ratings, unless more are asked for."""
BETWEEN_LOOKS = 0.1
"""Seconds."""


def main() -> None:
    """Measure, print and draw."""
    arguments = _arguments()
    peers = installed(arguments.peers_python) if arguments.peers else []
    kept = arguments.figures.read_text().splitlines() if arguments.figures and arguments.figures.exists() else []
    costs = [Cost(**json.loads(line)) for line in kept]
    print("\n".join([HEAD, *map(line, costs)]))
    for rows in map(int, arguments.rows):
        beside = [peer for peer in peers if rows <= arguments.peers]
        with tempfile.TemporaryDirectory(dir=arguments.scratch) as scratch:
            for cost in costs_of(rows, Path(scratch), {cost.step for cost in costs if cost.rows == rows}, beside):
                costs.append(cost)
                print(line(cost), flush=True)
                if arguments.figures:
                    with arguments.figures.open("a") as file:
                        file.write(json.dumps(asdict(cost)) + "\n")
    print(growth(costs))
    if peers:
        print("\n".join([HEAD, *map(line, fits(costs))]))
    PICTURE.write_text(picture(costs), encoding="utf-8")


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--rows", type=float, nargs="+", default=[1e6, 1e7], metavar="N", help="ratings")
    parser.add_argument("--scratch", type=Path, metavar="DIR", help="where the ratings lie meanwhile")
    parser.add_argument("--figures", type=Path, metavar="FILE", help="keeps what was measured; not measured again")
    peers = "measure LensKit and Spark too, with N ratings at most (1e7)"
    parser.add_argument("--peers", type=float, nargs="?", const=MOST_FOR_PEERS, default=0, metavar="N", help=peers)
    parser.add_argument("--peers-python", type=Path, default=ROOT / ".venv-bench" / "bin" / "python", metavar="FILE")
    return parser.parse_args()


def costs_of(rows: int, scratch: Path, known: set[str], peers: Sequence[Peer]) -> Iterator[Cost]:
    """What each step takes, in their order; trainings, evaluation and peers that are known are left out."""
    files, converted = str(scratch / "files"), str(scratch / "converted")
    n_viewers = rows // RATINGS_A_VIEWER
    trainings = [step for place, step in TRAININGS.items() if place == "disk" or rows <= MOST_IN_MEMORY]
    all_known = {*trainings, "evaluate"} <= known
    asked = [peer for peer in peers if peer.step not in known]
    if all_known and not asked:
        return
    size = ["--viewers", str(n_viewers), "--ratings", str(rows), "--out", files]
    yield from (cost for cost in measured(rows, "simulate", ["simulate", *size]) if cost.step not in known)
    words = ["convert", "--ratings", files, "--out", converted]
    yield from (cost for cost in measured(rows, "convert", words) if cost.step not in known)
    held_out = min(0.1, EVALUATED / n_viewers)
    if not all_known:
        yield from own_costs(rows, scratch, held_out, [step for step in trainings if step not in known])
    if asked:
        with ProcessPoolExecutor(1, get_context("spawn")) as another:  # what this process uses, its children inherit
            config = TrainConfig(hold_out_viewers=held_out)
            another.submit(export, scratch / "converted", config, scratch / "rows").result()
    for peer in asked:
        yield from fitted_by(peer, rows, scratch / "rows")


def own_costs(rows: int, scratch: Path, held_out: float, wanted: Sequence[str]) -> Iterator[Cost]:
    """What trainings and the evaluation take; that on disk is always done, since its model is evaluated."""
    converted, model = str(scratch / "converted"), str(scratch / "model")
    for place, step in TRAININGS.items():
        words = ["train", "--ratings", converted, "--out", model, "--rows", place, "--hold-out-viewers", str(held_out)]
        if step in wanted or place == "disk":
            yield from measured(rows, step, words, scratch / f"run-{place}", Path(model))
    words = ["evaluate", "--ratings", converted, "--model", model, "--answers", "10", "--draws", "1"]
    yield from measured(rows, "evaluate", words)


def measured(
    rows: int, step: str, words: Sequence[str], run: Path | None = None, model: Path | None = None
) -> Iterator[Cost]:
    """One command of the command line in a process of its own; with a run folder, the parts of a training too."""
    more = ["--run-dir", str(run)] if run else []
    command = [sys.executable, "-W", "ignore", "-m", "core", *words, *more]
    process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.DEVNULL)
    looks = [Look.at(process.pid)]
    while not (ended := os.wait4(process.pid, os.WNOHANG))[0]:
        looks.append(Look.at(process.pid))
        time.sleep(BETWEEN_LOOKS)
    _, process.returncode, used = ended
    if process.returncode:
        sys.exit(f"{step} failed.")
    rmse = json.loads((model / "card.json").read_text())["metrics"]["valid_rmse"] if model else None
    seconds, processor = time.time() - looks[0].time, used.ru_utime + used.ru_stime
    yield Cost(rows, step, seconds, processor, used.ru_maxrss / 1024, rmse)
    for name, before, after in phases(RunFolder(run)) if run else ():
        within = [look for look in looks if before <= look.time <= after] or looks[-1:]
        used_by_it = within[-1].processor - within[0].processor
        yield Cost(rows, f"{PART}{step}: {name}", after - before, used_by_it, max(look.mb for look in within))


def phases(run: RunFolder) -> Iterator[tuple[str, float, float]]:
    """The parts of a training with their beginnings and ends, as its run folder tells them."""
    starts: dict[str, float] = {}
    for told in map(json.loads, run.progress.read_text().splitlines()):
        starts.setdefault(told["phase"], told["time"])
    for (phase, start), (_, end) in pairwise(starts.items()):
        if phase in PHASES:
            yield PHASES[phase], start, end


if __name__ == "__main__":
    main()
