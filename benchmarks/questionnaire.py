"""How many questions each way of asking needs, why they are asked as they are, and how long a question takes.

    python benchmarks/questionnaire.py --ratings DIR [--model dot-bias] [--draws 3]
    python benchmarks/questionnaire.py --ratings DIR --choices [--seeds 1,2] [--draws 1]

The first on viewers the model has never seen: the learning curve of every way of asking as two tables, with titles not
seen kept in the list and dropped from it, then the time of the first and of a later question in milliseconds. The
second leaves those viewers out altogether: of the others each seed holds out a tenth, trains on the rest, and each line
is the mean over seeds of one choice, "*" for what was chosen.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd

from benchmarks.decision_tree import TreeFirst, grow
from benchmarks.ranking import train
from core.data.ratings import Ratings
from core.data.sources import load_folder
from core.evaluation.baselines import for_you
from core.evaluation.learning_curve import Curves, evaluate_questions, learning_curves, rows_of
from core.evaluation.protocol import cold_start_viewers
from core.evaluation.settings import EvaluationSettings
from core.model.bundle import Bundle, load_bundle
from core.profiles import Profile
from core.questionnaire import AdaptiveQuestions, Strategy, questionnaire
from core.recommend.exposure import ExposureSettings, fit_exposure
from core.recommend.not_seen import NotSeenSettings
from core.recommend.recommender import Recommender
from core.recommend.settings import RecommenderSettings

ROOT = Path(__file__).resolve().parents[1]
N_TIMED = 200
WEIGHTS = (0.0, 0.3, 0.5, 0.7, 0.85, 1.0)
"""What "not seen" weighs in a score."""
EXPOSURES = tuple(
    ExposureSettings(n_known=known, n_factors=factors) for known in (400, 800, 1600) for factors in (40, 80)
)
SCREENS = (1, 5)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--ratings", type=Path, required=True)
    parser.add_argument("--model", default="dot-bias")
    parser.add_argument("--draws", type=int, default=3)
    parser.add_argument("--choices", action="store_true")
    parser.add_argument("--seeds", default="1,2")
    options = parser.parse_args()
    bundle, protocol = load_bundle(ROOT / "models" / options.model), EvaluationSettings(n_draws=options.draws)
    if options.choices:
        show_choices(bundle, options.ratings, [int(seed) for seed in options.seeds.split(",")], protocol)
    else:
        show_curves(evaluate_questions(bundle, load_folder(options.ratings).ratings, protocol))
        show_times(bundle)


def show_curves(curves: Curves) -> None:
    table = pd.DataFrame(rows_of(curves))
    for value, digits in (("ndcg_at_10", 4), ("answered", 1)):
        print(table.pivot(index=["not_seen", "strategy"], columns="shown", values=value).round(digits).to_string())


def show_times(bundle: Bundle) -> None:
    ask = questionnaire(bundle)
    titles = ask.next_titles(Profile(), n=40)
    answered = Profile(dict.fromkeys(titles[::2], 9.0), not_seen=frozenset(titles[1::2]))
    for name, profile in (("first question", Profile()), ("after 40 answers", answered)):
        started = time.perf_counter()
        for _ in range(N_TIMED):
            ask.next_titles(profile, n=1)
        print(f"{name}: {(time.perf_counter() - started) / N_TIMED * 1000:.2f} ms")


def show_choices(shipped: Bundle, folder: Path, seeds: list[int], protocol: EvaluationSettings) -> None:
    loaded = load_folder(folder)
    known = replace(loaded, ratings=loaded.ratings.select(np.isin(loaded.ratings.viewer_id, shipped.model.viewers.ids)))
    trained = [train(shipped, known, seed) for seed in seeds]
    curves = [dict(choices(bundle, seen, known.ratings, protocol)) for bundle, seen in trained]
    print(f"{'titles shown':<28}" + "".join(f"{n:>8}" for n in protocol.shown) * 2)
    for name in curves[0]:
        means = np.mean([curve[name] for curve in curves], axis=0)
        print(f"{name:<28}" + "".join(f"{mean:>8.4f}" for mean in means), flush=True)


def choices(
    bundle: Bundle, seen: Ratings, ratings: Ratings, protocol: EvaluationSettings
) -> Iterator[tuple[str, list[float]]]:
    """NDCG@10 by titles shown, first with titles not seen kept and then with them dropped, by the name of a choice."""
    viewers = cold_start_viewers(bundle, ratings, protocol)

    def figures(bundle: Bundle, way: Strategy, weight: float, screen: int = 1) -> list[float]:
        settings = replace(RecommenderSettings(), not_seen=NotSeenSettings(weight))
        ours = for_you(Recommender(bundle, settings))
        curves = learning_curves(ours, bundle.model.anime, {"": way}, viewers, replace(protocol, screen=screen))
        return [found.ndcg.mean() for results in curves.values() for found in results.values()]

    weight = NotSeenSettings().weight
    for exposure in EXPOSURES:
        other = replace(bundle, parts={**bundle.parts, **fit_exposure(seen, bundle.model.anime, exposure)})
        chosen = " *" if exposure == ExposureSettings() else ""
        yield (
            f"{exposure.n_known} titles, {exposure.n_factors} factors{chosen}",
            figures(other, questionnaire(other), weight),
        )
    bundle = replace(bundle, parts={**bundle.parts, **fit_exposure(seen, bundle.model.anime)})
    ask = questionnaire(bundle)
    for other_weight in WEIGHTS:
        yield f"weight {other_weight}{' *' if other_weight == weight else ''}", figures(bundle, ask, other_weight)
    for screen in SCREENS:
        yield f"{screen} at a time{' *' if screen == 1 else ''}", figures(bundle, ask, weight, screen)
    assert isinstance(ask, AdaptiveQuestions)
    askable = ask.next_titles(Profile(), n=len(bundle.catalog))
    yield "a tree for the first six", figures(bundle, TreeFirst(grow(seen, askable), ask), weight)


if __name__ == "__main__":
    main()
