"""A training that goes on from its checkpoint, and checkpoints that it cannot go on from."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from safetensors import safe_open
from safetensors.numpy import load_file, save_file

from core.data.sources import LoadedRatings
from core.errors import StorageError, TrainingError
from core.training.batches import RatingBatches
from core.training.checkpoint import Checkpoint
from core.training.config import TrainConfig, kept
from core.training.fit import fit_model, prepare
from tests.core.training.quick import QUICK


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "checkpoint.safetensors"


def header_of(file: Path) -> dict[str, str]:
    with safe_open(file, framework="np") as opened:
        return opened.metadata()


def cut_short(tribes: LoadedRatings, config: TrainConfig, file: Path) -> int:
    """Train into the third epoch, and leave a checkpoint; the number of epochs that ended."""
    data, _ = prepare(tribes, config)
    n_batches = len(RatingBatches(data.train, 64, "cpu"))
    batches = 0

    def in_the_third_epoch() -> bool:
        nonlocal batches
        batches += 1
        return batches > 2 * (n_batches + 1) + 3

    cut = fit_model(data, config, should_stop=in_the_third_epoch, checkpoint=Checkpoint(file, config))
    assert cut.stopped
    return len(cut.epochs)


@pytest.mark.slow
def test_a_resumed_training_ends_where_an_uninterrupted_one_does(tribes: LoadedRatings, file: Path):
    config = replace(QUICK, epochs=4, patience=4)
    data, _ = prepare(tribes, config)
    whole = fit_model(data, config)
    assert cut_short(tribes, config, file) == 2
    resumed = fit_model(data, config, checkpoint=Checkpoint(file, config, resume=True))
    assert [epoch.epoch for epoch in resumed.epochs] == [1, 2, 3, 4]
    assert np.array_equal(resumed.model.viewer_factors, whole.model.viewer_factors)


@pytest.mark.slow
def test_a_checkpoint_of_before_goes_on_though_a_setting_has_another_name_since(tribes: LoadedRatings, file: Path):
    """Side features were called guides, and the parameters that they steer are still called as they were then."""
    config = replace(QUICK, epochs=4, patience=4)
    assert cut_short(tribes, config, file) == 2
    header = header_of(file)
    before = {"guides" if name == "side_features" else name: value for name, value in kept(config).items()}
    tensors = load_file(file)
    assert {"model.u_weight.own.weight", "model.u_weight.steer", "best.i_bias.own.weight"} <= tensors.keys()
    save_file(tensors, file, header | {"config": json.dumps(before)})
    data, _ = prepare(tribes, config)
    resumed = fit_model(data, config, checkpoint=Checkpoint(file, config, resume=True))
    assert [epoch.epoch for epoch in resumed.epochs] == [1, 2, 3, 4]
    assert np.array_equal(resumed.model.viewer_factors, fit_model(data, config).model.viewer_factors)


@pytest.mark.slow
def test_a_setting_that_a_checkpoint_does_not_know_yet_was_as_it_is_by_default(tribes: LoadedRatings, file: Path):
    config = replace(QUICK, epochs=1)
    data, _ = prepare(tribes, config)
    fit_model(data, config, checkpoint=Checkpoint(file, config))
    older = {name: value for name, value in kept(config).items() if name != "wd_bias"}
    save_file(load_file(file), file, header_of(file) | {"config": json.dumps(older)})
    assert len(fit_model(data, config, checkpoint=Checkpoint(file, config, resume=True)).epochs) == 1
    other = replace(config, wd_bias=0.5)
    with pytest.raises(TrainingError, match="other settings"):
        fit_model(data, other, checkpoint=Checkpoint(file, other, resume=True))


@pytest.mark.slow
def test_a_checkpoint_of_other_settings_is_refused(tribes: LoadedRatings, file: Path):
    config = replace(QUICK, epochs=1)
    data, _ = prepare(tribes, config)
    fit_model(data, config, checkpoint=Checkpoint(file, config))
    with pytest.raises(TrainingError, match="other settings"):
        fit_model(data, config, checkpoint=Checkpoint(file, replace(config, lr=0.5), resume=True))


@pytest.mark.slow
@pytest.mark.parametrize(
    "header",
    [
        {},
        {"config": "[]", "epochs": "[]"},
        {"config": "{}", "epochs": "7"},
        {"config": "{}", "epochs": '[{"epoch": 1}]'},
    ],
)
def test_a_checkpoint_with_a_damaged_header_is_refused(tribes: LoadedRatings, file: Path, header: dict[str, str]):
    save_file({"model.u_weight": np.zeros(1, np.float32)}, file, header)
    data, _ = prepare(tribes, QUICK)
    with pytest.raises(TrainingError, match="cannot be read"):
        fit_model(data, QUICK, checkpoint=Checkpoint(file, QUICK, resume=True))


@pytest.mark.slow
def test_half_a_checkpoint_is_refused(tribes: LoadedRatings, file: Path):
    file.write_bytes(b"half a file")
    data, _ = prepare(tribes, QUICK)
    with pytest.raises(TrainingError, match="cannot be read"):
        fit_model(data, QUICK, checkpoint=Checkpoint(file, QUICK, resume=True))


@pytest.mark.slow
def test_a_checkpoint_that_cannot_be_written_is_a_sentence(tribes: LoadedRatings, tmp_path: Path):
    data, _ = prepare(tribes, QUICK)
    with pytest.raises(StorageError, match=r"The checkpoint could not be written.*Free some space"):
        fit_model(data, QUICK, checkpoint=Checkpoint(tmp_path / "nowhere" / "checkpoint.safetensors", QUICK))
