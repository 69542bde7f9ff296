"""What people with a similar list watched and loved: the co-watching model as it is served.

It says from a few titles of a viewer's list how much *interest* each anime would find with them, and how much *love*:
how probably it is a favourite. Each is a base for everyone, plus a row of weights for each title they told of, times
what their word on it is worth as evidence. The weights are fitted in :mod:`core.recommend.cowatching_fit`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from core.errors import BundleError
from core.model.bundle import Bundle
from core.model.stored import Table, blocks

PREFIX = "cowatch."
LOVED = "loved."
"""What the arrays of the second regression begin with, after the prefix."""
WORTH = "worth"
"""The array that says what the model was fitted with, see :meth:`CoWatchingSettings.fitted`."""

Floats = NDArray[np.floating]
Rows = NDArray[np.integer]

BLOCK = 5_000
"""Titles whose targets are checked together, in about 2 MB."""


@dataclass(frozen=True)
class CoWatchingSettings:
    """What was chosen by measurement; a model is served with the worths it was fitted with."""

    n_known: int = 4
    """Answers the regressions are solved for: more suit long lists of answers, but those say enough anyway."""
    ramp: int = 5
    """With fewer answers than ``n_known``, this many are taken for each."""
    rating_slope: float = 0.2
    """What a rating point above the mean of all ratings adds to a rating's worth as evidence, which there is 1."""
    least_worth: float = -0.2
    """What the worst rating is worth: slightly against."""
    seen_worth: float = 1.0
    """What a title counts that was watched without a rating: as much as one of the mean rating."""
    favourite: int = 8
    """A favourite is rated at least this and at least the viewer's median."""
    favourite_interest: float = 0.5
    """Interest in a favourite beyond having watched it."""
    list_power: float = 0.25
    """A viewer counts by this power of their list's length: who has seen more says more about what goes together."""
    ridge: float = 2.0
    """Viewers added to each title's own count."""
    n_kept: int = 200
    """Weights kept of each title; on held-out viewers as good as all of them."""

    def worth(self, ratings: Floats, mean: float) -> Floats:
        """What a rating counts as evidence: 1 at the mean of all ratings, more above it; NaN is watched without one."""
        worth = np.maximum(1 + self.rating_slope * (np.asarray(ratings) - mean), self.least_worth)
        return np.where(np.isnan(worth), self.seen_worth, worth)

    def typical_answers(self, n: int) -> float:
        """How many average titles the given ``n`` are compared with: only what goes beyond them speaks for a title.

        The regression says ``n_known`` for up to that many; more are compared with as many.
        """
        return 0 if n == 0 else max(n, min(self.n_known, self.ramp * n))

    def fitted(self) -> NDArray[np.float32]:
        """What serving has to know of the fitting, as an array for the bundle."""
        return np.array([self.n_known, self.rating_slope, self.least_worth], dtype=np.float32)

    def as_fitted(self, parts: Mapping[str, Table]) -> CoWatchingSettings:
        """The same with what these parts were fitted with; those that do not say are of the first kind.

        Raises ``ValueError`` where they say it wrong.
        """
        n_known, slope, least = np.asarray(parts.get(PREFIX + WORTH, [10, 0.35, -0.2]), np.float64)
        if not (n_known >= 1 and np.isfinite([n_known, slope, least]).all()):
            raise ValueError("it does not say what a rating is worth")
        return replace(self, n_known=int(n_known), rating_slope=float(slope), least_worth=float(least))


