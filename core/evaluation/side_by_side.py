"""Jobs of one evaluation side by side, each in a process of its own that begins as a copy of this one."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from multiprocessing import get_context
from multiprocessing.connection import Connection, wait
from multiprocessing.process import BaseProcess
from typing import Any, Generic, TypeVar

import numpy as np
from numpy.typing import NDArray
from threadpoolctl import threadpool_limits

from core.errors import EvaluationError

STILL_WANTED_EVERY = 0.5
"""Seconds after which progress is told although there is none."""
PARTS_A_PROCESS = 3
"""Groups of viewers that each process takes one after the other, so that none is left with the longest of all."""

T = TypeVar("T")

Share = Callable[[float], None]
"""Is told how much is done, 0…1."""


@dataclass(frozen=True)
class Job(Generic[T]):
    """A part of the work that needs no other part."""

    work: Callable[[Share], T]
    weight: float = 1.0
    """How long it takes, compared with the others."""


def cores() -> int:
    """As many processes as can work at once here; one where a process cannot be copied safely."""
    return len(os.sched_getaffinity(0)) if sys.platform == "linux" else 1


def parts_for(n_processes: int, n: int) -> list[NDArray[np.intp]]:
    """The places of ``n`` things in parts that so many processes work on; all in one where there is one process."""
    n_parts = min(n, PARTS_A_PROCESS * n_processes) if n_processes > 1 else 1
    return np.array_split(np.arange(n), n_parts)


def side_by_side(jobs: Sequence[Job[T]], n_processes: int, progress: Share = lambda share: None) -> list[T]:
    """What each job comes to, in their order, ``n_processes`` of them at a time; with one, in this process.

    What a job raises is raised here, and so is what ``progress`` raises; the other jobs then end. Raises
    ``EvaluationError`` where a process is killed.
    """
    told = _Told([job.weight for job in jobs], progress)
    if n_processes < 2 or len(jobs) < 2:
        return [job.work(lambda share, number=number: told(number, share)) for number, job in enumerate(jobs)]
    results: dict[int, T] = {}
    waiting = list(enumerate(jobs))
    running: dict[Connection, tuple[int, BaseProcess]] = {}
    try:
        while waiting or running:
            while waiting and len(running) < n_processes:
                number, job = waiting.pop(0)
                connection, process = _begin(job)
                running[connection] = number, process
            ready = wait(list(running), timeout=STILL_WANTED_EVERY)
            if not ready:
                told.again()
            for connection in ready:
                assert isinstance(connection, Connection)
                number, process = running[connection]
                match _received(connection):
                    case float(share):
                        told(number, share)
                    case Exception() as error:
                        raise error
                    case (result,):
                        results[number] = result
                        process.join()
                        del running[connection]
    finally:
        for _, process in running.values():
            process.kill()
            process.join()
    return [results[number] for number in range(len(jobs))]


class _Told:
    """Adds up how much all jobs have done."""

    def __init__(self, weights: Sequence[float], progress: Share) -> None:
        self._weights, self._progress = weights, progress
        self._shares = [0.0] * len(weights)

    def __call__(self, number: int, share: float) -> None:
        self._shares[number] = share
        self.again()

    def again(self) -> None:
        """Tell the same once more: whoever is told may no longer want it."""
        shares = self._shares
        done = sum(weight * share for weight, share in zip(self._weights, shares, strict=True))
        self._progress(done / sum(self._weights))


def _begin(job: Job[T]) -> tuple[Connection, BaseProcess]:
    context = get_context("fork")
    here, there = context.Pipe(duplex=False)
    process = context.Process(target=_work, args=(job, there), daemon=True)
    process.start()
    there.close()
    return here, process


def _work(job: Job[T], connection: Connection) -> None:
    """Tells shares, and in the end the result, alone in a tuple, or what went wrong."""
    try:
        with threadpool_limits(1):
            connection.send((job.work(lambda share: connection.send(float(share))),))
    except BrokenPipeError:
        return  # nobody waits for it any more
    except Exception as error:
        connection.send(error)


def _received(connection: Connection) -> Any:
    try:
        return connection.recv()
    except EOFError:
        raise EvaluationError(
            "The evaluation ended before its time: one of its processes was killed, perhaps for want of memory. "
            "Start it again with less else at work."
        ) from None
