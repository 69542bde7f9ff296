"""Why the fold-in starts where it does: each choice against its neighbours, on viewers of the trained sample.

    python benchmarks/fold_in.py --ratings DIR [--seeds 1,2] [--draws 1]

The viewers that the shipped model has never seen are left out altogether: they are for `python -m core
evaluate`. Of the others each seed holds out a fifth, trains rating model and co-watching on the rest, and then fits
the fold-in anew for each choice. A line is the mean over seeds: RMSE of the ratings that were not told at 3, 5, 10 and
20 answers, mean of rating minus prediction over titles that the list of ten shows, and coverage of ± 1 standard
deviation (0.683 wanted) where it is lowest and highest among thirds of titles and of viewers; then the fit's seconds.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from core.data.ratings import Ratings
from core.data.sources import LoadedRatings, load_folder
from core.data.split import Split
from core.evaluation.calibration import THIRDS, Row, evaluate_calibration
from core.evaluation.settings import EvaluationSettings
from core.model.bundle import Bundle, load_bundle
from core.recommend.cowatching import CoWatching
from core.recommend.cowatching_fit import fit_cowatching
from core.recommend.fold_in_fit import FoldInFitSettings, fit_fold_in
from core.recommend.taste_prior import PREFIX
from core.training.config import TrainConfig
from core.training.fit import fit_model, prepare
from core.training.summary import counted

ROOT = Path(__file__).resolve().parents[1]
CHOSEN = FoldInFitSettings()
NONE = 1e12
"""So many ratings that those there are move nothing."""
CHOICES: dict[str, tuple[float, ...]] = {
    "attachment": (0.0, 0.2),
    "n_directions": (8, 51),
    "n_steps": (1, 8),
    "offset_ratings": (NONE,),
    "noise_ratings": (NONE,),
    "response_ratings": (NONE,),
    "shown_counts": (1, 20),
}
"""Values to try for settings of the fit; with none to move it that part is left out."""
LEFT_OUT: dict[str, Mapping[str, NDArray]] = {
    "one scale for all viewers": {"evidence": np.array([1e9], np.float32)},
    "spread as the model says": {"spread": np.ones(1, np.float32)},
}
"""What else may be left out: arrays by name, the same for every title."""
Trained = tuple[Bundle, Split, Ratings]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--ratings", type=Path, required=True)
    parser.add_argument("--model", default="dot-bias")
    parser.add_argument("--seeds", default="1,2")
    parser.add_argument("--draws", type=int, default=1)
    options = parser.parse_args()
    viewers = load_bundle(ROOT / "models" / options.model).model.viewers.ids
    loaded = load_folder(options.ratings)
    known = replace(loaded, ratings=loaded.ratings.select(np.isin(loaded.ratings.viewer_id, viewers)))
    trained = [train(known, int(seed)) for seed in options.seeds.split(",")]
    protocol = EvaluationSettings(n_draws=options.draws, answers=(3, 5, 10, 20))
    counts = "".join(f"{n:>8}" for n in protocol.answers)
    print(f"{'RMSE, then shown, at':<30}{counts}  {counts}  {'coverage':>13}  {'fit':>6}")
    show("by hand", [measured(each, known.ratings, protocol, None) for each in trained])
    for name, settings in alternatives():
        show(name, [measured(each, known.ratings, protocol, settings) for each in trained])
    for name, arrays in LEFT_OUT.items():
        show(name, [measured(each, known.ratings, protocol, CHOSEN, arrays) for each in trained])


def train(known: LoadedRatings, seed: int) -> Trained:
    """A bundle trained on four fifths of the viewers, without a fold-in of its own, and the split it learnt from."""
    config = TrainConfig(seed=seed, hold_out_viewers=0.2, threads=1)
    data, _ = prepare(known, config)
    seen = known.ratings.select(np.isin(known.ratings.viewer_id, data.viewers.ids))
    card = load_bundle(ROOT / "models" / "dot-bias").card
    catalog = counted(known.catalog, known.ratings, data.viewers, data.anime)
    return Bundle(fit_model(data, config).model, catalog, card, fit_cowatching(seen, data.anime)), data, seen


def alternatives() -> Iterator[tuple[str, FoldInFitSettings]]:
    """What was chosen, then settings in which one value differs from it, by the name of that value."""
    yield "fitted *", CHOSEN
    for name, values in CHOICES.items():
        for value in values:
            yield f"{name} {'∞' if value == NONE else f'{value:g}'}", replace(CHOSEN, **{name: value})


def measured(
    trained: Trained,
    ratings: Ratings,
    protocol: EvaluationSettings,
    settings: FoldInFitSettings | None,
    arrays: Mapping[str, NDArray] | None = None,
) -> tuple[list[Row], float]:
    """The calibration of a fold-in that was fitted so, or not at all, and the seconds that took."""
    bundle, data, seen = trained
    started = time.process_time()
    fitted = {}
    if settings:
        cowatching = CoWatching.of(bundle)
        fitted = fit_fold_in(bundle.model, bundle.catalog, cowatching, data, seen, settings=settings)
    seconds = time.process_time() - started
    for name, array in (arrays or {}).items():
        fitted[PREFIX + name] = np.broadcast_to(array, fitted[PREFIX + name].shape)
    return evaluate_calibration(replace(bundle, parts={**bundle.parts, **fitted}), ratings, protocol), seconds


def show(name: str, found: list[tuple[list[Row], float]]) -> None:
    """One line of the table: means over seeds."""

    def mean(column: str) -> NDArray[np.float64]:
        return np.mean([[float(row[column] or 0) for row in rows] for rows, _ in found], axis=0)

    coverage = [mean(f"coverage_{of}_{third}") for of in ("title", "viewer") for third in THIRDS]
    rmse, bias = (
        "".join(f"{each:>8.4f}" for each in mean("rmse")),
        "".join(f"{each:>+8.3f}" for each in mean("shown_bias")),
    )
    seconds = np.mean([seconds for _, seconds in found])
    print(f"{name:<30}{rmse}  {bias}  {np.min(coverage):.3f}…{np.max(coverage):.3f}  {seconds:>6.1f}", flush=True)


if __name__ == "__main__":
    main()
