"""Do our baselines find what the field's own libraries find? On the same lists and the same viewers, side by side.

    .venv/bin/python benchmarks/agreement.py --ratings ../shared/data [--python .venv-bench/bin/python]

Each learns from the lists of the viewers that the shipped model was trained on; viewers whom it has never seen tell ten
ratings, and the first ten titles of the whole catalog are judged by NDCG (the biases by RMSE on the held-out ratings).
Biases are learnt in two ways: in one turn on the trained viewers, and by turns on everybody with what was told.
Peers run in an environment of their own (benchmarks/requirements.txt). Alternating least squares starts from chance,
and a random order is nothing else, so they are run with several seeds (our random order has none: what was told
decides it).
Two *agree* whose figures differ by at most 0.5 %, or by the spread of the seeds where there are some.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

import numpy as np

from core.data.bias_only import DAMPING, ROUNDS, BiasOnly
from core.data.ratings import HIGH, Ratings
from core.data.sources import load_folder
from core.data.split import Rated
from core.evaluation.baselines import BaselineScores, FittedBaseline
from core.evaluation.baselines.factorisations import als, truncated_svd
from core.evaluation.baselines.fitted_on_bundle import at_random
from core.evaluation.baselines.neighbours import ease, item_knn
from core.evaluation.baselines.seen_lists import SeenLists
from core.evaluation.metrics import ndcg_at_k
from core.evaluation.protocol import Case, answered_cases, cold_start_viewers
from core.evaluation.settings import EvaluationSettings
from core.model.bundle import Bundle, load_bundle
from core.recommend.ranking import best
from core.recommend.recommender import Recommender

ROOT = Path(__file__).resolve().parents[1]
ANSWERS = 10
SETTINGS = {
    "high": HIGH,
    "n_neighbours": 100,
    "ridge": 500,
    "als_factors": 32,
    "als_ridge": 1,
    "confidence": 10,
    "iterations": 10,
    "svd_factors": 50,
    "damping": DAMPING,
    "turns": ROUNDS,
}
"""Those of our baselines, which the peers are given."""
PEERS = {
    "popularity": "LensKit PopScorer",
    "item_knn": "implicit CosineRecommender",
    "ease": "LensKit EASEScorer",
    "als": "implicit AlternatingLeastSquares",
    "svd": "SciPy svds",
    "random": "LensKit RandomSelector",
    "bias": "LensKit BiasScorer",
    "turns": "Surprise BaselineOnly",
}
OF_RATINGS = ("bias", "turns")
"""Those that predict ratings; the others make lists."""
CLOSE = 0.005
"""Share by which figures may differ where chance has no part in them."""


def main() -> None:
    """Fit both, judge both, print one table."""
    arguments = _arguments()
    bundle, ratings = load_bundle(ROOT / "models" / "dot-bias"), load_folder(arguments.ratings).ratings
    settings = EvaluationSettings(n_draws=1, answers=(ANSWERS,))
    cases = list(answered_cases(cold_start_viewers(bundle, ratings, settings), ANSWERS, settings))
    lists = SeenLists.of(bundle, ratings)
    trained = _trained(bundle, ratings)
    with tempfile.TemporaryDirectory() as scratch:
        split, made = Path(scratch) / "split.npz", Path(scratch) / "lists.npz"
        parts: dict[str, Any] = {**_split(bundle, lists, trained, cases), **SETTINGS, "n_seeds": arguments.seeds}
        np.savez(split, **parts)
        subprocess.run(
            [arguments.python, "-m", "benchmarks.agreement_peers", str(split), str(made)], cwd=ROOT, check=True
        )
        with np.load(made) as file:
            theirs = dict(file)
    ours = _ours(bundle, lists, trained, cases, arguments.seeds)
    print(f"{len(cases)} viewers, {ANSWERS} ratings told, {len(lists):,} lists to learn from\n")
    print(
        f"{'baseline':<12} {'peer':<34} {'measure':<8} {'ours':>8} {'theirs':>8} {'ratio':>7}  agree  spread of seeds"
    )
    for name, peer in PEERS.items():
        if name in OF_RATINGS:
            actual = np.concatenate([case.ratings for case in cases])
            errors = [float(np.sqrt(np.mean((each[name] - actual) ** 2))) for each in (ours, theirs)]
            _print(name, peer, "RMSE", [errors[0]], [errors[1]])
        else:
            own, other = ([_ndcg(each[key], cases) for key in each if key.startswith(name)] for each in (ours, theirs))
            _print(name, peer, "NDCG@10", own, other)


def _print(name: str, peer: str, measure: str, ours: list[float], theirs: list[float]) -> None:
    own, other = float(np.mean(ours)), float(np.mean(theirs))
    spreads = [f"{np.ptp(each):.4f}" if len(each) > 1 else "–" for each in (ours, theirs)]
    may_differ = max(np.ptp(ours), np.ptp(theirs)) if len(theirs) > 1 else CLOSE * other
    agree = "yes" if abs(own - other) <= may_differ else "no"
    figures = f"{own:>8.4f} {other:>8.4f} {own / other:>7.4f}"
    print(f"{name:<12} {peer:<34} {measure:<8} {figures}  {agree:<5}  {', '.join(spreads)}")


def _ours(bundle: Bundle, lists: SeenLists, trained: Rated, cases: list[Case], n_seeds: int) -> dict[str, np.ndarray]:
    n_high = np.bincount(trained.anime[trained.rating >= HIGH], minlength=len(bundle.model.anime)).astype(np.float64)
    popular = BaselineScores(n_high)
    fitted: dict[str, FittedBaseline] = {
        "popularity": lambda profile: popular,
        "item_knn": item_knn(lists),
        "ease": ease(lists),
        "svd": truncated_svd(lists),
        "random": at_random(Recommender(bundle)),
        **{f"als_{seed}": als(lists, seed=seed) for seed in range(n_seeds)},
    }
    made = {
        name: np.array([best(scores(case.profile).ranking, 10, case.seen) for case in cases])
        for name, scores in fitted.items()
    }
    return made | {"bias": _biases(trained, cases, len(n_high)), "turns": _by_turns(trained, cases, len(n_high))}


def _biases(trained: Rated, cases: list[Case], n_anime: int) -> np.ndarray:
    n = np.bincount(trained.anime, minlength=n_anime)
    means = np.bincount(trained.anime, trained.rating, minlength=n_anime) / np.maximum(n, 1)
    model = BiasOnly.of_means(n, means)
    predicted = []
    for case in cases:
        told = np.array(list(case.profile.ratings.values()), dtype=np.float32)
        own = Rated(np.zeros(len(told), np.int32), case.seen.astype(np.int32), told)
        predicted.append(model.mean + model.viewer_biases(own, 1)[0] + model.anime_bias[case.held_out])
    return np.concatenate(predicted)


def _by_turns(trained: Rated, cases: list[Case], n_anime: int) -> np.ndarray:
    """Predictions of biases that are learnt of everybody's ratings by turns, those of the asked viewers too."""
    n_trained = int(trained.viewer.max()) + 1
    asked = n_trained + np.repeat(np.arange(len(cases)), [len(case.seen) for case in cases])
    told = np.concatenate([list(case.profile.ratings.values()) for case in cases])
    everybody = Rated(
        np.concatenate([trained.viewer, asked]).astype(np.int32),
        np.concatenate([trained.anime, *(case.seen for case in cases)]).astype(np.int32),
        np.concatenate([trained.rating, told]).astype(np.float32),
    )
    n_viewers = n_trained + len(cases)
    model = BiasOnly.of_ratings(everybody, n_viewers, n_anime)
    own = model.viewer_biases(everybody, n_viewers)[n_trained:]
    return np.concatenate([model.predict(bias, case.held_out) for bias, case in zip(own, cases, strict=True)])


