"""One contender of ``benchmarks/training.py`` in a process of its own: fit, predict the validation rows, say the cost.

Called as ``contenders.py NAME SPLIT.npz``; prints one JSON object. The peers run in their own environment, so nothing
outside a function may import what only one environment has.
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

import numpy as np

Arrays = dict[str, np.ndarray]
Result = tuple[float, float | None, np.ndarray | None]
"""Seconds to the end, ratings a second if that is another thing than ratings times epochs over seconds, predictions."""

STOCK_BATCHES = 300
WARM_UP_ROWS = 20_000


def project(arrays: Arrays, **settings: str | float) -> Result:
    """This project, from the split to the NumPy model."""
    for module in (
        "fastai.collab",
        "fastai.callback.schedule",
        "fastai.metrics",
        "scipy.sparse",
        "sklearn.utils.extmath",
    ):
        import_module(module)
    from core.data.split import Rated, Split
    from core.data.vocabulary import Vocabulary
    from core.training.config import TrainConfig
    from core.training.fit import fit_model

    train, valid = (Rated(*(arrays[f"{side}_{column}"] for column in COLUMNS)) for side in ("train", "valid"))
    viewers, anime = (Vocabulary(np.arange(int(arrays[name]))) for name in ("n_viewers", "n_anime"))
    data = Split(viewers, anime, train, valid, (arrays["watched_viewer"], arrays["watched_anime"]), 0)
    config = TrainConfig(hold_out_viewers=0, **settings)  # ty: ignore[invalid-argument-type]
    began = time.perf_counter()
    fit = fit_model(data, config)
    seconds = time.perf_counter() - began
    chunks = np.array_split(np.arange(len(valid)), 1 + len(valid) // 65_536)
    predicted = np.concatenate([fit.model.predict(valid.viewer[rows], valid.anime[rows]) for rows in chunks])
    return seconds, fit.ratings_per_second, predicted


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


def lenskit(arrays: Arrays) -> Result:
    """LensKit's BiasedMF by alternating least squares."""
    import pandas as pd

    models, data = import_module("lenskit.als"), import_module("lenskit.data")
    names = {"viewer": "user_id", "anime": "item_id", "rating": "rating"}
    frame = pd.DataFrame({names[column]: arrays[f"train_{column}"] for column in COLUMNS})
    dataset = data.from_interactions_df(frame)
    scorer = models.BiasedMFScorer(embedding_size=50, epochs=10)
    began = time.perf_counter()
    scorer.train(dataset)
    seconds = time.perf_counter() - began
    viewer, anime = arrays["valid_viewer"], arrays["valid_anime"]
    predicted = np.full(len(viewer), arrays["train_rating"].mean())
    order = np.argsort(viewer, kind="stable")
    for rows in np.split(order, np.flatnonzero(np.diff(viewer[order])) + 1):
        scores = scorer(int(viewer[rows[0]]), data.ItemList(item_ids=anime[rows])).scores()
        predicted[rows] = np.where(np.isnan(scores), predicted[rows], scores)
    return seconds, len(frame) * 10 / seconds, np.clip(predicted, 1, 10)


def surprise(arrays: Arrays, kind: str, **settings: object) -> Result:
    """Surprise's SVD or SVD++ by stochastic gradient descent, or its nearest neighbours."""
    import pandas as pd

    library = import_module("surprise")
    frame = pd.DataFrame({column: arrays[f"train_{column}"] for column in COLUMNS})
    ratings = library.Dataset.load_from_df(frame, library.Reader(rating_scale=(1, 10))).build_full_trainset()
    model = getattr(library, kind)(random_state=0, **settings)
    began = time.perf_counter()
    model.fit(ratings)
    seconds = time.perf_counter() - began
    pairs = zip(arrays["valid_viewer"], arrays["valid_anime"], strict=True)
    predicted = np.array([model.predict(viewer, anime).est for viewer, anime in pairs])
    epochs = getattr(model, "n_epochs", None)
    return seconds, len(frame) * epochs / seconds if epochs else None, predicted


def rated_rows_only(arrays: Arrays) -> Arrays:
    """The same without the unrated rows: what was watched is what was rated."""
    return arrays | {"watched_viewer": arrays["train_viewer"], "watched_anime": arrays["train_anime"]}


def myfm(arrays: Arrays, rank: int = 10, iterations: int = 300) -> Result:
    """A factorisation machine by Gibbs sampling: viewer, anime, who watched what, and who was watched by whom.

    The last two are the implicit features of SVD++ and their flip side, each row divided by the square root of its
    length (Rendle, Zhang and Koren, *On the difficulty of evaluating baselines*, 2019: "SVD++ flipped").
    """
    from scipy import sparse

    library = import_module("myfm")
    shape = int(arrays["n_viewers"]), int(arrays["n_anime"])
    ones = np.ones(len(arrays["watched_viewer"]))
    watched = sparse.csr_matrix((ones, (arrays["watched_viewer"], arrays["watched_anime"])), shape=shape)

    def block(rows: np.ndarray, table: sparse.csr_matrix) -> object:
        own = sparse.identity(table.shape[0], format="csr")
        lengths = np.sqrt(np.maximum(np.asarray(table.sum(axis=1)).ravel(), 1))
        implicit = sparse.diags(1 / lengths) @ table
        return library.RelationBlock(rows.astype(np.int64), sparse.hstack([own, implicit], format="csr"))

    def blocks(side: str) -> list[object]:
        return [block(arrays[f"{side}_viewer"], watched), block(arrays[f"{side}_anime"], watched.T.tocsr())]

    groups = [shape[0], shape[1], shape[1], shape[0]]
    model = library.MyFMRegressor(rank=rank, random_seed=0)
    began = time.perf_counter()
    model.fit(
        None,
        arrays["train_rating"].astype(np.float64),
        X_rel=blocks("train"),
        n_iter=iterations,
        n_kept_samples=iterations * 9 // 10,
        group_shapes=groups,
    )
    seconds = time.perf_counter() - began
    predicted = np.clip(model.predict(None, blocks("valid")), 1, 10)
    return seconds, len(arrays["train_rating"]) * iterations / seconds, predicted


COLUMNS = ("viewer", "anime", "rating")
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
    "myfm": ("myFM, SVD++ flipped, unrated rows too", myfm),
    "myfm-rated-rows": ("myFM, SVD++ flipped, rated rows only", lambda arrays: myfm(rated_rows_only(arrays))),
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
    return {name: array[:WARM_UP_ROWS] if array.ndim else array for name, array in arrays.items()}


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
