"""A server's linear algebra takes one thread, unless the environment says how many."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from ui.server.threads import VARIABLES

SCRIPT = """
import numpy
from threadpoolctl import threadpool_info
from ui.server.threads import one_thread_a_request
one_thread_a_request()
import scipy.linalg
print(*sorted({library["num_threads"] for library in threadpool_info()}))
"""


@pytest.mark.slow
@pytest.mark.parametrize(("asked", "threads"), [({}, "1"), ({"OPENBLAS_NUM_THREADS": "2"}, "2")])
def test_linear_algebra_of_a_server_takes_as_many_threads_as_it_should(root: Path, asked: dict[str, str], threads: str):
    inherited = {name: value for name, value in os.environ.items() if name not in VARIABLES}
    done = subprocess.run(
        [sys.executable, "-c", SCRIPT], cwd=root, env=inherited | asked, capture_output=True, text=True, check=True
    )
    assert done.stdout.split() == [threads]
