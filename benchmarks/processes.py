"""What processes have used, as Linux tells it under ``/proc``."""

from __future__ import annotations

import os
import time
from dataclasses import dataclass
from pathlib import Path


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


def family(pid: int) -> list[int]:
    """A process and those that its first thread has started and that run yet."""
    children = Path(f"/proc/{pid}/task/{pid}/children").read_text()
    return [pid, *map(int, children.split())]


def peak_mb(pid: int) -> float:
    """The most memory that a process has had, 0 of one that has ended.

    ``getrusage`` may tell that of the one it was forked from.
    """
    told = Path(f"/proc/{pid}/status").read_text().partition("VmHWM:")[2]
    return int(told.split()[0]) / 1024 if told else 0.0
