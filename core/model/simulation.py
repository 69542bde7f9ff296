"""Simulated ratings, drawn from a trained model, to try training with no data at hand and to measure it at scale.

They are drawn by groups of viewers, each from random numbers of its own, and a few lists at a time, so that memory
does not grow with how many ratings are asked for.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from core.data.catalog import COLUMNS, Catalog
from core.data.cleaning import CleaningReport, CleaningStep
from core.data.ratings import HIGHEST, LOWEST, UNRATED, Ratings
from core.data.sources import LoadedRatings
from core.data.vocabulary import Vocabulary
from core.errors import DataError
from core.model.bundle import Bundle
from core.model.stored import mean_and_covariance

LIST_LENGTH_SPREAD = 1.1
"""Standard deviation of the logarithm of a list's length; the real sample has 1.3."""
PULL_OF_TASTE = 0.7
"""How much taste moves what a simulated viewer watches, beside popularity, in standard deviations."""
GROUP = 1_000
"""Viewers who are drawn from the same random numbers."""
CELLS = 2_000_000
"""Pairs of a viewer and an anime that are looked at together, in about 30 MB."""


def simulate(bundle: Bundle, n_viewers: int, n_ratings: int, seed: int = 0) -> LoadedRatings:
    """All of a :class:`Simulation` at once, in memory; raises ``DataError`` for a size that cannot be."""
    simulation = Simulation(bundle, n_viewers, n_ratings, seed)
    return simulation.loaded(Ratings.joined(list(simulation.parts())))


