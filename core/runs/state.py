"""What a run folder says: which training this was, how far it came, and whether its process still lives.

Everything is derived from the folder's files at each call, so a restarted server knows as much as the one before.
A training writes ``config.json``, ``pid``, ``progress.jsonl`` (one JSON object a line), ``lr_find.json``,
``layers.txt`` and its checkpoint; whoever starts it adds ``command.json`` and ``log.txt``.
"""

from __future__ import annotations

import json
import os
import re
import subprocess
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Literal, get_args

from core.model.card import EpochRecord
from core.model.stored import Flaw
from core.model.typed_json import read

State = Literal["running", "done", "stopped", "failed", "interrupted"]

CONFIG, PROGRESS, LR_FIND, LAYERS = "config.json", "progress.jsonl", "lr_find.json", "layers.txt"
PID, STOP, COMMAND, LOG = "pid", "stop", "command.json", "log.txt"

_FINAL = ("done", "stopped", "failed")
_RECENT_BYTES = 20_000
_EXCEPTION = re.compile(r"^[\w.]*(Error|Exception)\b")


@dataclass(frozen=True)
class Progress:
    """How far a training came; what is not known yet is ``None``."""

    phase: str = "starting"
    message: str = ""
    epochs: list[EpochRecord] = field(default_factory=list)
    """One record for each finished epoch, in order."""
    epoch: int = 0
    """The epoch at work, counted from 1; 0 before the first."""
    n_epochs: int | None = None
    batch: int = 0
    n_batches: int | None = None
    ratings_per_second: float | None = None
    eta_seconds: float | None = None
    bias_only_rmse: float | None = None

    @property
    def epoch_fraction(self) -> float:
        """Share of the epoch at work that is done, 0…1."""
        return min(self.batch / self.n_batches, 1.0) if self.n_batches else 0.0

    @property
    def fraction(self) -> float:
        """Share of all epochs that is done, 0…1."""
        if not self.n_epochs:
            return 0.0
        return min(max(len(self.epochs), self.epoch - 1 + self.epoch_fraction) / self.n_epochs, 1.0)


@dataclass(frozen=True)
class LearningRates:
    """What the search for a learning rate found: the loss at each rate tried, and suggestions by name."""

    rates: list[float]
    losses: list[float]
    suggestions: dict[str, float]


@dataclass(frozen=True)
class Run:
    """One training run as its folder tells it."""

    folder: Path
    state: State
    message: str
    """What became of it, for a person; empty while all is well."""
    config: dict[str, Any]
    created: datetime

    @property
    def is_asked_to_stop(self) -> bool:
        return (self.folder / STOP).exists()

    @property
    def can_resume(self) -> bool:
        return self.state in ("stopped", "interrupted", "failed")


def history(runs: Path) -> list[Run]:
    """All runs of a folder, the latest first."""
    if not runs.is_dir():
        return []
    folders = [path for path in runs.iterdir() if (path / COMMAND).is_file() or (path / CONFIG).is_file()]
    return sorted((read_run(folder) for folder in folders), key=lambda run: run.created, reverse=True)


def running(runs: Path) -> Run | None:
    """The run that is at work, if there is one."""
    if not runs.is_dir():
        return None
    alive = (read_run(path.parent) for path in runs.glob(f"*/{PID}") if is_alive(path.parent))
    return next((run for run in alive if run.state == "running"), None)


def read_run(folder: Path) -> Run:
    """The run of a folder, with its state: a dead process that left no last word was interrupted."""
    state, message = _state(folder)
    described = _object(folder / COMMAND) | _object(folder / CONFIG)
    return Run(folder, state, message, described, _created(folder))


def progress(folder: Path) -> Progress:
    """How far the run came; a half-written last line is left for the next call."""
    try:
        content = (folder / PROGRESS).read_bytes()
    except OSError:
        return Progress()
    content = content[: content.rfind(b"\n") + 1]
    known: dict[str, Any] = {}
    last: dict[str, Any] = {}
    baseline = _line_around(content, content.rfind(b'"bias_only_rmse"'))
    for last in _records([baseline, *content[-_RECENT_BYTES:].splitlines()]):
        known |= {name: value for name, value in last.items() if isinstance(value, int | float)}
    return Progress(
        phase=str(last.get("phase", "starting")),
        message=str(last.get("message", "")),
        epochs=_epochs(_records(_lines_with(content, b'"epoch_end"'))),
        epoch=known.get("epoch", 0),
        n_epochs=known.get("epochs"),
        batch=known.get("batches", 0) if last.get("epoch_end") else known.get("batch", 0),
        n_batches=known.get("batches"),
        ratings_per_second=known.get("ratings_per_second"),
        eta_seconds=known.get("eta_seconds") if "eta_seconds" in last else None,
        bias_only_rmse=known.get("bias_only_rmse"),
    )


