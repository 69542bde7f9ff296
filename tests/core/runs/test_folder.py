"""The files of a run: what is written is read back, what was written by hand or before as far as it can be."""

from __future__ import annotations

import json
from dataclasses import asdict, fields
from pathlib import Path

import pytest

from core.errors import StorageError, TrainingError
from core.runs.folder import Command, RunFolder
from core.runs.progress import PhaseRecord, Progress
from core.runs.task import Task
from core.training.config import TrainConfig
from core.training.lr_finder import LearningRates
from core.training.progress import ProgressLine
from tests.core.runs.folders import write_run

BEFORE = {
    "name": "mine",
    "ratings": "data/kaggle",
    "lr_find": False,
    "model": "nn",
    "n_factors": 50,
    "layers": [200, 50],
    "epochs": 3,
    "batch_size": None,
    "lr": 0.02,
    "wd": 1.8,
    "wd_bias": 0.0,
    "guides": 32,
    "unrated": "anime-mean",
    "valid": 0.1,
    "hold_out_viewers": 0.1,
    "patience": 2,
    "seed": 0,
    "device": "auto",
    "threads": None,
}
"""What a run was to do, as it was written down when side features were called guides."""


@pytest.fixture
def folder(tmp_path: Path) -> RunFolder:
    made = RunFolder(tmp_path / "run")
    made.make()
    return made


def test_whatever_is_written_is_read_back_and_nothing_else_is_left(folder: RunFolder):
    task = Task.of("mine", "data/kaggle", True, TrainConfig(model="nn", layers=(50, 10), side_features=3))
    command = Command("models/mine", ("--ratings", "data/kaggle"))
    found = LearningRates((1e-4, 1e-3), (3.0, 2.0), {"valley": 2e-3})
    folder.write_task(task)
    folder.write_command(task, command)
    folder.write_pid(17)
    folder.write_learning_rates(found)
    folder.tell(ProgressLine(phase="training", epoch=0, epochs=2, layers="EmbeddingNN()"))
    assert folder.read_command() == command
    assert folder.read_pid() == 17
    assert folder.read_learning_rates() == found
    assert folder.read_layers() == "EmbeddingNN()"
    assert folder.read_progress() == Progress("training", n_epochs=2, phases=(PhaseRecord("training"),))
    read = folder.read_task()
    assert (read.name, read.ratings, read.lr_find) == ("mine", "data/kaggle", True)
    assert read.settings == {name: value for name, value in task.settings.items() if value is not None}
    assert {path.name for path in folder.path.iterdir()} == {
        "config.json", "command.json", "pid", "lr_find.json", "layers.txt", "progress.jsonl",
    }  # fmt: skip


def test_each_line_of_progress_is_one_object_with_its_time_and_only_what_is_known(folder: RunFolder):
    folder.tell(ProgressLine(phase="reading"))
    folder.tell(ProgressLine(phase="training", epoch=0, layers="EmbeddingDotBias()"))
    first, second = map(json.loads, folder.progress.read_text().splitlines())
    assert set(first) == {"time", "phase"}
    assert set(second) == {"time", "phase", "epoch"}
    assert second["time"] >= first["time"] > 1_700_000_000


def test_a_wish_to_stop_is_left_and_taken_back(folder: RunFolder):
    assert not folder.is_asked_to_stop
    folder.ask_to_stop()
    assert folder.is_asked_to_stop
    folder.forget_stop()
    folder.forget_stop()
    assert not folder.is_asked_to_stop


def test_only_a_run_that_goes_on_keeps_the_checkpoint(folder: RunFolder):
    folder.checkpoint.touch()
    (folder.path / "checkpoint.2.safetensors").touch()
    (folder.path / f".{folder.checkpoint.name}.new-1-2").touch()
    (folder.path / ".checkpoint.3.safetensors.new-1-2").touch()
    folder.make(resume=True)
    assert {path.name for path in folder.path.iterdir()} == {"checkpoint.safetensors", "checkpoint.2.safetensors"}
    folder.make()
    assert list(folder.path.iterdir()) == []


