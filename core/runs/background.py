"""A command of this project as a process of its own, as the pages start it.

It is the command a person would type, ``python -m core …``, in a session of its own: it outlives page changes, reloads
and the server, also one ended with Ctrl-C. Whoever looks at pages comes first.
"""

from __future__ import annotations

import os
import subprocess
import sys
import threading
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

from core.errors import StorageError
from core.profiles import URL_VARIABLE
from core.runs.folder import RunFolder
from core.runs.state import is_alive

ROOT = Path(__file__).resolve().parents[2]
NICENESS = 19
"""The least pressing there is, on Linux with ``SCHED_IDLE`` besides: the server and who looks at pages come first."""

GROUP_NICENESS = 10
"""Where Linux groups processes by session, a process's own counts within its group alone, and this among the groups: a
tenth of what the server gets while both want all of a core, so that a training on a busy server still ends."""


def launch(words: Sequence[str], folder: RunFolder, what: str) -> None:
    """Start ``python -m core`` with these words, which have to name the folder; it keeps the log and the process's id.

    Raises ``StorageError``, which says that ``what`` could not be started.
    """
    try:
        with folder.log.open("wb") as log:
            process = subprocess.Popen(
                [sys.executable, "-m", "core", *words],
                cwd=ROOT,
                env=_environment(),
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=log,
                start_new_session=True,
            )
    except OSError as error:
        raise StorageError(f"{what} could not be started: {error.strerror}. Free some space.") from error
    _give_way(process.pid)
    folder.write_pid(process.pid)
    while not is_alive(folder) and process.poll() is None:
        pass  # for some microseconds a new process has no command line yet
    threading.Thread(target=process.wait, name=f"reaper of {folder.name}", daemon=True).start()


def spare_cores() -> int:
    """All cores this process may use but one, and at least one."""
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    return max(1, cores - 1)


def _give_way(pid: int) -> None:
    """Have everything else come before this process, as far as the system lets us."""
    with suppress(OSError, AttributeError):
        os.setpriority(os.PRIO_PROCESS, pid, NICENESS)
        os.sched_setscheduler(pid, os.SCHED_IDLE, os.sched_param(0))
    with suppress(OSError):
        Path(f"/proc/{pid}/autogroup").write_text(str(GROUP_NICENESS))


def _environment() -> dict[str, str]:
    """The server's environment but for the profiles' database, and with the cores the server can spare."""
    libraries = ("OMP_NUM_THREADS", "MKL_NUM_THREADS", "OPENBLAS_NUM_THREADS", "NUMEXPR_NUM_THREADS")
    inherited = {name: value for name, value in os.environ.items() if name != URL_VARIABLE}
    return inherited | dict.fromkeys(libraries, str(spare_cores()))
