"""Collaborative filtering before any model: who agreed with you so far has most say in what you will like next."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

TITLES = ("Hyouka", "Oregairu", "Tokyo Ghoul")
NEXT = "Clannad"
PEOPLE: dict[str, tuple[int, int, int, int]] = {
    "Aya": (9, 9, 3, 10),
    "Ben": (3, 4, 9, 4),
    "Chika": (8, 6, 6, 8),
    "Dai": (5, 3, 10, 2),
}
"""Their ratings of the three titles, and of the next one."""


def say(theirs: ArrayLike, mine: ArrayLike) -> NDArray[np.float64]:
    """How much each person has to say in a prediction, shape ``(n_people,)``, adding up to 1.

    A person's say is one over one plus the mean squared difference between their ratings ``(n_people, n_titles)`` and
    mine ``(n_titles,)``.
    """
    apart = ((np.asarray(theirs, dtype=np.float64) - np.asarray(mine)) ** 2).mean(axis=1)
    weights = 1 / (1 + apart)
    return weights / weights.sum()
