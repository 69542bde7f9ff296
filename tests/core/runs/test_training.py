"""A training in this process: where its ratings are, and what its run folder says of its end."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from core.data.mapped.convert import convert
from core.data.mapped.folder import HEADER
from core.data.sources import LoadedRatings, keep
from core.errors import DataError
from core.model.bundle import load_bundle
from core.runs.folder import RunFolder
from core.runs.recorder import Recorder
from core.runs.task import Task
from core.runs.training import run_lr_find, run_training, stay_on_disk
from core.training.config import TrainConfig
from tests.core.training.quick import QUICK
from tests.tribes import TwoTribes

TRIBES = TwoTribes(20, 10)


@pytest.fixture
def converted(tmp_path: Path) -> Path:
    keep(TRIBES.loaded, tmp_path / "files")
    convert([tmp_path / "files"], tmp_path / "converted", None, lambda what, done, of: None)
    return tmp_path / "converted"


@pytest.mark.parametrize(
    ("processes", "n_ratings", "stay"),
    [("1", 50_000_000, False), ("1", 50_000_001, True), ("2", 10, True)],
)
def test_converted_ratings_are_read_unless_they_are_many_or_several_processes_train(
    processes: str, n_ratings: int, stay: bool, converted: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setenv("WORLD_SIZE", processes)
    header = json.loads((converted / HEADER).read_text())
    (converted / HEADER).write_text(json.dumps(header | {"rows": n_ratings}))
    assert stay_on_disk(converted, TrainConfig()) is stay
    assert not stay_on_disk(converted.with_name("files"), TrainConfig())


@pytest.mark.parametrize("processes", ["1", "2"])
def test_who_says_where_the_ratings_shall_be_has_them_there(
    processes: str, converted: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setenv("WORLD_SIZE", processes)
    files = converted.with_name("files")
    assert stay_on_disk(converted, TrainConfig(rows="disk"))
    assert not stay_on_disk(converted, TrainConfig(rows="memory"))
    assert not stay_on_disk(files, TrainConfig(rows="memory"))
    with pytest.raises(DataError, match="no converted ratings"):
        stay_on_disk(files, TrainConfig(rows="disk"))


@pytest.mark.slow
@pytest.mark.parametrize("asked", [False, True])
def test_a_training_says_whether_it_came_to_its_end_or_was_stopped(asked: bool, tmp_path: Path):
    """Asked to stop once there is something to keep, it keeps that; nobody asks after it any more."""
    run, recorder = begun(tmp_path / "run")
    lines = []

    def tell(line) -> None:
        lines.append(line.phase)
        if asked and line.epoch_end:
            run.ask_to_stop()

    run_training(lambda: TRIBES.loaded, replace(QUICK, epochs=2, side_features=0), tmp_path / "tribes", recorder, tell)
    assert ended(run) == ("stopped" if asked else "done", "")
    assert (lines[0], lines[-1]) == ("reading", "saving")
    assert len(load_bundle(tmp_path / "tribes").card.epochs) == (1 if asked else 2)
    assert not run.is_asked_to_stop


@pytest.mark.parametrize("asked", [False, True])
def test_a_training_that_cannot_begin_says_why(asked: bool, tmp_path: Path):
    run, recorder = begun(tmp_path / "run")
    if asked:
        run.ask_to_stop()
    with pytest.raises(DataError):
        run_training(unreadable, QUICK, tmp_path / "tribes", recorder, lambda line: None)
    assert ended(run) == ("stopped" if asked else "failed", "There are none.")


def test_a_search_for_a_learning_rate_that_cannot_begin_says_why(tmp_path: Path):
    run, recorder = begun(tmp_path / "run")
    with pytest.raises(DataError):
        run_lr_find(unreadable, QUICK, recorder)
    assert ended(run) == ("failed", "There are none.")


def unreadable() -> LoadedRatings:
    raise DataError("There are none.")


def begun(folder: Path) -> tuple[RunFolder, Recorder]:
    recorder = Recorder(folder)
    recorder.begin(Task.of("tribes", "files", False, QUICK))
    return RunFolder(folder), recorder


def ended(run: RunFolder) -> tuple[str, str]:
    progress = run.read_progress()
    return progress.phase, progress.message
