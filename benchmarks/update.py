"""How far a model that was updated drifts from one that was trained anew.

    python benchmarks/update.py --ratings DIR [--shares 0.5,0.8] [--model dot]

Of the viewers some are old: a model is trained on them, then updated with the ratings of all
(``core.training.update``). Another is trained on the same viewers at once. For viewers whom none of them has seen:
NDCG@10 of the raw order and RMSE after 5, 10 and 20 answers; and the seconds it took.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from pathlib import Path

import numpy as np

from core.data.sources import LoadedRatings, load_folder
from core.data.split import hold_out
from core.evaluation.baselines import for_you
from core.evaluation.lists import RAW, ListRules
from core.evaluation.protocol import cold_start_viewers
from core.evaluation.results import summarise
from core.evaluation.scoreboard import figures_at
from core.evaluation.settings import EvaluationSettings
from core.model.bundle import Bundle
from core.recommend.recommender import Recommender
from core.training.config import TrainConfig
from core.training.fit import train
from core.training.update import update

ANSWERS = (5, 10, 20)
UNSEEN = 0.1


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--ratings", type=Path, required=True)
    parser.add_argument("--shares", default="0.5,0.8", help="of the viewers that are old")
    parser.add_argument("--model", default="dot", choices=("dot", "nn"))
    options = parser.parse_args()
    loaded, config = load_folder(options.ratings), TrainConfig(model=options.model, hold_out_viewers=0.0)
    everyone = np.unique(loaded.ratings.viewer_id)
    strangers = hold_out(everyone, UNSEEN, seed=1)
    seen, unseen = np.setdiff1d(everyone, strangers), only(loaded, strangers)
    anew, seconds = timed(partial(train, only(loaded, seen), config))
    print(f"{'':<34}{'seconds':>8}" + "".join(f"{f'after {n}':>18}" for n in ANSWERS))
    show("all viewers, trained anew", seconds, anew, unseen)
    for share in map(float, options.shares.split(",")):
        old = hold_out(seen, share, seed=2)
        before, seconds = timed(partial(train, only(loaded, old), config))
        show(f"{share:.0%} of them, trained", seconds, before, unseen)
        after, seconds = timed(partial(update, before, only(loaded, seen)))
        show(f"{share:.0%}, updated with the others", seconds, after, unseen)


def only(loaded: LoadedRatings, viewer_ids: np.ndarray) -> LoadedRatings:
    return replace(loaded, ratings=loaded.ratings.select(np.isin(loaded.ratings.viewer_id, viewer_ids)))


def timed(work: Callable[[], Bundle]) -> tuple[Bundle, float]:
    start = time.perf_counter()
    return work(), time.perf_counter() - start


def show(name: str, seconds: float, bundle: Bundle, unseen: LoadedRatings) -> None:
    """A line: seconds, then NDCG@10 of the raw order and RMSE after each number of answers."""
    protocol = EvaluationSettings(n_draws=2, answers=ANSWERS)
    viewers = cold_start_viewers(bundle, unseen.ratings, protocol)
    found = figures_at({"ours": for_you(Recommender(bundle))}, viewers, protocol, ListRules.of(bundle).lists)[RAW]
    means = [summarise(found["ours", n], protocol) for n in ANSWERS]
    print(f"{name:<34}{seconds:>8.1f}" + "".join(f"{one.ndcg.mean:>11.4f} {one.rmse:.4f}" for one in means), flush=True)


if __name__ == "__main__":
    main()
