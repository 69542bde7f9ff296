"""Which rule makes the best list for people who watch together, measured on groups of held-out viewers.

Each viewer tells some ratings. What they rated highly among the rest, of series nobody of the group has told of, is
what the list should find for them. Groups are strangers, drawn at random, or friends: somebody and the viewers whose
predicted ratings are the most like theirs.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import partial

import numpy as np
from numpy.typing import NDArray

from core.data.ratings import Ratings
from core.errors import DataError
from core.evaluation.metrics import bootstrap_mean, ndcg_at_k
from core.evaluation.protocol import Case, answered_cases, cold_start_viewers
from core.evaluation.settings import EvaluationSettings
from core.evaluation.side_by_side import Job, Share, side_by_side
from core.model.bundle import Bundle
from core.recommend.cards import Cards
from core.recommend.group import Rule, group_list, together, worth
from core.recommend.options import Options
from core.recommend.recommender import Recommender

Floats = NDArray[np.floating]
Row = dict[str, str | int | float]
"""What was found for groups of one kind and size by one rule, ready for JSON."""

ANSWERS = 10
"""Ratings that each person has told."""
SIZES = (2, 4, 6)
"""People in a group."""
N_GROUPS = 300
"""Groups of each kind and size."""
STRANGERS, FRIENDS = "strangers", "friends"


@dataclass(frozen=True)
class Member:
    """A held-out viewer as one of a group."""

    case: Case
    wanted: Floats
    """What their own list is ranked by, shape ``(n_anime,)``."""
    opinion: Floats
    """Predicted rating less what is expected of anybody, of length one, shape ``(n_anime,)``."""


def evaluate_groups(
    bundle: Bundle,
    ratings: Ratings,
    settings: EvaluationSettings = EvaluationSettings(),
    progress: Share = lambda share: None,
    n_processes: int = 1,
) -> list[Row]:
    """The rules on groups of each kind and size; ``DataError`` where there are too few people to measure."""
    recommender = Recommender(bundle)
    found = members(recommender, ratings, settings)
    if len(found) < max(SIZES):
        raise DataError(f"Groups need {max(SIZES)} held-out viewers or more, and there are {len(found)}.")
    jobs = [
        Job(partial(_rows_of, recommender.cards, found, kind, size, settings))
        for kind in (STRANGERS, FRIENDS)
        for size in SIZES
    ]
    return [row for rows in side_by_side(jobs, n_processes, progress) for row in rows]


def members(recommender: Recommender, ratings: Ratings, settings: EvaluationSettings) -> list[Member]:
    """Every held-out viewer once, told of by their first ratings drawn."""
    viewers = cold_start_viewers(recommender.bundle, ratings, settings)
    cases = {case.viewer_id: case for case in answered_cases(viewers, ANSWERS, settings)}
    return [_member(recommender, case) for case in cases.values()]


def groups(people: Sequence[Member], kind: str, size: int, seed: int) -> Iterator[list[Member]]:
    """Groups of this kind and size."""
    random = np.random.default_rng([seed, size])
    opinions = np.array([person.opinion for person in people])
    for _ in range(N_GROUPS):
        places = random.permutation(len(people))[:size]
        if kind == FRIENDS:
            places = np.argsort(-(opinions @ opinions[places[0]]), kind="stable")[:size]
        yield [people[place] for place in places]


def found_by_each(cards: Cards, group: Sequence[Member], rule: Rule, k: int) -> list[float]:
    """NDCG of the group's list for each person, by franchise; NaN for whom nothing is left to find."""
    all_of_them = together([member.case.profile for member in group])
    wanted = np.array([member.wanted for member in group])
    rows = group_list(cards, worth(wanted), all_of_them, rule, Options(n=k))
    franchise, is_new = cards.franchises.group, cards.new_for(all_of_them)
    to_find = [member.case.relevant[is_new[member.case.relevant]] for member in group]
    return [ndcg_at_k(franchise[rows], franchise[relevant], k) for relevant in to_find]


def table(rows: Sequence[Row]) -> str:
    """The rows as lines of text."""
    head = f"{'group':<11}{'people':>7}  {'rule':<14}{'mean NDCG@10':>22}{'least NDCG@10':>22}{'all found one':>15}"
    lines = [
        f"{row['kind']:<11}{row['size']:>7}  {row['rule']:<14}"
        f"{row['mean']:>8.3f} [{row['mean_low']:.3f}, {row['mean_high']:.3f}]"
        f"{row['least']:>8.3f} [{row['least_low']:.3f}, {row['least_high']:.3f}]"
        f"{row['all_found']:>14.0%}"
        for row in rows
    ]
    return "\n".join([head, *lines])


def _member(recommender: Recommender, case: Case) -> Member:
    scores = recommender.scores(case.profile)
    opinion = scores.predicted - recommender.fold_in.expected
    wanted = recommender.wanted(scores, case.profile, Options())
    return Member(case, wanted, opinion / max(float(np.linalg.norm(opinion)), 1e-9))


def _rows_of(
    cards: Cards, people: Sequence[Member], kind: str, size: int, settings: EvaluationSettings, tell: Share
) -> list[Row]:
    """Each rule on groups of one kind and size."""
    drawn, rows = list(groups(people, kind, size, settings.seed)), []
    for n_done, rule in enumerate(Rule, start=1):
        rows.append(_row(cards, kind, drawn, rule, settings))
        tell(n_done / len(Rule))
    return rows


def _row(cards: Cards, kind: str, drawn: Sequence[list[Member]], rule: Rule, settings: EvaluationSettings) -> Row:
    found = [np.array(found_by_each(cards, group, rule, settings.k)) for group in drawn]
    found = [each[~np.isnan(each)] for each in found if (~np.isnan(each)).sum() > 1]
    mean = bootstrap_mean([each.mean() for each in found], settings.confidence, settings.n_resamples)
    least = bootstrap_mean([each.min() for each in found], settings.confidence, settings.n_resamples)
    return {
        "kind": kind,
        "size": len(drawn[0]),
        "rule": str(rule),
        "groups": len(found),
        "mean": mean.mean,
        "mean_low": mean.low,
        "mean_high": mean.high,
        "least": least.mean,
        "least_low": least.low,
        "least_high": least.high,
        "all_found": float(np.mean([(each > 0).all() for each in found])),
    }
