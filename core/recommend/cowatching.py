"""What people with a similar list watched and loved: the co-watching model as it is served.

It says how much of a viewer's interest each anime would find, from a few titles they rated: a base for
everyone, plus a row of weights for each rated title, times what its rating is worth. The weights are fitted in
:mod:`core.recommend.cowatching_fit`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from core.errors import BundleError
from core.model.bundle import Bundle

PREFIX = "cowatch."

Floats = NDArray[np.floating]


@dataclass(frozen=True)
class CoWatchingSettings:
    """What was chosen by measurement; a model is served with the settings it was fitted with."""

    n_known: int = 10
    """Answers the regression is solved for."""
    ramp: int = 5
    """With fewer answers than ``n_known``, this many are taken for each."""
    rating_slope: float = 0.35
    """What a rating point above the mean of all ratings adds to a rating's worth as evidence, which there is 1."""
    least_worth: float = -0.2
    """What the worst rating is worth: slightly against."""
    favourite: int = 8
    """A favourite is rated at least this and at least the viewer's median."""
    favourite_interest: float = 0.5
    """Interest in a favourite beyond having watched it."""
    list_power: float = 0.25
    """A viewer counts by this power of their list's length: who has seen more says more about what goes together."""
    ridge: float = 5.0
    """Viewers added to each title's own count."""
    n_kept: int = 200
    """Weights kept of each title; on held-out viewers as good as all of them."""

    def worth(self, ratings: Floats, mean: float) -> Floats:
        """What a rating counts as evidence: 1 at the mean of all ratings, more above it, slightly against below 4."""
        return np.maximum(1 + self.rating_slope * (np.asarray(ratings) - mean), self.least_worth)

    def typical_answers(self, n: int) -> float:
        """How many average ratings the given ``n`` are compared with: only what goes beyond them speaks for a title.

        The regression says ``n_known`` for up to that many; more are compared with as many.
        """
        return 0 if n == 0 else max(n, min(self.n_known, self.ramp * n))


@dataclass(frozen=True)
class CoWatching:
    """The fitted model as it is served; interest is about 0…1.5, though the regression does not keep it there."""

    base: Floats
    """Interest with no answers: that of all viewers, shape ``(n_anime,)``."""
    typical: Floats
    """What one rating of an average viewer adds, shape ``(n_anime,)``."""
    targets: NDArray[np.integer]
    """Anime rows that a rated title speaks for, shape ``(n_anime, n_kept)``."""
    weights: NDArray[np.int8]
    """How much it does, in units of ``scales``, shape ``(n_anime, n_kept)``."""
    scales: Floats
    """Interest that one unit of a title's weights is worth, shape ``(n_anime,)``."""
    mean_rating: float
    settings: CoWatchingSettings = CoWatchingSettings()

    @classmethod
    def of(cls, bundle: Bundle, settings: CoWatchingSettings = CoWatchingSettings()) -> CoWatching:
        """A bundle's co-watching model; where it has none, interest is how many watched a title, whatever the answers.

        Raises ``BundleError`` if its arrays do not fit the bundle.
        """
        if f"{PREFIX}base" not in bundle.parts:
            seen = bundle.catalog.table["n_seen"].to_numpy(dtype=np.float64)
            base, none = seen / max(1.0, seen.max(initial=0)), np.zeros((len(seen), 0), dtype=np.int8)
            return cls(base, np.zeros_like(base), none, none, np.ones_like(base), 0.0, settings)
        try:
            model = cls.from_parts(bundle.parts, settings)
        except KeyError as missing:
            raise _damaged(bundle, f"it lacks {missing}") from missing
        if flaw := model._flaw(len(bundle.model.anime)):
            raise _damaged(bundle, flaw)
        return model

    @classmethod
    def from_parts(
        cls, parts: Mapping[str, NDArray], settings: CoWatchingSettings = CoWatchingSettings()
    ) -> CoWatching:
        """The model from the arrays that were fitted; ``KeyError`` for one that is missing."""
        base, typical, scales = (parts[PREFIX + name].astype(np.float64) for name in ("base", "typical", "scales"))
        targets, weights, mean = (parts[PREFIX + name] for name in ("targets", "weights", "mean_rating"))
        return cls(base, typical, targets, weights, scales, float(mean[0]), settings)

    def interest(self, rows: NDArray[np.integer], ratings: Floats) -> Floats:
        """Interest in every anime of someone with these ratings, shape ``(n_anime,)``."""
        interest = self.base - self.settings.typical_answers(len(rows)) * self.typical
        for row, strength in zip(rows, self._strengths(rows, ratings), strict=True):
            interest[self.targets[row]] += strength * self.weights[row]
        return interest

    def interest_without_each(
        self, rows: NDArray[np.integer], ratings: Floats, interest: Floats, wanted: NDArray[np.integer]
    ) -> Floats:
        """Interest in the wanted anime had one rating not been given, shape ``(len(rows), len(wanted))``.

        ``interest`` is what :meth:`interest` says with all of them.
        """
        strengths = self._strengths(rows, ratings)
        shares = np.zeros((len(rows), len(self.base)))
        for place, row in enumerate(rows):
            shares[place, self.targets[row]] = strengths[place] * self.weights[row]
        fewer = self.settings.typical_answers(len(rows)) - self.settings.typical_answers(len(rows) - 1)
        return (interest + fewer * self.typical)[wanted] - shares[:, wanted]

    def _flaw(self, n_anime: int) -> str | None:
        """What does not fit a model of so many anime, as the end of a sentence."""
        if {len(array) for array in (self.base, self.typical, self.targets, self.weights, self.scales)} != {n_anime}:
            return "it is not of the same anime as the model"
        rows = self.targets
        if rows.shape != self.weights.shape or rows.max(initial=0) >= n_anime or rows.min(initial=0) < 0:
            return "it points to anime that are not in the model"
        finite = all(np.isfinite(array).all() for array in (self.base, self.typical, self.scales, self.mean_rating))
        return None if finite else "it holds values that are not finite numbers"

    def _strengths(self, rows: NDArray[np.integer], ratings: Floats) -> Floats:
        return self.settings.worth(ratings, self.mean_rating) * self.scales[rows]


def _damaged(bundle: Bundle, flaw: str) -> BundleError:
    return BundleError(
        f"The model “{bundle.name}” cannot recommend: its co-watching part is damaged, {flaw}. Train it again."
    )
