"""What happens around fastai's loop: progress is told, the best weights are kept, and it can be told to stop.

``FitCallback`` has methods named like fastai's events; ``as_callback`` makes a fastai ``Callback`` of it. That comes
after fastai's ``Recorder`` (order 50), which knows the losses it tells.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from concurrent.futures import Future, wait
from dataclasses import asdict, dataclass, field, replace
from threading import Thread
from typing import TYPE_CHECKING, TypeVar

from core.model.card import EpochRecord
from core.training.checkpoint import Checkpoint, Memory
from core.training.devices import Agree, ask_alone
from core.training.progress import SECONDS_BETWEEN_LINES, ProgressLine, Report

if TYPE_CHECKING:
    from fastai.callback.core import Callback
    from torch import nn

T = TypeVar("T")

SECONDS_BETWEEN_QUESTIONS = 0.1
ORDER = 60


def unless_stopped(work: Callable[[], T], should_stop: Callable[[], bool]) -> T | None:
    """What ``work`` returns, or ``None`` as soon as it shall stop: it is then left to itself in its thread."""
    outcome: Future[T] = Future()

    def run() -> None:
        try:
            outcome.set_result(work())
        except BaseException as error:
            outcome.set_exception(error)

    if should_stop():
        return None
    Thread(target=run, daemon=True).start()
    while not wait([outcome], SECONDS_BETWEEN_QUESTIONS).done:
        if should_stop():
            return None
    return outcome.result()


@dataclass(frozen=True)
class Course:
    """Where the epochs of one model stand among those of all members, told as one row of epochs."""

    of_each: int
    """Epochs of each member."""
    number: int = 0
    """Of the member at work, from 0."""
    members: int = 1

    @property
    def before(self) -> int:
        """Epochs of the members before."""
        return self.of_each * self.number

    @property
    def epochs(self) -> int:
        """Of all members."""
        return self.of_each * self.members

    def numbered(self, record: EpochRecord) -> EpochRecord:
        """An epoch of the member at work by its number among all."""
        return replace(record, epoch=self.before + record.epoch)


@dataclass
class FitCallback:
    """Follows the fit of one member, which lasts as long as its course says unless it ends early."""

    model: nn.Module
    course: Course
    n_ratings: int
    """Training ratings an epoch, over all processes."""
    patience: int | None
    """Epochs without a better validation loss after which it ends; without it the last epoch is the one to keep."""
    report: Report
    should_stop: Callable[[], bool]
    """Asked after every batch."""
    memory: Memory = field(default_factory=Memory)
    checkpoint: Checkpoint | None = None
    agree: Agree = ask_alone
    stopped: bool = False
    training_seconds: float = 0.0
    """Time in training batches, validation left out."""
    epochs_here: int = 0
    """Epochs of this process; a resumed training has more in its memory."""

    def as_callback(self) -> Callback:
        """The same as fastai knows it."""
        from fastai.callback.core import Callback

        events = ("before_epoch", "before_train", "after_batch", "after_train", "after_epoch")
        callback = Callback(**{event: getattr(self, event) for event in events})
        callback.order = ORDER
        return callback

    @property
    def ratings_per_second(self) -> float:
        """Training ratings a second since the start, in finished epochs."""
        return self.n_ratings * self.epochs_here / max(self.training_seconds, 1e-9)

    def before_epoch(self, callback: Callback) -> None:
        self._epoch_began = time.perf_counter()

    def before_train(self, callback: Callback) -> None:
        self._train_began = self._last_line = time.perf_counter()

    def after_batch(self, callback: Callback) -> None:
        if self.agree(self.should_stop):
            from fastai.callback.core import CancelFitException

            self.stopped = True
            raise CancelFitException
        now = time.perf_counter()
        if callback.training and now - self._last_line >= SECONDS_BETWEEN_LINES:
            self._last_line = now
            self._tell_batch(callback, now - self._train_began)

    def after_train(self, callback: Callback) -> None:
        self.training_seconds += time.perf_counter() - self._train_began

    def after_epoch(self, callback: Callback) -> None:
        values = callback.recorder.values[-1]
        if not values:
            return
        self.epochs_here += 1
        seconds = time.perf_counter() - self._epoch_began
        latest = EpochRecord(callback.epoch + 1, *map(float, values), seconds=round(seconds, 3))
        self.memory.epochs.append(latest)
        if self.patience is None or not self.memory.waited:
            self.memory.best = {name: tensor.clone() for name, tensor in self.model.state_dict().items()}
        if self.checkpoint:
            self.checkpoint.save(self.model, callback.opt.opt, self.memory)
        self._tell_epoch(latest)
        self._end_early()

    def _tell_batch(self, callback: Callback, seconds: float) -> None:
        done = (callback.iter + 1) / callback.n_iter
        epoch = self.course.before + callback.epoch + 1
        self.report(
            ProgressLine(
                phase="training",
                epoch=epoch,
                epochs=self.course.epochs,
                batch=callback.iter + 1,
                batches=callback.n_iter,
                train_loss=float(callback.smooth_loss),
                ratings_per_second=self.n_ratings * done / seconds,
                share=(epoch - 1 + done) / self.course.epochs,
            )
        )

    def _tell_epoch(self, latest: EpochRecord) -> None:
        told = self.course.numbered(latest)
        self.report(
            ProgressLine(
                phase="training",
                epoch_end=True,
                epochs=self.course.epochs,
                **asdict(told),
                ratings_per_second=self.ratings_per_second,
                share=told.epoch / self.course.epochs,
            )
        )

    def has_waited_enough(self) -> bool:
        """Whether patience is at its end."""
        return self.patience is not None and self.memory.waited >= self.patience

    def _end_early(self) -> None:
        if self.agree(self.has_waited_enough):
            from fastai.callback.core import CancelFitException

            raise CancelFitException
