"""How far a training came, from what it has told so far."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import islice, zip_longest
from typing import get_args

from core.model.card import EpochRecord
from core.training.progress import ENDS, Phase, ProgressLine, line_of, mark_of

_RECENT_LINES = 100
"""What holds now is told again in nearly each line of a file that grows by five a second."""


_LASTING = ("epoch", "epochs", "batch", "batches", "ratings_per_second", "done")
"""What holds on while a line says nothing of it."""


@dataclass(frozen=True)
class PhaseRecord:
    """A phase that a training has begun."""

    phase: Phase
    seconds: float | None = None
    """How long it took; nothing while it is at work, or where that is not known."""


@dataclass(frozen=True)
class Progress:
    """How far a training came; what is not known yet is ``None``."""

    phase: Phase = "starting"
    message: str = ""
    epochs: tuple[EpochRecord, ...] = ()
    """One record for each finished epoch, in order."""
    epoch: int = 0
    """The epoch at work, counted from 1; 0 before the first."""
    n_epochs: int | None = None
    batch: int = 0
    n_batches: int | None = None
    ratings_per_second: float | None = None
    share: float | None = None
    """Of the phase at work that is done, 0…1."""
    done: float | None = None
    """Share of all work that is done, 0…1, by estimate."""
    eta_seconds: float | None = None
    phases: tuple[PhaseRecord, ...] = ()
    """Those that the latest process of the run has begun, in order."""
    bias_only_rmse: float | None = None
    model_rmse: float | None = None
    """Of the finished model on the validation rows; runs of before told none."""
    model_mae: float | None = None

    @property
    def rmse(self) -> float | None:
        """The finished model's error, or as long as there is none that of the best epoch so far."""
        best = self._best
        return self.model_rmse or (best.valid_rmse if best else None)

    @property
    def mae(self) -> float | None:
        """The mean absolute error that belongs to ``rmse``."""
        best = self._best
        return self.model_mae or (best.valid_mae if best else None)

    @property
    def _best(self) -> EpochRecord | None:
        return min(self.epochs, key=lambda epoch: epoch.valid_loss, default=None)


def progress_of(told: bytes) -> Progress:
    """What the lines of a training say together; a half-written last line is left for the next call."""
    told = told[: told.rfind(b"\n") + 1]
    last, known = _latest(told)
    measured = _last_with("model_rmse", told)
    return Progress(
        phase=last.phase,
        message=last.message or "",
        epochs=_epochs(_lines_with(told, mark_of("epoch_end"))),
        epoch=known.epoch or 0,
        n_epochs=known.epochs,
        batch=(known.batches if last.epoch_end else known.batch) or 0,
        n_batches=known.batches,
        ratings_per_second=known.ratings_per_second,
        share=_share(last.share),
        done=_share(known.done),
        eta_seconds=last.eta_seconds,
        phases=tuple(_phases(told)),
        bias_only_rmse=_last_with("bias_only_rmse", told).bias_only_rmse,
        model_rmse=measured.model_rmse,
        model_mae=measured.model_mae,
    )


def _latest(told: bytes) -> tuple[ProgressLine, ProgressLine]:
    """The last line, and one in which each field has the value that was told last; both are empty before the first."""
    last: ProgressLine | None = None
    known = ProgressLine(phase="starting")
    missing = set(_LASTING)
    for written in islice(_from_the_end(told), _RECENT_LINES):
        if (line := line_of(written)) is None:
            continue
        last = last or line
        found = {name: value for name in missing if (value := getattr(line, name)) is not None}
        known = replace(known, **found)
        missing -= found.keys()
        if not missing:
            break
    return last or known, known


def _last_with(name: str, told: bytes) -> ProgressLine:
    """The last line that says something of a field, however long ago it was told; an empty one where there is none."""
    return line_of(_line_around(told, told.rfind(mark_of(name)))) or ProgressLine(phase="starting")


def _phases(told: bytes) -> Iterator[PhaseRecord]:
    """The phases since the ratings were last read; how it ended is none."""
    told = told[told.rfind(b"\n", 0, max(told.rfind(_mark_of_phase("reading")), 0)) + 1 :]
    firsts = [line for phase in get_args(Phase) if (line := _first_of(phase, told))]
    begun = sorted(firsts, key=lambda line: line.time or 0.0)
    for line, following in zip_longest(begun, begun[1:]):
        if line.phase not in ENDS:
            seconds = following.time - line.time if following and following.time and line.time else None
            yield PhaseRecord(line.phase, seconds)


def _first_of(phase: Phase, told: bytes) -> ProgressLine | None:
    return line_of(_line_around(told, told.find(_mark_of_phase(phase))))


def _mark_of_phase(phase: Phase) -> bytes:
    return mark_of("phase") + f': "{phase}"'.encode()


def _share(told: float | None) -> float | None:
    return None if told is None else min(max(told, 0.0), 1.0)


def _epochs(lines: Iterable[bytes]) -> tuple[EpochRecord, ...]:
    """Finished epochs in order; a resumed run tells an epoch again, and then the later telling counts."""
    epochs: list[EpochRecord] = []
    for written in lines:
        line = line_of(written)
        if line and (latest := line.finished):
            epochs = [epoch for epoch in epochs if epoch.epoch < latest.epoch] + [latest]
    return tuple(epochs)


def _from_the_end(told: bytes) -> Iterator[bytes]:
    end = len(told) - 1
    while end > 0:
        start = told.rfind(b"\n", 0, end) + 1
        yield told[start:end]
        end = start - 1


def _lines_with(told: bytes, mark: bytes) -> Iterator[bytes]:
    """Only these lines are taken out of a file that grows by five a second."""
    place = told.find(mark)
    while place >= 0:
        yield _line_around(told, place)
        place = told.find(mark, told.find(b"\n", place))


def _line_around(told: bytes, place: int) -> bytes:
    """The line a place lies in; an empty one for -1."""
    return told[told.rfind(b"\n", 0, place) + 1 : told.find(b"\n", place)] if place >= 0 else b""
