"""How many threads one request takes."""

from __future__ import annotations

import os

from threadpoolctl import threadpool_limits

VARIABLES = ("OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "OMP_NUM_THREADS")


def one_thread_a_request() -> None:
    """Have linear algebra take one thread, unless the environment says how many.

    Requests are many and their matrices small: threads of one that wait for each other take the cores from all others.
    A training is a process of its own with its own setting.
    """
    if any(name in os.environ for name in VARIABLES):
        return
    threadpool_limits(1)
    os.environ.update(dict.fromkeys(VARIABLES, "1"))  # for libraries that are loaded later
