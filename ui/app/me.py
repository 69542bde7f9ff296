"""The person in front of the screen as the model sees them, from the answers of this session."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from core.model.bundle import Bundle
from core.recommend.fold_in import Taste
from ui.app import answers
from ui.app.recommender import fold_in


@dataclass(frozen=True)
class Me:
    """A taste and what it makes of every title."""

    taste: Taste
    predicted: NDArray[np.floating]
    """Predicted rating by model row, shape ``(n_anime,)``."""


def me(bundle: Bundle) -> Me | None:
    """This person, or none before the first rating of a title that the model knows."""
    folding = fold_in(bundle)
    taste = folding.taste(answers.profile().opinions)
    return Me(taste, folding.predict(taste)) if len(taste.ratings) else None