def test_a_folder_that_cannot_be_written_is_a_sentence(tmp_path: Path):
    (tmp_path / "file").touch()
    folder = RunFolder(tmp_path / "file" / "run")
    for write in (folder.make, folder.ask_to_stop, lambda: folder.tell(ProgressLine(phase="done"))):
        with pytest.raises(StorageError, match="could not be written"):
            write()


def test_an_empty_folder_says_nothing_and_is_no_run(folder: RunFolder):
    assert not folder.is_run
    assert (folder.read_pid(), folder.read_layers(), folder.last_complaint()) == (None, "", "")
    assert (folder.read_task(), folder.read_progress(), folder.read_learning_rates()) == (Task(), Progress(), None)


def test_a_run_of_before_tells_its_settings_under_todays_names(folder: RunFolder):
    (folder.path / "command.json").write_text(json.dumps({**BEFORE, "seed": 7, "out": "models/mine", "arguments": []}))
    (folder.path / "config.json").write_text(json.dumps(BEFORE))
    read = folder.read_task()
    assert (read.name, read.ratings, read.lr_find) == ("mine", "data/kaggle", False)
    assert read.settings["side_features"] == 32
    assert read.settings["seed"] == 0
    assert read.settings.keys() == {one.name for one in fields(TrainConfig)} - {
        "batch_size",
        "threads",
        "members",
        "rows",
    }
    assert "guides" not in asdict(read)["settings"]


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ({}, Task()),
        ({"seed": 10**15}, Task()),
        ({"seed": -(10**15)}, Task()),
        ({"seed": 10**15 - 1}, Task(settings={"seed": 10**15 - 1})),
        ({"name": ["a", "list"], "ratings": 7, "lr_find": {"a": 1}}, Task(lr_find=True)),
        ({"name": "a\nb\ud800", "unrated": [], "seed": 10**30, "valid": float("nan"), "layers": [{}]}, Task()),
        ({"model": 3, "epochs": {"no": "number"}, "n_factors": [5], "lr": "fast", "wd": True, "layers": 50}, Task()),
        (
            {"name": "sound", "model": "a third kind", "lr": 1},
            Task("sound", settings={"model": "a third kind", "lr": 1}),
        ),
    ],
)
def test_what_somebody_wrote_as_a_task_by_hand_is_read_as_far_as_it_can_be(folder: RunFolder, written, read):
    (folder.path / "config.json").write_text(json.dumps(written))
    assert folder.read_task() == read


@pytest.mark.parametrize("content", ["[]", "null", "a word", "{", "{" * 100_000, '{"out": 1, "arguments": []}'])
def test_a_command_that_was_damaged_cannot_go_on(folder: RunFolder, content: str):
    (folder.path / "command.json").write_text(content)
    with pytest.raises(TrainingError, match=r"command\.json of the run run is missing or damaged"):
        folder.read_command()


@pytest.mark.parametrize(
    "found",
    [
        {},
        {"lrs": 1, "losses": 1, "suggestions": {}},
        {"lrs": ["a"], "losses": ["b"], "suggestions": {}},
        {"lrs": [1]},
        {"lrs": [], "losses": [], "suggestions": {}},
        {"lrs": [1.0, 2.0], "losses": [1.0], "suggestions": {}},
    ],
)
def test_a_search_for_a_learning_rate_that_was_damaged_or_tried_none_found_nothing(folder: RunFolder, found: dict):
    (folder.path / "lr_find.json").write_text(json.dumps(found))
    assert folder.read_learning_rates() is None


def test_a_run_was_created_when_its_name_says_or_else_its_folder(tmp_path: Path):
    named, other = write_run(tmp_path / "20261124-063015-000000"), write_run(tmp_path / "by-hand")
    assert f"{named.created:%Y-%m-%d %H:%M:%S %Z}" == "2026-11-24 06:30:15 UTC"
    assert other.created.timestamp() == pytest.approx(other.path.stat().st_mtime)
    assert RunFolder.new(tmp_path).created.tzinfo == named.created.tzinfo
