"""What the steps of ``benchmarks/scale.py`` took, as tables and as a picture."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import log10

from benchmarks.log_log import Panel, drawing

HEAD = "| Ratings | Step | Seconds | Processor | Peak MB | RMSE |\n|---|---|---|---|---|---|"
TRAININGS = {"memory": "train in memory", "disk": "train on disk"}
"""Steps by the place where the rows of the ratings lie."""
PART = "… "
"""What the names of parts of a training begin with."""
PEER = f"{PART}fit by "
"""What the names of peers begin with."""
FIT = ("side features", "epochs")
"""The parts of a training that do what a peer's fit does."""


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


def line(cost: Cost) -> str:
    """One line of the table that begins with ``HEAD``."""
    rmse = f"{cost.rmse:.4f}" if cost.rmse else ""
    numbers = f"{cost.seconds:,.1f} | {cost.processor:,.1f} | {cost.peak_mb:,.0f} | {rmse}"
    return f"| {cost.rows / 1e6:g} million | {cost.step} | {numbers} |"


def fits(costs: Sequence[Cost]) -> list[Cost]:
    """What of each training does the work of a fit, with that training's error, and its peers, by rising rows."""
    found = []
    for rows in sorted({cost.rows for cost in costs}):
        of_rows = {cost.step: cost for cost in costs if cost.rows == rows}
        for whole in [of_rows[step] for step in TRAININGS.values() if step in of_rows]:
            parts = [of_rows[f"{PART}{whole.step}: {part}"] for part in FIT]
            seconds, processor = sum(part.seconds for part in parts), sum(part.processor for part in parts)
            name = f"{whole.step}: {' and '.join(FIT)}"
            found.append(Cost(rows, name, seconds, processor, max(part.peak_mb for part in parts), whole.rmse))
        found += [cost for step, cost in of_rows.items() if step.startswith(PEER)]
    return found


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
