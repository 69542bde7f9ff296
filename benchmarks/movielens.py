"""How well do the default settings do on MovieLens, where published tables can be compared?

    .venv/bin/python benchmarks/movielens.py FOLDER [--members 8] [--json FILE]

FOLDER is what MovieLens 100K or 1M unpacks to. Of the 100K set the five official divisions are trained and measured, u1
to u5; of the 1M set a tenth of the ratings is held out at random by seed 0. Nothing is tuned to either. Errors are in
stars, 1 to 5. What has no rating in the training rows is predicted all the same, as published tables do.
"""

from __future__ import annotations

import argparse
import json
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd

from core.data.movielens import STARS, load_movielens, read_rows
from core.data.ratings import HIGHEST
from core.data.split import Rated, Split, split
from core.data.vocabulary import Vocabulary
from core.training.config import TrainConfig
from core.training.fit import fit_model
from core.training.summary import measure

FOLDS = tuple(f"u{number}" for number in range(1, 6))


def main() -> None:
    arguments = parser().parse_args()
    config = TrainConfig(model="dot", hold_out_viewers=0.0, seed=0)
    if arguments.members > 1:
        config = replace(config, members=arguments.members)
    found = [measured(name, data, config) for name, data in splits(arguments.folder)]
    print(f"{'rows held out':>16}  {'RMSE':>7}  {'MAE':>7}  {'seconds':>8}")
    for row in [*found, average(found)]:
        print(f"{row['split']:>16}  {row['rmse']:7.4f}  {row['mae']:7.4f}  {row['seconds']:8.1f}")
    if arguments.json:
        arguments.json.write_text(json.dumps(found, indent=1), encoding="utf-8")


def parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--members", type=int, default=1, metavar="N")
    parser.add_argument("--json", type=Path, metavar="FILE")
    return parser


def splits(folder: Path) -> Iterator[tuple[str, Split]]:
    """The divisions of the set, with a name for each."""
    if (folder / "u1.base").is_file():
        for fold in FOLDS:
            yield fold, given(read_rows(folder / f"{fold}.base"), read_rows(folder / f"{fold}.test"))
    else:
        ratings = load_movielens(folder).ratings
        yield "a tenth, seed 0", split(ratings, ratings, valid=0.1, hold_out_viewers=0.0, seed=0)


def given(train: pd.DataFrame, valid: pd.DataFrame) -> Split:
    """The split that two files give."""
    rows = pd.concat([train, valid])
    viewers, films = (Vocabulary(np.unique(rows[column])) for column in ("user_id", "anime_id"))
    base, test = (
        Rated(
            viewers.rows(part["user_id"].to_numpy()).astype(np.int32),
            films.rows(part["anime_id"].to_numpy()).astype(np.int32),
            part["rating"].to_numpy(copy=True),
        )
        for part in (train, valid)
    )
    return Split(viewers, films, base, test, (base.viewer, base.anime), held_out_viewers=0)


def measured(name: str, data: Split, config: TrainConfig) -> dict[str, str | float]:
    """Errors in stars of one division, and the seconds of fitting."""
    began = time.perf_counter()
    model = fit_model(data, config).model
    seconds, found = time.perf_counter() - began, measure(model, data)
    return {
        "split": name,
        "rmse": found["valid_rmse"] * STARS / HIGHEST,
        "mae": found["valid_mae"] * STARS / HIGHEST,
        "seconds": seconds,
    }


def average(found: list[dict[str, str | float]]) -> dict[str, str | float]:
    names = ("rmse", "mae", "seconds")
    return {"split": "mean"} | {name: float(np.mean([row[name] for row in found])) for name in names}


if __name__ == "__main__":
    main()
