"""How much better a list has become with so many answers, and how much of what answers can bring that is.

Both are read off the figures of an evaluation: what lists of titles new to viewers found after some numbers of answers,
as a multiple of what the most popular titles find. Between two numbers the line is straight, beyond the last flat.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from core.evaluation.kept import KeptScores
from core.evaluation.lists import DISCOVERY

RECOMMENDER = "for-you"


@dataclass(frozen=True)
class Gain:
    """What answers have brought, on average over the viewers that were measured."""

    better: float
    """How much more lists find than before the first answer: 0.25 is a quarter more."""
    share: float
    """How much that is of what the most answers measured bring, 0…1."""
    most: int
    """That number of answers."""
    viewers: int


def gain_of(kept: KeptScores, n_answers: int) -> Gain | None:
    """What so many answers bring; none where the figures do not say, or say that answers bring nothing."""
    rows = [row for row in kept.rows if row.recommender == RECOMMENDER and row.list == DISCOVERY]
    rows.sort(key=lambda row: row.answers)
    if len(rows) < 2 or rows[0].answers != 0 or rows[0].to_popularity <= 0:
        return None
    counts, found = [row.answers for row in rows], np.array([row.to_popularity for row in rows])
    better = found / found[0] - 1
    if better[-1] <= 0:
        return None
    now = float(np.interp(n_answers, counts, better))
    return Gain(now, min(max(now / float(better[-1]), 0.0), 1.0), counts[-1], rows[-1].viewers)
