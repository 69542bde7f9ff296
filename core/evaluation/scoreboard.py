"""How much better this project's lists are than simple ones: every baseline on the same cold-start viewers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from core.data.ratings import Ratings
from core.errors import DataError
from core.evaluation.baselines import BASELINES, FittedBaseline
from core.evaluation.protocol import ColdStartViewer, answered_cases, cold_start_viewers
from core.evaluation.results import Results, ViewerFigures, compare, measure, summarise
from core.evaluation.settings import EvaluationSettings
from core.model.bundle import Bundle

Row = dict[str, str | int | float | None]
"""One baseline's figures at a number of answers, ready for JSON."""

TO = "popularity"
"""The baseline of whose NDCG all others are told as a multiple."""
AGAINST = "co-watching"
"""The baseline that the difference column is measured against unless somebody chooses another."""


def evaluate(bundle: Bundle, ratings: Ratings, settings: EvaluationSettings = EvaluationSettings()) -> Results:
    """Every baseline's figures by viewer and number of answers, on the viewers who are not in the bundle.

    Raises ``DataError`` where there is nobody to measure.
    """
    viewers = cold_start_viewers(bundle, ratings, settings)
    return figures_at({name: fit(bundle) for name, fit in BASELINES.items()}, viewers, settings)


def figures_at(
    recommenders: Mapping[str, FittedBaseline],
    viewers: Sequence[ColdStartViewer],
    settings: EvaluationSettings = EvaluationSettings(),
) -> Results:
    """Each recommender's figures by viewer at each number of answers; ``DataError`` where nothing is to be found."""
    results: dict[tuple[str, int], ViewerFigures] = {}
    for n in settings.answers:
        cases = answered_cases(viewers, n, settings)
        results |= {(name, n): figures for name, figures in measure(recommenders, cases, settings.k).items()}
    if not results:
        raise DataError(
            f"None of the {len(viewers):,} viewers has a liked title left to look for. "
            "Evaluate with fewer answers, or on more ratings."
        )
    return results


def rows_of(results: Results, settings: EvaluationSettings = EvaluationSettings(), against: str = AGAINST) -> list[Row]:
    """Means over viewers with their bounds, one row for each recommender and number of answers.

    ``to_popularity`` is NDCG as a multiple of popularity's, ``above_…`` NDCG minus that of ``against`` on the same
    viewers, with the bounds of that difference. ``rmse`` is None for a recommender that predicts no ratings.
    """
    ratios, differences = compare(results, TO, settings), compare(results, against, settings)
    rows: list[Row] = []
    for (name, n), figures in results.items():
        summary, above = summarise(figures, settings), differences[name, n].difference
        rows.append(
            {
                "recommender": name,
                "answers": n,
                "viewers": summary.n_viewers,
                f"ndcg_at_{settings.k}": summary.ndcg.mean,
                f"recall_at_{settings.k}": summary.recall,
                "rmse": summary.rmse,
                "ndcg_low": summary.ndcg.low,
                "ndcg_high": summary.ndcg.high,
                f"to_{TO}": ratios[name, n].ratio,
                _above(against): above.mean,
                "above_low": above.low,
                "above_high": above.high,
            }
        )
    return rows


def table(rows: Sequence[Row], settings: EvaluationSettings = EvaluationSettings(), against: str = AGAINST) -> str:
    """The rows as a person reads them, one block for each number of answers."""
    width = max(len(str(row["recommender"])) for row in rows)
    head = f"{'answers':>7}  {'recommender':<{width}}  {f'NDCG@{settings.k}':<22}  {f'× {TO}':>12}"
    head += f"  {f'above {against}':<25}  {f'Recall@{settings.k}':>9}  {'RMSE':>6}"
    lines = [f"{rows[0]['viewers']} viewers the model has never seen", "", head]
    n_before = None
    for row in rows:
        if row["answers"] != n_before:
            lines.append("")
        n_before = row["answers"]
        lines.append(_line(row, width, settings.k, against))
    return "\n".join(lines)


def _line(row: Row, width: int, k: int, against: str) -> str:
    ndcg = f"{row[f'ndcg_at_{k}']:.4f} ({row['ndcg_low']:.4f}…{row['ndcg_high']:.4f})"
    above = f"{row[_above(against)]:+.4f} ({row['above_low']:+.4f}…{row['above_high']:+.4f})"
    error = "–" if row["rmse"] is None else f"{row['rmse']:.4f}"
    return (
        f"{row['answers']:>7}  {row['recommender']:<{width}}  {ndcg:<22}  {row[f'to_{TO}']:>12.3f}  {above:<25}"
        f"  {row[f'recall_at_{k}']:>9.4f}  {error:>6}"
    )


def _above(against: str) -> str:
    """The name of the difference column in JSON."""
    return f"above_{against.replace('-', '')}"