def learning_rates(folder: Path) -> LearningRates | None:
    """What the run's search for a learning rate found, if it made one."""
    found = _object(folder / LR_FIND)
    rates, losses = _numbers(found.get("lrs")), _numbers(found.get("losses"))
    suggestions = found.get("suggestions")
    if not rates or len(rates) != len(losses) or not isinstance(suggestions, dict):
        return None
    known = {name: value for name, value in suggestions.items() if _numbers([value])}
    return LearningRates(rates, losses, known)


def _numbers(values: object) -> list[float]:
    """The list, if it is one of numbers only; else an empty one."""
    is_one = isinstance(values, list) and all(isinstance(value, int | float) for value in values)
    return values if is_one else []


def layers(folder: Path) -> str:
    """The model as torch prints it; empty before it is built."""
    try:
        return (folder / LAYERS).read_text(encoding="utf-8")
    except OSError:
        return ""


def is_alive(folder: Path) -> bool:
    """Whether the run's process lives.

    Its id may belong to somebody else by now, so the process has to carry the run's name in its command line
    (a zombie carries none).
    """
    try:
        pid = int((folder / PID).read_text(encoding="ascii"))
    except (OSError, ValueError):
        return False
    return pid > 0 and folder.name in _command_line(pid)


def _command_line(pid: int) -> str:
    if os.path.isdir("/proc/self"):
        try:
            return Path(f"/proc/{pid}/cmdline").read_bytes().decode(errors="replace")
        except OSError:
            return ""
    listed = subprocess.run(["ps", "-ww", "-o", "command=", "-p", str(pid)], capture_output=True, text=True)
    return listed.stdout


def _state(folder: Path) -> tuple[State, str]:
    last = progress(folder)
    for state in get_args(State):
        if state == last.phase and state in _FINAL:
            return state, last.message
    if is_alive(folder):
        return "running", ""
    where = f"{folder.parent.name}/{folder.name}/{LOG}"
    complaint = _last_line(folder / LOG)
    if _EXCEPTION.match(complaint):
        return "failed", f"The training ended by a fault of its own ({complaint[:200]}). Its log is {where}."
    return "interrupted", "The training was cut off before its end. It goes on from its last checkpoint with Resume."


def _lines_with(content: bytes, mark: bytes) -> Iterator[bytes]:
    """Only these lines are taken out of a file that grows by five a second."""
    place = content.find(mark)
    while place >= 0:
        yield _line_around(content, place)
        place = content.find(mark, content.find(b"\n", place))


def _line_around(content: bytes, place: int) -> bytes:
    """The line a place lies in; an empty one for -1."""
    return content[content.rfind(b"\n", 0, place) + 1 : content.find(b"\n", place)] if place >= 0 else b""


def _epochs(records: Iterable[dict[str, Any]]) -> list[EpochRecord]:
    """Finished epochs in order; a resumed run tells an epoch again, and then the later telling counts."""
    epochs: list[EpochRecord] = []
    for record in records:
        try:
            latest = read(EpochRecord, record)
        except Flaw:
            continue
        epochs = [epoch for epoch in epochs if epoch.epoch < latest.epoch] + [latest]
    return epochs


def _records(lines: Iterable[bytes]) -> Iterator[dict[str, Any]]:
    for line in lines:
        try:
            record = json.loads(line)
        except (ValueError, RecursionError):
            continue
        if isinstance(record, dict):
            yield record


def _object(path: Path) -> dict[str, Any]:
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError):
        return {}
    return content if isinstance(content, dict) else {}


def _last_line(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8", errors="replace").rstrip().rpartition("\n")[2]
    except OSError:
        return ""


def _created(folder: Path) -> datetime:
    """When the run was first started: the time its name begins with, or else the folder's."""
    try:
        return datetime.strptime(folder.name[:15], "%Y%m%d-%H%M%S").replace(tzinfo=UTC)
    except ValueError:
        return datetime.fromtimestamp(folder.stat().st_mtime, UTC)
