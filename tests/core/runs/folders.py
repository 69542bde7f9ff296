"""Run folders written by hand, as a training writes them."""

from __future__ import annotations

import json
from pathlib import Path

from core.runs.folder import RunFolder

WAIT = "print('here', flush=True); input()"
"""A program that lives until it is told a line."""
TRAINING = {"phase": "training", "epochs": 4, "batches": 10, "bias_only_rmse": 1.2}


def write_run(path: Path, *records: dict, unfinished: str = "", pid: int | None = None) -> RunFolder:
    path.mkdir(parents=True)
    (path / "config.json").write_text('{"model": "dot"}')
    (path / "progress.jsonl").write_text("".join(json.dumps(record) + "\n" for record in records) + unfinished)
    if pid is not None:
        (path / "pid").write_text(str(pid))
    return RunFolder(path)


def epoch(number: int, valid_rmse: float) -> dict:
    errors = {"train_loss": 1.0, "valid_loss": valid_rmse**2, "valid_rmse": valid_rmse, "valid_mae": 0.9}
    return {**TRAINING, "epoch": number, "batch": 10, **errors, "epoch_end": True}