@dataclass(frozen=True)
class Regression:
    """One of the fitted regressions; what it says is about 0…1.5, though nothing keeps it there."""

    base: Floats
    """What it says with no answers: the mean of all viewers, shape ``(n_anime,)``."""
    typical: Floats
    """What one title of an average viewer adds, shape ``(n_anime,)``."""
    targets: Table
    """Anime rows that a told title speaks for, shape ``(n_anime, n_kept)``."""
    weights: Table
    """How much it does, in units of ``scales``, shape ``(n_anime, n_kept)``."""
    scales: Floats
    """What one unit of a title's weights is worth, shape ``(n_anime,)``."""

    @classmethod
    def from_parts(cls, parts: Mapping[str, Table], prefix: str) -> Regression:
        """The regression from the arrays that were fitted; ``KeyError`` for one that is missing.

        The second one speaks for the same targets as the first unless it has some of its own.
        """
        base, typical, scales = (np.asarray(parts[prefix + name], np.float64) for name in ("base", "typical", "scales"))
        targets = parts[prefix + "targets" if prefix + "targets" in parts else PREFIX + "targets"]
        return cls(base, typical, targets, parts[prefix + "weights"], scales)

    @classmethod
    def of_base(cls, base: Floats) -> Regression:
        """A regression whose answers add nothing."""
        none = np.zeros((len(base), 0), dtype=np.int8)
        return cls(base, np.zeros_like(base), none, none, np.ones_like(base))

    def told(self, rows: Rows, worth: Floats, n_typical: float) -> Floats:
        """What it says to titles told with these worths, shape ``(n_anime,)``."""
        said = self.base - n_typical * self.typical
        for targets, strengths in self._added(rows, worth):
            said[targets] += strengths
        return said

    def largest_share(self, rows: Rows, worth: Floats) -> Floats:
        """The most that one told title adds to each anime, at least 0, shape ``(n_anime,)``."""
        largest = np.zeros(len(self.base))
        for targets, strengths in self._added(rows, worth):
            largest[targets] = np.maximum(largest[targets], strengths)
        return largest

    def shares(self, rows: Rows, worth: Floats, wanted: Rows | slice) -> Floats:
        """What each told title adds to the wanted anime, shape ``(len(rows), len(wanted))``."""
        shares = np.zeros((len(rows), len(self.base)))
        np.put_along_axis(
            shares, self.targets[rows].astype(np.int64), (worth * self.scales[rows])[:, None] * self.weights[rows], 1
        )
        return shares[:, wanted]

    def _added(self, rows: Rows, worth: Floats) -> Iterator[tuple[Rows, Floats]]:
        """The anime that each told title speaks for, and how much it adds to each of them."""
        strengths = (worth * self.scales[rows])[:, None] * self.weights[rows]
        return zip(self.targets[rows], strengths, strict=True)

    def flaw(self, n_anime: int) -> str | None:
        """What does not fit a model of so many anime, as the end of a sentence."""
        arrays = (self.base, self.typical, self.targets, self.weights, self.scales)
        if [array.ndim for array in arrays] != [1, 1, 2, 2, 1] or {len(array) for array in arrays} != {n_anime}:
            return "it is not of the same anime as the model"
        rows = self.targets
        if rows.dtype.kind not in "iu" or self.weights.dtype != np.int8 or rows.shape != self.weights.shape:
            return "its weights are not those of titles"
        if any(block.max(initial=0) >= n_anime or block.min(initial=0) < 0 for block in blocks(rows, BLOCK)):
            return "it points to anime that are not in the model"
        finite = all(np.isfinite(array).all() for array in (self.base, self.typical, self.scales))
        return None if finite else "it holds values that are not finite numbers"


