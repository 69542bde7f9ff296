"""What a training writes into its run folder while it is at work, and how it learns that it shall stop."""

from __future__ import annotations

import os
import signal
from pathlib import Path

from core.errors import StorageError
from core.runs.folder import RunFolder
from core.runs.task import Task
from core.training.checkpoint import Checkpoint
from core.training.config import TrainConfig
from core.training.lr_finder import LearningRates
from core.training.moving_embedding import MovingEmbedding
from core.training.progress import Phase, ProgressLine


class Recorder:
    """Writes what a training has to tell into its folder; without a folder it only knows when to stop.

    A wish to stop is a file in the folder, SIGTERM or Ctrl-C; the training ends within a batch or two.
    """

    def __init__(self, folder: Path | None, resume: bool = False) -> None:
        self.folder = RunFolder(folder) if folder else None
        self.resume = resume
        self._told_to_stop = False

    def listen(self) -> None:
        """Take SIGTERM and Ctrl-C for the wish to stop."""
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, self._on_signal)

    def begin(self, task: Task) -> None:
        """Make the folder and say what is being trained; raises ``StorageError``."""
        if self.folder is None:
            return
        self.folder.make(self.resume)
        self.folder.write_pid(os.getpid())
        self.folder.write_task(task)

    def report(self, line: ProgressLine) -> None:
        """Tell the folder; raises ``StorageError``."""
        if self.folder is not None:
            self.folder.tell(line)

    def keep(self, found: LearningRates) -> None:
        """Let the folder keep what a search for a learning rate found; raises ``StorageError``."""
        if self.folder is not None:
            self.folder.write_learning_rates(found)

    def show(self, moving: MovingEmbedding) -> None:
        """Let the folder keep how titles moved so far; raises ``StorageError``."""
        if self.folder is not None:
            self.folder.write_moving(moving)

    def should_stop(self) -> bool:
        """Whether somebody asked this training to end."""
        return self._told_to_stop or (self.folder is not None and self.folder.is_asked_to_stop)

    def end(self, phase: Phase, message: str = "") -> None:
        """Say how it ended, if that can still be written; a wish to stop is fulfilled by then."""
        try:
            self.report(ProgressLine(phase=phase, message=message))
        except StorageError:
            return
        if self.folder is not None:
            self.folder.forget_stop()

    def checkpoint(self, config: TrainConfig) -> Checkpoint | None:
        """Where this run keeps its state; nowhere without a folder."""
        return Checkpoint(self.folder.checkpoint, config, self.resume) if self.folder is not None else None

    def _on_signal(self, number: int, frame: object) -> None:
        self._told_to_stop = True
