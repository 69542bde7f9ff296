"""What of the process's memory is given back once it is free."""

from __future__ import annotations

import ctypes
import os
import sys

MEGABYTE = 2**20
GLIBC = {
    "MALLOC_ARENA_MAX": (-8, 2),
    "MALLOC_MMAP_THRESHOLD_": (-3, 4 * MEGABYTE),
    "MALLOC_TRIM_THRESHOLD_": (-1, 8 * MEGABYTE),
}
"""What is set, by the environment's name for it: its number in glibc's ``malloc.h``, and to what."""
ARROW_POOL = "ARROW_DEFAULT_MEMORY_POOL"
"""The environment's name for the pool that Arrow takes memory from."""


def few_heaps() -> None:
    """Have glibc share two heaps among all threads, and Arrow use these too, unless the environment says otherwise.

    Arrays above 4 MB, which a model of many titles works with and a small one has not, go back when they are free, and
    so does the free end of a heap above 8 MB: by itself glibc keeps more with every large one that is freed.

    Each run of a page is a thread of its own. With eight heaps a core, what one thread freed lies idle in its heap:
    a session costs two to three times the memory. Arrow's own pool keeps some 30 MB of what reading a few tables took.
    """
    if sys.platform == "linux":
        mallopt = getattr(ctypes.CDLL(None), "mallopt", None)  # other C libraries have none, or one that does nothing
        for name, (number, value) in GLIBC.items():
            if mallopt and name not in os.environ:
                mallopt(number, value)
    if ARROW_POOL not in os.environ:
        import pyarrow as pa

        pa.set_memory_pool(pa.system_memory_pool())
