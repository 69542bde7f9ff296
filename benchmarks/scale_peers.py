"""The peers of ``benchmarks/scale.py``: which are there, the rows they get, and what each takes to fit them."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from benchmarks.costs import PEER, Cost
from core.data.mapped.split import streamed_split
from core.data.sources import stream_folder
from core.training.config import TrainConfig

ROOT = Path(__file__).resolve().parents[1]
SCHEMA = pa.schema([("viewer", pa.int32()), ("anime", pa.int32()), ("rating", pa.float32())])
"""Matrix rows of viewers and anime."""
LABELS = {"lenskit": "LensKit's BiasedMF", "pyspark": "Spark's ALS"}
"""Of peers by the package that they come in."""


@dataclass(frozen=True)
class Peer:
    """A library in an environment of its own."""

    package: str
    python: Path

    @property
    def step(self) -> str:
        """What its costs are called."""
        return f"{PEER}{LABELS[self.package]}"

    @property
    def lack(self) -> str | None:
        """What has to be installed before it can be measured."""
        if not self.python.exists():
            return f"no environment {self.python}"
        found = f"import importlib.util as u, sys; sys.exit(u.find_spec({self.package!r}) is None)"
        if subprocess.run([self.python, "-c", found]).returncode:
            return f"no {self.package} in {self.python}"
        if self.package == "pyspark" and not (shutil.which("java") or "JAVA_HOME" in os.environ):
            return "no Java"
        return None


def installed(python: Path) -> list[Peer]:
    """The peers that are there; of each of the others a sentence is printed."""
    peers = [Peer(package, python) for package in LABELS]
    for peer in peers:
        if peer.lack:
            print(f"{LABELS[peer.package]} is left out, since there is {peer.lack}: see docs/benchmarks.md.")
    return [peer for peer in peers if not peer.lack]


def export(converted: Path, config: TrainConfig, out: Path) -> None:
    """Write the rows that a training on disk learns, and those that it is measured on, as two Parquet files.

    They are ``train.parquet`` and ``valid.parquet``, written some viewers at a time. Raises the project's errors.
    """
    loaded, shares = stream_folder(converted), (config.valid, config.hold_out_viewers)
    data = streamed_split(loaded.ratings, loaded.catalog, config.unrated, *shares, config.seed)
    out.mkdir()
    with (
        pq.ParquetWriter(out / "train.parquet", SCHEMA) as train,
        pq.ParquetWriter(out / "valid.parquet", SCHEMA) as valid,
    ):
        for block in data.blocks():
            for writer, side in (train, block.train), (valid, block.valid):
                rows = side.from_viewer(block.first)
                writer.write_table(pa.table([rows.viewer, rows.anime, rows.rating], schema=SCHEMA))


def fitted_by(peer: Peer, rows: int, folder: Path) -> Iterator[Cost]:
    """What a peer takes to fit the rows in a folder; where it fails, nothing, and a sentence is printed."""
    command = [peer.python, "-W", "ignore", "-m", "benchmarks.fit_peer", peer.package, folder]
    done = subprocess.run(command, capture_output=True, text=True, env={**os.environ, "PYTHONPATH": str(ROOT)})
    if done.returncode:
        print(f"{LABELS[peer.package]} failed: {done.stderr.strip()[-200:]}", flush=True)
        return
    yield Cost(rows, peer.step, **json.loads(done.stdout.splitlines()[-1]))
