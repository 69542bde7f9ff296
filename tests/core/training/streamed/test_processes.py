"""Several processes under PyTorch's own launcher: as good a model as one process learns."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from core.data.mapped.convert import convert
from core.data.sources import keep
from core.model.bundle import Bundle, load_bundle
from core.recommend.cowatching import LOVED, PREFIX, Regression
from core.storage import PROJECT
from tests.tribes import TwoTribes

SETTINGS = ["--epochs", "6", "--factors", "4", "--batch-size", "256", "--lr", "0.05", "--wd", "0.05", "--threads", "1"]
SETTINGS += ["--side-features", "4", "--hold-out-viewers", "0", "--rows", "disk"]

COUNTED = ["cowatch.base", "cowatch.loved.base", "cowatch.typical", "cowatch.mean_rating", "ask.share", "ask.entropy"]
"""Parts that every process counts on its own viewers."""

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("tribes")
    keep(TwoTribes(400, 60, own=0.7, other=0.7, seed=7).loaded, made / "files")
    convert([made / "files"], made / "converted", None, lambda what, done, of: None)
    return made / "converted"


@pytest.fixture(scope="module")
def alone(folder: Path) -> Bundle:
    """What one process learns."""
    out = folder.parent / "alone"
    subprocess.run([sys.executable, "-m", *words(folder, out)], cwd=PROJECT, check=True, capture_output=True)
    return load_bundle(out)


def words(folder: Path, out: Path, *more: str) -> list[str]:
    return ["core", "train", "--ratings", str(folder), "--out", str(out), *SETTINGS, *more]


def regressions(bundle: Bundle) -> list[Regression]:
    return [Regression.from_parts(bundle.parts, PREFIX + kind) for kind in ("", LOVED)]


def weights(regression: Regression) -> NDArray[np.floating]:
    """What each told title (row) adds to each other."""
    rows = np.arange(len(regression.base))
    return regression.shares(rows, np.ones(len(rows)), rows)


def launched(n: int, *command: str) -> subprocess.Popen[bytes]:
    """So many processes, which are started again once if one dies."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    launcher = ["torch.distributed.run", "--nproc-per-node", str(n), "--max-restarts", "1", "--monitor-interval", "0.1"]
    launcher += ["--master-addr", "127.0.0.1", "--master-port", str(port), "-m"]
    environment = {**os.environ, "OMP_NUM_THREADS": "1", "GLOO_SOCKET_IFNAME": "lo"}
    return subprocess.Popen([sys.executable, "-m", *launcher, *command], cwd=PROJECT, env=environment)


@pytest.mark.parametrize("n", [2, pytest.param(4, marks=pytest.mark.again)])
def test_several_processes_learn_what_one_learns(folder: Path, alone: Bundle, tmp_path: Path, n: int):
    assert launched(n, *words(folder, tmp_path / "model")).wait(240) == 0
    together = load_bundle(tmp_path / "model")
    assert together.card.split == alone.card.split
    assert together.card.metrics.bias_only_rmse == alone.card.metrics.bias_only_rmse
    assert together.card.metrics.valid_rmse == pytest.approx(alone.card.metrics.valid_rmse, abs=0.02)
    assert together.card.epochs[-1].valid_rmse == pytest.approx(together.card.metrics.valid_rmse, abs=1e-3)
    assert together.parts.keys() == alone.parts.keys()
    for name in COUNTED:
        assert together.parts[name] == pytest.approx(alone.parts[name], abs=1e-4), name
    for one, other in zip(*map(regressions, (together, alone)), strict=True):
        assert weights(one) == pytest.approx(weights(other), abs=2 * one.scales.max()), "of a byte, by one at most"


def test_when_a_process_is_killed_all_go_on_from_their_checkpoint(folder: Path, alone: Bundle, tmp_path: Path):
    run, out = tmp_path / "run", tmp_path / "model"
    started = launched(2, *words(folder, out, "--run-dir", str(run)))
    while not list(run.glob("checkpoint.1-of-2.epoch-2.*")):
        assert started.poll() is None
    killed = int((run / "pid").read_text())
    os.kill(killed, signal.SIGKILL)
    assert started.wait(240) == 0
    assert int((run / "pid").read_text()) != killed, "it was started again"
    together = load_bundle(out)
    assert [epoch.epoch for epoch in together.card.epochs] == [1, 2, 3, 4, 5, 6]
    assert together.card.metrics.valid_rmse == pytest.approx(alone.card.metrics.valid_rmse, abs=0.02)
