"""How much better this project's lists are than simple ones: every baseline on the same cold-start viewers."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial
from itertools import count

import numpy as np

from core.data.ratings import Ratings
from core.errors import DataError
from core.evaluation import text_table
from core.evaluation.baselines import FittedBaseline, fit_all
from core.evaluation.beyond_accuracy import BEST_KNOWN
from core.evaluation.lists import DISCOVERY, RAW, SHOWN, ListRules, MakeLists, raw_only
from core.evaluation.metrics import gini, holm, sign_flip_tests
from core.evaluation.protocol import ColdStartViewer, answered_cases, cold_start_viewers
from core.evaluation.results import Results, ViewerFigures, compare, measure, merged, summarise
from core.evaluation.settings import EvaluationSettings
from core.evaluation.side_by_side import Job, Share, parts_for, side_by_side
from core.evaluation.text_table import ANSWERS, Column, blocks, number, text
from core.model.bundle import Bundle
from core.profiles import Profile
from core.recommend.recommender import Recommender

Row = dict[str, str | int | float | None]
"""One baseline's figures at a number of answers in one list, ready for JSON."""

Evaluation = Mapping[str, Results]
"""Results by name of the list: "raw", "shown" and "discovery"."""

Progress = Callable[[int, int], None]
"""Is told how much of how much is done."""

TO = "popularity"
"""The baseline of whose NDCG all others are told as a multiple."""
AGAINST = "co-watching"
"""The baseline that the difference column is measured against unless somebody chooses another."""
OURS = "for-you"
"""The recommender that all others are tested against."""
TITLES = {
    RAW: "The whole catalog in order, which nobody sees but other work can be compared with",
    SHOWN: "The list as the page shows it: filtered, one card a franchise",
    DISCOVERY: "The same without the franchises that were told of, counted by franchise",
}


def evaluate(
    bundle: Bundle,
    ratings: Ratings,
    settings: EvaluationSettings = EvaluationSettings(),
    progress: Progress = lambda done, of: None,
    recommenders: Mapping[str, FittedBaseline] | None = None,
    n_processes: int = 1,
) -> Evaluation:
    """Every recommender's figures in every list, by viewer and number of answers, on viewers not in the bundle.

    By themselves the recommenders are all baselines; those that learn from lists do so from those of the viewers who
    are in the bundle. Figures are the same whatever the number of processes. Raises ``DataError`` where there is nobody
    to measure.
    """
    viewers = cold_start_viewers(bundle, ratings, settings)
    fitted = recommenders or fit_all(Recommender(bundle), ratings, n_processes)
    return figures_at(fitted, viewers, settings, ListRules.of(bundle).lists, progress, n_processes)


def figures_at(
    recommenders: Mapping[str, FittedBaseline],
    viewers: Sequence[ColdStartViewer],
    settings: EvaluationSettings = EvaluationSettings(),
    lists: MakeLists = raw_only,
    progress: Progress = lambda done, of: None,
    n_processes: int = 1,
) -> Evaluation:
    """Each recommender's figures by viewer at each number of answers; ``DataError`` where nothing is to be found."""
    somebody = Profile({int(anime_id): 8.0 for viewer in viewers[:1] for anime_id in viewer.anime_ids})
    for recommender in recommenders.values():
        recommender(somebody)  # what is worked out for the first person is then there in every process
    jobs = [
        Job(partial(_figures_of, recommenders, [viewers[place] for place in part], settings, lists), len(part))
        for part in parts_for(n_processes, len(viewers))
    ]
    of = len(viewers) * len(settings.answers)
    parts = side_by_side(jobs, n_processes, lambda share: progress(round(share * of), of))
    evaluation = _together(parts, [(name, n) for n in settings.answers for name in recommenders])
    if not evaluation:
        raise DataError(
            f"None of the {len(viewers):,} viewers has a liked title left to look for. "
            "Evaluate with fewer answers, or on more ratings."
        )
    return evaluation


