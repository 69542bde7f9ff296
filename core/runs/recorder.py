"""One training as a command: its run folder, and how it is told to stop.

The run folder is all that the Train page knows of a training (``core.runs.state`` reads it): ``config.json``, ``pid``,
``progress.jsonl`` with one JSON object a line, ``lr_find.json``, ``layers.txt`` and the checkpoint. A file ``stop``
that appears in it ends the training within a batch or two, as do SIGTERM and Ctrl-C.
"""

from __future__ import annotations

import json
import os
import signal
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from core.data.sources import LoadedRatings
from core.errors import AnimeExplorerError, StorageError
from core.model.bundle import Bundle, save_bundle
from core.runs.state import CONFIG, LAYERS, LR_FIND, PID, PROGRESS, STOP
from core.training.callbacks import Report
from core.training.checkpoint import FILE, Checkpoint
from core.training.config import TrainConfig
from core.training.fit import find_lr, fit_model, prepare, train


class RunFolder:
    """Writes what a training has to tell into its folder; without a folder it only knows when to stop."""

    def __init__(self, folder: Path | None, resume: bool = False) -> None:
        self.folder = folder
        self.resume = resume
        self._told_to_stop = False

    def listen(self) -> None:
        """Take SIGTERM and Ctrl-C for the wish to stop."""
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, self._on_signal)

    def begin(self, settings: dict[str, Any]) -> None:
        """Make the folder and say what is being trained; raises ``StorageError``."""
        if self.folder is None:
            return
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            if not self.resume:
                (self.folder / FILE).unlink(missing_ok=True)
        except OSError as error:
            raise _not_written(self.folder, error) from error
        self.write(PID, str(os.getpid()))
        self.write(CONFIG, json.dumps(settings, indent=1))

    def report(self, line: dict[str, Any]) -> None:
        """Add a line to the progress file, the model's layers to a file of their own; raises ``StorageError``."""
        if self.folder is None:
            return
        told = dict(line)
        if layers := told.pop("layers", None):
            self.write(LAYERS, layers)
        try:
            with (self.folder / PROGRESS).open("a", encoding="utf-8") as file:
                file.write(json.dumps({"time": round(time.time(), 3), **told}) + "\n")
        except OSError as error:
            raise _not_written(self.folder / PROGRESS, error) from error

    def write(self, name: str, text: str) -> None:
        """Put a file into the folder, at once as a whole: others read it meanwhile; raises ``StorageError``."""
        if self.folder is None:
            return
        try:
            fresh = self.folder / f".{name}.new"
            fresh.write_text(text, encoding="utf-8")
            os.replace(fresh, self.folder / name)
        except OSError as error:
            raise _not_written(self.folder / name, error) from error

    def should_stop(self) -> bool:
        """Whether somebody asked this training to end."""
        return self._told_to_stop or (self.folder is not None and (self.folder / STOP).exists())

    def end(self, phase: str, message: str = "") -> None:
        """Say how it ended, if that can still be written; a wish to stop is fulfilled by then."""
        try:
            self.report({"phase": phase, "message": message})
        except StorageError:
            return
        if self.folder is not None:
            (self.folder / STOP).unlink(missing_ok=True)

    def checkpoint(self, config: TrainConfig) -> Checkpoint | None:
        """Where this run keeps its checkpoint."""
        return Checkpoint(self.folder, config, self.resume) if self.folder is not None else None

    def _on_signal(self, number: int, frame: object) -> None:
        self._told_to_stop = True


def run_training(
    read: Callable[[], LoadedRatings], config: TrainConfig, out: Path, run: RunFolder, tell: Report
) -> Bundle:
    """Read, train and save; each step is told to the run folder and to ``tell``.

    Raises the project's errors, after the run folder has been told how it ended. Of several processes the first one
    does all this, and the others help it to fit.
    """

    def report(line: dict[str, Any]) -> None:
        run.report(line)
        tell(line)

    try:
        report({"phase": "reading"})
        bundle = train(read(), config, out.name, report, run.should_stop, run.checkpoint(config))
        report({"phase": "saving"})
        save_bundle(bundle, out)
    except AnimeExplorerError as error:
        run.end("stopped" if run.should_stop() else "failed", str(error))
        raise
    run.end("stopped" if run.should_stop() else "done")
    return bundle


def help_training(read: Callable[[], LoadedRatings], config: TrainConfig, run: RunFolder) -> None:
    """Take part in a training that the first process reports and saves."""
    data, _ = prepare(read(), config)
    fit_model(data, config, should_stop=run.should_stop, checkpoint=run.checkpoint(config))


def run_lr_find(read: Callable[[], LoadedRatings], config: TrainConfig, run: RunFolder) -> dict[str, Any]:
    """The learning-rate finder's curve and suggestions, which the run folder keeps; raises the project's errors."""
    try:
        run.report({"phase": "reading"})
        loaded = read()
        run.report({"phase": "lr-find"})
        found = find_lr(loaded, config)
        run.write(LR_FIND, json.dumps(found))
    except AnimeExplorerError as error:
        run.end("failed", str(error))
        raise
    run.end("done")
    return found


def _not_written(path: Path, error: OSError) -> StorageError:
    return StorageError(f"{path} cannot be written ({error.strerror}). Free some space or choose another run folder.")
