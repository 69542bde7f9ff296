"""One contender of ``benchmarks/training.py`` in a process of its own: fit, predict the validation rows, say the cost.

Called as ``python -m benchmarks.contenders NAME SPLIT.npz``; prints one JSON object. The peers, in
``benchmarks/peers.py``, run in their own environment, so nothing outside a function may import what only one
environment has.
"""

from __future__ import annotations

import json
import os
import resource
import sys
import time
from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from benchmarks.peers import COLUMNS, Arrays, Result, lenskit, myfm, surprise

if TYPE_CHECKING:
    from core.data.split import Split
    from core.model.rating_model import RatingModel

STOCK_BATCHES = 300
WARM_UP_ROWS = 20_000


def project(arrays: Arrays, folded: bool = False, **settings: str | float) -> Result:
    """This project, from the split to the NumPy model; ``folded`` goes on to what its bundle predicts."""
    for module in (
        "fastai.collab",
        "fastai.callback.schedule",
        "fastai.metrics",
        "scipy.sparse",
        "sklearn.utils.extmath",
    ):
        import_module(module)
    from core.training.config import TrainConfig
    from core.training.fit import fit_model

    data = split_of(arrays)
    config = TrainConfig(hold_out_viewers=0, **settings)  # ty: ignore[invalid-argument-type]
    began = time.perf_counter()
    fit = fit_model(data, config)
    if folded:
        return fold_in(fit.model, data, arrays, began)
    seconds = time.perf_counter() - began
    chunks = np.array_split(np.arange(len(data.valid)), 1 + len(data.valid) // 65_536)
    predicted = [fit.model.predict(data.valid.viewer[rows], data.valid.anime[rows]) for rows in chunks]
    return seconds, fit.ratings_per_second, np.concatenate(predicted)


def split_of(arrays: Arrays) -> Split:
    """The rows as this project's own training gets them."""
    from core.data.split import Rated, Split
    from core.data.vocabulary import Vocabulary

    train, valid = (Rated(*(arrays[f"{side}_{column}"] for column in COLUMNS)) for side in ("train", "valid"))
    viewers, anime = Vocabulary(arrays["viewers"]), Vocabulary(arrays["anime"])
    return Split(viewers, anime, train, valid, (arrays["watched_viewer"], arrays["watched_anime"]), 0)


def fold_in(model: RatingModel, data: Split, arrays: Arrays, began: float) -> Result:
    """What a bundle says to people who bring their ratings: each viewer's training ratings are folded in.

    Co-watching is left out, since a bundle's is fitted on whole lists, and the response, which is on validation rows.
    """
    from core.data.ratings import Ratings
    from core.model.catalog_file import load_catalog
    from core.recommend.cowatching import CoWatching, Regression
    from core.recommend.fold_in import FoldIn
    from core.recommend.fold_in_fit import fit_fold_in
    from core.recommend.taste_prior import TastePrior

    catalog = load_catalog(Path(str(arrays["catalog"])), data.anime.ids)
    nothing = CoWatching(Regression.of_base(np.zeros(len(data.anime))), None, 0.0)
    both = [np.concatenate([arrays[f"{side}_{column}"] for side in ("train", "valid")]) for column in COLUMNS]
    given = Ratings.of(data.viewers.ids[both[0]], data.anime.ids[both[1]], both[2])
    prior = TastePrior.from_parts(fit_fold_in(model, catalog, nothing, data, given))
    seconds, folding = time.perf_counter() - began, FoldIn(model, prior, nothing)
    train, valid = data.train, data.valid
    order, ends = np.argsort(train.viewer, kind="stable"), np.arange(1, len(data.viewers))
    told = np.split(order, np.searchsorted(train.viewer[order], ends))
    predicted = np.empty(len(valid))
    for viewer in np.unique(valid.viewer):
        asked, own = np.flatnonzero(valid.viewer == viewer), told[viewer]
        taste = folding.taste_of_rows(train.anime[own].astype(np.int64), train.rating[own].astype(np.float64))
        predicted[asked] = folding.linear(taste)[valid.anime[asked]]
    return seconds, None, np.clip(predicted, 1, 10)


def stock(arrays: Arrays, batch_size: int, epochs: int, lr: float, wd: float | None, whole: bool = True) -> Result:
    """fastai's own way: ``TabularCollab`` loaders as ``CollabDataLoaders.from_df`` makes them, and ``collab_learner``.

    Not ``whole`` measures the speed of ``STOCK_BATCHES`` batches only.
    """
    import pandas as pd
    import torch
    from fastai.callback.core import Callback, CancelFitException
    from fastai.collab import CollabDataLoaders, TabularCollab, collab_learner
    from fastai.data.block import TransformBlock
    from fastai.tabular.core import Categorify

    torch.set_num_threads(_cores())
    frame = pd.DataFrame({c: np.concatenate([arrays[f"train_{c}"], arrays[f"valid_{c}"]]) for c in COLUMNS})
    n_train, n = len(arrays["train_rating"]), len(frame)
    splits = list(range(n_train)), list(range(n_train, n))
    table = TabularCollab(
        frame, [Categorify], ["viewer", "anime"], y_names=["rating"], y_block=TransformBlock(), splits=splits
    )
    loaders = table.dataloaders(bs=batch_size)
    loaders = CollabDataLoaders(*loaders.loaders)
    learn = collab_learner(loaders, n_factors=50, y_range=(0.5, 10.5))
    seen = []

    def count(callback: Callback) -> None:
        seen.append(time.perf_counter())
        if not whole and len(seen) > STOCK_BATCHES:
            raise CancelFitException

    began = time.perf_counter()
    with learn.no_bar(), learn.no_logging():
        learn.fit_one_cycle(epochs, lr, wd=wd, cbs=Callback(after_batch=count))
    seconds = time.perf_counter() - began
    if not whole:
        return float("nan"), batch_size * STOCK_BATCHES / (seen[-1] - seen[0]), None
    predicted = learn.get_preds()[0].numpy().ravel()
    return seconds, n_train * epochs / seconds, predicted


def rated_rows_only(arrays: Arrays) -> Arrays:
    """The same without the unrated rows: what was watched is what was rated."""
    return arrays | {"watched_viewer": arrays["train_viewer"], "watched_anime": arrays["train_anime"]}


CONTENDERS: dict[str, tuple[str, Callable[[Arrays], Result]]] = {
    "stock-64": (
        "fastai's stock loop, batches of 64 (speed of 300 batches)",
        lambda arrays: stock(arrays, 64, 1, 5e-3, 1e-3, whole=False),
    ),
    "stock-best-speed": (
        "fastai's stock loop, batches of 2,048 (speed of 300 batches)",
        lambda arrays: stock(arrays, 2048, 2, 5e-3, 0.2, whole=False),
    ),
    "stock-best": (
        "fastai's stock loop, batches of 2,048, weight decay 0.2, 8 epochs",
        lambda arrays: stock(arrays, 2048, 8, 5e-3, 0.2),
    ),
    "dot": ("this project, dot product", project),
    "members": (
        "this project, dot product of 8 members, 100 factors",
        lambda arrays: project(arrays, members=8, epochs=5, n_factors=100),
    ),
    "members-50": (
        "this project, dot product of 8 members, 50 factors",
        lambda arrays: project(arrays, members=8, epochs=5),
    ),
    "folded": (
        "this project, the same 8 members, 100 factors, each viewer's ratings folded in",
        lambda arrays: project(arrays, folded=True, members=8, epochs=5, n_factors=100),
    ),
    "nn": (
        "this project, network",
        lambda arrays: project(arrays, model="nn", epochs=6, batch_size=4096, lr=5e-3, wd=5.0),
    ),
    "dot-without-side-features": (
        "this project, dot product without side features",
        lambda arrays: project(arrays, side_features=0, wd=0.5),
    ),
    "dot-rated-rows": (
        "this project, dot product, rated rows only",
        lambda arrays: project(rated_rows_only(arrays)),
    ),
    "members-rated-rows": (
        "this project, dot product of 8 members, 100 factors, rated rows only",
        lambda arrays: project(rated_rows_only(arrays), members=8, epochs=5, n_factors=100),
    ),
    "lenskit": ("LensKit BiasedMF, 50 factors, 10 epochs", lenskit),
    "svd": ("Surprise SVD as it comes", lambda arrays: surprise(arrays, "SVD")),
    "svd-tuned": (
        "Surprise SVD, tuned (50 factors, 25 epochs, rate 0.01, ridge 0.1)",
        lambda arrays: surprise(arrays, "SVD", n_factors=50, n_epochs=25, lr_all=0.01, reg_all=0.1, init_std_dev=0.05),
    ),
    "svdpp": ("Surprise SVD++ as it comes", lambda arrays: surprise(arrays, "SVDpp", cache_ratings=True)),
    "knn": (
        "Surprise KNNBaseline, item-based, pearson_baseline",
        lambda arrays: surprise(
            arrays, "KNNBaseline", sim_options={"name": "pearson_baseline", "user_based": False}, verbose=False
        ),
    ),
    "myfm": ("myFM of 32 factors, SVD++ flipped, unrated rows and genres", myfm),
    "myfm-rated-rows": (
        "myFM of 32 factors, SVD++ flipped, genres, rated rows only",
        lambda arrays: myfm(rated_rows_only(arrays)),
    ),
}
PEERS = ("lenskit", "svd", "svd-tuned", "svdpp", "knn", "myfm", "myfm-rated-rows")


def _cores() -> int:
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def _peak_mb() -> float:
    """Peak memory of this process alone; on Linux ``getrusage`` may tell that of the one it was forked from."""
    status = Path("/proc/self/status")
    if status.exists():
        return int(status.read_text().split("VmHWM:")[1].split()[0]) / 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def _few(arrays: Arrays) -> Arrays:
    """The first rows of each table: fitted once before, they pay for late imports and what is compiled at first use."""
    by_row = [name for name in arrays if name.startswith(("train_", "valid_", "watched_"))]
    return arrays | {name: arrays[name][:WARM_UP_ROWS] for name in by_row}


def main() -> None:
    """Run one contender and print what it took."""
    name, path = sys.argv[1:]
    with np.load(path) as file:
        arrays = dict(file)
    label, run = CONTENDERS[name]
    run(_few(arrays))
    seconds, speed, predicted = run(arrays)
    row: dict[str, float | str | None] = {"contender": name, "label": label, "ratings_per_second": speed}
    row["seconds"] = None if np.isnan(seconds) else seconds
    if predicted is not None:
        error = predicted.astype(np.float64) - arrays["valid_rating"]
        row |= {"rmse": float(np.sqrt(np.mean(error**2))), "mae": float(np.mean(np.abs(error)))}
    row["peak_mb"] = _peak_mb()
    print(json.dumps(row))


if __name__ == "__main__":
    main()
