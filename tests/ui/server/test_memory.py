"""A server's threads share two heaps, unless the environment says how many."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

SCRIPT = """
import ctypes
from threading import Barrier, Thread
from ui.server.memory import few_heaps
few_heaps()
together = Barrier(8)
def take():
    libc.free(libc.malloc(50_000))
    together.wait()
libc = ctypes.CDLL(None)
libc.malloc.restype, libc.free.argtypes = ctypes.c_void_p, [ctypes.c_void_p]
threads = [Thread(target=take) for _ in range(8)]
for thread in threads: thread.start()
for thread in threads: thread.join()
libc.fdopen.restype, libc.fflush.argtypes = ctypes.c_void_p, [ctypes.c_void_p]
libc.malloc_info.argtypes = [ctypes.c_int, ctypes.c_void_p]
out = libc.fdopen(1, b"w")
libc.malloc_info(0, out)
libc.fflush(out)
"""

POOL = """
import pyarrow
from ui.server.memory import few_heaps
few_heaps()
print(pyarrow.default_memory_pool().backend_name)
"""


@pytest.mark.skipif(sys.platform != "linux", reason="glibc alone has such heaps")
@pytest.mark.parametrize(("asked", "most", "least"), [({}, 2, 1), ({"MALLOC_ARENA_MAX": "6"}, 6, 3)])
@pytest.mark.slow
def test_threads_of_a_server_share_as_many_heaps_as_they_should(
    root: Path, asked: dict[str, str], most: int, least: int
):
    inherited = {name: value for name, value in os.environ.items() if name != "MALLOC_ARENA_MAX"}
    done = subprocess.run(
        [sys.executable, "-c", SCRIPT], cwd=root, env=inherited | asked, capture_output=True, text=True, check=True
    )
    assert least <= done.stdout.count("<heap nr=") <= most


@pytest.mark.parametrize(("asked", "pool"), [({}, "system"), ({"ARROW_DEFAULT_MEMORY_POOL": "mimalloc"}, "mimalloc")])
@pytest.mark.slow
def test_arrow_takes_its_memory_from_these_heaps_unless_told_otherwise(root: Path, asked: dict[str, str], pool: str):
    inherited = {name: value for name, value in os.environ.items() if name != "ARROW_DEFAULT_MEMORY_POOL"}
    done = subprocess.run(
        [sys.executable, "-c", POOL], cwd=root, env=inherited | asked, capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == pool


GIVEN_BACK = """
from pathlib import Path
import numpy as np
from ui.server.memory import few_heaps
few_heaps()
def resident(): return int(Path("/proc/self/statm").read_text().split()[1]) * 4_096 // 2**20
before = resident()
for n in (30, 20, 10):  # glibc by itself keeps what is smaller than the largest one that was freed
    large = [np.ones(n * 2**17) for _ in range(3)]
    small = bytearray(1_000)
    del large
print(resident() - before)
"""


@pytest.mark.skipif(sys.platform != "linux", reason="Linux alone tells so")
@pytest.mark.slow
def test_large_arrays_are_given_back(root: Path):
    done = subprocess.run([sys.executable, "-c", GIVEN_BACK], cwd=root, capture_output=True, text=True, check=True)
    assert int(done.stdout) < 10
