"""Co-watching of catalogs too large for a table of every pair of titles: what it loses, and what it takes.

    python -m benchmarks.large_catalog --ratings DIR                                # what is lost
    python -m benchmarks.large_catalog --titles 30000 100000 [--rows 3e6]           # seconds and memory

What is lost: NDCG@10 of interest alone, for a tenth of the viewers that the shipped model has learnt from, with
co-watching fitted on the others, so many of the titles solved for together; and where instead each target is solved for
by itself, from the inputs that alone explain most of it. What it takes: of viewers and titles that do not exist,
each number of titles in a process of its own.
"""

from __future__ import annotations

import argparse
import resource
import time
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from dataclasses import replace
from multiprocessing import get_context
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from scipy.linalg import cho_factor, cho_solve

from core.data.ratings import Ratings
from core.data.sources import load_folder
from core.data.split import hold_out
from core.data.vocabulary import Vocabulary
from core.evaluation.baselines import BaselineScores, FittedBaseline
from core.evaluation.lists import RAW
from core.evaluation.protocol import cold_start_viewers
from core.evaluation.results import summarise
from core.evaluation.scoreboard import figures_at
from core.evaluation.settings import EvaluationSettings
from core.model.bundle import load_bundle
from core.profiles import Profile
from core.recommend.cowatching import PREFIX, CoWatching, CoWatchingSettings, Regression
from core.recommend.cowatching_algebra import in_units, subtract
from core.recommend.cowatching_fit import fit_cowatching
from core.recommend.cowatching_large import LargeSettings, fit_large
from core.recommend.cowatching_sums import CoWatchingSums

ROOT = Path(__file__).resolve().parents[1]
PROTOCOL = EvaluationSettings(answers=(3, 5, 10, 20), n_draws=2)
TOGETHER = (2_000, 1_000, 500, 250)
NEAREST = (100, 200, 400)
RATINGS_A_VIEWER, STEEPNESS, BEND = 106, 1.3, 60
"""Of made-up ratings; a title's chance falls with its place + ``BEND``, to this power."""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--ratings", type=Path, metavar="DIR")
    parser.add_argument("--titles", type=int, nargs="*", default=[], metavar="N")
    parser.add_argument("--rows", type=float, default=3e6, metavar="N")
    options = parser.parse_args()
    if options.ratings:
        show_loss(options.ratings)
    if options.titles:
        print("| Titles | Ratings | Seconds | Processor | Peak MB | In the bundle, MB |\n|---|---|---|---|---|---|")
    for n_titles in options.titles:
        with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as process:
            print(process.submit(cost_of, n_titles, int(options.rows)).result(), flush=True)


def show_loss(folder: Path) -> None:
    """NDCG@10 by number of answers, and the seconds of fitting."""
    bundle, everything = load_bundle(ROOT / "models" / "dot-bias"), load_folder(folder).ratings
    model, anime = bundle.model, bundle.model.anime
    learnt = np.setdiff1d(model.viewers.ids, hold_out(model.viewers.ids, 0.1, seed=1))
    numbers = np.vstack(list(model.viewer_numbers()))[model.viewers.rows(learnt)]
    bundle = replace(bundle, model=model.with_viewers(Vocabulary(learnt), numbers))
    viewers = cold_start_viewers(bundle, everything.of_viewers(model.viewers.ids), PROTOCOL)
    seen = everything.of_viewers(learnt)
    counts = np.sort(np.bincount(anime.rows(seen.anime_id, unknown="negative") + 1, minlength=len(anime) + 1)[1:])[::-1]
    print(f"{len(viewers)} viewers, NDCG@10 after" + "".join(f"{n:>8}" for n in PROTOCOL.answers) + f"{'seconds':>10}")

    def show(name: str, fit: Callable[[], CoWatching]) -> None:
        started = time.process_time()
        fitted = fit()
        seconds = time.process_time() - started
        found = figures_at({name: interest_of(fitted, anime)}, viewers, PROTOCOL)[RAW]
        means = [summarise(found[name, n], PROTOCOL).ndcg.mean for n in PROTOCOL.answers]
        print(f"{name:<60}" + "".join(f"{mean:>8.4f}" for mean in means) + f"{seconds:>10.1f}", flush=True)

    show("all titles together", lambda: CoWatching.from_parts(fit_cowatching(seen, anime)))
    for n in TOGETHER:
        large = LargeSettings(n_together=n)
        name = f"{n:,} titles together, {1 - counts[:n].sum() / counts.sum():.1%} of the ratings are of others"
        show(name, lambda large=large: CoWatching.from_parts(fit_large(seen, anime, large=large)))
    for n in NEAREST:
        show(f"the nearest {n} inputs of each target", lambda n=n: nearest_inputs(seen, anime, n))


