"""What an evaluation depends on beside the model and the ratings."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class EvaluationSettings:
    """How viewers are chosen, told of and averaged; the same for recommenders and for ways of asking."""

    least_ratings: int = 40
    """Ratings a viewer needs to be measured, 1 or more."""
    n_draws: int = 5
    """Times that each viewer's titles are divided at random; a viewer's figure is the mean over them."""
    answers: tuple[int, ...] = (0, 3, 5, 10, 20)
    """How many ratings a recommender is told."""
    told_as_seen: bool = False
    """Whether the same titles are told as seen, without their ratings."""
    shown: tuple[int, ...] = (0, 6, 12, 18, 24, 36)
    """After how many titles shown a way of asking is measured."""
    screen: int = 1
    """Titles that a way of asking chooses at a time; the page asks one after the other."""
    k: int = 10
    """Places of a list that count."""
    n_resamples: int = 2000
    """Times that the viewers are drawn anew for an interval."""
    confidence: float = 0.95
    """How often the interval holds the true mean, 0…1."""
    seed: int = 0
    """Decides what is drawn."""