@dataclass(frozen=True)
class CoWatching:
    """The fitted model as it is served."""

    watched: Regression
    """Of interest: 1 for a title on the viewer's list, more for a favourite."""
    loved: Regression | None
    """Of favourites alone; none in a bundle of before there was this regression."""
    mean_rating: float
    settings: CoWatchingSettings = CoWatchingSettings()

    @classmethod
    def of(cls, bundle: Bundle, settings: CoWatchingSettings = CoWatchingSettings()) -> CoWatching:
        """A bundle's co-watching model; where it has none, interest is how many watched a title, whatever the answers.

        Raises ``BundleError`` if its arrays do not fit the bundle.
        """
        if f"{PREFIX}base" not in bundle.parts:
            seen = bundle.catalog.table["n_seen"].to_numpy(dtype=np.float64)
            return cls(Regression.of_base(seen / max(1.0, seen.max(initial=0))), None, 0.0, settings)
        try:
            return cls.checked(bundle.parts, len(bundle.model.anime), settings)
        except ValueError as wrong:
            raise BundleError(
                f"The model “{bundle.name}” cannot recommend: its co-watching part is damaged, {wrong}. Train it again."
            ) from wrong

    @classmethod
    def checked(cls, parts: Mapping[str, Table], n_anime: int, settings: CoWatchingSettings) -> CoWatching:
        """The model from arrays that may be damaged; ``ValueError`` says how, as the end of a sentence."""
        try:
            model = cls.from_parts(parts, settings)
        except KeyError as missing:
            raise ValueError(f"it lacks {missing}") from missing
        except IndexError as wrong:
            raise ValueError(str(wrong)) from wrong
        if flaw := model._flaw(n_anime):
            raise ValueError(flaw)
        return model

    @classmethod
    def from_parts(cls, parts: Mapping[str, Table], settings: CoWatchingSettings = CoWatchingSettings()) -> CoWatching:
        """The model from the arrays that were fitted; ``KeyError`` for one that is missing."""
        loved = Regression.from_parts(parts, PREFIX + LOVED) if f"{PREFIX}{LOVED}base" in parts else None
        mean = float(parts[f"{PREFIX}mean_rating"][0])
        return cls(Regression.from_parts(parts, PREFIX), loved, mean, settings.as_fitted(parts))

    @property
    def base(self) -> Floats:
        """Interest with no answers: that of all viewers, shape ``(n_anime,)``."""
        return self.watched.base

    @property
    def bases(self) -> tuple[Floats, Floats | None]:
        """Interest and love with no answers."""
        return self.watched.base, None if self.loved is None else self.loved.base

    def interest(self, rows: Rows, ratings: Floats) -> Floats:
        """Interest in every anime of someone who watched these, shape ``(n_anime,)``; NaN stands for no rating."""
        return self._said(self.watched, rows, ratings)

    def love(self, rows: Rows, ratings: Floats) -> Floats | None:
        """How probably every anime is a favourite of theirs, shape ``(n_anime,)``, if the model knows."""
        return None if self.loved is None else self._said(self.loved, rows, ratings)

    def largest_share(self, rows: Rows, ratings: Floats) -> Floats:
        """The most that one of these titles adds to the interest in every anime, at least 0, shape ``(n_anime,)``."""
        return self.watched.largest_share(rows, self.settings.worth(ratings, self.mean_rating))

    def largest_share_without_each(self, rows: Rows, ratings: Floats, wanted: Rows) -> Floats:
        """The same for the wanted anime had one title not been told, shape ``(len(rows), len(wanted))``."""
        shares = self.watched.shares(rows, self.settings.worth(ratings, self.mean_rating), wanted)
        second, first = np.sort(np.vstack([np.zeros((2, len(wanted))), shares]), axis=0)[-2:]
        return np.where(shares == first, second, first)

    def interest_without_each(self, rows: Rows, ratings: Floats, interest: Floats, wanted: Rows) -> Floats:
        """Interest in the wanted anime had one title not been told, shape ``(len(rows), len(wanted))``.

        ``interest`` is what :meth:`interest` says with all of them.
        """
        return self._said_without_each(self.watched, rows, ratings, interest, wanted)

    def love_without_each(self, rows: Rows, ratings: Floats, love: Floats | None, wanted: Rows) -> Floats | None:
        """The same of :meth:`love`."""
        if self.loved is None or love is None:
            return None
        return self._said_without_each(self.loved, rows, ratings, love, wanted)

    def _said(self, regression: Regression, rows: Rows, ratings: Floats) -> Floats:
        worth = self.settings.worth(ratings, self.mean_rating)
        return regression.told(rows, worth, self.settings.typical_answers(len(rows)))

    def _said_without_each(
        self, regression: Regression, rows: Rows, ratings: Floats, said: Floats, wanted: Rows
    ) -> Floats:
        worth = self.settings.worth(ratings, self.mean_rating)
        fewer = self.settings.typical_answers(len(rows)) - self.settings.typical_answers(len(rows) - 1)
        return (said + fewer * regression.typical)[wanted] - regression.shares(rows, worth, wanted)

    def _flaw(self, n_anime: int) -> str | None:
        """What does not fit a model of so many anime, as the end of a sentence."""
        if not np.isfinite(self.mean_rating):
            return "it holds values that are not finite numbers"
        return self.watched.flaw(n_anime) or (self.loved.flaw(n_anime) if self.loved else None)