def _figures_of(
    recommenders: Mapping[str, FittedBaseline],
    viewers: Sequence[ColdStartViewer],
    settings: EvaluationSettings,
    lists: MakeLists,
    tell: Share,
) -> Evaluation:
    """The figures of these viewers; empty where nothing is to be found for them."""
    results: dict[str, dict[tuple[str, int], ViewerFigures]] = {}
    n_done, of = count(1), len(viewers) * len(settings.answers)

    def each_viewer() -> Iterator[ColdStartViewer]:
        for viewer in viewers:
            yield viewer
            tell(next(n_done) / of)

    for n in settings.answers:
        found = measure(recommenders, answered_cases(each_viewer(), n, settings), settings.k, lists)
        for list_name, by_recommender in found.items():
            results.setdefault(list_name, {}).update({(name, n): by_recommender[name] for name in by_recommender})
    return results


def _together(parts: Sequence[Evaluation], order: Sequence[tuple[str, int]]) -> Evaluation:
    """The figures of several groups of viewers as one evaluation."""
    found: dict[str, dict[tuple[str, int], ViewerFigures]] = {}
    for list_name in dict.fromkeys(name for part in parts for name in part):
        for key in order:
            own = [part[list_name][key] for part in parts if key in part.get(list_name, {})]
            if own:
                found.setdefault(list_name, {})[key] = merged(own)
    return found


def rows_of(
    evaluation: Evaluation,
    settings: EvaluationSettings = EvaluationSettings(),
    against: str = AGAINST,
    n_anime: int | None = None,
    ours: str = OURS,
) -> list[Row]:
    """Means over viewers with their bounds, one row for each list, recommender and number of answers.

    ``to_popularity`` is NDCG as a multiple of popularity's in the same list, ``to_raw_popularity`` of its raw list
    (None for discovery, which looks for something else). ``above_…`` is NDCG minus that of ``against`` on the same
    viewers, with the bounds of that difference. ``rmse`` is of the raw rows only, and None for a recommender that
    predicts no ratings; ``franchise_ndcg…`` is None of the raw list. What a list is like is explained in
    :class:`core.evaluation.beyond_accuracy.ListFigures`. ``p_value`` is that of the recommender's NDCG being another
    than that of ``ours``, corrected for all tested at that number of answers in that list (Holm). ``coverage``, the
    share of the catalog's ``n_anime`` titles that any list holds, and ``gini``, how unevenly lists share them out, are
    None where that number is not given.
    """
    return [
        row
        for list_name in evaluation
        for row in _rows_of_list(evaluation, list_name, settings, against, n_anime, ours)
    ]


def _rows_of_list(
    evaluation: Evaluation, list_name: str, settings: EvaluationSettings, against: str, n_anime: int | None, ours: str
) -> Iterator[Row]:
    results = evaluation[list_name]
    p_values = corrected_p_values(results, settings, ours)
    ratios, differences = compare(results, TO, settings), compare(results, against, settings)
    for (name, n), figures in results.items():
        summary, above = summarise(figures, settings), differences[name, n].difference
        by_franchise = summary.franchise_ndcg
        yield {
            "recommender": name,
            "answers": n,
            "list": list_name,
            "viewers": summary.n_viewers,
            f"ndcg_at_{settings.k}": summary.ndcg.mean,
            f"recall_at_{settings.k}": summary.recall,
            "rmse": summary.rmse,
            "ndcg_low": summary.ndcg.low,
            "ndcg_high": summary.ndcg.high,
            f"to_{TO}": ratios[name, n].ratio,
            f"to_raw_{TO}": None
            if list_name == DISCOVERY
            else summary.ndcg.mean / float(evaluation[RAW][TO, n].ndcg.mean()),
            _above(against): above.mean,
            "above_low": above.low,
            "above_high": above.high,
            f"franchise_ndcg_at_{settings.k}": by_franchise and by_franchise.mean,
            "franchise_ndcg_low": by_franchise and by_franchise.low,
            "franchise_ndcg_high": by_franchise and by_franchise.high,
            "titles_used": summary.titles_used,
            **summary.like,
            "mrr": summary.reciprocal_rank,
            "coverage": summary.titles_used / n_anime if n_anime else None,
            "gini": _gini_of(figures, n_anime) if n_anime else None,
            "p_value": p_values.get((name, n)),
        }


