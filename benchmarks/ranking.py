"""Why the ranking is as it is: each choice against its neighbours, on viewers that nothing else is reported on.

    python benchmarks/ranking.py --ratings DIR [--seeds 1,2] [--draws 2] [--shipped]

The viewers that the shipped model has never seen are left out altogether: they are for `python -m core
evaluate`. Of the others each seed holds out a tenth, trains rating model and co-watching on the rest, and
measures NDCG@10 as a multiple of popularity's at 0, 3, 5, 10 and 20 answers; a line is the mean over seeds.
Then, with the shipped model, and with `--shipped` alone: what the adventurous control does to a list, what compressing
co-watching costs in bytes, and times on one core.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
from scipy.sparse import csr_array

from core.data.ratings import HIGH, Ratings
from core.data.sources import LoadedRatings, load_folder
from core.evaluation.baselines import BaselineScores, FittedBaseline, for_you, popularity
from core.evaluation.lists import RAW
from core.evaluation.protocol import answered_cases, cold_start_viewers
from core.evaluation.results import compare
from core.evaluation.scoreboard import figures_at
from core.evaluation.settings import EvaluationSettings
from core.model.bundle import Bundle, load_bundle
from core.profiles import Profile
from core.recommend.cowatching import PREFIX
from core.recommend.cowatching_fit import fit_cowatching
from core.recommend.explanations import reasons
from core.recommend.options import Options
from core.recommend.recommender import Recommender
from core.recommend.settings import RecommenderSettings
from core.training.config import TrainConfig
from core.training.fit import fit_model, prepare
from core.training.ranker_cases import RankerSettings
from core.training.ranker_fit import fit_ranker
from core.training.summary import counted

ROOT = Path(__file__).resolve().parents[1]
N_TIMED = 200
CHOSEN = RecommenderSettings()
RATING_WEIGHTS = (0.0, 0.1, 0.15, 0.2, 0.3)
LOVE_WEIGHTS = (0.0, 0.3, 0.5)
RANKER_CHOICES: dict[str, tuple[float, ...]] = {
    "batch_size": (512, 128, 64),
    "epochs": (4, 8),
    "franchise_loss": (0.0, 1.0, 3.0),
    "n_draws": (2, 3, 5),
    "n_hidden": (8, 12, 24),
    "n_networks": (1, 4, 8),
    "title_loss": (0.0, 2.0, 5.0, 15.0),
}
"""Values to try for settings of the ranker."""
COWATCHING_CHOICES: dict[str, tuple[float, ...]] = {
    "n_known": (4, 10, 20),
    "rating_slope": (0.1, 0.2, 0.35),
    "favourite_interest": (0.0, 0.5, 1.0),
    "list_power": (0.0, 0.25, 0.5),
    "ridge": (2.0, 5.0, 15.0),
    "n_kept": (50, 200, 1000),
}
"""Values to try for settings of the co-watching model."""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--ratings", type=Path, required=True)
    parser.add_argument("--model", default="dot-bias")
    parser.add_argument("--seeds", default="1,2")
    parser.add_argument("--draws", type=int, default=2)
    parser.add_argument("--shipped", action="store_true", help="only what is measured of the shipped model")
    options = parser.parse_args()
    shipped = load_bundle(ROOT / "models" / options.model)
    loaded = load_folder(options.ratings)
    if not options.shipped:
        show_choices(shipped, loaded, [int(seed) for seed in options.seeds.split(",")], options.draws)
    show_adventure(shipped, loaded.ratings)
    show_cost(shipped)


def show_choices(shipped: Bundle, loaded: LoadedRatings, seeds: Sequence[int], n_draws: int) -> None:
    """Every alternative's line."""
    known = replace(loaded, ratings=loaded.ratings.select(np.isin(loaded.ratings.viewer_id, shipped.model.viewers.ids)))
    trained = [train(shipped, known, seed) for seed in seeds]
    protocol = EvaluationSettings(n_draws=n_draws)
    print(f"{'× popularity at':<40}" + "".join(f"{n:>8}" for n in protocol.answers))
    show("EASE (λ 1000) + 0.1 popularity", [of_ease(*each, known.ratings, protocol) for each in trained])
    for name, settings in alternatives():
        figures = [of_ours(*each, known.ratings, protocol, settings) for each in trained]
        show(f"{name}{' *' if settings == CHOSEN else ''}", figures)
    for name, choice in ranker_alternatives():
        figures = [of_ranker(*each, known.ratings, protocol, choice) for each in trained]
        show(f"{name}{' *' if choice == RankerSettings() else ''}", figures)
    as_seen = replace(protocol, told_as_seen=True)
    show("ranker, told as seen", [of_ranker(*each, known.ratings, as_seen, RankerSettings()) for each in trained])


