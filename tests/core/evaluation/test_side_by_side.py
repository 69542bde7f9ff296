"""Jobs in processes of their own: in their order, with their progress, and what goes wrong in one of them."""

import os
import signal
import sys

import numpy as np
import pytest

from core.errors import DataError, EvaluationError
from core.evaluation.side_by_side import Job, cores, parts_for, side_by_side


def job(result: int) -> Job[int]:
    def work(tell):
        tell(0.5)
        tell(1)
        return result

    return Job(work, weight=result)


def fails(error: Exception) -> Job[int]:
    def work(tell):
        raise error

    return Job(work)


def is_killed(tell) -> int:
    os.kill(os.getpid(), signal.SIGKILL)
    return 0


@pytest.mark.parametrize("n_processes", [1, 2, 3])
def test_results_stand_in_the_order_of_the_jobs_and_progress_ends_with_all(n_processes: int):
    told: list[float] = []
    assert side_by_side([job(3), job(1), job(2)], n_processes, told.append) == [3, 1, 2]
    assert told[-1] == 1
    assert sorted(told) == told


def test_progress_goes_by_weight():
    told: list[float] = []
    side_by_side([job(3), job(1)], 1, told.append)
    assert told == [0.5 * 3 / 4, 3 / 4, (3 + 0.5) / 4, 1]


@pytest.mark.parametrize("n_processes", [1, 2])
def test_what_a_job_raises_is_raised_here(n_processes: int):
    with pytest.raises(DataError, match="nobody"):
        side_by_side([job(1), fails(DataError("There is nobody."))], n_processes)


def test_what_progress_raises_ends_the_jobs():
    def cancelled(share: float) -> None:
        raise EvaluationError("It was cancelled.")

    with pytest.raises(EvaluationError, match="cancelled"):
        side_by_side([job(1), job(2)], 2, cancelled)


def test_who_no_longer_wants_it_is_heard_although_no_job_has_anything_to_tell():
    def waits(tell) -> int:
        signal.pause()
        return 0

    def cancelled(share: float) -> None:
        raise EvaluationError("It was cancelled.")

    with pytest.raises(EvaluationError, match="cancelled"):
        side_by_side([Job(waits), Job(waits)], 2, cancelled)


def test_a_process_that_is_killed_ends_in_a_sentence():
    with pytest.raises(EvaluationError, match="one of its processes was killed"):
        side_by_side([Job(is_killed), job(1)], 2)


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere processes are not copied")
def test_as_many_processes_work_at_once_as_this_one_may_use_cores():
    assert cores() == len(os.sched_getaffinity(0))


@pytest.mark.parametrize(
    ("n_processes", "n", "lengths"),
    [(1, 10, [10]), (2, 10, [2, 2, 2, 2, 1, 1]), (2, 4, [1] * 4), (3, 20, [3, 3, *[2] * 7])],
)
def test_each_process_has_three_parts_of_the_work_where_there_is_enough_of_it(n_processes: int, n: int, lengths: list):
    parts = parts_for(n_processes, n)
    assert [len(part) for part in parts] == lengths
    assert np.concatenate(parts).tolist() == list(range(n))
