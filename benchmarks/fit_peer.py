"""A peer of ``benchmarks/scale.py`` in a process of its own: fit the training rows, say what that took and how it errs.

Called as ``python -m benchmarks.fit_peer PACKAGE FOLDER`` in the environment of the peers; the folder has the rows that
``benchmarks/scale_peers.py`` wrote. Prints one JSON object.
"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable
from dataclasses import asdict, dataclass
from importlib import import_module
from pathlib import Path
from typing import Any, TypeVar

import numpy as np

from benchmarks.peers import COLUMNS, lenskit_data, lenskit_model, lenskit_predictions
from benchmarks.processes import Look, family, peak_mb

WARM_UP_ROWS = 20_000
"""Fitted once before, they pay for late imports and what is compiled at first use."""
CORES, HEAP = 2, "4g"
"""Of Spark, and the memory that its Java takes for its heap at most."""
RIDGE = 0.15
"""Spark multiplies it by the ratings of a viewer or title; the best of 0.1, 0.15, 0.2 and 0.3 with a million."""
DAMPING = 5
"""Ratings of nothing that are added to those a bias is the mean of; LensKit's default."""

Fitted = TypeVar("Fitted")


@dataclass(frozen=True)
class Used:
    """What this process and those that it has started took for a fit."""

    seconds: float
    processor: float
    """Seconds of all cores."""
    peak_mb: float
    """Since they began, so with the training rows read."""


def used_by(fit: Callable[[], Fitted]) -> tuple[Fitted, Used]:
    """What a fit returns, and what it took."""
    before = [Look.at(pid) for pid in family(os.getpid())]
    fitted = fit()
    after = [Look.at(pid) for pid in family(os.getpid())]
    seconds = after[0].time - before[0].time
    processor = sum(look.processor for look in after) - sum(look.processor for look in before)
    return fitted, Used(seconds, processor, sum(map(peak_mb, family(os.getpid()))))


def lenskit(folder: Path) -> tuple[Used, float]:
    """LensKit's BiasedMF by alternating least squares: what it took, and its RMSE."""
    import pandas as pd

    def columns(name: str) -> list[np.ndarray]:
        table = pd.read_parquet(folder / f"{name}.parquet")
        return [table[column].to_numpy() for column in COLUMNS]

    train = columns("train")
    lenskit_model().train(lenskit_data(*(column[:WARM_UP_ROWS] for column in train)))
    dataset, scorer = lenskit_data(*train), lenskit_model()
    _, used = used_by(lambda: scorer.train(dataset))
    viewer, anime, rating = columns("valid")
    error = lenskit_predictions(scorer, viewer, anime, train[2].mean()) - rating
    return used, float(np.sqrt(np.mean(error.astype(np.float64) ** 2)))


def spark(folder: Path) -> tuple[Used, float]:
    """Spark's ALS of what the mean and biases leave of the ratings: what all of it took, and its RMSE."""
    settings = {
        "spark.driver.memory": HEAP, "spark.driver.bindAddress": "127.0.0.1", "spark.driver.host": "localhost",
        "spark.ui.enabled": "false", "spark.ui.showConsoleProgress": "false", "spark.local.dir": str(folder),
        "spark.sql.shuffle.partitions": str(CORES),
    }  # fmt: skip
    session = import_module("pyspark.sql").SparkSession.builder.master(f"local[{CORES}]").config(map=settings)
    read = session.getOrCreate().read
    train, valid = (read.parquet(str(folder / f"{name}.parquet")).cache() for name in ("train", "valid"))
    train.count()
    BiasedALS(train.limit(WARM_UP_ROWS))
    model, used = used_by(lambda: BiasedALS(train))
    return used, model.rmse(valid)


class BiasedALS:
    """Mean, biases and factors fitted by Spark.

    ALS has no biases; without them it errs by 0.03 more (a million simulated ratings, ``RIDGE`` 0.15).
    """

    def __init__(self, rows: Any) -> None:
        self._functions = import_module("pyspark.sql.functions")
        col, total, count = self._functions.col, self._functions.sum, self._functions.count
        self._mean = rows.agg(self._functions.mean("rating")).first()[0]
        self._biases: dict[str, Any] = {}
        for name in ("anime", "viewer"):
            bias = total(col("rating") - col("base")) / (count("rating") + DAMPING)
            self._biases[name] = self._with_base(rows).groupBy(name).agg(bias.alias("bias")).cache()
        names = {"userCol": "viewer", "itemCol": "anime", "ratingCol": "rest"}
        als = import_module("pyspark.ml.recommendation").ALS(rank=50, maxIter=10, regParam=RIDGE, seed=0, **names)
        self._factors = als.fit(self._with_base(rows).withColumn("rest", col("rating") - col("base")))

    def rmse(self, rows: Any) -> float:
        """Of ratings that it was not fitted on; a viewer or title that it does not know has no factors and no bias."""
        col, lit = self._functions.col, self._functions.lit
        taste = self._functions.nanvl(col("prediction"), lit(0.0))
        predicted = self._functions.greatest(lit(1.0), self._functions.least(lit(10.0), col("base") + taste))
        found = self._factors.transform(self._with_base(rows))
        return found.agg(self._functions.mean((predicted - col("rating")) ** 2)).first()[0] ** 0.5

    def _with_base(self, rows: Any) -> Any:
        """The rows with a column more: the mean and the biases that there are so far."""
        col = self._functions.col
        rows = rows.withColumn("base", self._functions.lit(self._mean))
        for name, table in self._biases.items():
            rows = rows.join(self._functions.broadcast(table), name, "left").fillna(0.0, ["bias"])
            rows = rows.withColumn("base", col("base") + col("bias")).drop("bias")
        return rows


PEERS = {"lenskit": lenskit, "pyspark": spark}


def main() -> None:
    """Fit one peer and print what it took."""
    package, folder = sys.argv[1:]
    used, rmse = PEERS[package](Path(folder))
    print(json.dumps(asdict(used) | {"rmse": rmse}))


if __name__ == "__main__":
    main()
