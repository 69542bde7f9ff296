"""Gradient descent on the model small enough to follow by hand: which way each of its numbers is turned, and how far.

The small model of ``worked_example``, its viewers a fifth as large so that the sums are ratings, is wrong about six
ratings. Each step nudges all of its 25 numbers against their slopes, as fastai's ``SGD`` does.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from core.analysis.worked_example import NUMBERS, TITLES, VIEWERS

Floats = NDArray[np.float64]

GIVEN: Floats = np.array([[5.0, 4, 9], [10, 9, 3]])
"""What the two viewers gave the three titles, shape ``(n_viewers, n_titles)``."""
LOST = 1e4
"""A mean squared error from which steps were so large that nothing comes of it any more."""


@dataclass(frozen=True)
class Descent:
    """The numbers after some steps, and the errors on the way there."""

    viewers: Floats
    """Shape ``(n_viewers, n_components)``."""
    titles: Floats
    """Shape ``(n_titles, n_components)``."""
    losses: tuple[float, ...]
    """Mean squared error before the first step and after each."""

    @classmethod
    def start(cls) -> Descent:
        """Before the first step."""
        viewers = np.array([NUMBERS[name] for name in VIEWERS]) / 5
        titles = np.array([NUMBERS[name] for name in TITLES])
        return cls(viewers, titles, (_loss(viewers, titles),))

    @property
    def predicted(self) -> Floats:
        """Shape ``(n_viewers, n_titles)``."""
        return self.viewers @ self.titles.T

    @property
    def is_lost(self) -> bool:
        """Whether its steps threw it so far off that it will not come back."""
        return self.losses[-1] > LOST

    def step(self, lr: float, n: int = 1) -> Descent:
        """The same ``n`` steps later, or fewer where it is lost before."""
        viewers, titles, losses = self.viewers, self.titles, list(self.losses)
        for _ in range(n):
            if losses[-1] > LOST:
                break
            slope = 2 * (viewers @ titles.T - GIVEN) / GIVEN.size
            viewers, titles = viewers - lr * slope @ titles, titles - lr * slope.T @ viewers
            losses.append(_loss(viewers, titles))
        return Descent(viewers, titles, tuple(losses))


def _loss(viewers: Floats, titles: Floats) -> float:
    return float(((viewers @ titles.T - GIVEN) ** 2).mean())