def interest_of(model: CoWatching, anime: Vocabulary) -> FittedBaseline:
    def scores(profile: Profile) -> BaselineScores:
        rows, ratings = anime.rows(list(profile.ratings)), np.array(list(profile.ratings.values()))
        return BaselineScores(model.interest(rows, ratings))

    return scores


def nearest_inputs(
    ratings: Ratings, anime: Vocabulary, n: int, settings: CoWatchingSettings = CoWatchingSettings()
) -> CoWatching:
    """Co-watching whose every target is solved for from ``n`` inputs, of interest alone."""
    sums = CoWatchingSums.of(ratings, anime, settings)
    pairs, products, told = sums.together, sums.products[0], sums.told
    np.fill_diagonal(pairs, sums.squares + settings.ridge)
    subtract(pairs, told, told / sums.weight)
    subtract(products, told, sums.aims[0] / sums.weight)
    explained = products**2 / pairs.diagonal()[:, None]
    np.fill_diagonal(explained, -1)
    matrix = np.zeros_like(products)
    for target in range(len(anime)):
        inputs = np.argpartition(-explained[:, target], n)[:n]
        matrix[inputs, target] = cho_solve(cho_factor(pairs[np.ix_(inputs, inputs)]), products[inputs, target])
    targets = np.argpartition(-np.abs(matrix), settings.n_kept, axis=1)[:, : settings.n_kept]
    arrays = in_units(np.take_along_axis(matrix, targets, axis=1))
    typical = told / sums.weight @ matrix / settings.n_known
    regression = Regression(sums.aims[0] / sums.weight, typical, targets, arrays["weights"], arrays["scales"])
    return CoWatching(regression, None, sums.mean_rating, settings)


def cost_of(n_titles: int, n_rows: int) -> str:
    """A line of the table."""
    ratings, anime = made_up(n_titles, n_rows), Vocabulary(np.arange(n_titles))
    started, worked = time.perf_counter(), time.process_time()
    parts = fit_cowatching(ratings, anime)
    seconds, processor = time.perf_counter() - started, time.process_time() - worked
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**10
    size = sum(array.nbytes for name, array in parts.items() if name.startswith(PREFIX)) / 1e6
    return f"| {n_titles:,} | {len(ratings):,} | {seconds:.0f} | {processor:.0f} | {peak:,.0f} | {size:.0f} |"


def made_up(n_titles: int, n_rows: int, seed: int = 0) -> Ratings:
    """Some ``n_rows`` ratings of titles that some know and most do not, in the order of the viewers."""
    rng = np.random.default_rng(seed)
    n_viewers = n_rows // RATINGS_A_VIEWER
    chance = (np.arange(n_titles) + BEND) ** -STEEPNESS
    lengths = rng.multinomial(n_rows, _shares(rng.lognormal(sigma=1.1, size=n_viewers)))
    title = rng.choice(n_titles, n_rows, p=_shares(chance))
    pairs = np.unique(np.repeat(np.arange(n_viewers), lengths) * n_titles + title)
    return Ratings.of(pairs // n_titles, pairs % n_titles, rng.integers(4, 11, len(pairs)))


def _shares(weights: NDArray[np.floating]) -> NDArray[np.floating]:
    return weights / weights.sum()


if __name__ == "__main__":
    main()
