"""What the lean towards genres that liked titles share costs, and brings: one line for each power and weight.

    python benchmarks/genre_focus.py --ratings DIR [--model dot-bias] [--draws 2] [--sureness 3]

NDCG@10 of discovery is that of ``python -m core evaluate``, on the viewers the model has never seen, after so many
answers; `top 50` and `titles` are of the same lists at ten answers. `of ten` is how many of the ten titles new to each
of the fans of ``tests/data/five_tastes.tsv`` are of the genre they asked for, the least and the mean.
"""

from __future__ import annotations

import argparse
from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd

from core.data.sources import load_folder
from core.evaluation.baselines import for_you
from core.evaluation.lists import DISCOVERY, ListRules
from core.evaluation.protocol import cold_start_viewers
from core.evaluation.scoreboard import figures_at
from core.evaluation.settings import EvaluationSettings
from core.model.bundle import Bundle, load_bundle
from core.profiles import Profile
from core.recommend.genre_focus import GenreFocusSettings
from core.recommend.recommender import Recommender
from core.recommend.settings import RecommenderSettings

ROOT = Path(__file__).resolve().parents[1]
TASTES = ROOT / "tests" / "data" / "five_tastes.tsv"
CHOICES = ((4, 0.0), (2, 40.0), (3, 200.0), (4, 500.0), (4, 800.0), (4, 1200.0))
"""Powers of what a genre stands out by, and their weights."""
ANSWERS = (5, 10, 20)


def of_the_genre(bundle: Bundle, settings: RecommenderSettings) -> list[int]:
    """For each fan how many of the ten titles are of their genre."""
    ours, genres = Recommender(bundle, settings), bundle.catalog.table["genres"]
    tastes, found = pd.read_csv(TASTES, sep="\t"), []
    for genre in tastes["genre"].unique():
        for _, said in tastes[tastes["genre"] == genre].groupby("person"):
            listed = ours.new_to_you(Profile(dict(zip(said["anime_id"], said["rating"], strict=True))))
            found.append(sum(genre in genres[each.anime_id] for each in listed))
    return found


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--ratings", type=Path, required=True)
    parser.add_argument("--model", default="dot-bias")
    parser.add_argument("--draws", type=int, default=2)
    parser.add_argument("--sureness", type=float, default=RecommenderSettings().genre_focus.sureness)
    options = parser.parse_args()
    bundle, ratings = load_bundle(ROOT / "models" / options.model), load_folder(options.ratings).ratings
    protocol = EvaluationSettings(n_draws=options.draws, answers=ANSWERS)
    usual = RecommenderSettings()
    leans = [GenreFocusSettings(weight, power, options.sureness) for power, weight in CHOICES]
    settings = {f"{lean.power} {lean.weight:g}": replace(usual, genre_focus=lean) for lean in leans}
    recommenders = {name: for_you(Recommender(bundle, each)) for name, each in settings.items()}
    viewers = cold_start_viewers(bundle, ratings, protocol)
    found = figures_at(recommenders, viewers, protocol, ListRules.of(bundle).lists)[DISCOVERY]
    print(f"{'power, weight':<16}{''.join(f'{n:>9}' for n in ANSWERS)}   top 50  titles   of ten: least  mean")
    for name, each in settings.items():
        fans = of_the_genre(bundle, each)
        ndcg = "".join(f"{found[name, n].ndcg.mean():>9.4f}" for n in ANSWERS)
        at_ten = found[name, 10]
        top, titles = np.nanmean(at_ten.like["best_known_share"]), len(np.unique(at_ten.listed))
        mark = " *" if each == usual else ""
        print(f"{name + mark:<16}{ndcg}   {top:>5.0%}  {titles:>6}   {min(fans):>13}  {np.mean(fans):>4.1f}")


if __name__ == "__main__":
    main()
