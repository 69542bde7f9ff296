"""An evaluation of a model as a process of its own: start, watch, cancel. The figures are kept beside the model.

The process is ``python -m core evaluate --keep``. Each model has one folder, of its latest evaluation, in which the
process tells how far it is; the figures themselves are :mod:`core.evaluation.kept`.
"""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Generator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal

from core.errors import AnimeExplorerError, EvaluationError
from core.model.bundle import SHIPPED, read_card
from core.model.stored import Flaw
from core.model.typed_json import read, write
from core.runs.background import launch
from core.runs.folder import RunFolder
from core.runs.state import is_alive
from core.storage import locked, write_whole

Phase = Literal["starting", "reading", "measuring", "done", "cancelled", "failed"]

Tell = Callable[[Phase, float], None]
"""Is told what an evaluation does and how much of it is done, 0…1."""

_STATE, _PREFIX = "evaluation.json", "evaluate-"
_TELL_EVERY = 0.2
"""Seconds: more often nobody looks."""
_CUT_OFF = "The evaluation was cut off before its end. Start it again."


@dataclass(frozen=True)
class Told:
    """What an evaluation tells of itself, as it is written down."""

    phase: Phase = "starting"
    share: float = 0.0
    """How much is done, 0…1."""
    message: str = ""
    """Why it did not come to its end, for a person."""
    model_created: str = ""
    """When the model was made that it is of: one of the same name that was trained later is another."""


@dataclass(frozen=True)
class Evaluation:
    """The latest evaluation of a model, as its folder told it at one moment."""

    folder: RunFolder
    told: Told
    is_running: bool

    @property
    def is_asked_to_stop(self) -> bool:
        """Whether somebody cancelled it."""
        return self.folder.is_asked_to_stop

    @property
    def failure(self) -> str:
        """What kept it from its end, as a sentence; empty while it is at work, and where it ended well."""
        if self.is_running or self.told.phase in ("done", "cancelled"):
            return ""
        return self.told.message or _CUT_OFF


def start_evaluation(evaluations: Path, model: Path, ratings: Path) -> Evaluation:
    """Measure a model on a folder of ratings, and keep the figures beside it.

    Raises ``EvaluationError`` while another evaluation is at work or of a model that came with the project,
    ``BundleError`` where there is no such model and ``StorageError`` where the folder cannot be written.
    """
    if reason := why_no_evaluation(model.name):
        raise EvaluationError(reason)
    folder = _folder(evaluations, model.name)
    folder.make()
    with locked(evaluations):
        if evaluated_now(evaluations):
            raise EvaluationError("An evaluation is at work already, and there is one at a time. Wait for it to end.")
        folder.forget_stop()
        _tell(folder, Told(model_created=read_card(model).created))
        words = ["evaluate", "--model", str(model), "--ratings", str(ratings), "--keep", "--run-dir", str(folder.path)]
        launch(words, folder, "The evaluation")
    return _evaluation(folder)


def why_no_evaluation(model: str) -> str | None:
    """Why a page may not evaluate the model of this name anew; nothing where it may."""
    if model.casefold() in SHIPPED:
        return (
            f"The model “{model}” came with the explorer, and so did its figures; both stay as they are. "
            "On ratings of your own, python -m core evaluate measures it."
        )
    return None


def latest_evaluation(evaluations: Path, model: Path) -> Evaluation | None:
    """The evaluation of this model that was started last, if there is one and the model is still the same."""
    folder = _folder(evaluations, model.name)
    if not folder.path.is_dir():
        return None
    found = _evaluation(folder)
    is_same = found.is_running or found.told.model_created == read_card(model).created
    return found if is_same else None


def evaluated_now(evaluations: Path) -> str | None:
    """The name of the model that is being evaluated, if one is."""
    found = (_evaluation(RunFolder(path)) for path in sorted(evaluations.glob(f"{_PREFIX}*")))
    return next((one.folder.name.removeprefix(_PREFIX) for one in found if one.is_running), None)


def cancel(evaluation: Evaluation) -> None:
    """Ask an evaluation to end within a second or two; the figures that were kept before stay."""
    evaluation.folder.ask_to_stop()


@contextmanager
def recorded(path: Path | None) -> Generator[Tell]:
    """Let the block tell a folder how far it is, or nobody where there is none, and how it ended.

    What it is given to tell with raises ``EvaluationError`` once somebody has cancelled the evaluation.
    """
    if path is None:
        yield lambda phase, share: None
        return
    folder = RunFolder(path)
    folder.make()
    began, last = _read(folder), float("-inf")

    def tell(phase: Phase, share: float) -> None:
        nonlocal last
        if folder.is_asked_to_stop:
            raise EvaluationError("The evaluation was cancelled.")
        if time.monotonic() - last >= _TELL_EVERY:
            last = time.monotonic()
            _tell(folder, replace(began, phase=phase, share=share))

    try:
        yield tell
    except AnimeExplorerError as error:
        phase: Phase = "cancelled" if folder.is_asked_to_stop else "failed"
        folder.forget_stop()
        _tell(folder, replace(began, phase=phase, message=str(error)))
        raise
    folder.forget_stop()
    _tell(folder, replace(began, phase="done", share=1.0))


def _folder(evaluations: Path, model: str) -> RunFolder:
    """A name that stands in no other process's command line."""
    return RunFolder(evaluations / f"{_PREFIX}{model}")


def _evaluation(folder: RunFolder) -> Evaluation:
    told = _read(folder)
    is_running = told.phase in ("starting", "reading", "measuring") and is_alive(folder)
    return Evaluation(folder, told if is_running else _read(folder), is_running)


def _read(folder: RunFolder) -> Told:
    try:
        return read(Told, json.loads((folder.path / _STATE).read_text(encoding="utf-8")))
    except (OSError, ValueError, RecursionError, Flaw):
        return Told()


def _tell(folder: RunFolder, told: Told) -> None:
    write_whole(folder.path / _STATE, json.dumps(write(told)))