def corrected_p_values(
    results: Results, settings: EvaluationSettings = EvaluationSettings(), of: str = OURS
) -> dict[tuple[str, int], float]:
    """How likely a difference in NDCG from ``of`` as large as each one's is by chance; none of ``of`` itself.

    Corrected by Holm's procedure for all recommenders at the same number of answers.
    """
    found: dict[tuple[str, int], float] = {}
    for n in dict.fromkeys(n for _, n in results):
        ours = results.get((of, n))
        others = [name for name, answers in results if answers == n and name != of]
        if ours is not None and others:
            differences = [results[name, n].ndcg - ours.ndcg for name in others]
            tested = holm(sign_flip_tests(differences, settings.n_resamples, settings.seed))
            found |= {(name, n): float(p) for name, p in zip(others, tested, strict=True)}
    return found


def _gini_of(figures: ViewerFigures, n_anime: int) -> float:
    """Of how often each title of the catalog was in a list."""
    counts = np.zeros(n_anime)
    counts[figures.listed] = figures.n_listed
    return gini(counts)


def table(
    rows: Sequence[text_table.Row],
    settings: EvaluationSettings = EvaluationSettings(),
    against: str = AGAINST,
    ours: str = OURS,
) -> str:
    """The rows as a person reads them: a part for each list, in it a block for each number of answers."""
    lines = [f"{rows[0]['viewers']} viewers the model has never seen"]
    for list_name in dict.fromkeys(str(row["list"]) for row in rows):
        of_list = [row for row in rows if row["list"] == list_name]
        lines += ["", f"{TITLES[list_name]}:", ""]
        lines += blocks(of_list, list(_columns(list_name, settings.k, against, ours)))
    return "\n".join(lines)


def _columns(list_name: str, k: int, against: str, ours: str) -> Iterator[Column]:
    ndcg, recall, franchise_ndcg = f"ndcg_at_{k}", f"recall_at_{k}", f"franchise_ndcg_at_{k}"
    yield ANSWERS
    yield text("recommender", "recommender")
    yield Column(
        f"NDCG@{k}", lambda row: f"{row[ndcg]:.4f} ({row['ndcg_low']:.4f}…{row['ndcg_high']:.4f})", is_text=True
    )
    yield number(f"× {TO}", f"to_{TO}", ".3f")
    if list_name == SHOWN:
        yield number(f"× raw {TO}", f"to_raw_{TO}", ".3f")
        yield number("by franchise", franchise_ndcg, ".4f")
    yield Column(
        f"above {against}",
        lambda row: f"{row[_above(against)]:+.4f} ({row['above_low']:+.4f}…{row['above_high']:+.4f})",
        is_text=True,
    )
    yield number(f"Recall@{k}", recall, ".4f")
    if list_name == RAW:
        yield number("RMSE", "rmse", ".4f")
    yield number("MRR", "mrr", ".4f")
    yield number("titles", "titles_used", "d")
    yield number("Gini", "gini", ".3f")
    yield number(f"top {BEST_KNOWN}", "best_known_share", ".0%")
    yield number("novelty", "novelty", ".2f")
    yield number("lift", "popularity_lift", "+.2f")
    yield number("genres", "genre_divergence", ".2f")
    yield number("diversity", "diversity", ".2f")
    if list_name != DISCOVERY:
        yield number("continued", "continuations", ".0%")
    yield number(f"p ({ours})", "p_value", ".4f")


def _above(against: str) -> str:
    """The name of the difference column in JSON."""
    return f"above_{against.replace('-', '')}"
