"""A training run as a process of its own: start, stop, resume.

The process is the command a person would type, ``python -m core train``, in a session of its own: it outlives page
changes, reloads and the server, also one ended with Ctrl-C (Stop on the page, or ``kill PID``, ends it). All that is
known of it stands in its run folder (``core.runs.state``). One run at a time: a file lock makes looking and starting
one step, and the kernel frees that lock with its holder.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import threading
from collections.abc import Generator
from contextlib import contextmanager, suppress
from dataclasses import asdict, replace
from datetime import UTC, datetime
from pathlib import Path

from core.errors import StorageError, TrainingError
from core.model.bundle import check_name
from core.profiles import URL_VARIABLE
from core.runs.state import COMMAND, LOG, PID, PROGRESS, STOP, Run, is_alive, read_run, running
from core.training.cli_options import typed
from core.training.config import TrainConfig

ROOT = Path(__file__).resolve().parents[2]
NICENESS = 19
"""The least pressing there is, on Linux with ``SCHED_IDLE`` besides: the server and who looks at pages come first."""
OUT, ARGUMENTS = "out", "arguments"
_IN_THIS_PROCESS = threading.Lock()


def start(runs: Path, ratings: Path, out: Path, config: TrainConfig, lr_find: bool = False) -> Run:
    """Start a training on a folder of ratings, or only its search for a learning rate, in a new run folder.

    Raises ``TrainingError`` while another run is at work and ``StorageError`` where the folder cannot be written.
    """
    check_name(out.name)
    arguments = ["--ratings", str(ratings), "--out", str(out), *typed(replace(config, threads=_spare_cores()))]
    if lr_find:
        arguments.append("--lr-find")
    with _one_at_a_time(runs):
        folder = _new_folder(runs)
        described = {"name": out.name, "ratings": str(ratings), "lr_find": lr_find, **asdict(config)}
        _write(folder / COMMAND, json.dumps({**described, OUT: str(out), ARGUMENTS: arguments}))
        return _spawn(folder)


def resume(run: Run) -> Run:
    """Go on with a run from its last checkpoint, or from its start where it has none; raises ``TrainingError``."""
    runs = run.folder.parent
    with _one_at_a_time(runs):
        if not read_run(run.folder).can_resume:
            raise TrainingError("This training ended by itself; there is nothing left to resume. Start a new one.")
        (run.folder / STOP).unlink(missing_ok=True)
        _forget_end(run.folder)
        return _spawn(run.folder, "--resume")


def stop(run: Run) -> None:
    """Ask a run to end within a second or two and to keep the best model so far."""
    _write(run.folder / STOP, "")


def _spawn(folder: Path, *more: str) -> Run:
    out, arguments = _command(folder)
    _sweep(out)
    command = [sys.executable, "-m", "core", "train", *arguments, "--run-dir", str(folder), *more]
    try:
        with (folder / LOG).open("wb") as log:
            process = subprocess.Popen(
                command,
                cwd=ROOT,
                env=_environment(),
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=log,
                start_new_session=True,
            )
    except OSError as error:
        raise StorageError(f"The training could not be started: {error.strerror}. Free some space.") from error
    with suppress(OSError, AttributeError):
        os.setpriority(os.PRIO_PROCESS, process.pid, NICENESS)
        os.sched_setscheduler(process.pid, os.SCHED_IDLE, os.sched_param(0))
    _write(folder / PID, str(process.pid))
    while not is_alive(folder) and process.poll() is None:
        pass  # for some microseconds a new process has no command line yet
    threading.Thread(target=process.wait, name=f"reaper of {folder.name}", daemon=True).start()
    return read_run(folder)


def _forget_end(folder: Path) -> None:
    """What a run said last is how it ended, so one that goes on has to say something new."""
    try:
        with (folder / PROGRESS).open("a", encoding="utf-8") as file:
            file.write(json.dumps({"phase": "starting"}) + "\n")
    except OSError as error:
        raise _not_written(folder / PROGRESS, error) from error


def _command(folder: Path) -> tuple[Path, list[str]]:
    """Where a run's model goes, and the arguments it was started with; raises ``TrainingError``."""
    try:
        command = json.loads((folder / COMMAND).read_text(encoding="utf-8"))
        return Path(command[OUT]), [str(word) for word in command[ARGUMENTS]]
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise TrainingError(
            f"{COMMAND} of the run {folder.name} is missing or damaged, so it cannot go on from here. "
            "Start a new training, or resume it on the command line."
        ) from error


def _sweep(out: Path) -> None:
    """Remove what a run killed while it saved this model has left; no other run is at work now."""
    for unfinished in out.parent.glob(f".{out.name}.new-*"):
        shutil.rmtree(unfinished, ignore_errors=True)


def _environment() -> dict[str, str]:
    """The server's environment but for the profiles' database, and with the cores the server can spare."""
    libraries = ("OMP_NUM_THREADS", "MKL_NUM_THREADS", "OPENBLAS_NUM_THREADS", "NUMEXPR_NUM_THREADS")
    inherited = {name: value for name, value in os.environ.items() if name != URL_VARIABLE}
    return inherited | dict.fromkeys(libraries, str(_spare_cores()))


def _spare_cores() -> int:
    """All cores this process may use but one, and at least one."""
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    return max(1, cores - 1)


def _new_folder(runs: Path) -> Path:
    folder = runs / datetime.now(UTC).strftime("%Y%m%d-%H%M%S-%f")
    try:
        folder.mkdir(parents=True)
    except OSError as error:
        raise _not_written(folder, error) from error
    return folder


def _write(path: Path, text: str) -> None:
    """Put a file in place as a whole: others read it meanwhile; raises ``StorageError``."""
    fresh = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        fresh.write_text(text, encoding="utf-8")
        os.replace(fresh, path)
    except OSError as error:
        raise _not_written(path, error) from error


def _not_written(path: Path, error: OSError) -> StorageError:
    return StorageError(f"{path} could not be written: {error.strerror}. Free some space or check the folder's rights.")


@contextmanager
def _one_at_a_time(runs: Path) -> Generator[None]:
    """Hold the lock of a runs folder; raises ``TrainingError`` if a run is at work in it."""
    try:
        runs.mkdir(parents=True, exist_ok=True)
        lock = (runs / ".lock").open("a")
    except OSError as error:
        raise _not_written(runs, error) from error
    with _IN_THIS_PROCESS, lock:
        _flock(lock.fileno())
        if running(runs):
            raise TrainingError("A training is at work already, and there is one at a time. Wait for it, or stop it.")
        yield


def _flock(descriptor: int) -> None:
    try:
        import fcntl
    except ImportError:
        return
    fcntl.flock(descriptor, fcntl.LOCK_EX)