@dataclass(frozen=True)
class Simulation:
    """Ratings of viewers who do not exist, as the bundle's model would have them; labelled as simulated.

    Tastes are drawn from the normal distribution of the model's viewers, list lengths from a log-normal one; what
    is watched follows popularity and taste (the Gumbel-max trick draws titles without repetition), and a rating is
    the model's prediction plus noise as large as its validation error, rounded to 1…10. The share of unrated rows
    is that of the model's own data. Raises ``DataError`` for a size that cannot be.
    """

    bundle: Bundle
    n_viewers: int
    n_ratings: int
    seed: int = 0

    def __post_init__(self) -> None:
        if self.n_viewers < 2 or not self.n_viewers <= self.n_ratings <= self.n_viewers * self._longest:
            n_anime = len(self.bundle.catalog)
            raise DataError(
                f"{self.n_ratings:,} ratings of {self.n_viewers:,} viewers cannot be simulated with {n_anime:,} anime: "
                f"ask for at least 2 viewers and from 1 to {self._longest:,} ratings a viewer."
            )

    def loaded(self, ratings: Ratings) -> LoadedRatings:
        """Some of the ratings with what is to be known of them."""
        source = f"Simulated: {self.n_viewers:,} viewers who do not exist, drawn from the model {self.bundle.name}"
        report = CleaningReport((CleaningStep("Rows simulated", self.n_ratings, "no real person gave these ratings"),))
        plain = Catalog(self.bundle.catalog.table[list(COLUMNS)])
        return LoadedRatings(ratings, plain, report, source, simulated=True)

    def parts(self, cells: int = CELLS) -> Iterator[Ratings]:
        """The ratings, viewer after viewer; how many ``cells`` are looked at together changes only where parts end."""
        at_once = max(cells // len(self.bundle.catalog), 1)
        for number, n_rows in enumerate(self._rows_of_groups()):
            group = range(number * GROUP, min((number + 1) * GROUP, self.n_viewers))
            yield from self._of_group(number, group, n_rows, at_once)

    @property
    def _longest(self) -> int:
        return len(self.bundle.catalog) // 2

    def _rows_of_groups(self) -> list[int]:
        """How many rows each group of viewers has."""
        n_groups = -(-self.n_viewers // GROUP)
        sizes = np.full(n_groups, GROUP)
        sizes[-1] = self.n_viewers - GROUP * (n_groups - 1)
        weights = np.array([self._weights(self._streams(number)[0], n).sum() for number, n in enumerate(sizes)])
        return _shared_out(self.n_ratings, weights, sizes, sizes * self._longest, self._rng()).tolist()

    def _of_group(self, number: int, group: range, n_rows: int, at_once: int) -> Iterator[Ratings]:
        for_lengths, for_tastes, for_watching, for_ratings, for_unrated = self._streams(number)
        weights, one = self._weights(for_lengths, len(group)), np.ones(len(group), np.int64)
        lengths = _shared_out(n_rows, weights, one, one * self._longest, for_lengths)
        tastes = self._tastes(len(group), for_tastes)
        for start in range(0, len(group), at_once):
            some = slice(start, start + at_once)
            model = self.bundle.model.with_viewers(Vocabulary(np.array(group[some]) + 1), tastes[some])
            vectors = np.asarray(model.viewer_factors)
            anime_rows = np.concatenate(list(self._watched(vectors, lengths[some], for_watching)))
            viewer_rows = np.repeat(np.arange(len(model.viewers)), lengths[some])
            rating = model.predict(viewer_rows, anime_rows)
            rating += for_ratings.normal(0, self.bundle.card.metrics.valid_rmse, len(rating)).astype(np.float32)
            rating = np.rint(rating).clip(LOWEST, HIGHEST)
            rating[for_unrated.random(len(rating)) < self._share_unrated] = UNRATED
            yield Ratings.of(model.viewers.ids[viewer_rows], model.anime.ids[anime_rows], rating)

    def _watched(
        self, tastes: NDArray[np.float32], lengths: NDArray[np.int64], rng: np.random.Generator
    ) -> Iterator[NDArray[np.int64]]:
        """Anime rows of each of these viewers' lists."""
        pull = tastes @ self._pull_of_anime.T
        chance = rng.standard_exponential(pull.shape, dtype=np.float32)
        pull += self._log_popularity - np.log(chance + 1e-30)
        for scores, length in zip(pull, lengths, strict=True):
            yield np.argpartition(scores, -length)[-length:]

    def _tastes(self, n: int, rng: np.random.Generator) -> NDArray[np.float64]:
        mean, spread = self._viewers
        return mean + rng.standard_normal((n, len(mean))) @ spread.T

    @cached_property
    def _viewers(self) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """The mean of the model's viewers, and a matrix that gives independent numbers their covariance."""
        mean, covariance = mean_and_covariance(self.bundle.model.viewer_numbers())
        strength, directions = np.linalg.eigh(covariance)
        return mean, directions * np.sqrt(np.maximum(strength, 0))

    @cached_property
    def _pull_of_anime(self) -> NDArray[np.float32]:
        """What a taste is multiplied with to say how it pulls to each anime, shape ``(n_anime, n_factors)``."""
        factors = self.bundle.model.anime_factors.astype(np.float64)
        factors -= factors.mean(axis=0)
        mean, spread = (array[: factors.shape[1]] for array in self._viewers)
        variance = np.mean((factors @ mean) ** 2 + ((factors @ spread) ** 2).sum(axis=1))
        return (factors * (PULL_OF_TASTE / (np.sqrt(variance) or 1))).astype(np.float32)

    @cached_property
    def _log_popularity(self) -> NDArray[np.float32]:
        return np.log1p(self.bundle.catalog.table["n_seen"].to_numpy(dtype=np.float32))

    @cached_property
    def _share_unrated(self) -> float:
        data = self.bundle.card.data
        return data.unrated / max(data.unrated + data.ratings, 1)

    def _weights(self, rng: np.random.Generator, n: int) -> NDArray[np.float64]:
        """How long the lists of a group are beside each other."""
        return rng.lognormal(sigma=LIST_LENGTH_SPREAD, size=n)

    def _rng(self, *key: int) -> np.random.Generator:
        return np.random.default_rng(np.random.SeedSequence(self.seed, spawn_key=key))

    def _streams(self, group: int) -> list[np.random.Generator]:
        """Random numbers of a group: of its lists' lengths, tastes, titles watched, ratings, and which are missing."""
        return [self._rng(group, number) for number in range(5)]


def _shared_out(
    total: int,
    weights: NDArray[np.float64],
    least: NDArray[np.int64],
    most: NDArray[np.int64],
    rng: np.random.Generator,
) -> NDArray[np.int64]:
    """Whole numbers that sum to ``total``, each from its ``least`` to its ``most``, drawn by these weights."""
    shares = least.copy()
    while (missing := total - int(shares.sum())) > 0:
        free = np.flatnonzero(shares < most)
        more = rng.multinomial(missing, weights[free] / weights[free].sum())
        shares[free] = np.minimum(shares[free] + more, most[free])
    return shares
