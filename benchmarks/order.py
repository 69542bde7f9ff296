"""What the parts of the learnt order bring, on viewers of the trained sample that nothing else is reported on.

    python -m benchmarks.order --ratings DIR [--seeds 1,2] [--draws 2]

The viewers that the shipped model has never seen are left out altogether: they are for ``python -m core evaluate``. Of
the others each seed holds out a tenth and learns everything from the rest. A line is the mean over seeds: NDCG@10 of
raw, shown and discovery as multiples of popularity's (the first two of raw popularity), and the share of discovery
among the 50 best known, after 3, 5, 10 and 20 answers. Since an order that is bolder finds less and one that plays safe
more, each line but the first is as adventurous as brings it to the first one's share of the best known.
"""

from __future__ import annotations

import argparse
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from benchmarks.ranking import ROOT, train
from core.data.ratings import Ratings
from core.data.sources import load_folder
from core.evaluation.baselines import for_you, popularity
from core.evaluation.lists import DISCOVERY, RAW, SHOWN, ListRules
from core.evaluation.protocol import ColdStartViewer, cold_start_viewers
from core.evaluation.scoreboard import figures_at
from core.evaluation.settings import EvaluationSettings
from core.model.bundle import Bundle, load_bundle
from core.recommend.clues import PAIR
from core.recommend.franchise_watching import fit_franchise_watching
from core.recommend.franchises import group_franchises
from core.recommend.recommender import Recommender
from core.recommend.settings import RankingSettings, RecommenderSettings
from core.training.autoencoder_fit import fit_autoencoder
from core.training.ranker_cases import ranker_cases
from core.training.ranker_fit import learn

USUAL = RankingSettings()
WEIGHTS = (0.0, 0.1, 0.2, 0.3)
"""Of the autoencoder."""
ADVENTURES = (0.5, 0.75, 1.0, 1.5)
"""Multiples of the usual adventure between which a line finds the first one's share of the best known."""
OF_FRANCHISES = [place for place, name in enumerate(PAIR) if name.endswith("its franchise") and name.startswith("log")]
Figures = NDArray[np.float64]
"""Raw, shown, discovery and the share of the best known (columns) by number of answers (rows)."""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--ratings", type=Path, required=True)
    parser.add_argument("--seeds", default="1,2")
    parser.add_argument("--draws", type=int, default=2)
    options = parser.parse_args()
    protocol = EvaluationSettings(n_draws=options.draws, answers=(3, 5, 10, 20))
    shipped, loaded = load_bundle(ROOT / "models" / "dot-bias"), load_folder(options.ratings)
    known = replace(loaded, ratings=loaded.ratings.select(np.isin(loaded.ratings.viewer_id, shipped.model.viewers.ids)))
    lines: dict[str, list[Figures]] = {}
    for seed in map(int, options.seeds.split(",")):
        bundle, seen = train(shipped, known, seed)
        viewers = cold_start_viewers(bundle, known.ratings, protocol)
        for name, figures in _of_one_split(bundle, seen, viewers, protocol).items():
            lines.setdefault(name, []).append(figures)
    print(f"{'':<34}" + "".join(f"{n:>30}" for n in protocol.answers))
    for name, of_seeds in lines.items():
        print(f"{name:<34}" + "".join(map(_cell, np.mean(of_seeds, axis=0))), flush=True)


def _cell(row: Figures) -> str:
    """The figures at one number of answers."""
    return f"{' '.join(f'{each:.3f}' for each in row[:3]):>24} {row[3]:>5.1%}"


def _of_one_split(
    bundle: Bundle, seen: Ratings, viewers: list[ColdStartViewer], protocol: EvaluationSettings
) -> dict[str, Figures]:
    """Every line's figures for one division of the viewers."""
    n_high, anime = bundle.catalog.table["n_high"].to_numpy(), bundle.model.anime
    group = group_franchises(bundle.catalog, bundle.model.anime_factors).group
    more = {**fit_franchise_watching(seen, anime, group), **fit_autoencoder(seen, anime, n_high, 0)}
    cases = ranker_cases(bundle, seen, 0)
    usual = replace(bundle, parts={**bundle.parts, **more, **learn(cases, 0).as_parts()})
    clues = cases.clues.copy()
    clues[..., OF_FRANCHISES] = 0
    deaf = learn(cases._replace(clues=clues), 0)
    for weights in (deaf.linear, deaf.hidden):
        weights[OF_FRANCHISES] = 0
    without = replace(usual, parts={**usual.parts, **deaf.as_parts()})
    aim = _figures(usual, viewers, protocol, {"usual": USUAL})["usual"]
    found = {"as it is *": aim}
    for name, of_bundle, weight in (
        ("without clues of franchises", without, USUAL.autoencoder_weight),
        ("without these and the autoencoder", without, 0.0),
        *((f"autoencoder_weight {weight:g}", usual, weight) for weight in WEIGHTS),
    ):
        settings = {
            str(times): replace(USUAL, autoencoder_weight=weight, adventure=times * USUAL.adventure)
            for times in ADVENTURES
        }
        found[name] = _as_bold_as(aim, list(_figures(of_bundle, viewers, protocol, settings).values()))
    return found


def _as_bold_as(aim: Figures, choices: list[Figures]) -> Figures:
    """Between some choices the figures with the share of the best known that ``aim`` has, by number of answers."""
    found = aim.copy()
    for row, of_choices in enumerate(np.stack(choices, axis=1)):
        order = np.argsort(of_choices[:, 3])
        for column in range(4):
            found[row, column] = np.interp(aim[row, 3], of_choices[order, 3], of_choices[order, column])
    return found


def _figures(
    bundle: Bundle,
    viewers: list[ColdStartViewer],
    protocol: EvaluationSettings,
    settings: Mapping[str, RankingSettings],
) -> dict[str, Figures]:
    """The figures of a bundle's lists with each of these settings."""
    ours = {
        name: for_you(Recommender(bundle, replace(RecommenderSettings(), ranking=each)))
        for name, each in settings.items()
    }
    everyone = {"popularity": popularity(Recommender(bundle)), **ours}
    found = figures_at(everyone, viewers, protocol, ListRules.of(bundle).lists)

    def ratio(list_name: str, name: str, n: int, to: str) -> float:
        return float(np.nanmean(found[list_name][name, n].ndcg) / np.nanmean(found[to]["popularity", n].ndcg))

    return {
        name: np.array(
            [
                [
                    ratio(RAW, name, n, RAW),
                    ratio(SHOWN, name, n, RAW),
                    ratio(DISCOVERY, name, n, DISCOVERY),
                    np.nanmean(found[DISCOVERY][name, n].like["best_known_share"]),
                ]
                for n in protocol.answers
            ]
        )
        for name in ours
    }


if __name__ == "__main__":
    main()
