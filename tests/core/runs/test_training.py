"""Where the ratings of a training are: read into memory, or left on disk."""

from __future__ import annotations

from pathlib import Path

import pytest

from core.data.mapped.convert import convert
from core.data.sources import keep
from core.runs.training import stay_on_disk
from core.training.config import TrainConfig
from tests.tribes import TwoTribes


@pytest.mark.parametrize(("processes", "stay"), [("1", False), ("2", True)])
def test_converted_ratings_are_read_unless_they_are_many_or_several_processes_train(
    processes: str, stay: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    keep(TwoTribes(20, 10).loaded, tmp_path / "files")
    convert([tmp_path / "files"], tmp_path / "converted", None, lambda what, done, of: None)
    monkeypatch.setenv("WORLD_SIZE", processes)
    assert stay_on_disk(tmp_path / "converted", TrainConfig()) is stay
    assert not stay_on_disk(tmp_path / "files", TrainConfig())
