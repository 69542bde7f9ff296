"""The peers of ``benchmarks/contenders.py``, in an environment that has these libraries: LensKit, Surprise, myFM."""

from __future__ import annotations

import time
from importlib import import_module
from typing import Any

import numpy as np

Arrays = dict[str, np.ndarray]
Result = tuple[float, float | None, np.ndarray | None]
"""Seconds to the end, ratings a second if that is another thing than ratings times epochs over seconds, predictions."""

COLUMNS = ("viewer", "anime", "rating")


def lenskit(arrays: Arrays) -> Result:
    """LensKit's BiasedMF by alternating least squares."""
    dataset, scorer = lenskit_data(*(arrays[f"train_{column}"] for column in COLUMNS)), lenskit_model()
    began = time.perf_counter()
    scorer.train(dataset)
    seconds = time.perf_counter() - began
    mean = arrays["train_rating"].mean()
    predicted = lenskit_predictions(scorer, arrays["valid_viewer"], arrays["valid_anime"], mean)
    return seconds, len(arrays["train_rating"]) * 10 / seconds, predicted


def lenskit_data(viewer: np.ndarray, anime: np.ndarray, rating: np.ndarray) -> Any:
    """Ratings as LensKit takes them."""
    import pandas as pd

    frame = pd.DataFrame({"user_id": viewer, "item_id": anime, "rating": rating})
    return import_module("lenskit.data").from_interactions_df(frame)


def lenskit_model() -> Any:
    """A BiasedMF that is not trained yet."""
    return import_module("lenskit.als").BiasedMFScorer(embedding_size=50, epochs=10)


def lenskit_predictions(scorer: Any, viewer: np.ndarray, anime: np.ndarray, mean: float) -> np.ndarray:
    """A trained model's ratings of pairs, the mean where it has none."""
    items = import_module("lenskit.data").ItemList
    predicted = np.full(len(viewer), mean)
    order = np.argsort(viewer, kind="stable")
    for rows in np.split(order, np.flatnonzero(np.diff(viewer[order])) + 1):
        scores = scorer(int(viewer[rows[0]]), items(item_ids=anime[rows])).scores()
        predicted[rows] = np.where(np.isnan(scores), predicted[rows], scores)
    return np.clip(predicted, 1, 10)


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


def myfm(arrays: Arrays, rank: int = 32, iterations: int = 300) -> Result:
    """A factorisation machine by Gibbs sampling: viewer, anime, genres, who watched what, and who was watched by whom.

    The last two are the implicit features of SVD++ and their flip side, each row divided by the square root of its
    length (Rendle, Zhang and Koren, *On the difficulty of evaluating baselines*, 2019: "SVD++ flipped").
    """
    from scipy import sparse

    library = import_module("myfm")
    shape = len(arrays["viewers"]), len(arrays["anime"])
    ones = np.ones(len(arrays["watched_viewer"]))
    watched = sparse.csr_matrix((ones, (arrays["watched_viewer"], arrays["watched_anime"])), shape=shape)

    def features(*tables: sparse.csr_matrix) -> sparse.csr_matrix:
        lengths = [np.sqrt(np.maximum(np.asarray(table.sum(axis=1)).ravel(), 1)) for table in tables]
        scaled = [sparse.diags(1 / length) @ table for table, length in zip(tables, lengths, strict=True)]
        return sparse.hstack([sparse.identity(tables[0].shape[0]), *scaled], format="csr")

    of_viewers, of_anime = features(watched), features(watched.T, sparse.csr_matrix(arrays["genres"], dtype=float))

    def blocks(side: str) -> list[object]:
        rows = [(arrays[f"{side}_viewer"], of_viewers), (arrays[f"{side}_anime"], of_anime)]
        return [library.RelationBlock(of_rows.astype(np.int64), table) for of_rows, table in rows]

    groups = [shape[0], shape[1], shape[1], shape[0], arrays["genres"].shape[1]]
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
