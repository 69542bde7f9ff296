"""What every baseline is: fitted once, it makes scores of anybody's profile."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from core.profiles import Profile

Floats = NDArray[np.floating]


@dataclass(frozen=True)
class BaselineScores:
    """What a baseline makes of one person's profile; all of shape ``(n_anime,)``."""

    ranking: Floats
    """Score to rank by, the highest first."""
    predicted: Floats | None = None
    """Ratings 1…10, from a baseline that predicts some."""
    listed: Floats | None = None
    """Score that the page lists new titles by, where it is another."""
    familiar: Floats | None = None
    """Score that it lists continuations by, where it is another."""


FittedBaseline = Callable[[Profile], BaselineScores]
"""A baseline that has learnt all it can."""
