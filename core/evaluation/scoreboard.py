"""How much better this project's lists are than simple ones: every baseline on the same cold-start viewers."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import count

from core.data.ratings import Ratings
from core.errors import DataError
from core.evaluation.baselines import BASELINES, FittedBaseline
from core.evaluation.beyond_accuracy import BEST_KNOWN
from core.evaluation.lists import DISCOVERY, RAW, SHOWN, ListRules, MakeLists, raw_only
from core.evaluation.protocol import ColdStartViewer, answered_cases, cold_start_viewers
from core.evaluation.results import Results, ViewerFigures, compare, measure, summarise
from core.evaluation.settings import EvaluationSettings
from core.model.bundle import Bundle

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
) -> Evaluation:
    """Every baseline's figures in every list, by viewer and number of answers, on viewers who are not in the bundle.

    Raises ``DataError`` where there is nobody to measure.
    """
    viewers = cold_start_viewers(bundle, ratings, settings)
    recommenders = {name: fit(bundle) for name, fit in BASELINES.items()}
    return figures_at(recommenders, viewers, settings, ListRules.of(bundle).lists, progress)


def figures_at(
    recommenders: Mapping[str, FittedBaseline],
    viewers: Sequence[ColdStartViewer],
    settings: EvaluationSettings = EvaluationSettings(),
    lists: MakeLists = raw_only,
    progress: Progress = lambda done, of: None,
) -> Evaluation:
    """Each recommender's figures by viewer at each number of answers; ``DataError`` where nothing is to be found."""
    results: dict[str, dict[tuple[str, int], ViewerFigures]] = {}
    n_done = count(1)

    def each_viewer() -> Iterator[ColdStartViewer]:
        for viewer in viewers:
            yield viewer
            progress(next(n_done), len(viewers) * len(settings.answers))

    for n in settings.answers:
        found = measure(recommenders, answered_cases(each_viewer(), n, settings), settings.k, lists)
        for list_name, by_recommender in found.items():
            results.setdefault(list_name, {}).update({(name, n): by_recommender[name] for name in by_recommender})
    if not results:
        raise DataError(
            f"None of the {len(viewers):,} viewers has a liked title left to look for. "
            "Evaluate with fewer answers, or on more ratings."
        )
    return results


def rows_of(
    evaluation: Evaluation, settings: EvaluationSettings = EvaluationSettings(), against: str = AGAINST
) -> list[Row]:
    """Means over viewers with their bounds, one row for each list, recommender and number of answers.

    ``to_popularity`` is NDCG as a multiple of popularity's in the same list, ``to_raw_popularity`` of its raw list
    (None for discovery, which looks for something else). ``above_…`` is NDCG minus that of ``against`` on the same
    viewers, with the bounds of that difference. ``rmse`` is of the raw rows only, and None for a recommender that
    predicts no ratings; ``franchise_ndcg…`` is None of the raw list. What a list is like is explained in
    :class:`core.evaluation.beyond_accuracy.ListFigures`.
    """
    return [row for list_name in evaluation for row in _rows_of_list(evaluation, list_name, settings, against)]


def _rows_of_list(evaluation: Evaluation, list_name: str, settings: EvaluationSettings, against: str) -> Iterator[Row]:
    results = evaluation[list_name]
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
        }


@dataclass(frozen=True)
class _Column:
    head: str
    cell: Callable[[Row], str]
    is_text: bool = False
    """Text stands at the left, numbers at the right."""

    def lines(self, rows: Sequence[Row]) -> list[str]:
        """Head and cells, all of one width."""
        texts = [self.head, *map(self.cell, rows)]
        width = max(map(len, texts))
        return [text.ljust(width) if self.is_text else text.rjust(width) for text in texts]


def table(rows: Sequence[Row], settings: EvaluationSettings = EvaluationSettings(), against: str = AGAINST) -> str:
    """The rows as a person reads them: a part for each list, in it a block for each number of answers."""
    lines = [f"{rows[0]['viewers']} viewers the model has never seen"]
    for list_name in dict.fromkeys(str(row["list"]) for row in rows):
        of_list = [row for row in rows if row["list"] == list_name]
        columns = [column.lines(of_list) for column in _columns(list_name, settings.k, against)]
        head, *body = ("  ".join(cells).rstrip() for cells in zip(*columns, strict=True))
        lines += ["", f"{TITLES[list_name]}:", "", head]
        n_before = None
        for row, line in zip(of_list, body, strict=True):
            lines += ["", line] if row["answers"] != n_before else [line]
            n_before = row["answers"]
    return "\n".join(lines)


def _columns(list_name: str, k: int, against: str) -> Iterator[_Column]:
    ndcg, recall, franchise_ndcg = f"ndcg_at_{k}", f"recall_at_{k}", f"franchise_ndcg_at_{k}"
    yield _Column("answers", lambda row: str(row["answers"]))
    yield _Column("recommender", lambda row: str(row["recommender"]), is_text=True)
    yield _Column(
        f"NDCG@{k}", lambda row: f"{row[ndcg]:.4f} ({row['ndcg_low']:.4f}…{row['ndcg_high']:.4f})", is_text=True
    )
    yield _number(f"× {TO}", f"to_{TO}", ".3f")
    if list_name == SHOWN:
        yield _number(f"× raw {TO}", f"to_raw_{TO}", ".3f")
        yield _number("by franchise", franchise_ndcg, ".4f")
    yield _Column(
        f"above {against}",
        lambda row: f"{row[_above(against)]:+.4f} ({row['above_low']:+.4f}…{row['above_high']:+.4f})",
        is_text=True,
    )
    yield _number(f"Recall@{k}", recall, ".4f")
    if list_name == RAW:
        yield _number("RMSE", "rmse", ".4f")
    yield _number("titles", "titles_used", "d")
    yield _number(f"top {BEST_KNOWN}", "best_known_share", ".0%")
    yield _number("novelty", "novelty", ".2f")
    yield _number("lift", "popularity_lift", "+.2f")
    yield _number("genres", "genre_divergence", ".2f")
    yield _number("diversity", "diversity", ".2f")
    if list_name != DISCOVERY:
        yield _number("continued", "continuations", ".0%")


def _number(head: str, name: str, form: str) -> _Column:
    """A column of numbers, "–" where there is none."""
    return _Column(head, lambda row: "–" if row[name] is None else format(row[name], form))


def _above(against: str) -> str:
    """The name of the difference column in JSON."""
    return f"above_{against.replace('-', '')}"