def alternatives() -> Iterator[tuple[str, RecommenderSettings]]:
    """Settings in which one value differs from what was chosen, or none, by the name of that value."""
    for value in RATING_WEIGHTS:
        yield f"rating_weight {value:g}", replace(CHOSEN, ranking=replace(CHOSEN.ranking, rating_weight=value))
    for value in LOVE_WEIGHTS:
        yield f"love_weight {value:g}", replace(CHOSEN, ranking=replace(CHOSEN.ranking, love_weight=value))
    for name, values in COWATCHING_CHOICES.items():
        for value in values:
            yield f"{name} {value:g}", replace(CHOSEN, cowatching=replace(CHOSEN.cowatching, **{name: value}))


def train(shipped: Bundle, known: LoadedRatings, seed: int) -> tuple[Bundle, Ratings]:
    """A bundle trained on nine tenths of the viewers, and all that those watched."""
    data, _ = prepare(known, TrainConfig(seed=seed, threads=1))
    seen = known.ratings.select(np.isin(known.ratings.viewer_id, data.viewers.ids))
    model = fit_model(data, TrainConfig(seed=seed, threads=1)).model
    catalog = counted(known.catalog, known.ratings, data.viewers, data.anime)
    return replace(shipped, model=model, catalog=catalog, parts=fit_cowatching(seen, data.anime)), seen


def of_ours(
    bundle: Bundle, seen: Ratings, ratings: Ratings, protocol: EvaluationSettings, settings: RecommenderSettings
) -> list[float]:
    """The recommender's NDCG@10 as a multiple of popularity's, by number of answers."""
    if settings.cowatching != CHOSEN.cowatching:
        bundle = replace(bundle, parts=fit_cowatching(seen, bundle.model.anime, settings.cowatching))
    return to_popularity(for_you(Recommender(bundle, settings)), bundle, ratings, protocol)


def to_popularity(
    recommender: FittedBaseline, bundle: Bundle, ratings: Ratings, protocol: EvaluationSettings
) -> list[float]:
    """NDCG@10 as a multiple of popularity's on the viewers the bundle has never seen, by number of answers."""
    viewers = cold_start_viewers(bundle, ratings, protocol)
    results = figures_at({"measured": recommender, "popularity": popularity(Recommender(bundle))}, viewers, protocol)
    compared = compare(results[RAW], to="popularity", settings=protocol)
    return [compared["measured", n].ratio for n in protocol.answers]


def ranker_alternatives() -> Iterator[tuple[str, RankerSettings]]:
    """The ranker's settings with one value that differs from what was chosen, or none."""
    for name, values in RANKER_CHOICES.items():
        for value in values:
            yield f"ranker, {name} {value:g}", replace(RankerSettings(), **{name: value})


def of_ranker(
    bundle: Bundle, seen: Ratings, ratings: Ratings, protocol: EvaluationSettings, settings: RankerSettings
) -> list[float]:
    """The same of a bundle whose order is learnt."""
    parts = fit_ranker(bundle, seen, 0, lambda share: None, settings)
    ranked = replace(bundle, parts={**bundle.parts, **parts})
    return to_popularity(for_you(Recommender(ranked)), ranked, ratings, protocol)


