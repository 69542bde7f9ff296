"""How far a training of several processes errs when one of them is killed, beside the same training left alone.

    python -m core convert --ratings DIR --out CONVERTED
    python -m benchmarks.killed --ratings CONVERTED [--processes 4]

The last process is killed in the middle of the second epoch; PyTorch's launcher starts all of them again, and they go
on from the first. Once the model's error is known, both trainings are asked to leave the rest out.
"""

from __future__ import annotations

import argparse
import os
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from core.model.bundle import load_bundle
from core.runs.folder import RunFolder

ROOT = Path(__file__).resolve().parents[1]
BETWEEN_LOOKS = 0.05
"""Seconds."""


def main() -> None:
    """Train twice and print both errors."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--ratings", type=Path, required=True, metavar="CONVERTED", help="a folder that convert made")
    parser.add_argument("--processes", type=int, default=4, metavar="N")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        for name, kills in (("left alone", False), ("one killed", True)):
            rmse, starts = trained(arguments.ratings.resolve(), arguments.processes, Path(scratch) / name, kills)
            print(f"{arguments.processes} processes, {name}: RMSE {rmse:.4f}, started {starts}×", flush=True)


def trained(ratings: Path, n: int, scratch: Path, kills: bool) -> tuple[float, int]:
    """The validation RMSE of the model, and how often its first process was started."""
    run, out = RunFolder(scratch / "run"), scratch / "model"
    launcher = ["torch.distributed.run", "--standalone", "--nproc-per-node", str(n), "--max-restarts", "3", "-m"]
    training = ["core", "train", "--ratings", str(ratings), "--rows", "disk", "--run-dir", str(run.path)]
    environment = os.environ | {"OMP_NUM_THREADS": "1", "GLOO_SOCKET_IFNAME": "lo"}
    command = [sys.executable, "-W", "ignore", "-m", *launcher, *training, "--out", str(out)]
    launched = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=subprocess.DEVNULL)
    starts: set[int] = set()
    while launched.poll() is None:
        time.sleep(BETWEEN_LOOKS)
        progress = run.read_progress()
        if pid := run.read_pid():
            starts.add(pid)
        if kills and progress.epoch == 2 and 2 * progress.batch >= (progress.n_batches or 0):
            os.kill(workers(launched.pid)[-1], signal.SIGKILL)
            kills = False
        if progress.model_rmse is not None:
            run.ask_to_stop()
    if launched.returncode:
        sys.exit("The training failed.")
    return load_bundle(out).card.metrics.valid_rmse, len(starts)


def workers(launcher: int) -> list[int]:
    """The processes that the launcher has started."""
    return list(map(int, Path(f"/proc/{launcher}/task/{launcher}/children").read_text().split()))


if __name__ == "__main__":
    main()