def _ndcg(ranked: np.ndarray, cases: list[Case]) -> float:
    return float(np.mean([ndcg_at_k(rows, case.relevant, 10) for rows, case in zip(ranked, cases, strict=True)]))


def _split(bundle: Bundle, lists: SeenLists, trained: Rated, cases: list[Case]) -> dict[str, np.ndarray | int]:
    return {
        "n_titles": len(bundle.model.anime),
        "viewer": lists.viewer,
        "title": lists.title,
        "rating_viewer": trained.viewer,
        "rating_title": trained.anime,
        "rating": trained.rating,
        "told": np.array([case.seen for case in cases]),
        "told_rating": np.array([list(case.profile.ratings.values()) for case in cases]),
        "held_case": np.repeat(np.arange(len(cases)), [len(case.held_out) for case in cases]),
        "held_title": np.concatenate([case.held_out for case in cases]),
    }


def _trained(bundle: Bundle, ratings: Ratings) -> Rated:
    """The ratings of viewers whom the model was trained on."""
    viewer = bundle.model.viewers.rows(ratings.viewer_id, unknown="negative")
    title = bundle.model.anime.rows(ratings.anime_id, unknown="negative")
    used = (viewer >= 0) & (title >= 0) & ratings.rated & ~ratings.imputed
    return Rated(viewer[used].astype(np.int32), title[used].astype(np.int32), ratings.rating[used])


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--ratings", type=Path, required=True, metavar="DIR")
    parser.add_argument("--python", default=str(ROOT / ".venv-bench" / "bin" / "python"), metavar="FILE")
    parser.add_argument("--seeds", type=int, default=5, metavar="N", help="of what depends on chance")
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
