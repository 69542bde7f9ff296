"""What each step costs as ratings grow tenfold: seconds, processor seconds and peak memory, each in its own process.

    python -m benchmarks.scale                                          # 1 and 10 million simulated ratings
    python -m benchmarks.scale --rows 1e6 1e7 1e8 --figures FILE        # 8 GB of disk; goes on where it was cut off

The ratings are drawn from a shipped model, 106 of each viewer as in Kaggle's full set. A thousand viewers are kept out
and evaluated, whatever the size. Prints tables of the costs and of their growth and draws ``docs/pictures/scale.svg``.
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
from dataclasses import asdict, dataclass
from itertools import pairwise
from math import log10
from pathlib import Path

from benchmarks.log_log import Panel, drawing
from core.runs.folder import RunFolder
from core.runs.training import MOST_IN_MEMORY

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
PART = "… "
"""What the names of a training's parts begin with."""
BETWEEN_LOOKS = 0.1
"""Seconds."""


@dataclass(frozen=True)
class Cost:
    """What one step took."""

    rows: int
    step: str
    seconds: float
    processor: float
    """Seconds of all cores."""
    peak_mb: float
    rmse: float | None = None
    """On the validation rows, of a training."""


@dataclass(frozen=True)
class Look:
    """What a process has used at a moment."""

    time: float
    processor: float
    mb: float

    @classmethod
    def at(cls, pid: int) -> Look:
        numbers = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
        ticks, pages = int(numbers[11]) + int(numbers[12]), int(numbers[21])
        mb = pages * os.sysconf("SC_PAGE_SIZE") / 2**20
        return cls(time.time(), ticks / os.sysconf("SC_CLK_TCK"), mb)


def main() -> None:
    """Measure, print and draw."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--rows", type=float, nargs="+", default=[1e6, 1e7], metavar="N", help="ratings")
    parser.add_argument("--scratch", type=Path, metavar="DIR", help="where the ratings lie meanwhile")
    parser.add_argument("--figures", type=Path, metavar="FILE", help="keeps what was measured; not measured again")
    arguments = parser.parse_args()
    kept = arguments.figures.read_text().splitlines() if arguments.figures and arguments.figures.exists() else []
    costs = [Cost(**json.loads(line)) for line in kept]
    print("| Ratings | Step | Seconds | Processor | Peak MB | RMSE |\n|---|---|---|---|---|---|")
    for cost in costs:
        tell(cost)
    for rows in map(int, arguments.rows):
        with tempfile.TemporaryDirectory(dir=arguments.scratch) as scratch:
            for cost in costs_of(rows, Path(scratch), {cost.step for cost in costs if cost.rows == rows}):
                costs.append(cost)
                tell(cost)
                if arguments.figures:
                    with arguments.figures.open("a") as file:
                        file.write(json.dumps(asdict(cost)) + "\n")
    print(growth(costs))
    PICTURE.write_text(picture(costs), encoding="utf-8")


def costs_of(rows: int, scratch: Path, known: set[str]) -> Iterator[Cost]:
    """What each step takes, in their order; trainings and evaluation that are known are left out."""
    files, converted, model = (str(scratch / name) for name in ("files", "converted", "model"))
    n_viewers = rows // RATINGS_A_VIEWER
    trainings = {"memory": "train in memory"} if rows <= MOST_IN_MEMORY else {}
    trainings |= {"disk": "train on disk"}
    if {*trainings.values(), "evaluate"} <= known:
        return
    size = ["--viewers", str(n_viewers), "--ratings", str(rows), "--out", files]
    yield from (cost for cost in measured(rows, "simulate", ["simulate", *size]) if cost.step not in known)
    words = ["convert", "--ratings", files, "--out", converted]
    yield from (cost for cost in measured(rows, "convert", words) if cost.step not in known)
    shares = ["--hold-out-viewers", str(min(0.1, EVALUATED / n_viewers))]
    for place, step in trainings.items():
        words = ["train", "--ratings", converted, "--out", model, "--rows", place, *shares]
        if step not in known or place == "disk":
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
    for line in map(json.loads, run.progress.read_text().splitlines()):
        starts.setdefault(line["phase"], line["time"])
    for (phase, start), (_, end) in pairwise(starts.items()):
        if phase in PHASES:
            yield PHASES[phase], start, end


def tell(cost: Cost) -> None:
    """Print one line of the table."""
    rmse = f"{cost.rmse:.4f}" if cost.rmse else ""
    numbers = f"{cost.seconds:,.1f} | {cost.processor:,.1f} | {cost.peak_mb:,.0f} | {rmse}"
    print(f"| {cost.rows / 1e6:g} million | {cost.step} | {numbers} |", flush=True)


def growth(costs: Sequence[Cost]) -> str:
    """How many times the seconds and the memory tenfold rows take, step by step, as a table."""
    lines = ["| Step | Ratings | Seconds × | Processor × | Peak MB × |", "|---|---|---|---|---|"]
    for step, of_step in by_step(costs).items():
        for few, many in pairwise(of_step):
            power = 1 / log10(many.rows / few.rows)
            pairs = (few.seconds, many.seconds), (few.processor, many.processor), (few.peak_mb, many.peak_mb)
            times = [f"{(after / max(before, 0.01)) ** power:.1f}" for before, after in pairs]
            lines.append(f"| {step} | {few.rows / 1e6:g} to {many.rows / 1e6:g} million | {' | '.join(times)} |")
    return "\n".join(lines)


def by_step(costs: Sequence[Cost]) -> dict[str, list[Cost]]:
    """The costs of each step by rising rows."""
    steps = {cost.step: [one for one in costs if one.step == cost.step] for cost in costs}
    return {step: sorted(of_step, key=lambda cost: cost.rows) for step, of_step in steps.items()}


def picture(costs: Sequence[Cost]) -> str:
    """Seconds of the processor and memory of the whole steps by rows, as SVG."""
    whole = {step: of_step for step, of_step in by_step(costs).items() if not step.startswith(PART)}
    seconds = {step: [(cost.rows, cost.processor) for cost in of_step] for step, of_step in whole.items()}
    memory = {step: [(cost.rows, cost.peak_mb) for cost in of_step] for step, of_step in whole.items()}
    return drawing("ratings", [Panel("Seconds of the processor", seconds), Panel("Peak memory, MB", memory)])


if __name__ == "__main__":
    main()
