"""How good a list is after so many titles shown, for each way of choosing what to show.

Each viewer's watched titles are halved (:mod:`core.evaluation.protocol`): one half may be asked about, the other is
what the list should find. All ways of asking thus face the same viewers and the same relevant titles.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from core.data.ratings import Ratings
from core.errors import DataError
from core.evaluation.baselines import FittedBaseline, for_you
from core.evaluation.lists import RAW
from core.evaluation.protocol import ColdStartViewer, Halving, cold_start_viewers, halvings
from core.evaluation.results import Results, ViewerFigures, measure, summarise
from core.evaluation.settings import EvaluationSettings
from core.model.bundle import Bundle
from core.questionnaire.strategies import Strategy, strategies

Row = dict[str, str | int | float]
"""One way of asking after a number of titles shown, ready for JSON."""


def evaluate_questions(
    bundle: Bundle, ratings: Ratings, settings: EvaluationSettings = EvaluationSettings()
) -> Results:
    """The learning curve of every way of asking, with this project's list, on viewers who are not in the bundle.

    Raises ``DataError`` where there is nobody to measure.
    """
    viewers = cold_start_viewers(bundle, ratings, settings)
    return learning_curve(for_you(bundle), strategies(bundle), viewers, settings)


def learning_curve(
    recommender: FittedBaseline,
    ways: Mapping[str, Strategy],
    viewers: Sequence[ColdStartViewer],
    settings: EvaluationSettings = EvaluationSettings(),
) -> Results:
    """Figures of the recommender's lists by viewer, for each way of asking and number of titles shown.

    Raises ``DataError`` if none of the viewers can be measured.
    """
    people = list(halvings(viewers, settings))
    if not people:
        raise DataError(
            f"None of the {len(viewers):,} viewers has a liked title to look for. "
            "Hold out more viewers when training, or evaluate on more ratings."
        )
    results: dict[tuple[str, int], ViewerFigures] = {}
    for name, way in ways.items():
        asked = [titles_shown(way, person, max(settings.shown), settings.screen) for person in people]
        for n in settings.shown:
            cases = (person.case(titles[:n]) for person, titles in zip(people, asked, strict=True))
            results[name, n] = measure({name: recommender}, cases, settings.k)[RAW][name]
    return results


def titles_shown(way: Strategy, person: Halving, n: int, screen: int) -> list[int]:
    """The first ``n`` titles shown, in order, ``screen`` chosen at a time; fewer where there are no more titles."""
    shown: list[int] = []
    while len(shown) < n:
        titles = way.next_titles(person.profile(shown), {*shown, *person.withheld_ids}, screen)
        if not titles:
            break
        shown += titles
    return shown[:n]


def rows_of(results: Results, settings: EvaluationSettings = EvaluationSettings()) -> list[Row]:
    """Means over viewers with their bounds, one row for each way of asking and number of titles shown.

    ``answered`` is the mean number of titles shown that got a rating.
    """
    rows: list[Row] = []
    for (name, n), figures in results.items():
        summary = summarise(figures, settings)
        rows.append(
            {
                "strategy": name,
                "shown": n,
                "answered": summary.n_ratings,
                "viewers": summary.n_viewers,
                f"ndcg_at_{settings.k}": summary.ndcg.mean,
                "ndcg_low": summary.ndcg.low,
                "ndcg_high": summary.ndcg.high,
            }
        )
    return rows


def table(rows: Sequence[Row], settings: EvaluationSettings = EvaluationSettings()) -> str:
    """The rows as a person reads them: a line for each way of asking, a column for each number of titles shown."""
    cells = {
        (row["strategy"], row["shown"]): f"{row[f'ndcg_at_{settings.k}']:.4f} ({row['answered']:.1f})" for row in rows
    }
    shown = sorted({n for _, n in cells})
    lines = [
        f"{rows[0]['viewers']} viewers the model has never seen; "
        f"NDCG@{settings.k} by titles shown (ratings they brought)",
        "",
        f"{'':<20}" + "".join(f"{n:>16}" for n in shown),
    ]
    for name in dict.fromkeys(name for name, _ in cells):
        lines.append(f"{name:<20}" + "".join(f"{cells[name, n]:>16}" for n in shown))
    return "\n".join(lines)
