"""A training run as a process of its own: start, stop, resume.

The process is the command a person would type, ``python -m core train``, in a session of its own: it outlives page
changes, reloads and the server, also one ended with Ctrl-C (Stop on the page, or ``kill PID``, ends it). All that is
known of it stands in its run folder. One run at a time: a lock makes looking and starting one step, and the kernel
frees that lock with its holder.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import threading
from collections.abc import Generator
from contextlib import contextmanager, suppress
from dataclasses import replace
from pathlib import Path

from core.errors import StorageError, TrainingError
from core.model.bundle import check_name
from core.profiles import URL_VARIABLE
from core.runs.folder import Command, RunFolder
from core.runs.state import Run, is_alive, read_run, running
from core.runs.task import Task
from core.storage import locked, not_written, remove_unfinished
from core.training.cli_options import typed
from core.training.config import TrainConfig
from core.training.progress import ProgressLine

ROOT = Path(__file__).resolve().parents[2]
NICENESS = 19
"""The least pressing there is, on Linux with ``SCHED_IDLE`` besides: the server and who looks at pages come first."""

GROUP_NICENESS = 10
"""Where Linux groups processes by session, a process's own counts within its group alone, and this among the groups: a
tenth of what the server gets while both want all of a core, so that a training on a busy server still ends."""


def start(runs: Path, ratings: Path, out: Path, config: TrainConfig, lr_find: bool = False) -> Run:
    """Start a training on a folder of ratings, or only its search for a learning rate, in a new run folder.

    Raises ``TrainingError`` while another run is at work and ``StorageError`` where the folder cannot be written.
    """
    check_name(out.name)
    arguments = ["--ratings", str(ratings), "--out", str(out), *typed(replace(config, threads=_spare_cores()))]
    if lr_find:
        arguments.append("--lr-find")
    with _one_at_a_time(runs):
        folder = RunFolder.new(runs)
        folder.make()
        try:
            folder.write_command(Task.of(out.name, str(ratings), lr_find, config), Command(str(out), tuple(arguments)))
            return _spawn(folder)
        except StorageError:
            shutil.rmtree(folder.path, ignore_errors=True)
            raise


def resume(run: Run) -> Run:
    """Go on with a run from its last checkpoint, or from its start where it has none; raises ``TrainingError``."""
    folder = run.folder
    with _one_at_a_time(folder.path.parent):
        if not read_run(folder).can_resume:
            raise TrainingError("This training ended by itself; there is nothing left to resume. Start a new one.")
        folder.forget_stop()
        folder.tell(ProgressLine(phase="starting"))  # else it would still be said how it ended
        return _spawn(folder, "--resume")


def stop(run: Run) -> None:
    """Ask a run to end within a second or two and to keep the best model so far."""
    run.folder.ask_to_stop()


def _spawn(folder: RunFolder, *more: str) -> Run:
    command = folder.read_command()
    remove_unfinished(Path(command.out))
    words = [sys.executable, "-m", "core", "train", *command.arguments, "--run-dir", str(folder.path), *more]
    try:
        with folder.log.open("wb") as log:
            process = subprocess.Popen(
                words,
                cwd=ROOT,
                env=_environment(),
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=log,
                start_new_session=True,
            )
    except OSError as error:
        raise StorageError(f"The training could not be started: {error.strerror}. Free some space.") from error
    _give_way(process.pid)
    folder.write_pid(process.pid)
    while not is_alive(folder) and process.poll() is None:
        pass  # for some microseconds a new process has no command line yet
    threading.Thread(target=process.wait, name=f"reaper of {folder.name}", daemon=True).start()
    return read_run(folder)


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
    return inherited | dict.fromkeys(libraries, str(_spare_cores()))


def _spare_cores() -> int:
    """All cores this process may use but one, and at least one."""
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    return max(1, cores - 1)


@contextmanager
def _one_at_a_time(runs: Path) -> Generator[None]:
    """Hold the lock of a runs folder; raises ``TrainingError`` if a run is at work in it."""
    try:
        runs.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise not_written(str(runs), error) from error
    with locked(runs):
        if running(runs):
            raise TrainingError("A training is at work already, and there is one at a time. Wait for it, or stop it.")
        yield
