"""How fast and how well do we train, beside fastai's stock loop, Surprise, LensKit and myFM? One command, one table.

    .venv/bin/python benchmarks/training.py --ratings ../shared/data [--size sample|full] [--json FILE]

All contenders learn the same rows and are measured on the same rows, one after the other, each in a process of its own
so that seconds and peak memory are its own. ``sample`` is the ratings given, ``full`` is as many simulated ratings as
the full Kaggle set has. The peers need an environment of their own (benchmarks/requirements.txt, made as
docs/benchmarks.md says); without it they are left out. Seconds are those of fitting; reading and imports are nobody's.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import numpy as np

from benchmarks.contenders import CONTENDERS, PEERS
from core.data.bias_only import bias_only_rmse
from core.data.catalog import Catalog
from core.data.imputation import impute
from core.data.ratings import Ratings
from core.data.sources import LoadedRatings, keep, load_folder
from core.data.split import Split, split
from core.model.bundle import load_bundle
from core.model.catalog_file import save_catalog
from core.model.simulation import simulate
from core.training.summary import counted

ROOT = Path(__file__).resolve().parents[1]
Row = dict[str, str | float | None]
"""What was measured of one contender; None for what does not apply to it."""
FULL_VIEWERS, FULL_RATINGS = 73_515, 7_813_737
CHOSEN = {
    "sample": tuple(name for name in CONTENDERS if name != "stock-best-speed"),
    "full": ("stock-64", "stock-best-speed", "dot", "lenskit", "svd-tuned"),
}


def main() -> None:
    """Measure and print."""
    arguments = _arguments()
    with tempfile.TemporaryDirectory() as scratch:
        loaded, rows = _ratings(arguments, Path(scratch))
        data = split(loaded.ratings, impute(loaded.ratings, "drop"), 0.1, 0.0, arguments.seed)
        baseline: Row = {
            "contender": "bias-only",
            "label": "mean + biases, ridge",
            "rmse": bias_only_rmse(data.train, data.valid),
        }
        path = Path(scratch) / "split.npz"
        _save(path, data, loaded.catalog)
        print(
            f"{_machine()}. {len(data.train):,} training rows, {len(data.valid):,} validation rows, "
            f"{len(data.viewers):,} viewers, {len(data.anime):,} anime. {loaded.source}."
        )
        del loaded, data
        rows.append(baseline)
        for name in arguments.only or CHOSEN[arguments.size]:
            rows.append(_measure(name, path, arguments.peers_python))
            print(_line(rows[-1]), flush=True)
    print("\n" + _table(rows))
    if arguments.json:
        arguments.json.write_text(json.dumps({"machine": _machine(), "size": arguments.size, "rows": rows}, indent=1))


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--ratings", type=Path, default=ROOT.parent / "shared" / "data", metavar="DIR")
    parser.add_argument("--size", choices=list(CHOSEN), default="sample")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--only", nargs="+", choices=list(CONTENDERS), metavar="NAME")
    parser.add_argument("--peers-python", type=Path, default=ROOT / ".venv-bench" / "bin" / "python", metavar="FILE")
    parser.add_argument("--json", type=Path, metavar="FILE")
    return parser.parse_args()


def _ratings(arguments: argparse.Namespace, scratch: Path) -> tuple[LoadedRatings, list[Row]]:
    """The ratings to learn from, and how long reading and cleaning them took."""
    folder = arguments.ratings
    if arguments.size == "full":
        folder = scratch / "full"
        keep(simulate(load_bundle(ROOT / "models" / "dot-bias"), FULL_VIEWERS, FULL_RATINGS), folder)
    began = time.perf_counter()
    loaded = load_folder(folder)
    seconds = time.perf_counter() - began
    label = f"reading and cleaning {len(loaded.ratings):,} rows"
    return loaded, [{"contender": "read", "label": label, "seconds": seconds}]


def _save(path: Path, data: Split, catalog: Catalog) -> None:
    sides = {"train": data.train, "valid": data.valid}
    arrays = {
        f"{side}_{name}": getattr(rated, name)
        for side, rated in sides.items()
        for name in ("viewer", "anime", "rating")
    }
    arrays |= {"watched_viewer": data.watched[0], "watched_anime": data.watched[1]}
    learnt = Ratings.of(data.viewers.ids[data.train.viewer], data.anime.ids[data.train.anime], data.train.rating)
    known = counted(catalog, learnt, data.viewers, data.anime)
    save_catalog(known, path.with_suffix(".parquet"))
    arrays |= {"catalog": np.array(str(path.with_suffix(".parquet"))), "genres": known.genre_matrix}
    np.savez(path, viewers=data.viewers.ids, anime=data.anime.ids, **arrays)


def _measure(name: str, path: Path, peers_python: Path) -> Row:
    python = str(peers_python) if name in PEERS else sys.executable
    if not Path(python).exists():
        return {"contender": name, "label": f"{CONTENDERS[name][0]} (no environment for it)"}
    command = [python, "-W", "ignore", "-m", "benchmarks.contenders", name, str(path)]
    done = subprocess.run(command, capture_output=True, text=True, env={**os.environ, "PYTHONPATH": str(ROOT)})
    if done.returncode:
        return {"contender": name, "label": f"{CONTENDERS[name][0]} (failed: {done.stderr.strip()[-200:]})"}
    return json.loads(done.stdout.splitlines()[-1])


def _machine() -> str:
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
    return f"{cores} cores, {platform.system()} {platform.machine()}, Python {platform.python_version()}"


def _table(rows: list[Row]) -> str:
    head = "| Contender | Ratings/s | Seconds | RMSE | MAE | Peak MB |\n|---|---|---|---|---|---|"
    return "\n".join([head, *(_line(row) for row in rows)])


def _line(row: Row) -> str:
    forms = {"ratings_per_second": ",.0f", "seconds": ".1f", "rmse": ".4f", "mae": ".4f", "peak_mb": ",.0f"}
    cells = [format(row[name], form) if row.get(name) is not None else "" for name, form in forms.items()]
    return "| " + " | ".join([str(row["label"]), *cells]) + " |"


if __name__ == "__main__":
    main()
