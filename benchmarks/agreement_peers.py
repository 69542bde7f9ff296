"""The peers of ``benchmarks/agreement.py``, in an environment of theirs: LensKit, implicit, SciPy, Surprise.

.venv-bench/bin/python -m benchmarks.agreement_peers SPLIT.npz LISTS.npz
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from importlib import import_module
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from scipy.sparse import csr_matrix

Arrays = dict[str, np.ndarray]


def popularity(split: Arrays) -> np.ndarray:
    """LensKit's PopScorer of ratings that are high."""
    model = import_module("lenskit.basic").PopScorer(score="count")
    high = split["rating"] >= split["high"]
    model.train(dataset(split["rating_viewer"][high], split["rating_title"][high]))
    scores = np.nan_to_num(model(_every(split)).scores(), nan=-np.inf)
    return lists(split, lambda told: scores)


def item_knn(split: Arrays) -> np.ndarray:
    """implicit's CosineRecommender."""
    model = import_module("implicit.nearest_neighbours").CosineRecommender(K=int(split["n_neighbours"]))
    model.fit(matrix(split), show_progress=False)
    return lists(split, lambda told: np.asarray(model.similarity[told].sum(axis=0)).ravel())


def ease(split: Arrays) -> np.ndarray:
    """LensKit's EASEScorer."""
    model = import_module("lenskit.knn").EASEScorer(regularization=float(split["ridge"]))
    model.train(dataset(split["viewer"], split["title"]))
    data, every = import_module("lenskit.data"), _every(split)

    def scores(told: np.ndarray) -> np.ndarray:
        made = model(data.RecQuery(user_items=data.ItemList(item_ids=told)), every).scores()
        return np.nan_to_num(made, nan=-np.inf)

    return lists(split, scores)


def als(split: Arrays, seed: int) -> np.ndarray:
    """implicit's AlternatingLeastSquares, by Cholesky as ours is."""
    model = import_module("implicit.cpu.als").AlternatingLeastSquares(
        factors=int(split["als_factors"]),
        regularization=float(split["als_ridge"]),
        alpha=1 + float(split["confidence"]),
        iterations=int(split["iterations"]),
        use_cg=False,
        random_state=seed,
    )
    model.fit(matrix(split), show_progress=False)
    n_titles = int(split["n_titles"])

    def scores(told: np.ndarray) -> np.ndarray:
        row = import_module("scipy.sparse").csr_matrix(
            (np.ones(len(told), np.float32), (np.zeros(len(told), int), told)), shape=(1, n_titles)
        )
        return model.item_factors @ model.recalculate_user(0, row)

    return lists(split, scores)


def svd(split: Arrays) -> np.ndarray:
    """SciPy's svds, which is ARPACK's."""
    _, _, factors = import_module("scipy.sparse.linalg").svds(
        matrix(split).astype(np.float64), k=int(split["svd_factors"])
    )
    return lists(split, lambda told: factors[:, told].sum(axis=1) @ factors)


def random(split: Arrays, seed: int) -> np.ndarray:
    """LensKit's RandomSelector: ten of the titles that were not told."""
    choose = import_module("lenskit.basic").RandomSelector(n=10, rng=seed)
    every, item_list = np.arange(int(split["n_titles"])), import_module("lenskit.data").ItemList
    return np.array([choose(item_list(item_ids=np.setdiff1d(every, told))).ids() for told in split["told"]])


def bias(split: Arrays) -> np.ndarray:
    """LensKit's BiasScorer: the predicted rating of each held-out one."""
    data = import_module("lenskit.data")
    model = import_module("lenskit.basic").BiasScorer(damping=float(split["damping"]))
    model.train(dataset(split["rating_viewer"], split["rating_title"], split["rating"]))
    predicted = np.empty(len(split["held_title"]))
    for case, told in enumerate(split["told"]):
        asked = np.flatnonzero(split["held_case"] == case)
        known = data.ItemList(item_ids=told, rating=split["told_rating"][case])
        query = data.RecQuery(user_items=known)
        predicted[asked] = model(query, data.ItemList(item_ids=split["held_title"][asked])).scores()
    return predicted


def turns(split: Arrays) -> np.ndarray:
    """Surprise's BaselineOnly, which learns the biases of the asked viewers with all others: each held-out rating."""
    import pandas as pd

    library = import_module("surprise")
    n_trained, n_told = int(split["rating_viewer"].max()) + 1, split["told"].shape[1]
    asked = n_trained + np.arange(len(split["told"]))
    frame = pd.DataFrame(
        {
            "viewer": np.concatenate([split["rating_viewer"], np.repeat(asked, n_told)]),
            "title": np.concatenate([split["rating_title"], split["told"].ravel()]),
            "rating": np.concatenate([split["rating"], split["told_rating"].ravel()]),
        }
    )
    ratings = library.Dataset.load_from_df(frame, library.Reader(rating_scale=(1, 10))).build_full_trainset()
    ridge = {name: float(split["damping"]) for name in ("reg_i", "reg_u")}
    model = library.BaselineOnly({"method": "als", "n_epochs": int(split["turns"]), **ridge}, verbose=False)
    model.fit(ratings)
    pairs = zip(asked[split["held_case"]].tolist(), split["held_title"].tolist(), strict=True)
    return np.array([model.predict(viewer, title).est for viewer, title in pairs])


def lists(split: Arrays, scores_of: Callable[[np.ndarray], np.ndarray]) -> np.ndarray:
    """The ten titles of the highest scores but those told, for each case, ties to the smaller row."""
    found = []
    for told in split["told"]:
        scores = np.array(scores_of(told), dtype=np.float64)
        scores[told] = -np.inf
        found.append(np.argsort(-scores, kind="stable")[:10])
    return np.array(found)


def _every(split: Arrays) -> Any:
    """All titles, as LensKit wants them."""
    return import_module("lenskit.data").ItemList(item_ids=np.arange(int(split["n_titles"])))


def dataset(viewer: np.ndarray, title: np.ndarray, rating: np.ndarray | None = None) -> Any:
    """What LensKit learns from."""
    import pandas as pd

    frame = pd.DataFrame({"user_id": viewer, "item_id": title} | ({} if rating is None else {"rating": rating}))
    return import_module("lenskit.data").from_interactions_df(frame.drop_duplicates(["user_id", "item_id"]))


def matrix(split: Arrays) -> csr_matrix:
    """Who watched what, shape ``(n_viewers, n_titles)``."""
    shape = int(split["viewer"].max()) + 1, int(split["n_titles"])
    ones = np.ones(len(split["viewer"]), dtype=np.float32)
    found = import_module("scipy.sparse").csr_matrix((ones, (split["viewer"], split["title"])), shape=shape)
    found.data[:] = 1
    return found


def main() -> None:
    """Write what each peer makes of the split."""
    with np.load(sys.argv[1]) as file:
        split = dict(file)
    made: dict[str, Any] = {one.__name__: one(split) for one in (popularity, item_knn, ease, svd, bias, turns)}
    made |= {
        f"{one.__name__}_{seed}": one(split, seed) for one in (als, random) for seed in range(int(split["n_seeds"]))
    }
    np.savez(sys.argv[2], **made)


if __name__ == "__main__":
    main()
