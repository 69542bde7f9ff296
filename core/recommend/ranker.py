"""The order of a list, learnt from how well it found what other viewers loved.

A small network of one hidden layer, the mean of several, makes one number of a title's and a person's clues
(:mod:`core.recommend.clues`). It is learnt in :mod:`core.training.ranker_fit` so that the softmax over titles falls on
held-out favourites. Such a number is known up to a constant for each person; taken off is what an average title would
get from the same person, so that scores with and without an answer can be compared.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields

import numpy as np
from numpy.typing import NDArray

from core.errors import BundleError
from core.model.bundle import Bundle
from core.recommend.clues import PAIR, PERSON, TITLE, Opinions, TitleClues, Wanted
from core.recommend.evidence import Evidence

PREFIX = "rank."
N_CLUES = len(PAIR) + len(TITLE) + len(PERSON)

Floats = NDArray[np.floating]


@dataclass(frozen=True)
class RankerWeights:
    """The learnt numbers. Clues come in the order ``PAIR``, ``TITLE``, ``PERSON``."""

    mean: Floats
    """Of each clue over the titles it was learnt from, shape ``(n_clues,)``."""
    deviation: Floats
    """The same, above 0."""
    linear: Floats
    """What a standardised clue adds by itself, shape ``(n_clues,)``."""
    hidden: Floats
    """Shape ``(n_clues, n_hidden)``."""
    bias: Floats
    """Shape ``(n_hidden,)``."""
    out: Floats
    """What each hidden unit adds, shape ``(n_hidden,)``."""

    @classmethod
    def of(cls, bundle: Bundle) -> RankerWeights | None:
        """The bundle's; raises ``BundleError`` where they are damaged.

        None in a bundle that was trained without, or by a version that looked at other clues.
        """
        names = [field.name for field in fields(cls)]
        if not any(PREFIX + name in bundle.parts for name in names):
            return None
        if len(bundle.part(f"{PREFIX}mean", None)) != N_CLUES:
            return None
        bias = bundle.part(f"{PREFIX}bias", None)
        shapes = {"hidden": (N_CLUES, len(bias)), "bias": bias.shape, "out": bias.shape}
        found = cls(*(bundle.part(PREFIX + name, *shapes.get(name, (N_CLUES,))) for name in names))
        arrays = [getattr(found, name) for name in names]
        floats = all(array.dtype.kind == "f" and np.isfinite(array).all() for array in arrays)
        if not floats or not (found.deviation > 0).all():
            raise BundleError(
                f"The ranker of the model “{bundle.name}” is damaged: it holds values that are not finite numbers. "
                "Train the model again."
            )
        return cls(*(array.astype(np.float64) for array in arrays))

    def as_parts(self) -> Mapping[str, NDArray[np.float32]]:
        """The weights as arrays for a bundle."""
        return {PREFIX + field.name: getattr(self, field.name).astype(np.float32) for field in fields(self)}

    def columns(self, start: int, n: int) -> tuple[Floats, Floats, Floats]:
        """Mean of some clues, and what they add by themselves and to the hidden units, for clues as they come."""
        place = slice(start, start + n)
        scale = self.deviation[place]
        return self.mean[place], self.linear[place] / scale, self.hidden[place] / scale[:, None]


class Ranker:
    """The ranker of one catalog; what titles bring along whoever asks is computed once."""

    def __init__(self, weights: RankerWeights, clues: TitleClues) -> None:
        self.clues = clues
        self._out, self._bias = weights.out, weights.bias
        self._pair = weights.columns(0, len(PAIR))
        mean, linear, hidden = weights.columns(len(PAIR), len(TITLE))
        self._title_linear, self._title_hidden = (clues.titles - mean) @ linear, (clues.titles - mean) @ hidden
        self._person = weights.columns(len(PAIR) + len(TITLE), len(PERSON))

    def scores(self, evidence: Evidence, mask: Floats, wanted: Wanted, opinions: Opinions) -> Floats:
        """Scores of the wanted titles for each version of a person, shape ``(n_versions, n_wanted)``.

        At least one told title is kept in each version.
        """
        mean, _, hidden = self._person
        person = (self.clues.persons(evidence, mask) - mean) @ hidden + self._bias
        mean, linear, hidden = self._pair
        pairs = self.clues.pairs(evidence, mask, wanted, opinions)
        units = pairs @ hidden
        units += self._title_hidden[wanted]
        units += (person - mean @ hidden)[:, None]
        np.maximum(units, 0, out=units)
        average = mean @ linear + np.maximum(person, 0) @ self._out
        return pairs @ linear + self._title_linear[wanted] + units @ self._out - average[:, None]
