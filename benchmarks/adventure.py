"""What lists find and how well known they are, by how much of a title's popularity the usual adventure takes off.

    python -m core train --ratings DIR --out NEW --model dot --hold-out-viewers 0.25 --seed 1
    python benchmarks/adventure.py --ratings DIR --model NEW [--draws 1]

DIR holds ratings of viewers that the shipped models have seen, so that their own held-out viewers take no part in a
choice. NDCG@10 of raw, shown and discovery as multiples of popularity's (the first two of raw popularity), and the
share of discovery among the 50 best known, after so many answers.
"""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np

from core.data.sources import load_folder
from core.evaluation.baselines import for_you, popularity
from core.evaluation.lists import DISCOVERY, RAW, SHOWN, ListRules
from core.evaluation.protocol import cold_start_viewers
from core.evaluation.scoreboard import Evaluation, figures_at
from core.evaluation.settings import EvaluationSettings
from core.model.bundle import load_bundle
from core.recommend.recommender import Recommender
from core.recommend.settings import RankingSettings, RecommenderSettings

USUAL = RankingSettings()
CHOICES = (
    replace(USUAL, adventure=0.0),
    replace(USUAL, adventure_answers=100.0),
    replace(USUAL, adventure_answers=42.0),
    USUAL,
    replace(USUAL, adventure_answers=20.0),
)
TO = "popularity"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--ratings", type=Path, required=True)
    parser.add_argument("--model", type=Path, required=True)
    parser.add_argument("--draws", type=int, default=1)
    options = parser.parse_args()
    bundle, ratings = load_bundle(options.model), load_folder(options.ratings).ratings
    protocol = EvaluationSettings(n_draws=options.draws, answers=(3, 5, 10, 20))
    named = {
        _name(choice): for_you(Recommender(bundle, replace(RecommenderSettings(), ranking=choice)))
        for choice in CHOICES
    }
    viewers = cold_start_viewers(bundle, ratings, protocol)
    found = figures_at({TO: popularity(Recommender(bundle)), **named}, viewers, protocol, ListRules.of(bundle).lists)
    print(f"{'takes off':<34}" + "".join(f"{n:>30}" for n in protocol.answers))
    for name in named:
        print(f"{name:<34}" + "".join(f"{_figures(found, name, n):>30}" for n in protocol.answers))


def _name(choice: RankingSettings) -> str:
    taken = ", ".join(f"{choice.adventure_of(0.25, n):.2f}" for n in (3, 5, 10, 20))
    return taken + (" *" if choice == USUAL else "")


def _figures(found: Evaluation, name: str, n: int) -> str:
    raw = _mean(found[RAW][TO, n].ndcg)
    discovery = found[DISCOVERY][name, n]
    ratios: Sequence[float] = (
        _mean(found[RAW][name, n].ndcg) / raw,
        _mean(found[SHOWN][name, n].ndcg) / raw,
        _mean(discovery.ndcg) / _mean(found[DISCOVERY][TO, n].ndcg),
    )
    return " ".join(f"{ratio:.3f}" for ratio in ratios) + f" {_mean(discovery.like['best_known_share']):>4.0%}"


def _mean(figures: np.ndarray) -> float:
    return float(np.nanmean(figures))


if __name__ == "__main__":
    main()
