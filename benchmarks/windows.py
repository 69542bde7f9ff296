"""What learning window by window costs in accuracy, beside all rows in memory.

    python -m core convert --ratings DIR --out CONVERTED
    python benchmarks/windows.py --ratings CONVERTED [--windows 1,4] [--steps 32]

RMSE and seconds of the default dot model on all rows in memory, then on disk in so many windows, each of which takes so
many steps an epoch. Rows in memory are split in another way than rows on disk, so the first line may differ from the
others by as much as two splits do.
"""

from __future__ import annotations

import argparse
import time
from dataclasses import replace
from pathlib import Path

from core.data.mapped.split import streamed_split
from core.data.sources import load_folder, stream_folder
from core.training.batches import BATCHES_AN_EPOCH
from core.training.config import TrainConfig
from core.training.fit import fit_model, never, prepare, silent
from core.training.streamed.fit import fit_streamed
from core.training.summary import measure


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--ratings", type=Path, required=True, help="a folder that convert has made")
    parser.add_argument("--windows", default="1,4")
    parser.add_argument("--steps", type=int, default=BATCHES_AN_EPOCH, help="of each window in an epoch")
    options = parser.parse_args()
    config = TrainConfig(hold_out_viewers=0.0)
    data, _ = prepare(load_folder(options.ratings), config)
    config, start = replace(config, batch_size=data.n_train // options.steps), time.perf_counter()
    show("in memory", measure(fit_model(data, config).model, data)["valid_rmse"], start)
    del data
    loaded = stream_folder(options.ratings)
    streamed = streamed_split(loaded.ratings, loaded.catalog, config.unrated, config.valid, 0.0, config.seed)
    for n in map(int, options.windows.split(",")):
        start, rows = time.perf_counter(), -(-streamed.n_train // n)
        of_windows = replace(config, batch_size=rows // options.steps)
        fit = fit_streamed(streamed, of_windows, silent, never, window_rows=rows)
        show(f"on disk, {rows:,} rows a window", measure(fit.model, streamed)["valid_rmse"], start)


def show(name: str, rmse: float, start: float) -> None:
    print(f"{name:<40} RMSE {rmse:.4f}  {time.perf_counter() - start:>6.1f} s", flush=True)


if __name__ == "__main__":
    main()
