"""What each setting of a recipe is worth: the default with one thing changed at a time, on one split.

    .venv/bin/python benchmarks/recipes.py --ratings ../shared/data [--model dot|nn] [--seed 1] [--json FILE]

The recipes were chosen on this split and on that of seed 2; the tables of ``benchmarks/training.py`` are of seed 0.
Seconds are those of one core, from the split to the NumPy model.
"""

from __future__ import annotations

import argparse
import json
import time
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

from core.data.sources import load_folder
from core.model.architectures import Kind
from core.training.config import recipe
from core.training.fit import fit_model, prepare

ROOT = Path(__file__).resolve().parents[1]
CHANGES: dict[Kind, Mapping[str, Mapping[str, float | tuple[int, ...]]]] = {
    "dot": {
        "nothing changed": {},
        "no side features": {"side_features": 0},
        "no side features, weight decay 0.5": {"side_features": 0, "wd": 0.5},
        "16 side features": {"side_features": 16},
        "128 side features": {"side_features": 128},
        "weight decay 1e-3, as in the article": {"wd": 1e-3},
        "weight decay 0.6": {"wd": 0.6},
        "weight decay 4": {"wd": 4.0},
        "biases decay as the factors do": {"wd_bias": 1.8},
        "to a rate of 1e-2": {"lr": 1e-2},
        "to a rate of 4e-2": {"lr": 4e-2},
        "batches of 4,096": {"batch_size": 4_096},
        "batches of 65,536": {"batch_size": 65_536},
        "2 epochs": {"epochs": 2},
        "5 epochs": {"epochs": 5},
        "100 factors": {"n_factors": 100},
        "20 factors": {"n_factors": 20},
    },
    "nn": {
        "nothing changed": {},
        "no side features": {"side_features": 0},
        "16 side features": {"side_features": 16},
        "128 side features": {"side_features": 128},
        "layers of 50 and 10": {"layers": (50, 10)},
        "layers of 100 and 50": {"layers": (100, 50)},
        "layers of 200 and 50": {"layers": (200, 50)},
        "layers of 300, 100 and 30": {"layers": (300, 100, 30)},
        "a layer of 100": {"layers": (100,)},
        "a layer of 400": {"layers": (400,)},
        "100 factors": {"n_factors": 100},
        "weight decay 2": {"wd": 2.0},
        "weight decay 10": {"wd": 10.0},
        "batches of 16,384 to a rate of 1e-2": {"batch_size": 16_384, "lr": 1e-2},
        "4 epochs": {"epochs": 4},
        "10 epochs": {"epochs": 10},
    },
}


def main() -> None:
    """Train and print, one row a change."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--ratings", type=Path, default=ROOT.parent / "shared" / "data", metavar="DIR")
    parser.add_argument("--model", choices=list(CHANGES), default="dot")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--json", type=Path, metavar="FILE")
    arguments = parser.parse_args()
    default = replace(recipe(arguments.model), hold_out_viewers=0.0, seed=arguments.seed, threads=1)
    data, _ = prepare(load_folder(arguments.ratings), default)
    fit_model(data, replace(default, epochs=1))
    print("| The default recipe with one thing changed | RMSE | Seconds |\n|---|---|---|")
    rows = []
    for label, change in CHANGES[arguments.model].items():
        began = time.perf_counter()
        fit = fit_model(data, replace(default, **change))
        row = {"label": label, "rmse": fit.epochs[-1].valid_rmse}
        rows.append(row | {"seconds": time.perf_counter() - began})
        print("| {label} | {rmse:.4f} | {seconds:.1f} |".format(**rows[-1]), flush=True)
    if arguments.json:
        arguments.json.write_text(json.dumps(rows, indent=1))


if __name__ == "__main__":
    main()
