"""A training from ratings to a saved bundle, told to its run folder step by step."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from core.data.mapped.folder import HEADER, Header
from core.data.sources import LoadedRatings, StreamedLoaded
from core.errors import AnimeExplorerError, DataError
from core.model.bundle import Bundle, save_bundle
from core.runs.recorder import Recorder
from core.training.config import TrainConfig
from core.training.devices import place
from core.training.fit import help_train, train
from core.training.lr_finder import LearningRates, find_lr
from core.training.progress import ProgressLine, Report

Read = Callable[[], LoadedRatings | StreamedLoaded]
"""Reads the ratings: told as a step of its own, so that it comes when the run is ready for it."""


MOST_IN_MEMORY = 50_000_000
"""Ratings that a training reads into memory by itself, 3 GB at most."""


def stay_on_disk(ratings: Path, config: TrainConfig) -> bool:
    """Whether a training leaves these ratings where they are; raises ``DataError`` where it should and cannot."""
    is_converted = (ratings / HEADER).is_file()
    if config.rows == "disk" and not is_converted:
        raise DataError(
            f"{ratings} holds no converted ratings, which alone can stay on disk. Convert them first: "
            f"python -m core convert --ratings {ratings} --out FOLDER"
        )
    if config.rows != "auto" or not is_converted:
        return config.rows == "disk"
    return place()[1] > 1 or Header.read(ratings / HEADER).rows > MOST_IN_MEMORY


def run_training(read: Read, config: TrainConfig, out: Path, recorder: Recorder, tell: Report) -> Bundle:
    """Read, train and save; each step is told to the run folder and to ``tell``.

    Raises the project's errors, after the run folder has been told how it ended. Of several processes the first one
    does all this, and the others help it to fit.
    """

    def report(line: ProgressLine) -> None:
        recorder.report(line)
        tell(line)

    try:
        report(ProgressLine(phase="reading"))
        checkpoint = recorder.checkpoint(config)
        bundle = train(read(), config, out.name, report, recorder.should_stop, checkpoint, recorder.show)
        report(ProgressLine(phase="saving"))
        save_bundle(bundle, out)
    except AnimeExplorerError as error:
        recorder.end("stopped" if recorder.should_stop() else "failed", str(error))
        raise
    recorder.end("stopped" if recorder.should_stop() else "done")
    return bundle


def help_training(read: Read, config: TrainConfig, recorder: Recorder) -> None:
    """Take part in a training that the first process reports and saves."""
    help_train(read(), config, recorder.should_stop, recorder.checkpoint(config))


def run_lr_find(read: Callable[[], LoadedRatings], config: TrainConfig, recorder: Recorder) -> LearningRates:
    """The learning-rate finder's curve and suggestions, which the run folder keeps; raises the project's errors."""
    try:
        recorder.report(ProgressLine(phase="reading"))
        found = find_lr(read(), config, recorder.report)
        recorder.keep(found)
    except AnimeExplorerError as error:
        recorder.end("failed", str(error))
        raise
    recorder.end("done")
    return found
