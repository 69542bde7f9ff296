"""How good a list is after so many titles shown, for each way of choosing what to show.

Each viewer's watched titles are halved (:mod:`core.evaluation.protocol`): one half may be asked about, the other is
what the list should find. All ways of asking thus face the same viewers and the same relevant titles.

A title that was answered with "not seen" is never relevant. Two lists are measured: one with such titles "kept" in the
ranking, where they are misses, and one with them "dropped", as the page does unless somebody wants them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import partial
from itertools import count

import numpy as np

from core.data.ratings import Ratings
from core.data.vocabulary import Vocabulary
from core.errors import DataError
from core.evaluation.baselines import BaselineScores, FittedBaseline, for_you
from core.evaluation.lists import JudgedList, MakeLists, raw
from core.evaluation.protocol import Case, ColdStartViewer, Halving, cold_start_viewers, halvings
from core.evaluation.results import Results, ViewerFigures, measure, merged, summarise
from core.evaluation.settings import EvaluationSettings
from core.evaluation.side_by_side import Job, Share, parts_for, side_by_side
from core.model.bundle import Bundle
from core.questionnaire.strategies import Strategy, strategies
from core.recommend.recommender import Recommender

Row = dict[str, str | int | float]
"""One way of asking after a number of titles shown, ready for JSON."""

KEPT, DROPPED = "kept", "dropped"

Curves = Mapping[str, Results]
"""For each list the figures by way of asking and number of titles shown."""


def evaluate_questions(
    bundle: Bundle,
    ratings: Ratings,
    settings: EvaluationSettings = EvaluationSettings(),
    progress: Share = lambda share: None,
    n_processes: int = 1,
) -> Curves:
    """The learning curves of every way of asking, with this project's two lists, on viewers who are not in the bundle.

    Figures are the same whatever the number of processes. Raises ``DataError`` where there is nobody to measure.
    """
    viewers, ours = cold_start_viewers(bundle, ratings, settings), for_you(Recommender(bundle))
    return learning_curves(ours, bundle.model.anime, strategies(bundle), viewers, settings, progress, n_processes)


def kept_and_dropped(anime: Vocabulary) -> MakeLists:
    """Makes both lists of one person's scores."""

    def lists(case: Case, scores: Mapping[str, BaselineScores], k: int) -> dict[str, dict[str, JudgedList]]:
        not_seen = anime.rows(sorted(case.profile.not_seen), unknown="negative")
        without = replace(case, seen=np.union1d(case.seen, not_seen[not_seen >= 0]))
        return {name: {KEPT: raw(case, one, k), DROPPED: raw(without, one, k)} for name, one in scores.items()}

    return lists


def learning_curves(
    recommender: FittedBaseline,
    anime: Vocabulary,
    ways: Mapping[str, Strategy],
    viewers: Sequence[ColdStartViewer],
    settings: EvaluationSettings = EvaluationSettings(),
    progress: Share = lambda share: None,
    n_processes: int = 1,
) -> Curves:
    """Figures of the recommender's two lists by viewer, for each way of asking and number of titles shown.

    Raises ``DataError`` if none of the viewers can be measured.
    """
    people = [list(halvings([viewer], settings)) for viewer in viewers]
    people = [of_viewer for of_viewer in people if of_viewer]
    if not people:
        raise DataError(
            f"None of the {len(viewers):,} viewers has a liked title to look for. "
            "Hold out more viewers when training, or evaluate on more ratings."
        )
    jobs = [
        Job(partial(_curves_of, recommender, kept_and_dropped(anime), ways, [people[at] for at in part], settings))
        for part in parts_for(n_processes, len(people))
    ]
    parts = side_by_side(jobs, n_processes, progress)
    return {
        not_seen: {key: merged([part[not_seen][key] for part in parts]) for key in of_list}
        for not_seen, of_list in parts[0].items()
    }


def _curves_of(
    recommender: FittedBaseline,
    lists: MakeLists,
    ways: Mapping[str, Strategy],
    people: Sequence[Sequence[Halving]],
    settings: EvaluationSettings,
    tell: Share,
) -> Curves:
    """The curves of these viewers, each with their halvings."""
    curves: dict[str, dict[tuple[str, int], ViewerFigures]] = {KEPT: {}, DROPPED: {}}
    n_done, of = count(1), len(ways) * len(people)
    for name, way in ways.items():
        asked: list[tuple[Halving, list[int]]] = []
        for of_viewer in people:
            asked += [(person, titles_shown(way, person, max(settings.shown), settings.screen)) for person in of_viewer]
            tell(next(n_done) / of)
        for n in settings.shown:
            cases = (person.case(titles[:n]) for person, titles in asked)
            for not_seen, of_list in measure({name: recommender}, cases, settings.k, lists).items():
                curves[not_seen][name, n] = of_list[name]
    return curves


def titles_shown(way: Strategy, person: Halving, n: int, screen: int) -> list[int]:
    """The first ``n`` titles shown, in order, ``screen`` chosen at a time; fewer where there are no more titles."""
    shown: list[int] = []
    while len(shown) < n:
        told = replace(person.profile(shown), hidden=person.withheld_ids)  # a title shown in vain would say something
        titles = way.next_titles(told, shown, screen)
        if not titles:
            break
        shown += titles
    return shown[:n]


def rows_of(curves: Curves, settings: EvaluationSettings = EvaluationSettings()) -> list[Row]:
    """Means over viewers with their bounds, a row for each list, way of asking and number of titles shown.

    ``answered`` is the mean number of titles shown that got a rating.
    """
    rows: list[Row] = []
    for not_seen, results in curves.items():
        for (name, n), figures in results.items():
            summary = summarise(figures, settings)
            rows.append(
                {
                    "strategy": name,
                    "not_seen": not_seen,
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
    """The rows as a person reads them: for each list a line a way of asking, a column a number of titles shown."""
    lines = [
        f"{rows[0]['viewers']} viewers the model has never seen; "
        f"NDCG@{settings.k} by titles shown (ratings they brought)"
    ]
    for not_seen in dict.fromkeys(row["not_seen"] for row in rows):
        lines += [
            "",
            *_of_list(f"not seen: {not_seen}", [row for row in rows if row["not_seen"] == not_seen], settings),
        ]
    return "\n".join(lines)


def _of_list(heading: str, rows: Sequence[Row], settings: EvaluationSettings) -> list[str]:
    cells = {
        (row["strategy"], row["shown"]): f"{row[f'ndcg_at_{settings.k}']:.4f} ({row['answered']:.1f})" for row in rows
    }
    shown = sorted({n for _, n in cells})
    lines = [f"{heading:<20}" + "".join(f"{n:>16}" for n in shown)]
    for name in dict.fromkeys(name for name, _ in cells):
        lines.append(f"{name:<20}" + "".join(f"{cells[name, n]:>16}" for n in shown))
    return lines