def of_ease(bundle: Bundle, seen: Ratings, ratings: Ratings, protocol: EvaluationSettings) -> list[float]:
    """The same for EASE on titles rated 8 and more, fed with centred answers, with popularity mixed in."""
    anime, liked = bundle.model.anime, seen.select(seen.rating >= HIGH)
    viewers, viewer = np.unique(liked.viewer_id, return_inverse=True)
    lists = csr_array(
        (np.ones(len(liked), np.float32), (viewer, anime.rows(liked.anime_id))), (len(viewers), len(anime))
    )
    inverse = np.linalg.inv((lists.T @ lists).toarray() + 1000 * np.eye(len(anime), dtype=np.float32))
    weights = -inverse / np.diag(inverse)
    np.fill_diagonal(weights, 0)
    n_high, mean = bundle.catalog.table["n_high"].to_numpy(), float(seen.rating[seen.rated].mean())

    def ease(profile: Profile) -> BaselineScores:
        rated = np.array(list(profile.ratings.values()))
        centred = rated - (rated.sum() + 5 * mean) / (len(rated) + 5)
        return BaselineScores(centred @ weights[anime.rows(list(profile.ratings))] + 0.1 * n_high / n_high.max())

    return to_popularity(ease, bundle, ratings, protocol)


def show(name: str, figures: list[list[float]]) -> None:
    print(f"{name:<40}" + "".join(f"{figure:>8.3f}" for figure in np.mean(figures, axis=0)), flush=True)


def show_adventure(bundle: Bundle, ratings: Ratings) -> None:
    """What the control does to lists of ten for viewers with ten answers."""
    ours, once = Recommender(bundle), EvaluationSettings(n_draws=1)
    people = list(answered_cases(cold_start_viewers(bundle, ratings, once), 10, once))
    members = bundle.catalog.table["members"]
    well_known = members.nlargest(100).index
    print(f"\n{'adventurous':<14}{'median members':>16}{'in the top 100':>16}{'expected rating':>17}")
    for step in (0, 0.25, 0.5, 0.75, 1):
        lists = [ours.recommend(case.profile, Options(adventurous=step)) for case in people]
        ids = np.array([[each.anime_id for each in found] for found in lists])
        median = np.mean([members.loc[own].median() for own in ids])
        expected = np.mean([each.predicted for found in lists for each in found])
        print(f"{step:<14g}{median:>16,.0f}{np.isin(ids, well_known).mean():>16.0%}{expected:>17.2f}")


def show_cost(bundle: Bundle) -> None:
    """Bytes of the co-watching part, and what one person's list takes of the processor."""
    ours = Recommender(bundle)
    profile = Profile(dict.fromkeys(map(int, bundle.catalog.table.nlargest(20, "members").index), 8.0))
    ten = [each.anime_id for each in ours.recommend(profile)]
    n_bytes = sum(np.asarray(array).nbytes for name, array in bundle.parts.items() if name.startswith(PREFIX))
    print(f"\nco-watching in the bundle: {n_bytes / 2**20:.1f} MiB")
    for name, action in (  # a copy of the profile, since the scores of one that was asked for before are kept
        ("fold-in", lambda: ours.fold_in.taste(profile.ratings)),
        ("score of every title", lambda: ours.scores(replace(profile))),
        ("that and a list of ten with filters", lambda: ours.recommend(replace(profile))),
        ("that and the reasons of ten titles", lambda: reasons(ours, replace(profile), ten)),
    ):
        action()
        started = time.process_time()
        for _ in range(N_TIMED):
            action()
        print(f"{name}: {(time.process_time() - started) / N_TIMED * 1000:.2f} ms")


if __name__ == "__main__":
    main()
