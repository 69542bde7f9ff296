"""A training run as a process of its own: start, stop, resume.

The process is the command a person would type, ``python -m core train`` (:mod:`core.runs.background`); Stop on the
page, or ``kill PID``, ends it. All that is known of it stands in its run folder. One run at a time: a lock makes
looking and starting one step, and the kernel frees that lock with its holder.
"""

from __future__ import annotations

import shutil
from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from core.errors import StorageError, TrainingError
from core.model.bundle import SHIPPED, check_name
from core.runs.background import launch, spare_cores
from core.runs.folder import Command, RunFolder
from core.runs.state import Run, read_run, running
from core.runs.task import Task
from core.storage import locked, not_written, remove_unfinished
from core.training.cli_options import typed
from core.training.config import TrainConfig
from core.training.progress import ProgressLine


def start(runs: Path, ratings: Path, out: Path, config: TrainConfig, lr_find: bool = False) -> Run:
    """Start a training on a folder of ratings, or only its search for a learning rate, in a new run folder.

    Raises ``TrainingError`` while another run is at work or where a model that came with the project would be replaced,
    and ``StorageError`` where the folder cannot be written.
    """
    check_name(out.name)
    if out.name.casefold() in SHIPPED:
        raise TrainingError(f"The model “{out.name}” came with the explorer and stays as it is. Choose another name.")
    arguments = ["--ratings", str(ratings), "--out", str(out), *typed(replace(config, threads=spare_cores()))]
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
    launch(["train", *command.arguments, "--run-dir", str(folder.path), *more], folder, "The training")
    return read_run(folder)


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
