"""What a training tells while it is at work, a line at a time: to the terminal and to its run folder."""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Literal

from core.data.progress_share import Tell
from core.model.card import EpochRecord
from core.model.stored import Flaw
from core.model.typed_json import read, write

Phase = Literal[
    "starting", "reading", "lr-find", "side-features", "training", "combining", "watched", "fold-in", "ranking", "map",
    "saving", "done", "stopped", "failed",
]  # fmt: skip
"""What a training does, in this order; the last three are its end."""
ENDS = ("done", "stopped", "failed")


@dataclass(frozen=True, kw_only=True)
class ProgressLine:
    """One thing told; what it says nothing of is ``None``."""

    time: float | None = None
    """When it was written down, in seconds since 1970."""
    phase: Phase
    message: str | None = None
    """For a person."""
    share: float | None = None
    """Of the phase that is done, 0…1."""
    done: float | None = None
    """Share of all work that is done, 0…1, by estimate of what each phase takes."""
    epoch_end: bool | None = None
    """Whether an epoch has just ended, whose losses these are."""
    epoch: int | None = None
    """The epoch at work, or the one just ended, counted from 1; 0 before the first."""
    epochs: int | None = None
    """How many there are to be."""
    batch: int | None = None
    batches: int | None = None
    """Of the epoch at work."""
    train_loss: float | None = None
    valid_loss: float | None = None
    """Of the validation rows, or with patience of the training rows that choose the epoch, as the two that follow."""
    valid_rmse: float | None = None
    valid_mae: float | None = None
    seconds: float | None = None
    """The epoch's."""
    ratings_per_second: float | None = None
    eta_seconds: float | None = None
    """Time left until all work is done, by the same estimate and this machine's pace so far."""
    bias_only_rmse: float | None = None
    """Of biases without factors, on the same validation rows."""
    model_rmse: float | None = None
    """Of the finished model on the validation rows."""
    model_mae: float | None = None
    layers: str | None = None
    """The model as torch prints it, told once."""

    @property
    def finished(self) -> EpochRecord | None:
        """The epoch that has just ended, if one has and all its errors are told."""
        errors = [self.train_loss, self.valid_loss, self.valid_rmse, self.valid_mae]
        known = [error for error in errors if error is not None]
        if not self.epoch_end or self.epoch is None or len(known) < len(errors):
            return None
        return EpochRecord(self.epoch, *known, seconds=self.seconds)

    def as_json(self) -> str:
        """The line as it is written down, without the layers."""
        return json.dumps(write(replace(self, layers=None)))


Report = Callable[[ProgressLine], None]

SECONDS_BETWEEN_LINES = 0.2


class NobodyWaitsError(Exception):
    """Ends work that was left to itself when the training was stopped."""


def tell_of(phase: Phase, report: Report, should_stop: Callable[[], bool]) -> Tell:
    """Whom a phase tells which share of it is done, from now on; raises ``NobodyWaitsError`` once it shall stop."""
    report(ProgressLine(phase=phase, share=0.0))
    latest = time.monotonic()

    def tell(share: float) -> None:
        nonlocal latest
        if should_stop():
            raise NobodyWaitsError
        now = time.monotonic()
        if share == 1 or now - latest >= SECONDS_BETWEEN_LINES:
            latest = now
            report(ProgressLine(phase=phase, share=share))

    return tell


def line_of(written: bytes) -> ProgressLine | None:
    """A line as ``as_json`` writes it; nothing for one that is damaged."""
    try:
        return read(ProgressLine, json.loads(written))
    except (ValueError, RecursionError, Flaw):
        return None


def mark_of(name: str) -> bytes:
    """What stands in a line that says something of this field, and in no other."""
    return f'"{name}"'.encode()
