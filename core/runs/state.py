"""What became of the runs there are: of each its task, how far it came, and whether its process still lives.

Everything is derived from the run folders at each call, so a restarted server knows as much as the one before.
"""

from __future__ import annotations

import os
import re
import subprocess
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Literal

from core.runs.folder import RunFolder
from core.runs.progress import Progress
from core.runs.task import Task

State = Literal["running", "done", "stopped", "failed", "interrupted"]

_EXCEPTION = re.compile(r"^[\w.]*(Error|Exception)\b")


@dataclass(frozen=True)
class Run:
    """One training run as its folder told it at one moment."""

    folder: RunFolder
    state: State
    message: str
    """What became of it, for a person; empty while all is well."""
    task: Task
    progress: Progress
    created: datetime

    @property
    def is_asked_to_stop(self) -> bool:
        """Whether it is now."""
        return self.folder.is_asked_to_stop

    @property
    def can_resume(self) -> bool:
        return self.state in ("stopped", "interrupted", "failed")


def history(runs: Path) -> list[Run]:
    """All runs of a folder, the latest first."""
    folders = [folder for folder in _folders(runs) if folder.is_run]
    return sorted(map(read_run, folders), key=lambda run: run.created, reverse=True)


def running(runs: Path) -> Run | None:
    """The run that is at work, if there is one."""
    alive = (read_run(folder) for folder in _folders(runs) if is_alive(folder))
    return next((run for run in alive if run.state == "running"), None)


def read_run(folder: RunFolder) -> Run:
    """The run of a folder, each of its files read once."""
    progress = folder.read_progress()
    state, message = _outcome(folder, progress)
    return Run(folder, state, message, folder.read_task(), progress, folder.created)


def is_alive(folder: RunFolder) -> bool:
    """Whether the run's process lives.

    Its id may belong to somebody else by now, so the process has to carry the run's name in its command line
    (a zombie carries none).
    """
    pid = folder.read_pid()
    return pid is not None and folder.name in _command_line(pid)


def _folders(runs: Path) -> list[RunFolder]:
    return [RunFolder(path) for path in runs.iterdir() if path.is_dir()] if runs.is_dir() else []


def _command_line(pid: int) -> str:
    if os.path.isdir("/proc/self"):
        try:
            return Path(f"/proc/{pid}/cmdline").read_bytes().decode(errors="replace")
        except OSError:
            return ""
    listed = subprocess.run(["ps", "-ww", "-o", "command=", "-p", str(pid)], capture_output=True, text=True)
    return listed.stdout


def _outcome(folder: RunFolder, progress: Progress) -> tuple[State, str]:
    """The state, and what to say of it: a dead process that left no last word was interrupted."""
    if progress.phase in ("done", "stopped", "failed"):
        return progress.phase, progress.message
    if is_alive(folder):
        return "running", ""
    complaint = folder.last_complaint()
    if _EXCEPTION.match(complaint):
        where = "/".join(folder.log.parts[-3:])
        return "failed", f"The training ended by a fault of its own ({complaint[:200]}). Its log is {where}."
    return "interrupted", "The training was cut off before its end. It goes on from its last checkpoint with Resume."
