"""The folder of a training run: the one place that knows its files, their names and what is in them.

The process that trains writes ``config.json`` (what it is to do), ``pid``, ``progress.jsonl`` (one JSON object a
line), ``layers.txt``, ``lr_find.json``, ``moving.safetensors`` and its checkpoint. Whoever starts it adds
``command.json`` and ``log.txt``, and whoever stops it an empty ``stop``. Each file but progress and log appears as a
whole, since others read meanwhile.
"""

from __future__ import annotations

import json
import time
from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime
from functools import lru_cache
from pathlib import Path

from core.errors import TrainingError
from core.model.stored import Flaw
from core.model.typed_json import read
from core.runs.progress import Progress, progress_of
from core.runs.task import Task
from core.storage import not_written, remove_unfinished, write_whole
from core.training.checkpoint import member_files
from core.training.lr_finder import LearningRates
from core.training.moving_embedding import MovingEmbedding
from core.training.progress import ProgressLine

_CONFIG, _COMMAND, _PROGRESS, _LEARNING_RATES = "config.json", "command.json", "progress.jsonl", "lr_find.json"
_LAYERS, _PID, _STOP, _LOG, _CHECKPOINT = "layers.txt", "pid", "stop", "log.txt", "checkpoint.safetensors"
_MOVING = "moving.safetensors"
_MOMENT = "%Y%m%d-%H%M%S"
_LENGTH_OF_MOMENT = len("20261124-063000")


@dataclass(frozen=True)
class Command:
    """How a run was started, so that it can be resumed."""

    out: str
    """Folder of the model to be."""
    arguments: tuple[str, ...]
    """Words of the command line, without the run folder."""


@dataclass(frozen=True)
class RunFolder:
    """What is read and written of one run; writing raises ``StorageError``."""

    path: Path

    @classmethod
    def new(cls, runs: Path) -> RunFolder:
        """A folder named after the moment, not made yet."""
        return cls(runs / datetime.now(UTC).strftime(f"{_MOMENT}-%f"))

    @property
    def name(self) -> str:
        return self.path.name

    @property
    def is_run(self) -> bool:
        """Whether there is a run in it."""
        return self._file(_COMMAND).is_file() or self._file(_CONFIG).is_file()

    @property
    def created(self) -> datetime:
        """When the run was first started: the time its name begins with, or else the folder's."""
        try:
            return datetime.strptime(self.name[:_LENGTH_OF_MOMENT], _MOMENT).replace(tzinfo=UTC)
        except ValueError:
            return datetime.fromtimestamp(self.path.stat().st_mtime, UTC)

    @property
    def checkpoint(self) -> Path:
        """Where the training keeps its state."""
        return self._file(_CHECKPOINT)

    @property
    def progress(self) -> Path:
        """What the training tells, a ``ProgressLine`` a line."""
        return self._file(_PROGRESS)

    @property
    def log(self) -> Path:
        """What the process writes to its error output."""
        return self._file(_LOG)

    def make(self, resume: bool = False) -> None:
        """Make the folder if it is not there; only a run that goes on finds the checkpoint of the one before."""
        try:
            self.path.mkdir(parents=True, exist_ok=True)
            for checkpoint in member_files(self.checkpoint):
                remove_unfinished(checkpoint)
                if not resume:
                    checkpoint.unlink(missing_ok=True)
        except OSError as error:
            raise not_written(str(self.path), error) from error

    def write_command(self, task: Task, command: Command) -> None:
        self._write(_COMMAND, {**task.as_json(), **asdict(command)})

    def read_command(self) -> Command:
        """How the run was started; raises ``TrainingError`` where that is not known."""
        try:
            return read(Command, self._read(_COMMAND))
        except Flaw as flaw:
            raise TrainingError(
                f"{_COMMAND} of the run {self.name} is missing or damaged, so it cannot go on from here. "
                "Start a new training, or resume it on the command line."
            ) from flaw

    def write_task(self, task: Task) -> None:
        self._write(_CONFIG, task.as_json())

    def read_task(self) -> Task:
        """What the run is to do, as its process says, or else whoever started it."""
        return Task.read(self._read(_COMMAND) | self._read(_CONFIG))

    def write_pid(self, pid: int) -> None:
        write_whole(self._file(_PID), str(pid))

    def read_pid(self) -> int | None:
        """The id of the run's process, dead or alive."""
        try:
            pid = int(self._file(_PID).read_text(encoding="ascii"))
        except (OSError, ValueError):
            return None
        return pid if pid > 0 else None

    def tell(self, line: ProgressLine) -> None:
        """Add a line to the progress; the layers go into a file of their own."""
        if line.layers:
            write_whole(self._file(_LAYERS), line.layers)
        try:
            with self.progress.open("a", encoding="utf-8") as file:
                file.write(replace(line, time=round(time.time(), 3)).as_json() + "\n")
        except OSError as error:
            raise not_written(str(self.progress), error) from error

    def read_progress(self) -> Progress:
        """How far the run came; a file that has not changed since is not read again."""
        try:
            stat = self.progress.stat()
            return _progress_in(self.progress, stat.st_size, stat.st_mtime_ns)
        except OSError:
            return Progress()

    def read_layers(self) -> str:
        """The model as torch prints it; empty before it is built."""
        try:
            return self._file(_LAYERS).read_text(encoding="utf-8", errors="replace")
        except OSError:
            return ""

    def write_learning_rates(self, found: LearningRates) -> None:
        self._write(_LEARNING_RATES, asdict(found))

    def read_learning_rates(self) -> LearningRates | None:
        """What the run's search for a learning rate found, if it made one."""
        try:
            found = read(LearningRates, self._read(_LEARNING_RATES))
        except Flaw:
            return None
        return found if found.lrs and len(found.lrs) == len(found.losses) else None

    def write_moving(self, moving: MovingEmbedding) -> None:
        write_whole(self._file(_MOVING), moving.as_bytes())

    def read_moving(self) -> MovingEmbedding | None:
        """How titles moved while the model learnt, if the run looked at that."""
        try:
            return MovingEmbedding.read(self._file(_MOVING))
        except Flaw:
            return None

    def ask_to_stop(self) -> None:
        """Leave the wish that the run end."""
        write_whole(self._file(_STOP), "")

    def forget_stop(self) -> None:
        self._file(_STOP).unlink(missing_ok=True)

    @property
    def is_asked_to_stop(self) -> bool:
        return self._file(_STOP).exists()

    def last_complaint(self) -> str:
        """The last line of the log."""
        try:
            return self.log.read_text(encoding="utf-8", errors="replace").rstrip().rpartition("\n")[2]
        except OSError:
            return ""

    def _file(self, name: str) -> Path:
        return self.path / name

    def _write(self, name: str, content: Mapping[str, object]) -> None:
        write_whole(self._file(name), json.dumps(content, indent=1))

    def _read(self, name: str) -> dict[str, object]:
        """The object in a file; an empty one where there is none."""
        try:
            content = json.loads(self._file(name).read_text(encoding="utf-8"))
        except (OSError, ValueError, RecursionError):
            return {}
        return content if isinstance(content, dict) else {}


@lru_cache(maxsize=1_000)
def _progress_in(file: Path, size: int, changed: int) -> Progress:
    """What the file says while it has this size and time."""
    return progress_of(file.read_bytes())
